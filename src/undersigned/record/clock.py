"""Whether this machine's clock can be right, by the days that the logs hold already."""

import datetime as dt

from django.db.models import Max
from django.utils import timezone

from undersigned.record.errors import ClockRefused
from undersigned.record.models import Log

LEAST_DOUBT = dt.timedelta(days=2)
"""A clock that ran a day ahead and was set right is behind the last entry for a day, and right."""


def clock_behind() -> str:
    """In words that the clock is behind the last entry of a log, and by how much; else empty."""
    last, today = _last_day(), timezone.now().date()
    if last is None or today >= last:
        return ""
    return (
        f"This machine's clock says {today}, but the record has an entry of {last}. Nothing is "
        "published until that day; what waits is kept. Set the clock if it is wrong."
    )


def check_clock() -> None:
    """Make sure that the clock is good enough to begin and to end what lasts a few days.

    Raises:
        ClockRefused: when it is behind the last entry of a log by two days and more.
    """
    last = _last_day()
    if last is not None and last - timezone.now().date() >= LEAST_DOUBT:
        raise ClockRefused(
            f"{clock_behind()} Forms are taken meanwhile, and admitted and answered by mail then."
        )


def _last_day() -> dt.date | None:
    latest: dt.date | None = Log.objects.aggregate(latest=Max("last_day"))["latest"]
    return latest
