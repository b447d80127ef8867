"""Entries read by the shape that they share. Source: record format, section 2.

Most entries of a long letter begin a named signature, and of one day they differ in their
commitment alone. What stands around the commitment is the entry's shape. The grammar has each line
on its own, so that an entry of a shape that was once read whole reads the same but for its
commitment, as long as that is 64 lower-case hex digits::

    undersigned/v1 signed⏎letter letters.example.org/fair-courts⏎...⏎as person        before
    ⏎record 59fa963e...                                                              commitment
    ⏎checks mail,roster⏎                                                              after
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from undersigned.evidence.entries import Imported, NewerVersion, Signed, parse_entry
from undersigned.evidence.slots import (
    IMPORTED_ORGANISATION,
    IMPORTED_PERSON,
    ORGANISATION,
    PERSON,
    Terms,
)
from undersigned.tlog.errors import Malformed

_NAMED = (b"undersigned/v1 signed\n", b"undersigned/v1 imported\n")
_RECORD = b"\nrecord "
_DIGITS = 64
_MOST_KEPT = 4096
"""Shapes that are kept; a letter's real ones are a few for each day."""

_SIGNED_KIND = {"person": PERSON, "organisation": ORGANISATION}
_IMPORTED_KIND = {"person": IMPORTED_PERSON, "organisation": IMPORTED_ORGANISATION}


def terms_of(entry: Signed | Imported) -> Terms:
    """Return what a slot keeps of the entry that begins it, beside its commitment."""
    if isinstance(entry, Imported):
        return Terms(_IMPORTED_KIND[entry.as_])
    return Terms(_SIGNED_KIND[entry.as_], entry.edition, entry.language, entry.checks)


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What many entries have in common. Equal only to itself.

    Attributes:
        entry: one of them, parsed.
        terms: what a slot keeps of each.
    """

    entry: Signed | Imported
    terms: Terms


@dataclass(frozen=True, slots=True)
class Run:
    """Entries in a row that each begin a named signature.

    Attributes:
        shapes: that of each.
        commitments: those of all, 32 bytes each, one after the other.
    """

    shapes: list[Shape]
    commitments: bytes


_NO_RUN = Run([], b"")


@dataclass(frozen=True, slots=True)
class Shaped:
    """Entries by their shapes.

    Attributes:
        shapes: that of each; None of one that begins no named signature or is malformed.
        digits: what stands in the place of each one's commitment.
    """

    shapes: list[Shape | None]
    digits: list[bytes]

    def run(self, start: int, end: int) -> Run:
        """Return the run from `start` on, up to before `end` at most, of no entry perhaps.

        What follows it is another event, or malformed: `parse_entry` says what.
        """
        with suppress(ValueError):
            end = self.shapes.index(None, start, end)
        shapes = [shape for shape in self.shapes[start:end] if shape is not None]
        joined = b"".join(self.digits[start:end])
        try:
            commitments = bytes.fromhex(joined.decode("ascii"))
        except ValueError:
            return _NO_RUN
        # `fromhex` takes capitals and spaces too.
        return Run(shapes, commitments) if commitments.hex().encode() == joined else _NO_RUN


class Shapes:
    """The shapes met so far."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, bytes], Shape] = {}

    def read(self, entries: Sequence[bytes]) -> Shaped:
        """Return the entries by their shapes."""
        parts = [entry.partition(_RECORD) for entry in entries]
        keys = [(before, rest[_DIGITS:]) for before, _, rest in parts]
        shapes = list(map(self._known.get, keys))
        if None in shapes:
            shapes = [
                shape or self._known.get(key) or self._learn(key, entry)
                for shape, key, entry in zip(shapes, keys, entries, strict=True)
            ]
        return Shaped(shapes, [rest[:_DIGITS] for _, _, rest in parts])

    def run(self, entries: Sequence[bytes]) -> Run:
        """Return the run with which these entries begin, of no entry perhaps."""
        return self.read(entries).run(0, len(entries))

    def _learn(self, key: tuple[bytes, bytes], entry: bytes) -> Shape | None:
        if not entry.startswith(_NAMED):
            return None
        try:
            parsed = parse_entry(entry)
        except (Malformed, NewerVersion):
            return None
        if not isinstance(parsed, Signed | Imported):
            return None
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        shape = self._known[key] = Shape(parsed, terms_of(parsed))
        return shape
