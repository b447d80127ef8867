"""Reading again: what a site shows changes while it is read, and caches show what was."""

from collections.abc import Callable
from typing import TypeVar

Read = TypeVar("Read")

READINGS = 3
"""How often what can change is read before a verifier gives up or believes what it sees."""


def read_at_least(
    floor: int,
    read: Callable[[], Read],
    size_of: Callable[[Read], int],
    wait: Callable[[], None],
) -> Read:
    """Read a file that has a size; where it is below `floor`, again after the cache time, twice.

    Once is not enough: pages follow their checkpoint by a moment, and a cache that was asked in
    that moment shows the old ones until a whole cache time after it.

    What comes back may still be below: the caller says what that means.
    """
    found = read()
    for _ in range(READINGS - 1):
        if size_of(found) >= floor:
            break
        wait()
        found = read()
    return found
