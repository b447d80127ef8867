"""Rows that wait, made into entries: a run of signatures at once, anything else one by one.

Both ways hold each entry and its record to the rules of `evidence`. A run in which a row may be
refused is halved until that row stands alone; the second way then says what is wrong with it.
"""

import datetime as dt
import json
import logging
from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

from undersigned.audit.actions import note
from undersigned.audit.actors import WORKER
from undersigned.evidence.entries import EVENTS, Entry, Imported, Signed, Struck
from undersigned.evidence.fresh_records import FreshRecords
from undersigned.evidence.history import History, Refused
from undersigned.evidence.records import commitment
from undersigned.evidence.shapes import Shapes
from undersigned.record.models import Document, Log, Pending
from undersigned.record.models import Entry as EntryRow
from undersigned.record.openings import OpeningsOfBatch, check_line
from undersigned.record.rows import delete_rows, insert_rows
from undersigned.tlog.errors import Malformed

log_of_errors = logging.getLogger(__name__)

BEGINNING = frozenset({Signed.event, Imported.event})
_RECORD = b"\nrecord "


class Row(NamedTuple):
    """What a row that waits says, see `Pending`.

    Attributes:
        number: Its primary key.
        event: Of the entry that it asks for.
        members: Its `fields`, as JSON.
        line: The record.
        subject: How whoever asked finds the entry.
    """

    number: int
    event: str
    members: str
    line: bytes | None
    subject: str


class Moulds:
    """The entries of one letter and day that begin signatures, but for their commitments.

    What is around the commitment is the same for all rows that say the same. It is taken from an
    entry that was written with all its checks.

    Attributes:
        origin: Of the log.
        day: The entries'.
        shapes: Of the entries made.
        records: Of those entries.
    """

    def __init__(self, origin: str, day: dt.date) -> None:
        """Begin with none."""
        self.origin = origin
        self.day = day
        self.shapes = Shapes()
        self.records = FreshRecords(origin)
        self._around: dict[tuple[str, str], tuple[bytes, bytes]] = {}

    def cast(self, row: Row, line: bytes) -> bytes:
        """The entry that a row asks for, as its bytes.

        Raises:
            Malformed: when no such entry can be written.
        """
        hashed = commitment(line).encode()
        around = self._around.get((row.event, row.members))
        if around is None:
            _, data = entry_of(row, self.origin, self.day)
            before, _, after = data.partition(_RECORD + hashed)
            around = self._around[row.event, row.members] = before + _RECORD, after
        return around[0] + hashed + around[1]


class Batch:
    """What one transaction adds to a log.

    Attributes:
        taken: The rows that became entries.
    """

    def __init__(self, log: Log, history: History, moulds: Moulds) -> None:
        """Take the log, its history, which follows what is taken, and what entries are made by."""
        self.log = log
        self.history = history
        self.moulds = moulds
        self.taken: list[int] = []
        self._entries: list[tuple[int, int, str, bytes, str]] = []
        self._openings = OpeningsOfBatch(log)

    def take(self, rows: Sequence[Row]) -> None:
        """Make rows into entries, in order; those that the log can't take are set aside."""
        for begins, group in groupby(rows, key=lambda row: row.event in BEGINNING):
            if begins:
                self._take_beginning(list(group))
            else:
                for row in group:
                    self._take_one(row)

    def write(self) -> None:
        """Write the entries and what they open, and let the rows go."""
        insert_rows(EntryRow, ("log", "index", "event", "data", "subject"), self._entries)
        self._openings.write()
        delete_rows(Pending, self.taken)

    def _take_beginning(self, rows: Sequence[Row]) -> None:
        """Take a run, or the halves of one that can't be taken whole."""
        if self._take_run(rows):
            return
        if len(rows) == 1:
            self._take_one(rows[0])
            return
        half = len(rows) // 2
        self._take_beginning(rows[:half])
        self._take_beginning(rows[half:])

    def _take_run(self, rows: Sequence[Row]) -> bool:
        """Take rows that begin signatures, all or none; say whether they were taken."""
        lines = [row.line for row in rows if row.line is not None]
        if len(lines) != len(rows):
            return False
        try:
            entries = list(map(self.moulds.cast, rows, lines))
        except Malformed:
            return False
        run, first = self.moulds.shapes.run(entries), self.history.size
        if not self.moulds.records.open_all(run, lines) or not self.history.take_run(run):
            return False
        for index, (row, data) in enumerate(zip(rows, entries, strict=True), first):
            self._add(row, index, data)
        self._openings.begin_run(run, first, lines)
        return True

    def _take_one(self, row: Row) -> None:
        index = self.history.size
        try:
            entry, data = entry_of(row, self.moulds.origin, self.moulds.day)
            if row.line is not None:
                check_line(entry, row.line, self.history)
            self.history.apply(entry)
        except Malformed as error:
            # What came is not repeated: it may be a record, and the trail names no signer.
            _set_aside(row, self.log, f"{error.what}: {error.expected} was expected.")
        except Refused as error:
            _set_aside(row, self.log, str(error))
        else:
            self._add(row, index, data)
            self._openings.follow(entry, index, row.line)
            if isinstance(entry, Struck):
                Document.objects.filter(log=self.log, path=entry.document).update(data=None)

    def _add(self, row: Row, index: int, data: bytes) -> None:
        self._entries.append((self.log.pk, index, row.event, data, row.subject))
        self.taken.append(row.number)


def _set_aside(row: Row, log: Log, why: str) -> None:
    """Leave a row out for good, and say so where the desk shows what became of its subject."""
    Pending.objects.filter(pk=row.number).update(refused=why)
    kind, _, number = row.subject.partition(":")
    note(
        f"set aside {row.event}",
        by=WORKER,
        letter=log.slug,
        subject_kind=kind,
        subject=int(number) if number.isdecimal() else None,
        reason=f"The record can't take it: {why}",
    )
    log_of_errors.warning(
        "%s: the record can't take %s for %s, so that is set aside and the rest goes on. The trail "
        "of the letter at the desk says why.",
        log.origin,
        row.event,
        row.subject or "the letter",
    )


def entry_of(row: Row, origin: str, day: dt.date) -> tuple[Entry, bytes]:
    """The entry that a row asks for, and its bytes.

    Raises:
        Malformed: when no such entry can be written.
    """
    if row.event not in EVENTS:
        raise Malformed("event", "one of record-format.md section 2", row.event)
    try:
        entry = EVENTS[row.event](letter=origin, day=day, **_members(row))
    except TypeError as error:
        raise Malformed(f"members of {row.event}", "those of its event", error) from error
    return entry, entry.encode()


def _members(row: Row) -> dict[str, Any]:
    """The entry's members out of JSON, where a tuple is an array and `as` is no keyword."""
    members = dict(json.loads(row.members))
    if "as" in members:
        members["as_"] = members.pop("as")
    if members.get("checks") is not None:
        members["checks"] = tuple(members["checks"])
    if "texts" in members:
        members["texts"] = tuple(tuple(each) for each in members["texts"])
    if row.line is not None:
        members["record"] = commitment(row.line)
    return members
