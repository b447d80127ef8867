"""What `undersigned import` does."""

from pathlib import Path
from typing import Any

from undersigned.audit.actors import COMMAND
from undersigned.commands.letters import open_letter
from undersigned.commands.opening import room
from undersigned.commands.speaking import counted, listed, refuse, remark, say, say_json
from undersigned.lists.archives import MOST_FILES, MOST_UNPACKED
from undersigned.lists.decoding import MOST_BYTES
from undersigned.lists.document import reading_document
from undersigned.lists.model import Reading
from undersigned.lists.reader import read_folder, read_list

SHOWN = 40
LONGEST_TEXT = 80
KINDS = "a workbook, CSV, JSON, a web page, a Markdown list, lines, or a folder of files"
MORE = "more; --json shows all."


def import_list(home: Path | None, name: str, source: Path, *, take: bool, as_json: bool) -> None:
    """Read a list, show what was understood, and take it where `take` says so."""
    reading = read_source(source)
    letter = open_letter(home, name)
    document = reading_document(reading)
    taken = None
    if take:
        remark(f"Taking {len(reading.taken):,} lines ...")
        taken = room("signing.actions.imports").take_list(letter, reading, source.name, by=COMMAND)
        document["imported"] = taken.added
    if as_json:
        say_json(document)
        return
    show(reading)
    if taken is None:
        say(
            f"Nothing was changed. undersigned --home FOLDER import {name} {source} --yes "
            "takes the list."
        )
    else:
        show_taken(taken, name, reading)


def read_source(source: Path) -> Reading:
    """The list in a file or a folder as it was understood; ListRefused where it is none."""
    if source.is_dir():
        return read_folder(files_of(source), source.resolve().name)
    return read_list(bytes_of(source), source.name)


def files_of(folder: Path) -> dict[str, bytes]:
    """The files of a folder and of those in it by their paths; what is hidden is passed over."""
    files: dict[str, bytes] = {}
    size = 0
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_symlink() or not path.is_file() or any(p.startswith(".") for p in inner.parts):
            continue
        size += path.stat().st_size
        if len(files) == MOST_FILES or size > MOST_UNPACKED:
            refuse(
                f"{folder} holds more than {MOST_FILES:,} files or {MOST_UNPACKED:,} bytes, which "
                "is more than is read. Divide it, and import the parts one after another."
            )
        files[inner.as_posix()] = path.read_bytes()
    return files


def bytes_of(source: Path) -> bytes:
    """The file's bytes, or a refusal."""
    if not source.exists():
        refuse(f"{source}: there is no such file.")
    if not source.is_file():
        refuse(f"{source} is neither a plain file nor a folder. Name one: {KINDS}.")
    size = source.stat().st_size
    if size > MOST_BYTES:
        refuse(
            f"{source} has {size:,} bytes; {MOST_BYTES:,} are the most that is read. "
            "Divide it, and import the parts one after another."
        )
    return source.read_bytes()


def show(reading: Reading) -> None:
    """Print what was understood, line by line where something was done."""
    say(f"{reading.name}: {', '.join(filter(None, (reading.format, reading.encoding)))}.")
    for each in reading.remarks:
        say(f"  {each}")
    say(
        f"Read {counted(reading.read, 'line')} = {len(reading.taken):,} taken + "
        f"{len(reading.refused):,} refused."
    )
    people = counted(len(reading.people), "person", "people")
    say(f"Taken: {people} and {counted(len(reading.organisations), 'organisation')}.")
    taken = (f"{reading.where(each.line)}: {described(each)}" for each in reading.taken)
    listed(taken, at_most=SHOWN, more=MORE)
    if reading.repaired:
        say(f"Repaired: {len(reading.repaired):,}.")
        repaired = (
            f"{reading.where(each.line)}, {each.field}: {each.before!r} became {each.after!r}. "
            f"{each.why}"
            for each in reading.repaired
        )
        listed(repaired, at_most=SHOWN, more=MORE)
    if reading.refused:
        say(f"Refused: {len(reading.refused):,}.")
        refused = (
            f"{reading.where(each.line)}: {shortened(each.text)!r}. {each.why}"
            for each in reading.refused
        )
        listed(refused, at_most=SHOWN, more=MORE)
    show_alike(reading)


def show_alike(reading: Reading) -> None:
    """Print who may stand there twice and why, and which spellings became one."""
    if reading.proposals:
        groups = counted(len(reading.proposals), "group")
        say(f"Perhaps the same signatory: {groups}; none was merged.")
        proposed = (
            f"{'; '.join(map(reading.where, each.lines))}. {' '.join(each.reasons)}"
            for each in reading.proposals
        )
        listed(proposed, at_most=SHOWN, more=MORE)
    if reading.folded:
        say(f"Spelt alike now: {len(reading.folded):,}.")
        folded = (
            f"{each.field}: {each.before!r} became {each.after!r} "
            f"in {counted(each.count, 'entry', 'entries')}."
            for each in reading.folded
        )
        listed(folded, at_most=SHOWN, more=MORE)


def show_taken(taken: Any, name: str, reading: Reading) -> None:
    """Print what came to the desk, and what did not."""
    if taken.added:
        say(f"Took {taken.added:,} to the desk of {name}. Nothing of it is published.")
    else:
        say(f"Nothing was added: the desk of {name} has all that could be taken of this list.")
    if taken.known:
        say(f"  {len(taken.known):,} stood there already, from an earlier version of the list.")
    if taken.hidden:
        say(f"  {len(taken.hidden):,} were left out before, or asked to be taken off.")
    if taken.unfit:
        say(f"  {len(taken.unfit):,} can't stand in a record:")
        listed(
            (f"{reading.where(line)}: {why}" for line, why in taken.unfit),
            at_most=SHOWN,
            more="more.",
        )


def shortened(text: str) -> str:
    """A text that fits a line."""
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def described(line: Any) -> str:
    """One taken line, as it was understood."""
    parts = [line.name, line.role, line.organisation, line.place, line.country]
    if line.years:
        parts.append(f"{line.years} years")
    if line.served:
        parts.append(f"under {', '.join(line.served)}")
    doubt = f" (in doubt: {line.doubt})" if line.doubt else ""
    return "; ".join(part for part in parts if part) + doubt
