"""What `undersigned import` does."""

from pathlib import Path
from typing import Any

from undersigned.audit.actors import COMMAND
from undersigned.commands.letters import open_letter
from undersigned.commands.opening import room
from undersigned.commands.speaking import counted, listed, refuse, remark, say, say_json
from undersigned.lists.decoding import MOST_BYTES
from undersigned.lists.document import reading_document
from undersigned.lists.reader import read_list

SHOWN = 40
LONGEST_TEXT = 80
MORE = "more; --json shows all."


def import_list(home: Path | None, name: str, source: Path, *, take: bool, as_json: bool) -> None:
    """Read a list, show what was understood, and take it where `take` says so."""
    reading = read_list(read_source(source), source.name)
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
        show_taken(taken, name)


def read_source(source: Path) -> bytes:
    """The list's bytes, or a refusal."""
    if source.is_dir():
        refuse(f"{source} is a folder. Name one file: CSV, a Markdown list, or lines.")
    if not source.exists():
        refuse(f"{source}: there is no such file.")
    if not source.is_file():
        refuse(f"{source} is no plain file. Name one: CSV, a Markdown list, or lines.")
    size = source.stat().st_size
    if size > MOST_BYTES:
        refuse(
            f"{source} has {size:,} bytes; {MOST_BYTES:,} are the most that is read. "
            "Divide it, and import the parts one after another."
        )
    return source.read_bytes()


def show(reading: Any) -> None:
    """Print what was understood, line by line where something was done."""
    say(f"{reading.name}: {reading.format}, {reading.encoding}.")
    for each in reading.remarks:
        say(f"  {each}")
    say(
        f"Read {counted(reading.read, 'line')} = {len(reading.taken):,} taken + "
        f"{len(reading.refused):,} refused."
    )
    people = counted(len(reading.people), "person", "people")
    say(f"Taken: {people} and {counted(len(reading.organisations), 'organisation')}.")
    taken = (f"line {each.line}: {described(each)}" for each in reading.taken)
    listed(taken, at_most=SHOWN, more=MORE)
    if reading.repaired:
        say(f"Repaired: {len(reading.repaired):,}.")
        repaired = (
            f"line {each.line}, {each.field}: {each.before!r} became {each.after!r}. {each.why}"
            for each in reading.repaired
        )
        listed(repaired, at_most=SHOWN, more=MORE)
    if reading.refused:
        say(f"Refused: {len(reading.refused):,}.")
        refused = (
            f"line {each.line}: {shortened(each.text)!r}. {each.why}" for each in reading.refused
        )
        listed(refused, at_most=SHOWN, more=MORE)
    if reading.duplicates:
        groups = counted(len(reading.duplicates), "group")
        say(f"Perhaps the same signatory: {groups}; none was merged.")
        lines = (f"lines {', '.join(map(str, group))}" for group in reading.duplicates)
        listed(lines, at_most=SHOWN, more=MORE)


def show_taken(taken: Any, name: str) -> None:
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
        listed((f"line {line}: {why}" for line, why in taken.unfit), at_most=SHOWN, more="more.")


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
