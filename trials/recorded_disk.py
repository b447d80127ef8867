"""The disk as it could stand after a power cut, made from the system calls of a recorded run.

What a process wrote stands in memory until it is synced: the bytes of a file by fsync of that file,
its name by fsync of its folder. From a recording by strace, with all data, this keeps both apart,
and makes of them the folder that another start would find at a given moment.
"""

import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

CALLS = (
    "open,openat,creat,write,writev,pwrite64,pwritev,pwritev2,fsync,fdatasync,sync,syncfs,rename,"
    "renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir,"
    "ftruncate,truncate,fallocate,sendfile,copy_file_range"
)
LINE = re.compile(r"^(\d+) +(\d+\.\d+) (?:(\w+)\((.*)|<\.\.\. (\w+) resumed>(.*))$", re.DOTALL)
RESULT = re.compile(r"^(.*)\) += (-?\d+)(?:<[^>]*>)?.*?(?: <(\d+\.\d+)>)?$", re.DOTALL)
TOKEN = re.compile(r'"([^"]*)"|(?:(\w+)<([^>]*)>)|\[(\d+)\] => \[\d+\]|([\w|]+)')
UNFINISHED = " <unfinished ...>"
NOT_KEPT = ("-shm", " (deleted)")  # what SQLite makes anew, and what has no name any more
Variant = Literal["synced", "renamed", "some"]
VARIANTS: tuple[Variant, ...] = ("synced", "renamed", "some")


def strace(output: Path) -> tuple[str, ...]:
    """The words before a command whose calls are recorded."""
    assert shutil.which("strace"), "strace is missing; on Debian: apt install strace"
    how = ("-f", "-qq", "--seccomp-bpf", "-ttt", "-T", "-y", "-xx", "-s", "50000000")
    return ("strace", *how, "-e", f"trace={CALLS}", "-o", str(output))


@dataclass(frozen=True)
class Call:
    """One system call.

    Attributes:
        began: The line of the recording in which it began.
        ended: The line in which it ended: the same where nothing else happened meanwhile.
        at: When it ended, in seconds since 1970.
        name: Of the call.
        given: Its arguments: bytes of strings, paths of descriptors as text, other words as text.
        result: What it returned.
    """

    began: int
    ended: int
    at: float
    name: str
    given: tuple[bytes | str, ...]
    result: int


def calls(output: Path) -> Iterator[Call]:
    """The calls of a recording that succeeded, in the order in which they ended or were resumed."""
    unfinished: dict[str, tuple[int, float, str]] = {}
    with output.open(encoding="ascii") as lines:
        for number, line in enumerate(lines):
            found = LINE.match(line.rstrip("\n"))
            if not found:
                continue
            process, time, name, rest, resumed, rest_of_it = found.groups()
            began, at = number, float(time)
            if resumed:
                if process not in unfinished:
                    continue
                began, at, rest = unfinished.pop(process)
                name, rest = resumed, rest + rest_of_it
            elif rest.endswith(UNFINISHED):
                unfinished[process] = (began, at, rest.removesuffix(UNFINISHED))
                continue
            ended = RESULT.match(rest)
            if ended and int(ended[2]) >= 0:
                given = tuple(_given(ended[1]))
                yield Call(began, number, at + float(ended[3] or 0), name, given, int(ended[2]))


def _given(text: str) -> Iterator[bytes | str]:
    for string, descriptor, path, offset, word in TOKEN.findall(text):
        if descriptor:
            yield descriptor
            yield _bytes(path).decode("utf-8", "replace")
        elif offset or word:
            yield offset or word
        else:
            yield _bytes(string)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", "")) if text.startswith("\\x") else text.encode()


Op = tuple[int, bytes | None]  # bytes at an offset; or None, and the file ends there


def apply(op: Op, data: bytearray) -> None:
    """Do one write or truncation."""
    offset, written = op
    if len(data) < offset:
        data.extend(bytes(offset - len(data)))
    if written is None:
        del data[offset:]
    else:
        data[offset : offset + len(written)] = written


