"""Files that survive a power cut: written aside, synced, renamed, their folder synced."""

import fcntl
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Self

PUBLIC_FILE = 0o644
PRIVATE_FILE = 0o600
MANY_FILES = 64  # that are open and lie aside; fewer are synced one after the other
SYNCED_AT_ONCE = 8


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
    aside = aside_of(path)
    try:
        with _open_new(aside, mode) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except Exception:
        aside.unlink(missing_ok=True)
        raise


def aside_of(path: Path) -> Path:
    """Where a file is written before it takes its place."""
    return path.with_name(f".{path.name}.writing")


def _open_new(path: Path, mode: int) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb")


@dataclass
class Files:
    """Files that are written together: each is whole, and all are on disk once the block ends.

    They are written aside, then synced, and then take their places, in the order in which they
    were given. Where there are many, some are synced side by side: the disk then writes its own
    list of what changed once for all of them. A block that raises leaves those that did not take
    their place yet as they were.

    A file that has its bytes already is not written again. Whoever wrote it may have been ended,
    or met a fault, before its folder was synced, so that its name would not outlive a power cut:
    therefore its folders are synced all the same, each of them once.

    Attributes:
        top: The folder below which they lie.
    """

    top: Path
    _folders: set[Path] = field(default_factory=set)
    _aside: dict[Path, BinaryIO] = field(default_factory=dict)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Have all of them on disk; after an error, take away what lies aside."""
        try:
            if kind is None:
                self._place()
                self._sync_folders()
        except Exception:
            self._discard()
            raise
        finally:
            if kind is not None and issubclass(kind, Exception):
                self._discard()
            # What was stopped by hand leaves its files aside, as a kill does.
            for file in self._aside.values():
                with suppress(OSError):
                    file.close()
            self._aside.clear()

    def write_if_changed(self, path: Path, data: bytes) -> bool:
        """Replace a file only where its bytes differ. Returns whether it was written.

        Raises:
            OSError: as the system says; the old file then stands untouched.
        """
        if path in self._aside:
            self._place()
        self._folders.add(path.parent)
        try:
            if path.stat().st_size == len(data) and path.read_bytes() == data:
                return False
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
        file = self._aside[path] = _open_new(aside_of(path), PUBLIC_FILE)
        file.write(data)
        file.flush()
        if len(self._aside) >= MANY_FILES:
            self._place()
        return True

    def _place(self) -> None:
        """Sync what lies aside, and put each file in its place."""
        if len(self._aside) < MANY_FILES:
            for file in self._aside.values():
                os.fsync(file.fileno())
        else:
            with ThreadPoolExecutor(SYNCED_AT_ONCE) as pool:
                list(pool.map(lambda file: os.fsync(file.fileno()), self._aside.values()))
        for path in list(self._aside):
            self._aside[path].close()
            aside_of(path).replace(path)
            del self._aside[path]

    def _sync_folders(self) -> None:
        """Have the names of all these files on disk, the inner folders first."""
        chain = {each for folder in self._folders for each in (folder, *folder.parents)}
        inside = [each for each in chain if each.is_relative_to(self.top)]
        for folder in sorted(inside, key=lambda each: len(each.parts), reverse=True):
            sync_folder(folder)
        self._folders.clear()

    def _discard(self) -> None:
        for path, file in self._aside.items():
            with suppress(OSError):
                file.close()
            with suppress(OSError):
                aside_of(path).unlink(missing_ok=True)
        self._aside.clear()


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
