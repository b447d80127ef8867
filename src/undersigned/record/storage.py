"""Files that survive a power cut: written aside, synced, renamed, their folder synced."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

PUBLIC_FILE = 0o644
PRIVATE_FILE = 0o600


def write_synced(path: Path, data: bytes, mode: int = PUBLIC_FILE) -> None:
    """Replace a file in one step; afterwards it is on disk, or the old one still is.

    Raises:
        OSError: as the system says; the old file then stands untouched.
    """
    with replacing(path, mode) as file:
        file.write(data)


@contextmanager
def replacing(path: Path, mode: int = PUBLIC_FILE) -> Iterator[BinaryIO]:
    """Write a file piece by piece, and put it in the old one's place when the block ends.

    Raises:
        OSError: as the system says; the old file then stands untouched, as when the block raises.
    """
    make_folder(path.parent)
    with _replacing(path, mode) as file:
        yield file
    sync_folder(path.parent)


@contextmanager
def _replacing(path: Path, mode: int) -> Iterator[BinaryIO]:
    """The same, but that the new name is not on disk until its folder is synced."""
    aside = path.with_name(f".{path.name}.writing")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except Exception:
        aside.unlink(missing_ok=True)
        raise


@dataclass
class Files:
    """Files that are written together: each is whole, and all are on disk once `settle` returns.

    A file that has its bytes already is not written again. Whoever wrote it may have been ended,
    or met a fault, before its folder was synced, so that its name would not outlive a power cut:
    therefore its folders are synced all the same, each of them once.

    Attributes:
        top: The folder below which they lie.
    """

    top: Path
    _folders: set[Path] = field(default_factory=set)

    def write_if_changed(self, path: Path, data: bytes) -> bool:
        """Replace a file only where its bytes differ. Returns whether it was written.

        Raises:
            OSError: as the system says; the old file then stands untouched.
        """
        self._folders.add(path.parent)
        try:
            if path.stat().st_size == len(data) and path.read_bytes() == data:
                return False
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
        with _replacing(path, PUBLIC_FILE) as file:
            file.write(data)
        return True

    def settle(self) -> None:
        """Have the names of all these files on disk, the inner folders first.

        Raises:
            OSError: as the system says; the next run has to settle them again.
        """
        chain = {each for folder in self._folders for each in (folder, *folder.parents)}
        inside = [each for each in chain if each.is_relative_to(self.top)]
        for folder in sorted(inside, key=lambda each: len(each.parts), reverse=True):
            sync_folder(folder)
        self._folders.clear()


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each synced into its parent."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Sync a folder's own list of names."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file alone, waiting for whoever holds it; a killed holder leaves it free."""
    make_folder(path.parent)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, PRIVATE_FILE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def is_held(path: Path) -> bool:
    """Whether a living process holds a lock file now; a moment later that may have changed."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
