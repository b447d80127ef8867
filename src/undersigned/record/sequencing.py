"""Pending rows become entries, in order, each with its day and its place.

Every entry passes `evidence.history` first, the rules that a verifier holds it to: a row that
would make the log malformed is set aside with the reason, and the rest goes on.
"""

import datetime as dt
import logging
from dataclasses import dataclass, field

from django.db import transaction

from undersigned.audit.actions import note
from undersigned.audit.actors import WORKER
from undersigned.evidence.entries import EVENTS, Entry, parse_entry
from undersigned.evidence.history import History, Refused
from undersigned.evidence.records import commitment
from undersigned.record.errors import ClockRefused
from undersigned.record.models import Document, Log, Opening, Pending
from undersigned.record.models import Entry as EntryRow
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
        """The history of exactly `log.size` entries."""
        history = self.by_log.get(log.pk)
        if history is None or history.size > log.size:
            history = History(log.origin)
        rows = EntryRow.objects.filter(log=log, index__gte=history.size, index__lt=log.size)
        for data in rows.order_by("index").values_list("data", flat=True).iterator(2000):
            history.apply(parse_entry(bytes(data)))
        self.by_log[log.pk] = history
        return history

    def forget(self, log: Log) -> None:
        """Drop what was applied and not committed."""
        self.by_log.pop(log.pk, None)


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
            REPLAYS.by_log.pop(log_id, None)
            raise
        if not batch:
            return added
        added += batch


def _sequence_batch(log_id: int, today: dt.date) -> int:
    log = Log.objects.select_for_update().get(pk=log_id)
    rows = list(log.pending.filter(refused="")[:ROWS_A_TRANSACTION])
    if not rows:
        return 0
    day = day_for(log, today)
    history = REPLAYS.of(log)
    entries: list[EntryRow] = []
    taken: list[int] = []
    for row in rows:
        entry = _try_entry(row, log, day, history)
        if entry is None:
            continue
        index = log.size + len(entries)
        entries.append(
            EntryRow(
                log=log, index=index, event=row.event, data=entry.encode(), subject=row.subject
            )
        )
        taken.append(row.pk)
        _apply_to_openings(log, index, row)
    EntryRow.objects.bulk_create(entries)
    Pending.objects.filter(pk__in=taken).delete()
    log.size += len(entries)
    log.last_day = day if entries else log.last_day
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
        history.apply(entry)
    except (Malformed, Refused) as error:
        row.refused = str(error)
        row.save(update_fields=["refused"])
        note(
            "set aside",
            by=WORKER,
            letter=log.slug,
            subject_kind="pending",
            subject=row.pk,
            reason=f"The log can't take this {row.event}: {error}",
        )
        log_of_errors.warning("%s: pending row %s set aside", log.origin, row.pk)
        return None
    return entry


def entry_of(row: Pending, origin: str, day: dt.date) -> Entry:
    """The entry that a pending row asks for, checked by reading it back.

    Raises:
        Malformed: when no such entry can be written.
    """
    if row.event not in EVENTS:
        raise Malformed("event", "one of record-format.md section 2", row.event)
    members = dict(row.fields)
    if "as" in members:
        members["as_"] = members.pop("as")
    for name in ("checks", "texts"):
        if members.get(name) is not None:
            members[name] = tuple(
                tuple(each) if isinstance(each, list) else each for each in members[name]
            )
    if row.line is not None:
        members["record"] = commitment(bytes(row.line))
    try:
        entry = EVENTS[row.event](letter=origin, day=day, **members)
    except TypeError as error:
        raise Malformed(f"members of {row.event}", "those of its event", error) from error
    return parse_entry(entry.encode())


def _apply_to_openings(log: Log, index: int, row: Pending) -> None:
    openings = Opening.objects.filter(log=log)
    if row.event in ("signed", "imported"):
        Opening.objects.create(
            log=log,
            index=index,
            event=row.event,
            as_organisation=row.fields["as"] == "organisation",
            edition=row.fields.get("edition"),
            line=row.line,
            source=row.fields.get("source", ""),
            commitment=commitment(bytes(row.line or b"")),
        )
    elif row.event == "amended":
        openings.filter(index=row.fields["entry"]).update(
            line=row.line, commitment=commitment(bytes(row.line or b"")), amended_at_index=index
        )
    elif row.event == "reconfirmed":
        openings.filter(index=row.fields["entry"]).update(edition=row.fields["edition"])
    elif row.event in ("withdrawn", "removed"):
        openings.filter(index=row.fields["entry"]).update(
            line=None,
            ended_by=row.event,
            ended_at_index=index,
            reason=row.fields.get("reason", ""),
        )
    elif row.event == "struck":
        Document.objects.filter(log=log, path=row.fields["document"]).update(data=None)
