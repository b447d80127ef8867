"""What was seen of each letter the last time that all of it held.

One file an origin, JSON::

    {"key": "<vkey>", "size": 303, "root": "<base64>", "policy": "", "copies": {}}

`policy` is the text of the policy that was given, or empty. `copies` holds the same four members
for each folder or other copy that was checked, by its place: a folder checked with ``--key`` is
compared with what was seen in that very folder, so that an older archive can be opened in peace.
"""

import json
import os
import tempfile
import urllib.parse
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.errors import Malformed
from undersigned.tlog.merkle import HASH_LENGTH
from undersigned.tlog.note import VerifierKey
from undersigned.tlog.wire import parse_base64

_VARIABLE = "UNDERSIGNED_MEMORY"
_MOST_COPIES = 64
"""Copies remembered for one origin; the one seen longest ago is forgotten first."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a letter: the log's vkey, size and root (base64), and the policy's text."""

    key: str
    size: int
    root: str
    policy: str = ""

    @property
    def root_bytes(self) -> bytes:
        """The root's 32 bytes."""
        return parse_base64(self.root, "remembered root", HASH_LENGTH)


@dataclass(frozen=True, slots=True)
class Remembered:
    """All that is remembered of one origin."""

    origin: Seen | None
    copies: Mapping[str, Seen]


NOTHING = Remembered(None, {})


def memory_folder(environment: Mapping[str, str]) -> Path:
    """Return where the memory is kept: ``UNDERSIGNED_MEMORY``, or the state folder of XDG."""
    named = environment.get(_VARIABLE)
    if named:
        return Path(named)
    state = environment.get("XDG_STATE_HOME", "")
    # The XDG base directory specification has relative paths ignored.
    base = Path(state) if Path(state).is_absolute() else Path.home() / ".local" / "state"
    return base / "undersigned"


class Memory:
    """The memory in one folder, which is made when first written to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, origin: str) -> Path:
        """Return the file of one origin."""
        return self._folder / (urllib.parse.quote(origin, safe="") + ".json")

    def recall(self, origin: str) -> Remembered:
        """Return what is remembered of `origin`, or `NOTHING`.

        Raises:
            Malformed: the file is damaged. It is never passed over: forgetting is how a rollback
                would go unseen.
            OSError: it can't be read.
        """
        try:
            data = self.path(origin).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return NOTHING
        try:
            members = json.loads(data)
            copies = {place: _seen(each) for place, each in members["copies"].items()}
            return Remembered(_seen(members) if "key" in members else None, copies)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Malformed(
                f"memory {self.path(origin)}", "key, size, root, policy, copies", data
            ) from None

    def keep(self, origin: str, seen: Seen, *, place: str | None, own: bool) -> None:
        """Move the memory of `origin` forward to `seen`.

        Args:
            origin: the letter's origin.
            seen: what held.
            place: the copy that was read; None for the origin itself.
            own: the copy keeps a memory of its own, and the origin's is only begun by it.

        Raises:
            Malformed, OSError: as `recall`, or the file can't be written.
        """
        before = self.recall(origin)
        copies = dict(before.copies)
        if place is not None:
            copies.pop(place, None)
            copies[place] = seen
            for oldest in list(copies)[:-_MOST_COPIES]:
                del copies[oldest]
        kept = before.origin
        # Another run may have seen a larger tree meanwhile; memory never moves back.
        if kept is None or (not own and kept.size <= seen.size):
            kept = seen
        self._write(origin, replace(before, origin=kept, copies=copies))

    def _write(self, origin: str, remembered: Remembered) -> None:
        members: dict[str, Any] = asdict(remembered.origin) if remembered.origin else {}
        members["copies"] = {place: asdict(seen) for place, seen in remembered.copies.items()}
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._folder, prefix=".new-")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(members, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path(origin))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _seen(members: Any) -> Seen:
    key, size, policy = members["key"], members["size"], members["policy"]
    if not isinstance(size, int) or not isinstance(policy, str):
        raise TypeError
    # A checkpoint's own parser knows of what form size and root are.
    Checkpoint.parse(f"{VerifierKey.parse(key).name}\n{size}\n{members['root']}\n")
    return Seen(key, size, members["root"], policy)
