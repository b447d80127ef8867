"""What entries do to the openings: they begin, are put in another's place, and end."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from undersigned.evidence.entries import (
    Amended,
    Entry,
    Imported,
    Reconfirmed,
    Removed,
    Signed,
    Withdrawn,
)
from undersigned.evidence.history import History, Slot
from undersigned.evidence.openings import check_opening, slot_begun
from undersigned.evidence.shapes import Run
from undersigned.evidence.slots import COMMITMENT_LENGTH
from undersigned.record.models import Log, Opening
from undersigned.record.rows import insert_rows

COLUMNS = ("log", "index", "event", "edition", "line", "source", "commitment")


class OpeningsOfBatch:
    """The openings that one transaction changes; the new ones are written together at its end."""

    def __init__(self, log: Log) -> None:
        """Take the log that the batch belongs to."""
        self.log = log
        self._begun: dict[int, tuple[Any, ...]] = {}

    def begin_run(self, run: Run, first: int, lines: Sequence[bytes]) -> None:
        """Begin signatures at the indices from `first` on, with the lines of their records."""
        hashed, width = run.commitments.hex(), 2 * COMMITMENT_LENGTH
        for place, (shape, line) in enumerate(zip(run.shapes, lines, strict=True)):
            committed = hashed[place * width : (place + 1) * width]
            self._begin(shape.entry, first + place, line, committed)

    def follow(self, entry: Entry, index: int, line: bytes | None) -> None:
        """Do what the entry at `index` says of a signature; most say nothing.

        Args:
            entry: One that the history has taken.
            index: Its place.
            line: The record that it came with.
        """
        if isinstance(entry, Signed | Imported):
            self._begin(entry, index, line, entry.record)
        elif isinstance(entry, Amended):
            self._change(entry.entry, line=line, commitment=entry.record, amended_at_index=index)
        elif isinstance(entry, Reconfirmed):
            self._change(entry.entry, edition=entry.edition)
        elif isinstance(entry, Withdrawn | Removed):
            self._change(entry.entry, line=None)

    def write(self) -> None:
        """Write the openings that were begun."""
        insert_rows(Opening, COLUMNS, self._begun.values())
        self._begun.clear()

    def _begin(
        self, entry: Signed | Imported, index: int, line: bytes | None, commitment: str
    ) -> None:
        edition, source = (entry.edition, "") if isinstance(entry, Signed) else (None, entry.source)
        self._begun[index] = (self.log.pk, index, entry.event, edition, line, source, commitment)

    def _change(self, index: int, **members: Any) -> None:
        if index in self._begun:
            self.write()
        Opening.objects.filter(log=self.log, index=index).update(**members)


def check_line(entry: Entry, line: bytes, history: History) -> None:
    """Hold a record's line to the entry that is about to commit to it, as a verifier will.

    Args:
        entry: Not yet taken by the history.
        line: What its commitment was made of.
        history: All before the entry.

    Raises:
        Malformed: when the line is no record, or says something else than the entry.
    """
    slot = _slot_after(entry, history)
    if slot is not None:
        check_opening(line, history.letter, slot)


def _slot_after(entry: Entry, history: History) -> Slot | None:
    """The signature as it would stand; None where the history will refuse the entry anyway."""
    if isinstance(entry, Amended):
        slot = history.slots.get(entry.entry)
        if slot is None:
            return None
        return replace(slot, commitment=entry.record, checks=entry.checks)
    if isinstance(entry, Signed | Imported):
        return slot_begun(entry, history.size, entry.record)
    return None
