"""The form of one event's entries: from text to a value and back. Source: record format, section 2.

A form is one regular expression over the whole entry, so that a million entries read in seconds;
only what doesn't fit is looked at line by line, to say where.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, ClassVar, Generic, TypeVar

from undersigned.evidence.grammar import LETTER, SEQUENCED, Line
from undersigned.tlog.errors import Malformed

LARGEST_ENTRY = 8192
"""Bytes of the longest entry."""


@dataclass(frozen=True, slots=True)
class Event:
    """What every entry has.

    Attributes:
        letter: the origin of the letter's log.
        day: the day (UTC) of sequencing.
    """

    letter: str
    day: dt.date
    event: ClassVar[str]
    form: ClassVar[tuple[Line, ...]] = ()
    """The lines after the day, one for each further field, in order."""

    def encode(self) -> bytes:
        """Return the entry's bytes.

        Raises:
            Malformed: a field holds what `parse_entry` would not read back as it is.
        """
        return form_of(type(self)).encode(self)


Made = TypeVar("Made", bound=Event)


class Form(Generic[Made]):
    """How the entries of one event are written: their class and the lines after the first."""

    __slots__ = ("_event", "_fields", "_lines", "_made", "_pattern")

    def __init__(self, event: str, made: Callable[..., Made], lines: tuple[Line, ...]) -> None:
        self._event = event
        self._made = made
        self._lines = (LETTER, SEQUENCED, *lines)
        self._fields: Callable[[Made], tuple[Any, ...]] = attrgetter(
            *(line.name for line in self._lines)
        )
        expressions = "".join(line.expression() for line in self._lines)
        self._pattern = re.compile(f"undersigned/v1 {event}\n{expressions}")

    def parse(self, data: bytes) -> Made:
        """Return the entry of these bytes, whose first line names this form's event.

        Raises:
            Malformed: they don't fit, a line's value is refused, or they are too long.
        """
        if len(data) > LARGEST_ENTRY:
            raise Malformed("entry", f"at most {LARGEST_ENTRY} bytes", f"{len(data)} bytes")
        if not data.isascii():
            raise Malformed("entry", "ASCII alone", data)
        text = data.decode("ascii")
        found = self._pattern.fullmatch(text)
        if found is None:
            raise self._misfit(text)
        entry = self._made(
            *[
                None if value is None else line.read(value)
                for line, value in zip(self._lines, found.groups(), strict=True)
            ]
        )
        if self._written(entry) != text:
            raise Malformed("entry", "the one way to write it", text)
        return entry

    def encode(self, entry: Made) -> bytes:
        """Return the entry's bytes, which `parse` reads as this entry.

        Raises:
            Malformed: a field holds what would not read back as it is.
        """
        try:
            data = self._written(entry).encode("ascii")
            same = self.parse(data) == entry
        except (AttributeError, TypeError, UnicodeEncodeError):
            # A field of another type than its line's, which no check of types has caught.
            same, data = False, b""
        if not same:
            raise Malformed(f"{self._event} entry", "fields that read back as they are", entry)
        return data

    def _written(self, entry: Made) -> str:
        """Return the text of the entry from its fields, unchecked."""
        lines = [
            line.written(value)
            for line, value in zip(self._lines, self._fields(entry), strict=True)
        ]
        return f"undersigned/v1 {self._event}\n{''.join(lines)}"

    def _misfit(self, text: str) -> Malformed:
        """Return what to say of a text that doesn't fit, naming its first line that is wrong."""
        if not text.endswith("\n"):
            return Malformed(
                f"{self._event} entry", "a newline at the end of each line", text[-20:]
            )
        rows = text[:-1].split("\n")[1:]
        place = 0
        for line in self._lines:
            fits = place < len(rows) and line.fits(rows[place])
            if not fits and not line.optional:
                got = rows[place] if place < len(rows) else "the end"
                return self._malformed(place, f'"{line.keyword}", a space, {line.expected}', got)
            place += fits
            while line.repeated and place < len(rows) and line.fits(rows[place]):
                place += 1
        return self._malformed(place, "nothing more", "\n".join(rows[place:]))

    def _malformed(self, place: int, expected: str, got: str) -> Malformed:
        # Lines are counted from 1, and `place` 0 is the one after the first.
        return Malformed(f"{self._event} entry, line {place + 2}", expected, got)


_FORMS: dict[str, Form[Any]] = {}


def form_of(made: type[Made]) -> Form[Made]:
    """Return the form of a class of entries, made once."""
    form: Form[Made] | None = _FORMS.get(made.event)
    if form is None:
        form = _FORMS[made.event] = Form(made.event, made, made.form)
    return form
