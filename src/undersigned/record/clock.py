"""Whether this machine's clock can be right, by the days that the logs hold already."""

import datetime as dt

from django.db.models import Max, QuerySet
from django.utils import timezone

from undersigned.record.errors import ClockRefused
from undersigned.record.models import Log

LEAST_DOUBT = dt.timedelta(days=2)
"""A clock that ran a day ahead and was set right is behind the last entry for a day, and right."""


def clock_behind() -> str:
    """In words that the clock is behind the last entry of a log, and by how much; else empty.

    No log is named: whoever watches reads these words too.
    """
    last: dt.date | None = Log.objects.aggregate(latest=Max("last_day"))["latest"]
    today = timezone.now().date()
    if last is None or today >= last:
        return ""
    return (
        f"This machine's clock says {today}, but a letter's record has an entry of {last} and "
        "takes no other until that day; what waits is kept. Set the clock if it is wrong."
    )


def in_doubt() -> QuerySet[Log]:
    """The logs by which the clock is wrong, and of which nobody confirmed that it is right.

    `confirmed_day` is taken back with the next entry, so one that stands there before the last
    entry's day was given after that entry.
    """
    today = timezone.now().date()
    ahead = Log.objects.filter(last_day__gte=today + LEAST_DOUBT)
    return ahead.exclude(confirmed_day__lte=today).order_by("-last_day", "slug")


def check_clock() -> None:
    """Make sure that the clock is good enough to begin and to end what lasts a few days.

    It is one for all letters, so by one log it is in doubt for all of them.

    Raises:
        ClockRefused: when it is behind the last entry of a log by two days and more, and nobody
            confirmed it since.
    """
    slugs = list(in_doubt().values_list("slug", flat=True))
    if slugs:
        raise ClockRefused(
            f"{clock_behind()} Forms are taken meanwhile, and admitted and answered by mail then. "
            "If the clock is right, the one of then was not: say undersigned letter confirm-day "
            f"{slugs[0]}{''.join(f', and then {slug}' for slug in slugs[1:])}, and all but the "
            "record of that letter goes on."
        )
