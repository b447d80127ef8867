"""The one way to sequence and publish: under the letter's lock."""

import datetime as dt

from django.utils import timezone

from undersigned.record.models import Log, Pending
from undersigned.record.places import lock_path
from undersigned.record.publication import check_not_behind, is_due, publish
from undersigned.record.sequencing import sequence
from undersigned.record.storage import locked


def keep(log: Log, today: dt.date | None = None) -> bool:
    """Sequence what waits and publish it. Returns whether there was anything to publish.

    Raises:
        RecordRefused: clock, key or history forbid it; what waits is kept.
        OSError: a file can't be written; the next call goes on where this one stopped.
    """
    with locked(lock_path(log.slug)):
        log.refresh_from_db()
        # Before anything is sequenced: entries of a forgotten history would only be in the way.
        check_not_behind(log)
        sequence(log.pk, today or timezone.now().date())
        published = publish(log.pk)
    log.refresh_from_db()
    return published


def logs_with_work() -> list[Log]:
    """The logs that have something waiting, or something to be published (again)."""
    waiting = set(Pending.objects.filter(refused="").values_list("log", flat=True).distinct())
    return [log for log in Log.objects.order_by("pk") if log.pk in waiting or is_due(log)]
