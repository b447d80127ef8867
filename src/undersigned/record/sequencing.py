"""Pending rows become entries, in order, each with its day and its place.

Every entry and its record pass the rules of `evidence` first, those that a verifier holds them to:
a row that would make the letter fail is set aside with the reason, and the rest goes on.
"""

import datetime as dt
import logging
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from undersigned.audit.actions import note
from undersigned.audit.actors import WORKER
from undersigned.evidence.entries import EVENTS, Entry, Struck, parse_entry
from undersigned.evidence.history import History, Refused
from undersigned.evidence.records import commitment
from undersigned.record.errors import ClockRefused, RecordRefused
from undersigned.record.models import Document, Log, Pending
from undersigned.record.models import Entry as EntryRow
from undersigned.record.openings import OpeningsOfBatch, check_line
from undersigned.tlog.errors import Malformed

log_of_errors = logging.getLogger(__name__)

LONGEST_SILENCE = dt.timedelta(days=31)  # record-format.md section 2
ROWS_A_TRANSACTION = 500  # others want to write too: SQLite has one writer


@dataclass
class Replays:
    """The replayed history of each log in this process, caught up before each use.

    Owned by the holder of the letter's lock. A replay costs a pass over the log once; afterwards
    one more entry costs one more entry.
    """

    by_log: dict[int, History] = field(default_factory=dict)

    def of(self, log: Log) -> History:
        """The history of exactly `log.size` entries.

        Raises:
            RecordRefused: when the database has lost entries.
        """
        history = self.by_log.get(log.pk)
        if history is None or history.size > log.size:
            history = History(log.origin)
        rows = EntryRow.objects.filter(log=log, index__gte=history.size, index__lt=log.size)
        for data in rows.order_by("index").values_list("data", flat=True).iterator(2000):
            history.apply(parse_entry(bytes(data)))
        if history.size != log.size:
            raise RecordRefused(
                f"{log.origin} has sequenced {log.size} entries, but this database holds only the "
                f"first {history.size}. Restore its newest backup; nothing was changed."
            )
        self.by_log[log.pk] = history
        return history

    def forget(self, log_id: int) -> None:
        """Drop a history; the next use replays it from what is committed."""
        self.by_log.pop(log_id, None)


REPLAYS = Replays()


def sequence(log_id: int, today: dt.date) -> int:
    """Sequence all that is pending, some hundred rows a transaction; hold the letter's lock.

    Returns how many entries were added.

    Raises:
        ClockRefused: when the day can't be given.
    """
    added = 0
    while True:
        try:
            with transaction.atomic():
                batch = _sequence_batch(log_id, today)
        except BaseException:
            REPLAYS.forget(log_id)  # it holds entries that were not committed
            raise
        if not batch:
            return added
        added += batch


def _sequence_batch(log_id: int, today: dt.date) -> int:
    log = Log.objects.select_for_update(no_key=True).get(pk=log_id)
    # Each row is locked too: where `cancel` was first, it is gone from here; where this was first,
    # `cancel` waits and then finds nothing to take back.
    rows = list(log.pending.select_for_update().filter(refused="")[:ROWS_A_TRANSACTION])
    if not rows:
        return 0
    day = day_for(log, today)
    history = REPLAYS.of(log)
    openings = OpeningsOfBatch(log)
    entries: list[EntryRow] = []
    taken: list[int] = []
    for row in rows:
        index = history.size
        entry = _try_entry(row, log, day, history)
        if entry is None:
            continue
        entries.append(
            EntryRow(
                log=log, index=index, event=row.event, data=entry.encode(), subject=row.subject
            )
        )
        taken.append(row.pk)
        openings.follow(entry, index, row)
        if isinstance(entry, Struck):
            Document.objects.filter(log=log, path=entry.document).update(data=None)
    EntryRow.objects.bulk_create(entries)
    openings.write()
    Pending.objects.filter(pk__in=taken).delete()
    if entries:
        log.size, log.last_day = history.size, day
        log.save(update_fields=["size", "last_day"])
    return len(rows)


def day_for(log: Log, today: dt.date) -> dt.date:
    """The day that an entry sequenced now gets (record-format.md section 2).

    Raises:
        ClockRefused: when the clock is behind the last entry, or more than 31 days ahead of it and
            nobody confirmed that.
    """
    if log.last_day is None:
        return today
    if today < log.last_day:
        raise ClockRefused(
            f"{log.origin}: this machine's clock says {today}, but the last entry is of "
            f"{log.last_day}. Set the clock; what waits is kept and goes on by itself."
        )
    if today - log.last_day > LONGEST_SILENCE and log.confirmed_day != today:
        raise ClockRefused(
            f"{log.origin}: the last entry is of {log.last_day}, and this machine's clock says "
            f"{today}, more than 31 days later. If the clock is right, say "
            f"undersigned letter confirm-day {log.slug}; what waits is kept until then."
        )
    return today


def _try_entry(row: Pending, log: Log, day: dt.date, history: History) -> Entry | None:
    try:
        entry = entry_of(row, log.origin, day)
        if row.line is not None:
            check_line(entry, bytes(row.line), history)
        history.apply(entry)
    except Malformed as error:
        # What came is not repeated: it may be a record, and the trail names no signer.
        _set_aside(row, log, f"{error.what}: {error.expected} was expected.")
    except Refused as error:
        _set_aside(row, log, str(error))
    else:
        return entry
    return None


def _set_aside(row: Pending, log: Log, why: str) -> None:
    """Leave a row out for good, and say so where the desk shows what became of its subject."""
    row.refused = why
    row.save(update_fields=["refused"])
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
        "%s: the record can't take %s, so that is set aside and the rest goes on. The trail of the "
        "letter at the desk says why.",
        log.origin,
        row,
    )


def entry_of(row: Pending, origin: str, day: dt.date) -> Entry:
    """The entry that a pending row asks for; it can be written.

    Raises:
        Malformed: when no such entry can be written.
    """
    if row.event not in EVENTS:
        raise Malformed("event", "one of record-format.md section 2", row.event)
    try:
        entry = EVENTS[row.event](letter=origin, day=day, **_members(row))
    except TypeError as error:
        raise Malformed(f"members of {row.event}", "those of its event", error) from error
    entry.encode()
    return entry


def _members(row: Pending) -> dict[str, Any]:
    """The entry's members out of JSON, where a tuple is an array and `as` is no keyword."""
    members = dict(row.fields)
    if "as" in members:
        members["as_"] = members.pop("as")
    if members.get("checks") is not None:
        members["checks"] = tuple(members["checks"])
    if "texts" in members:
        members["texts"] = tuple(tuple(each) for each in members["texts"])
    if row.line is not None:
        members["record"] = commitment(bytes(row.line))
    return members
