"""One `serve` and one `work` to a home: a lock file each, free as soon as its holder ends."""

import fcntl
import os
from pathlib import Path


class LockHeld(Exception):  # noqa: N818 (the word a person reads)
    """Somebody else holds the lock; the message says who."""


class HomeLock:
    """A lock held until the process ends or `release` is called."""

    def __init__(self, folder: Path, name: str) -> None:
        """Take `<folder>/<name>.lock`.

        Raises:
            LockHeld: when a living process holds it.
        """
        self.path = folder / f"{name}.lock"
        self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(self.descriptor, 20, 0).decode("ascii", "replace").strip()
            os.close(self.descriptor)
            raise LockHeld(
                f"{folder} is in use: undersigned {name} runs there already (process {holder})."
            ) from error
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let others have it."""
        os.close(self.descriptor)
