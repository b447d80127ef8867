"""Entries read by the shape that they share. Source: record format, section 2.

Most entries of a long letter begin a named signature, and of one day they differ in their
commitment alone. What stands around the commitment is the entry's shape. The grammar has each line
on its own, so that an entry of a shape that was once read whole reads the same but for its
commitment, as long as that is 64 lower-case hex digits::

    undersigned/v1 signed⏎letter letters.example.org/fair-courts⏎...⏎as person        before
    ⏎record 59fa963e...                                                              commitment
    ⏎checks mail,roster⏎                                                              after
"""

from collections.abc import Iterable
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


class Shapes:
    """The shapes met so far."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, bytes], Shape] = {}

    def run(self, entries: Iterable[bytes]) -> Run:
        """Return the run with which these entries begin, of no entry perhaps.

        What follows it is another event, or malformed: `parse_entry` says what.
        """
        known = self._known
        shapes: list[Shape] = []
        digits: list[bytes] = []
        for entry in entries:
            before, _, rest = entry.partition(_RECORD)
            after = rest[_DIGITS:]
            shape = known.get((before, after)) or self._learn(before, after, entry)
            if shape is None:
                break
            shapes.append(shape)
            digits.append(rest[:_DIGITS])
        joined = b"".join(digits)
        try:
            commitments = bytes.fromhex(joined.decode("ascii"))
        except ValueError:
            return _NO_RUN
        # `fromhex` takes capitals and spaces too.
        return Run(shapes, commitments) if commitments.hex().encode() == joined else _NO_RUN

    def _learn(self, before: bytes, after: bytes, entry: bytes) -> Shape | None:
        try:
            parsed = parse_entry(entry)
        except (Malformed, NewerVersion):
            return None
        if not isinstance(parsed, Signed | Imported):
            return None
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        shape = self._known[before, after] = Shape(parsed, terms_of(parsed))
        return shape
