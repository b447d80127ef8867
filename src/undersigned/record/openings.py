"""What entries do to the openings: they begin, are put in another's place, and end."""

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
from undersigned.evidence.openings import check_opening
from undersigned.record.models import Log, Opening, Pending


class OpeningsOfBatch:
    """The openings that one transaction changes; the new ones are written together at its end."""

    def __init__(self, log: Log) -> None:
        """Take the log that the batch belongs to."""
        self.log = log
        self.begun: dict[int, Opening] = {}

    def follow(self, entry: Entry, index: int, row: Pending) -> None:
        """Do what the entry at `index`, asked for by `row`, says of a signature; most say nothing.

        Args:
            entry: One that the history has taken.
            index: Its place.
            row: What asked for it, with its line.
        """
        if isinstance(entry, Signed):
            self._begin(entry, index, row, edition=entry.edition)
        elif isinstance(entry, Imported):
            self._begin(entry, index, row, source=entry.source)
        elif isinstance(entry, Amended):
            self._change(
                entry.entry, line=row.line, commitment=entry.record, amended_at_index=index
            )
        elif isinstance(entry, Reconfirmed):
            self._change(entry.entry, edition=entry.edition)
        elif isinstance(entry, Withdrawn | Removed):
            self._change(entry.entry, line=None)

    def write(self) -> None:
        """Write the openings that were begun."""
        Opening.objects.bulk_create(self.begun.values())

    def _begin(self, entry: Signed | Imported, index: int, row: Pending, **members: Any) -> None:
        self.begun[index] = Opening(
            log=self.log,
            index=index,
            event=entry.event,
            line=row.line,
            commitment=entry.record,
            **members,
        )

    def _change(self, index: int, **members: Any) -> None:
        begun = self.begun.get(index)
        if begun is None:
            Opening.objects.filter(log=self.log, index=index).update(**members)
            return
        for name, value in members.items():
            setattr(begun, name, value)


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
    if not isinstance(entry, Signed | Imported):
        return None
    edition, language, checks = (
        (entry.edition, entry.language, entry.checks)
        if isinstance(entry, Signed)
        else (None, None, None)
    )
    return Slot(
        index=history.size,
        kind=entry.event,
        as_=entry.as_,
        edition=edition,
        language=language,
        record_edition=edition,
        record_language=language,
        commitment=entry.record,
        checks=checks,
        active=True,
        ended_by=None,
        amended_by=None,
    )
