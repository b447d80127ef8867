"""The document about a handing over: the day, to whom, and the list as it stood.

It names nobody: a name in it could never be erased. It binds itself to the list by size and root
of the checkpoint that the list was printed from.
"""

import datetime as dt
import re
from dataclasses import dataclass

from undersigned.letters.characters import refused_character
from undersigned.letters.fields import (
    LONGEST_LINE,
    LONGEST_PASSAGE,
    PLACEHOLDER,
    UNSET_DAY,
    Fields,
)
from undersigned.letters.front_matter import read_front_matter, split_file
from undersigned.letters.front_matter_writing import Value, file_text, without_empty, written
from undersigned.letters.problems import Problems

KEYS = (
    "delivered", "to", "by", "letter", "edition", "size", "root", "total", "named",
    "organisations", "withheld", "imported", "note",
)  # fmt: skip
FIGURES = ("edition", "total", "named", "organisations", "withheld", "imported")
NUMBERS = ("size", *FIGURES)

LONGEST_AGO = dt.timedelta(days=3653)

_TEXT = """\
The letter was handed over with the list as it stood at entry {size} of its record. Who was on it is
what the record says at that size, less those who have been erased since. This document names
nobody, so that whoever takes a signature back leaves nothing behind here.
"""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One handing over.

    Attributes:
        day: on which it happened.
        to: who took it, in words.
        by: who handed it over, in words; may be empty.
        note: what else is to be said of it, in words; may be empty.
        letter: the origin.
        root: of the checkpoint that the list was printed from, base64.
        size: of that checkpoint, in entries.
        edition: the newest at that size.
        total: active signatures of that edition, as in `count.json`.
        named: people among them, by name.
        organisations: organisations among them.
        withheld: people among them whose names are withheld.
        imported: names of earlier lists, in no other figure.
    """

    day: dt.date
    to: str
    by: str = ""
    note: str = ""
    letter: str
    root: str
    size: int
    edition: int
    total: int
    named: int
    organisations: int
    withheld: int
    imported: int


def delivery_document(delivery: Delivery) -> bytes:
    """Return the document that the entry `delivered` commits to; the same for the same."""
    values: dict[str, Value] = {
        "delivered": delivery.day.isoformat(),
        "to": delivery.to,
        "by": delivery.by,
        "note": delivery.note,
        "letter": delivery.letter,
        "root": delivery.root,
        **{name: str(getattr(delivery, name)) for name in NUMBERS},
    }
    kept = without_empty({key: values[key] for key in KEYS})
    assert isinstance(kept, dict)  # noqa: S101 - keys with values stay that
    return file_text(written(kept), _TEXT.format(size=delivery.size)).encode()


def parse_delivery(data: bytes) -> Delivery | None:
    """Return what such a document says; None for one that was written in another form."""
    problems = Problems("delivery")
    parts = split_file(data.decode(errors="replace"), problems)
    mapping = read_front_matter(parts.front, problems) if parts else None
    if mapping is None:
        return None
    fields = Fields(mapping, "", KEYS, problems)
    texts = {key: fields.text(key) for key in ("to", "by", "letter", "root", *NUMBERS)}
    note = fields.text("note", limit=LONGEST_PASSAGE, lines=True)
    day = fields.needed_day("delivered")
    numbers = {key: texts.pop(key) for key in NUMBERS}
    whole = all(re.fullmatch(r"0|[1-9][0-9]{0,17}", each) for each in numbers.values())
    if problems.listed() or day == UNSET_DAY or not whole:
        return None
    figures = {key: int(each) for key, each in numbers.items()}
    return Delivery(
        day=day,
        note=note,
        to=texts["to"],
        by=texts["by"],
        letter=texts["letter"],
        root=texts["root"],
        **figures,
    )


def day_fault(day: dt.date, today: dt.date) -> str:
    """Return what is wrong with the day of a handing over; empty where nothing is."""
    if day > today:
        return f"{day} has not come yet. Say so on the day, or after it."
    if today - day > LONGEST_AGO:
        return f"{day} is more than ten years ago. Mend the year."
    return ""


def words_fault(
    called: str, text: str, *, needed: bool = False, limit: int = LONGEST_LINE, lines: bool = False
) -> str:
    """Return what is wrong with words that are to stand in the document; empty where nothing is."""
    if needed and not text:
        return f"{called} is missing. Write it; it stands in the record."
    if len(text) > limit:
        return f"{called}: it has {len(text):,} characters; {limit:,} are the most. Shorten it."
    if "\n" in text and not lines:
        return f"{called}: it runs over more than one line. Write it on one."
    if name := refused_character(text.replace("\n", "")):
        return f"{called}: it holds {name}, which is not seen when read. Delete it."
    if PLACEHOLDER.search(text):
        return f"{called}: double braces stand for what is not written yet. Write it."
    return ""
