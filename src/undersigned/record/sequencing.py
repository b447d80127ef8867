"""Pending rows become entries, in order, each with its day and its place.

Every entry and its record pass the rules of `evidence` first, those that a verifier holds them to:
a row that would make the letter fail is set aside with the reason, and the rest goes on.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from undersigned.evidence.history import History
from undersigned.evidence.replaying import take_all
from undersigned.evidence.shapes import Shapes
from undersigned.record.batches import Batch, Moulds, Row
from undersigned.record.errors import ClockRefused, RecordRefused
from undersigned.record.models import Log
from undersigned.record.tree import entries_between

LONGEST_SILENCE = dt.timedelta(days=31)  # record-format.md section 2
ROWS_A_TRANSACTION = 2_000  # others want to write too: SQLite has one writer
ENTRIES_AT_ONCE = 4_096  # of a replay


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
        shapes = Shapes()
        for first in range(history.size, log.size, ENTRIES_AT_ONCE):
            end = min(first + ENTRIES_AT_ONCE, log.size)
            take_all(history, shapes, entries_between(log, first, end))
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
    """Sequence all that is pending, some thousand rows a transaction; hold the letter's lock.

    Returns how many entries were added.

    Raises:
        ClockRefused: when the day can't be given.
    """
    added = 0
    moulds = Moulds(Log.objects.values_list("origin", flat=True).get(pk=log_id), today)
    while True:
        try:
            with transaction.atomic():
                batch = _sequence_batch(log_id, moulds)
        except BaseException:
            REPLAYS.forget(log_id)  # it holds entries that were not committed
            raise
        if not batch:
            return added
        added += batch


def _sequence_batch(log_id: int, moulds: Moulds) -> int:
    log = Log.objects.select_for_update(no_key=True).get(pk=log_id)
    rows = _waiting(log)
    if not rows:
        return 0
    day = day_for(log, moulds.day)
    history = REPLAYS.of(log)
    batch = Batch(log, history, moulds)
    batch.take(rows)
    batch.write()
    if batch.taken:
        log.size, log.last_day, log.confirmed_day = history.size, day, None
        log.save(update_fields=["size", "last_day", "confirmed_day"])
    return len(rows)


def _waiting(log: Log) -> list[Row]:
    # Each row is locked too: where `cancel` was first, it is gone from here; where this was first,
    # `cancel` waits and then finds nothing to take back.
    rows = log.pending.select_for_update().filter(refused="")
    found = rows.annotate(members=Cast("fields", TextField())).values_list(
        "pk", "event", "members", "line", "subject"
    )
    return [
        Row(number, event, members, None if line is None else bytes(line), subject)
        for number, event, members, line, subject in found[:ROWS_A_TRANSACTION]
    ]


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
            f"{log.last_day}. Set the clock if it is wrong; what waits is kept and goes on then."
        )
    if today - log.last_day > LONGEST_SILENCE and log.confirmed_day != today:
        raise ClockRefused(
            f"{log.origin}: the last entry is of {log.last_day}, and this machine's clock says "
            f"{today}, more than 31 days later. If the clock is right, say "
            f"undersigned letter confirm-day {log.slug}; what waits is kept until then."
        )
    return today