@dataclass
class File:
    """What a file holds: in memory, and surely on disk."""

    seen: bytearray = field(default_factory=bytearray)
    kept: bytearray = field(default_factory=bytearray)
    pending: list[Op] = field(default_factory=list)
    synced: int = 0

    @property
    def changes(self) -> int:
        """How often it was changed."""
        return self.synced + len(self.pending)

    def change(self, op: Op) -> None:
        """Write or truncate."""
        apply(op, self.seen)
        self.pending.append(op)

    def sync(self, changes: int) -> None:
        """Bring the first so many changes to the disk, but for those that are there."""
        number = max(0, changes - self.synced)
        for op in self.pending[:number]:
            apply(op, self.kept)
        del self.pending[:number]
        self.synced += number


Names = dict[str, File | None]  # by path; None is a folder


@dataclass(frozen=True)
class Naming:
    """One change in a folder: names that come, and names that go, together."""

    folder: str
    come: tuple[tuple[str, File | None], ...] = ()
    go: tuple[str, ...] = ()

    def do(self, names: Names) -> None:
        """Make the change."""
        for path in self.go:
            names.pop(path, None)
        names.update(self.come)


@dataclass
class Disk:
    """A folder in memory and on disk, call by call."""

    home: str
    seen: Names = field(default_factory=dict)
    kept: Names = field(default_factory=dict)
    pending: list[Naming] = field(default_factory=list)
    _places: dict[tuple[str, str], int] = field(default_factory=dict)
    _appending: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, folder: Path, home: Path) -> "Disk":
        """A disk that holds at `home` what stands in a folder, all of it synced."""
        disk = cls(str(home))
        disk.seen[disk.home] = None
        for path in folder.rglob("*"):
            data = None if path.is_dir() else path.read_bytes()
            file = None if data is None else File(bytearray(data), bytearray(data))
            disk.seen[str(home / path.relative_to(folder))] = file
        disk.kept = dict(disk.seen)
        return disk

    # What happens.

    def steps(self, recorded: list[Call]) -> list[tuple[float, Callable[[], None]]]:
        """What to do when: each call as it ended; a sync brings what had ended as it began.

        In the order of the recording, since times are rounded: a sync right after a write would
        seem to have begun before its end. Times are those at which calls ended.
        """
        steps: list[tuple[int, float, Callable[[], None]]] = []
        for call in recorded:
            if call.name in {"fsync", "fdatasync"}:
                path = str(call.given[1])
                if self._is_here(path):
                    sync = Sync(self, path)
                    steps += [(call.began, 0.0, sync.begin), (call.ended, call.at, sync.end)]
            else:
                happens = partial(self.happen, call)
                steps.append((call.ended, call.at, happens))
        return [(at, step) for _, at, step in sorted(steps, key=lambda step: step[0])]

    def _is_here(self, path: str) -> bool:
        inside = path == self.home or path.startswith(f"{self.home}/")
        name = path.rpartition("/")[2]
        return inside and not name.startswith("said-") and not path.endswith(NOT_KEPT)

    def happen(self, call: Call) -> None:
        """Do what a call did to names and bytes.

        Raises:
            ValueError: for a call that this does not know.
        """
        name, given = call.name, call.given
        if name in {"open", "openat", "creat"}:
            self._open(call)
        elif name in {"write", "pwrite64", "sendfile", "ftruncate"}:
            if self._is_here(str(given[1])):
                self._write(name, str(given[0]), str(given[1]), given[2:], call.result)
        elif paths := [path for path in self._paths(given) if self._is_here(path)]:
            self._name(name, paths, given)

    def _paths(self, given: tuple[bytes | str, ...]) -> list[str]:
        """The paths that a call names, each under its folder where it is relative to one."""
        found = []
        for place, each in enumerate(given):
            if isinstance(each, bytes):
                before = str(given[place - 1]) if place else ""
                path = each.decode("utf-8", "replace")
                found.append(path if path.startswith("/") else f"{before}/{path}")
        return found or [str(each) for each in given[1:2]]

    def _open(self, call: Call) -> None:
        path = next(iter(self._paths(call.given)))
        flags = next((str(each) for each in call.given if str(each).startswith("O_")), "O_CREAT")
        if not self._is_here(path) or "O_DIRECTORY" in flags:
            return
        if path not in self.seen and "O_CREAT" in flags:
            self._change(Naming(folder_of(path), come=((path, File()),)))
        elif "O_TRUNC" in flags:
            self._file(path).change((0, None))
        key = (str(call.result), path)
        self._places[key] = 0
        self._appending.discard(key)
        if "O_APPEND" in flags:
            self._appending.add(key)

    def _write(
        self, name: str, number: str, path: str, rest: tuple[bytes | str, ...], result: int
    ) -> None:
        file = self._file(path)
        key = (number, path)
        if name == "ftruncate":
            file.change((int(rest[0]), None))
        elif name == "pwrite64":
            file.change((int(rest[-1]), _as_bytes(rest[0])[:result]))
        else:
            data = _as_bytes(rest[0]) if name == "write" else self._sent(rest, result)
            place = len(file.seen) if key in self._appending else self._places.get(key, 0)
            file.change((place, data[:result]))
            self._places[key] = place + result

    def _sent(self, rest: tuple[bytes | str, ...], result: int) -> bytes:
        """What sendfile copied, from a file that does not change."""
        source, offset = str(rest[1]), int(rest[2])
        known = self.seen.get(source)
        data = bytes(known.seen) if known else Path(source).read_bytes()
        return data[offset : offset + result]

    def _name(self, name: str, paths: list[str], given: tuple[bytes | str, ...]) -> None:
        folder = folder_of(paths[0])
        if name.startswith("rename") and folder == folder_of(paths[-1]):
            come = ((paths[-1], self._file(paths[0])),)
            self._change(Naming(folder, come=come, go=(paths[0],)))
        elif name.startswith(("unlink", "rmdir")):
            self._change(Naming(folder, go=(paths[0],)))
        elif name.startswith("mkdir"):
            self._change(Naming(folder, come=((paths[0], None),)))
        elif name == "truncate":
            self._file(paths[0]).change((int(given[-1]), None))
        else:
            raise ValueError(f"{name} of {paths} is not known here")

    def _file(self, path: str) -> File:
        file = self.seen[path]
        assert file is not None, path
        return file

    def _change(self, naming: Naming) -> None:
        naming.do(self.seen)
        self.pending.append(naming)

    # What is left of it.

    def build(self, folder: Path, variant: Variant, chance: random.Random) -> None:
        """Write the disk as it stands after a cut at this moment.

        Args:
            folder: Where to; it is made.
            variant: `synced`: what was synced, and nothing else. `renamed`: every name as it was
                last, with the bytes that were synced. `some`: names up to some moment since, and
                of the bytes not synced every second write.
            chance: Which names and writes those are.
        """
        names = dict(self.seen if variant == "renamed" else self.kept)
        if variant == "some":
            for naming in self.pending[: chance.randint(0, len(self.pending))]:
                naming.do(names)
        folder.mkdir(parents=True)
        for path, file in sorted(names.items()):
            target = folder / path.removeprefix(self.home).lstrip("/")
            if not target.parent.is_dir():
                continue  # its folder had no name on disk
            if file is None:
                target.mkdir(exist_ok=True)
            else:
                target.write_bytes(_survivors(file, variant, chance))
                target.chmod(0o600)


def _survivors(file: File, variant: Variant, chance: random.Random) -> bytes:
    data = bytearray(file.kept)
    if variant == "some":
        for op in file.pending:
            if chance.random() < 0.5:
                apply(op, data)
    return bytes(data)


def _as_bytes(given: bytes | str) -> bytes:
    assert isinstance(given, bytes)
    return given


def folder_of(path: str) -> str:
    """The folder that a name stands in."""
    return path.rpartition("/")[0]


@dataclass
class Sync:
    """A sync on its way: what had changed when it began is on disk when it has ended."""

    disk: Disk
    path: str
    _file: File | None = None
    _changes: int = 0
    _names: list[Naming] = field(default_factory=list)

    def begin(self) -> None:
        """Note what there is to bring."""
        self._file = self.disk.seen.get(self.path)
        if self._file is not None:
            self._changes = self._file.changes
        else:
            self._names = [each for each in self.disk.pending if each.folder == self.path]

    def end(self) -> None:
        """Bring it, unless another sync did meanwhile."""
        if self._file is not None:
            self._file.sync(self._changes)
        for naming in self._names:
            if any(naming is each for each in self.disk.pending):
                naming.do(self.disk.kept)
                self.disk.pending = [each for each in self.disk.pending if each is not naming]
