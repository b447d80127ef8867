"""The one way to sequence and publish: under the letter's lock."""

import datetime as dt

from django.utils import timezone

from undersigned.record.locking import letter_locked
from undersigned.record.models import Log, Pending
from undersigned.record.publication import check_not_behind, is_due, publish, shown_size
from undersigned.record.sequencing import sequence


def keep(log: Log, today: dt.date | None = None) -> bool:
    """Sequence what waits and publish it. Returns whether there was anything to publish.

    Raises:
        RecordRefused: clock, key or history forbid it; what waits is kept.
        OSError: a file can't be written; the next call goes on where this one stopped.
    """
    with letter_locked(log.slug):
        log.refresh_from_db()
        # Before anything is sequenced: entries of a forgotten history would only be in the way.
        check_not_behind(log)
        sequence(log.pk, today or timezone.now().date())
        published = publish(log.pk)
    log.refresh_from_db()
    return published


def publish_sequenced(log: Log) -> bool:
    """Publish what is sequenced, and leave what waits. Returns whether there was anything.

    Raises:
        RecordRefused: key or history forbid it.
        OSError: a file can't be written; the next call goes on where this one stopped.
    """
    with letter_locked(log.slug):
        log.refresh_from_db()
        published = publish(log.pk)
    log.refresh_from_db()
    return published


def put_files_back(log: Log) -> bool:
    """Bring this host's files up to what was published; sign nothing, and need no key.

    Returns whether anything was due. What is being published by another host is left for later.

    Raises:
        RecordRefused: when the database knows less than this host shows.
        OSError: a file can't be written; the next call goes on where this one stopped.
    """
    if shown_size(log) >= log.published_size:
        return False
    with letter_locked(log.slug):
        log.refresh_from_db()
        check_not_behind(log)
        return log.published_size == log.size and publish(log.pk)


def logs_with_work() -> list[Log]:
    """The logs that have something waiting, or something to be published (again)."""
    waiting = set(Pending.objects.filter(refused="").values_list("log", flat=True).distinct())
    return [log for log in Log.objects.order_by("pk") if log.pk in waiting or is_due(log)]
