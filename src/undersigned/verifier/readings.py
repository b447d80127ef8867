"""Reading again: what a site shows changes while it is read, and caches show what was."""

from collections.abc import Callable
from typing import TypeVar

Read = TypeVar("Read")


class Moved(Exception):  # noqa: N818 - what happened, not a fault
    """A file is right at a larger size than the checkpoint: the letter has moved on meanwhile."""

    def __init__(self, path: str, size: int) -> None:
        super().__init__(f"{path} is at size {size}, past the checkpoint")
        self.path = path
        self.size = size


def read_at_least(
    floor: int,
    read: Callable[[], Read],
    size_of: Callable[[Read], int],
    wait: Callable[[], None],
) -> Read:
    """Read a file that has a size; where it is below `floor`, once more after the cache time.

    What comes back may still be below: the caller says what that means.
    """
    found = read()
    if size_of(found) < floor:
        wait()
        found = read()
    return found
