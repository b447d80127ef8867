"""A worker that finds another one at work waits for its end, and then takes its place."""

import select
import sys
from collections.abc import Callable
from pathlib import Path

from undersigned.config.locks import HomeLock, LockHeld

SECONDS_BETWEEN_LOOKS = 0.5


def lock_of_worker(folder: Path, *, tell: Callable[[str], None]) -> HomeLock | None:
    """Take the worker's lock, waiting for whoever holds it; None when standard input ends before.

    So a server that was killed and started again at once gets along with its old child, which may
    still be at its last turn.

    Args:
        folder: The instance.
        tell: Told once that somebody else is at work.
    """
    told = False
    while True:
        try:
            return HomeLock(folder, "work")
        except LockHeld as held:
            if not told:
                tell(f"{held} This one waits.")
                told = True
        # The parent never writes: what can be read is the end of its life.
        if select.select([sys.stdin], [], [], SECONDS_BETWEEN_LOOKS)[0]:
            return None
