"""What `undersigned letter deliver` does: the list to hand over, and the entry that says it was."""

import datetime as dt
from pathlib import Path

from undersigned.audit.actors import COMMAND
from undersigned.commands.letters import open_letter, put_out
from undersigned.commands.opening import room
from undersigned.commands.speaking import counted, refuse, say


def write_list(home: Path | None, name: str, folder: Path, size: int) -> None:
    """Write the list as a text and as a page to print; nothing is recorded."""
    letter = open_letter(home, name)
    size = size or letter.log.published_size
    check_size(letter.log.published_size, size)
    lists = room("drafting.handed_list")
    handed = lists.list_at(letter, size)
    folder.mkdir(parents=True, exist_ok=True)
    paths = (folder / f"{name}-{size}.txt", folder / f"{name}-{size}.html")
    for path, text in zip(paths, (lists.as_text(handed), lists.as_page(handed)[0]), strict=True):
        path.write_text(text, encoding="utf-8")
    held = counted(len(handed.lines), "signature", "signatures")
    say(f"Wrote {paths[0]} and {paths[1]}, with {held} at entry {size} of the record.")
    say(f"Once it is handed over: undersigned letter deliver {name} --size {size} --to WHOM")


def record(home: Path | None, name: str, size: int, day: str, words: dict[str, str]) -> None:
    """Record that the letter was handed over with the list of that size."""
    letter = open_letter(home, name)
    if not size:
        refuse("Say which list it was with --size; the number is printed on it.")
    number = room("letters.actions").deliver(
        letter, day=day_of(day), size=size, by=COMMAND, **words
    )
    put_out(letter)
    say(f"Recorded delivery {number} of {name}, with the list of entry {size}.")


def day_of(text: str) -> dt.date:
    """The day that was given, or today."""
    if not text:
        return dt.datetime.now(dt.UTC).date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        refuse(f"{text} is no day. Write it as 2026-03-09.")


def check_size(published: int, size: int) -> None:
    """Refuse a size that has no list."""
    if not 1 < size <= published:
        refuse(f"There is no list of entry {size}: the record stands at entry {published}.")
