"""How much is read of a letter on the web, and for how long."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from undersigned.verifier.site import MEGABYTE, Unreadable

GIGABYTE = 1_000 * MEGABYTE
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Limits:
    """What the person allows.

    Attributes:
        file: bytes of one file; each kind of file has a limit of its own besides.
        total: bytes of all files together.
        seconds: for all of it.
        at_once: files fetched at the same time.
        silence: seconds that nothing may come, while connecting or in the middle of a file.
    """

    file: int = 32 * MEGABYTE
    total: int = 4 * GIGABYTE
    seconds: int = 2 * HOUR
    at_once: int = 8
    silence: float = 20.0


class Allowance:
    """What is left of the limits, for all threads together."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        """Begin now, by a clock of seconds that never goes back."""
        self._limits = limits
        self._clock = clock
        self._end = clock() + limits.seconds
        self._read = 0
        self._lock = threading.Lock()

    def spend(self, count: int) -> None:
        """Take note of so many bytes.

        Raises:
            Unreadable: they are more than all files together may have.
        """
        with self._lock:
            self._read += count
            if self._read > self._limits.total:
                raise Unreadable(
                    f"the reading stopped at {self._limits.total:,} bytes altogether; "
                    "--total-limit allows for more"
                )

    def seconds_left(self) -> float:
        """Return the seconds that are left.

        Raises:
            Unreadable: none are.
        """
        left = self._end - self._clock()
        if left <= 0:
            raise Unreadable(
                f"the reading stopped after {self._limits.seconds:,} seconds; "
                "--time-limit allows for more"
            )
        return left
