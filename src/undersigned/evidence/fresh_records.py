"""Records held against entries that are about to be taken. Source: record format, section 4.

What `plain_records` does once the history has the entries, this does before: a run of entries and
as many lines. What a plain line says of its entry stands in pieces of it that few letters have many
of, so that each such piece and each shape of entries is held against the other once, by
`openings.check_opening`. Whatever else a line says has the form that every plain record has.
"""

from collections.abc import Sequence
from hashlib import sha256

from undersigned.evidence.openings import check_opening, slot_begun
from undersigned.evidence.plain_records import COMMITTED, PLAIN_LINE, are_plain
from undersigned.evidence.records import LARGEST_RECORD
from undersigned.evidence.shapes import Run, Shape
from undersigned.evidence.slots import COMMITMENT_LENGTH
from undersigned.tlog.errors import Malformed

_MOST_KEPT = 65_536
"""Pairs that are kept; a letter's real ones are a few for each day."""


class FreshRecords:
    """Holds the records of runs against their entries."""

    __slots__ = ("_agreed", "_letter")

    def __init__(self, letter: str) -> None:
        """Take the origin of the letter's log."""
        self._letter = letter
        self._agreed: set[tuple[bytes, bool, bytes | None, Shape]] = set()

    def open_all(self, run: Run, lines: Sequence[bytes]) -> bool:
        """Say whether each line opens the entry at its place of the run.

        False says that one may not: `openings.check_opening` of each says which, and why.
        """
        if len(lines) != len(run.shapes) or not are_plain(b"\n".join(lines)):
            return False
        if b"".join([sha256(COMMITTED + line).digest() for line in lines]) != run.commitments:
            return False
        try:
            for place, (line, shape) in enumerate(zip(lines, run.shapes, strict=True)):
                self._check(line, shape, run.commitments, place)
        except Malformed:
            return False
        return True

    def _check(self, line: bytes, shape: Shape, commitments: bytes, place: int) -> None:
        found = PLAIN_LINE.fullmatch(line)
        pair = None
        if found is not None:
            _, claims, by, checks = found.groups()
            pair = (claims, by is None, checks, shape)
            if pair in self._agreed and len(line) <= LARGEST_RECORD:
                return
        start = place * COMMITMENT_LENGTH
        hashed = commitments[start : start + COMMITMENT_LENGTH].hex()
        check_opening(line, self._letter, slot_begun(shape.entry, place, hashed))
        if pair is not None:
            if len(self._agreed) >= _MOST_KEPT:
                self._agreed.clear()
            self._agreed.add(pair)
