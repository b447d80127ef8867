"""Calls to the file system that fail when they are told to, and what is on disk by their word.

Python's own calls are taken at the one place where all of them pass: the functions of `os`, and
the file object beneath `open`. Each call on a file of one folder is counted; the chosen ones fail
(a write after half of its bytes, a close after it has closed), or end the process's turn as a kill
would. Beside that it is kept which bytes and which names nobody has synced yet, so that a
checkpoint can be held against it in the moment in which it appears.

SQLite's own calls don't pass here.
"""

import builtins
import errno
import fcntl
import io
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KILLED = 0  # in the place of an error's number: the turn ends here
FAULTS = {errno.EIO: "EIO", errno.ENOSPC: "ENOSPC", KILLED: "killed"}

BY_PATH = ("open", "stat", "lstat", "scandir", "listdir", "mkdir", "rmdir", "unlink", "chmod")
TWO_PATHS = ("replace", "rename", "link")
BY_HANDLE = ("fsync", "fstat", "ftruncate", "write", "pwrite", "close")
MAKE_NAMES = ("mkdir", "replace", "rename", "link")
REAL_FSTAT = os.fstat


class Killed(BaseException):
    """The turn ends here, and nobody catches it: what a kill does, in this one process."""


@dataclass
class Disk:
    """What would be lost by a power cut: bytes by their inode, names by their folder."""

    bytes_unsynced: set[int] = field(default_factory=set)
    names_unsynced: dict[str, set[str]] = field(default_factory=dict)

    def named(self, path: str) -> None:
        """A name was made or moved to something else."""
        folder, name = os.path.split(path)
        self.names_unsynced.setdefault(folder, set()).add(name)

    def would_lose(self, path: Path, above: Path) -> str:
        """What of a file a power cut would take, from its bytes to the folder `above`."""
        if path.stat().st_ino in self.bytes_unsynced:
            return f"the bytes of {path.name}"
        for each in (path, *path.parents):
            if each == above:
                break
            if each.name in self.names_unsynced.get(str(each.parent), ()):
                return f"the name {each.name}"
        return ""


