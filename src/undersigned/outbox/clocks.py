"""How far clocks are believed, for rows that one host wrote and another reads.

It stands here as no room that keeps times for a while lies below this one.
"""

from datetime import datetime, timedelta

from django.utils import timezone

# What was made later than now is not good yet: this host's clock was set back, and whatever was to
# end would go on for as long. Clocks of several hosts may differ by this much.
CLOCKS_DIFFER = timedelta(minutes=5)


def latest_end(lifetime: timedelta) -> datetime:
    """The latest end that something of this lifetime can have that was made until now.

    What ends later was made by a clock that ran ahead; it is not good.
    """
    return timezone.now() + lifetime + CLOCKS_DIFFER
