"""What keeps the log from going on; each message says what happened and what to do."""


class RecordRefused(Exception):  # noqa: N818 (the word a person reads)
    """The log does not do this; nothing was changed."""


class WouldFork(RecordRefused):
    """Signing now would show a smaller or another tree than was signed before."""


class ClockRefused(RecordRefused):
    """The clock stands behind the last day of the log, or more than 31 days ahead of it."""
