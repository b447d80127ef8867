"""What `undersigned import` does."""

import json
from pathlib import Path
from typing import Any

from undersigned.audit.actors import COMMAND
from undersigned.commands.letters import open_letter
from undersigned.commands.opening import refusals, room
from undersigned.commands.speaking import listed, refuse, say
from undersigned.lists.document import reading_document
from undersigned.lists.reader import read_list

SHOWN = 40
LARGEST_FILE = 20_000_000


def import_list(home: Path | None, name: str, source: Path, *, take: bool, as_json: bool) -> None:
    """Read a list, show what was understood, and take it where `take` says so."""
    with refusals():
        if source.is_dir():
            refuse(f"{source} is a folder. Name one file: CSV, a Markdown list, or lines.")
        if not source.exists():
            refuse(f"{source}: there is no such file.")
        data = source.read_bytes()
    letter = open_letter(home, name)
    reading = read_list(data, source.name)
    document = reading_document(reading)
    added = 0
    if take:
        taken = room("signing.actions.imports").take_list(letter, reading, source.name, by=COMMAND)
        added = document["imported"] = taken.added
    if as_json:
        say(json.dumps(document, ensure_ascii=False, indent=2))
        return
    show(reading)
    if not take:
        say(f"Nothing was changed. undersigned import {name} {source} --yes takes the list.")
    elif added:
        say(f"Took {added:,} to the desk of {name}. Nothing of it is published.")
    else:
        say("This list was taken before; nothing was added.")


def show(reading: Any) -> None:
    """Print what was understood, line by line where something was done."""
    people = sum(line.kind == "person" for line in reading.taken)
    organisations = len(reading.taken) - people
    say(f"{reading.name}: {reading.format}, {reading.encoding}.")
    for remark in reading.remarks:
        say(f"  {remark}")
    say(
        f"Read {reading.read:,} lines = {len(reading.taken):,} taken + "
        f"{len(reading.refused):,} refused."
    )
    say(f"Taken: {people:,} people and {organisations:,} organisations.")
    listed(
        (f"line {line.line}: {described(line)}" for line in reading.taken),
        at_most=SHOWN, more="more; --json shows all.",
    )  # fmt: skip
    if reading.repaired:
        say(f"Repaired: {len(reading.repaired):,}.")
        listed(
            (
                f"line {each.line}, {each.field}: {each.before!r} became {each.after!r}. {each.why}"
                for each in reading.repaired
            ),
            at_most=SHOWN, more="more; --json shows all.",
        )  # fmt: skip
    if reading.refused:
        say(f"Refused: {len(reading.refused):,}.")
        listed(
            (f"line {each.line}: {each.text[:80]!r}. {each.why}" for each in reading.refused),
            at_most=SHOWN, more="more; --json shows all.",
        )  # fmt: skip
    if reading.duplicates:
        say(f"Perhaps the same person: {len(reading.duplicates):,} groups; none was merged.")
        listed(
            (f"lines {', '.join(map(str, group))}" for group in reading.duplicates),
            at_most=SHOWN, more="more; --json shows all.",
        )  # fmt: skip


def described(line: Any) -> str:
    """One taken line, as it was understood."""
    parts = [line.name, line.role, line.organisation, line.place, line.country]
    if line.years:
        parts.append(f"{line.years} years")
    if line.served:
        parts.append(f"under {', '.join(line.served)}")
    doubt = f" (in doubt: {line.doubt})" if line.doubt else ""
    return "; ".join(part for part in parts if part) + doubt