@dataclass
class Calls:
    """The calls on files of one folder.

    Attributes:
        folder: Calls elsewhere are left alone.
        fail: Which calls fail, by their number from 1, and with what.
        appeared: Told of each file that took its place by a rename.
        disk: What is not synced.
        seen: What was called, in order: the call and the path.
        failed: Those that did fail.
    """

    folder: Path
    fail: dict[int, int] = field(default_factory=dict)
    appeared: Callable[[Path], None] = lambda _: None
    disk: Disk = field(default_factory=Disk)
    seen: list[tuple[str, str]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    handles: dict[int, str] = field(default_factory=dict)
    busy: bool = False

    def path_of(self, given: object) -> str:
        """The path that a call is about, where it lies in the folder; else nothing."""
        if self.busy:
            return ""
        if isinstance(given, int):
            return self.handles.get(given, "")
        if not isinstance(given, str | Path):
            return ""
        path = os.path.abspath(given)  # noqa: PTH100 (pathlib's own calls pass here too)
        return path if f"{path}{os.sep}".startswith(f"{self.folder}{os.sep}") else ""

    def fault_at(self, call: str, path: str) -> Exception | Killed | None:
        """Count one call; returns what it has to raise."""
        self.seen.append((call, path))
        number = self.fail.get(len(self.seen))
        if number is None:
            return None
        self.failed.append(f"{len(self.seen)} {call} {self.within(path)} {FAULTS[number]}")
        return Killed() if number == KILLED else OSError(number, os.strerror(number), path)

    def within(self, path: str) -> str:
        """A path as it reads from the folder on."""
        return os.path.relpath(path, self.folder)

    def count(self) -> Counter[str]:
        """How often each call was seen."""
        return Counter(call for call, _ in self.seen)


class FaultyFile(io.FileIO):
    """The file beneath `open`."""

    calls: Calls
    path: str

    def write(self, data: Any, /) -> int:
        """Write, or fail in the middle as a full disk does."""
        fault = self.calls.fault_at("write", self.path)
        if fault is not None:
            view = memoryview(data)
            super().write(view[: len(view) // 2])
        self.calls.disk.bytes_unsynced.add(REAL_FSTAT(self.fileno()).st_ino)
        if fault is not None:
            raise fault
        return super().write(data)

    def _read_fails(self) -> None:
        if fault := self.calls.fault_at("read", self.path):
            raise fault

    def readall(self) -> bytes:
        """Read to the end, or fail."""
        self._read_fails()
        return super().readall()

    def readinto(self, buffer: Any, /) -> int:
        """Read some, or fail."""
        self._read_fails()
        return super().readinto(buffer)

    def close(self) -> None:
        """Close, and then fail: the system has let go of the file by then."""
        if self.closed:
            return
        fault = self.calls.fault_at("close", self.path)
        if self.closefd:
            self.calls.handles.pop(self.fileno(), None)
        super().close()
        if fault:
            raise fault


def faulty_open(calls: Calls, real: Callable[..., Any]) -> Callable[..., Any]:
    """`open` that counts what it opens in the folder."""

    def opening(file: Any, mode: str = "r", buffering: int = -1, *rest: Any, **more: Any) -> Any:
        path = calls.path_of(file)
        if not path:
            return real(file, mode, buffering, *rest, **more)
        if not isinstance(file, int) and (fault := calls.fault_at("open", path)):
            raise fault
        closefd = more.pop("closefd", True)
        new = not isinstance(file, int) and not os.access(path, os.F_OK)
        raw = FaultyFile(file, mode.replace("b", "").replace("t", ""), closefd=closefd)
        raw.calls, raw.path = calls, path
        if new:
            calls.disk.named(path)
        reads = "r" in mode and "+" not in mode
        buffered = io.BufferedReader(raw) if reads else io.BufferedWriter(raw)
        if "b" in mode:
            return buffered
        more.pop("opener", None)
        return io.TextIOWrapper(buffered, *rest, **more)

    return opening


def faulty(calls: Calls, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    """One of the functions of `os`, counted."""

    def called(given: Any, *rest: Any, **more: Any) -> Any:
        where = rest[0] if name in TWO_PATHS else given
        path = calls.path_of(where)
        if not path:
            return real(given, *rest, **more)
        fault = calls.fault_at(name, path)
        if fault is not None:
            if name == "close":
                calls.handles.pop(given, None)
                real(given)
            raise fault
        calls.busy = True  # what it calls itself is no call of ours
        try:
            return real(given, *rest, **more)
        finally:
            calls.busy = False

    def noted(given: Any, *rest: Any, **more: Any) -> Any:
        path = calls.path_of(rest[0] if name in TWO_PATHS else given)
        result = called(given, *rest, **more)
        if path:
            note(calls, name, path, given, result)
        return result

    return noted


def note(calls: Calls, name: str, path: str, given: Any, result: Any) -> None:
    """Remember what a call that went well has changed."""
    if name == "open":
        calls.handles[result] = path
        if os.path.basename(path).startswith("."):  # noqa: PTH119 (a file written aside)
            calls.disk.named(path)
    elif name == "close":
        calls.handles.pop(given, None)
    elif name == "fsync":
        calls.disk.bytes_unsynced.discard(REAL_FSTAT(given).st_ino)
        calls.disk.names_unsynced.pop(path, None)
    elif name in MAKE_NAMES:
        calls.disk.named(path)
        if name in {"replace", "rename"}:
            calls.busy = True  # who looks at it calls too
            try:
                calls.appeared(Path(path))
            finally:
                calls.busy = False


@contextmanager
def taken(calls: Calls) -> Iterator[Calls]:
    """Take every call of this process until the block ends."""
    real_open, flock = io.open, fcntl.flock
    names = (*BY_PATH, *TWO_PATHS, *BY_HANDLE)
    kept = {name: getattr(os, name) for name in names}

    def locking(handle: Any, how: int, /) -> None:
        if (path := calls.path_of(handle)) and (fault := calls.fault_at("flock", path)):
            raise fault
        flock(handle, how)

    for name, real in kept.items():
        setattr(os, name, faulty(calls, name, real))
    io.open = builtins.open = faulty_open(calls, real_open)
    fcntl.flock = locking
    try:
        yield calls
    finally:
        for name, real in kept.items():
            setattr(os, name, real)
        io.open = builtins.open = real_open
        fcntl.flock = flock
