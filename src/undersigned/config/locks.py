"""One `serve` and one `work` to a home: a lock file each, free as soon as its holder ends."""

import fcntl
import os
import time
from pathlib import Path

from undersigned.record.storage import is_held as is_held  # noqa: PLC0414 (others find it here)

MOST_WORKERS = 64  # of one host
GLANCES = 20  # tries to take a lock, `GLANCE` apart
GLANCE = 0.005  # seconds; who only looks at a lock (is_held) has it for far less


class LockHeld(Exception):  # noqa: N818 (the word a person reads)
    """Somebody else holds the lock; the message says who and what to do."""


class HomeLock:
    """A lock held until the process ends or `release` is called."""

    def __init__(self, folder: Path, name: str) -> None:
        """Take `<folder>/<name>.lock`.

        Raises:
            LockHeld: when a living process holds it.
            OSError: when the file can't be made.
        """
        self.path = folder / f"{name}.lock"
        self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(self.descriptor)
        except BlockingIOError as error:
            process, address = _written_in(self.descriptor)
            os.close(self.descriptor)
            at = f" at {address}" if address else ""
            raise LockHeld(
                f"{folder} is in use: undersigned {name} runs there already{at} (process "
                f"{process}). End that one first, or name another folder with --home."
            ) from error
        self.say()

    def say(self, address: str = "") -> None:
        """Write who holds the lock, and the address where it is reached if it has one."""
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, f"{os.getpid()}\n{address}\n".encode(), 0)

    def release(self) -> None:
        """Let others have it."""
        os.close(self.descriptor)


def worker_lock(folder: Path, *, several: bool, name: str = "work") -> HomeLock:
    """Take a worker's lock; where several may work side by side, the next one that is free.

    Args:
        folder: The instance.
        several: Whether the database takes several workers; SQLite's takes one.
        name: What the lock is called.

    Raises:
        LockHeld: when a living process holds it, or as many as there may be.
    """
    number = 1
    while True:
        try:
            return HomeLock(folder, name if number == 1 else f"{name}-{number}")
        except LockHeld:
            if not several or number == MOST_WORKERS:
                raise
        number += 1


def show_life(folder: Path) -> None:
    """Note in the time of `work.lock`, where health looks, that somebody works on this host."""
    (folder / "work.lock").touch(mode=0o600)


def _take(descriptor: int) -> None:
    """Lock a file for this process alone, past those who only look whether it is held.

    Raises:
        BlockingIOError: when another process holds it.
    """
    for _ in range(GLANCES - 1):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(GLANCE)
        else:
            return
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _written_in(descriptor: int) -> tuple[str, str]:
    lines = os.pread(descriptor, 500, 0).decode("ascii", "replace").split("\n")
    return lines[0], lines[1] if len(lines) > 1 else ""


def address_of_server(folder: Path) -> str:
    """Where a living `serve` of this instance is reached; empty where none runs."""
    path = folder / "serve.lock"
    if not is_held(path):
        return ""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return _written_in(descriptor)[1]
    finally:
        os.close(descriptor)
