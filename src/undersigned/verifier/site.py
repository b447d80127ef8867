"""Where a letter's files are read from: a folder here, a web site in `web.py`."""

import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

KILOBYTE = 1_000
MEGABYTE = 1_000_000


class Unreadable(Exception):  # noqa: N818 - what happened, in one word, as in "could not be read"
    """A file that could not be read; the message is a clause with the file's name.

    Nothing is known to be wrong, only that it could not be checked: exit 2, not 1.
    """


class Missing(Unreadable):
    """A file that is not there."""


class Site(Protocol):
    """The published files of one letter, under one prefix.

    Attributes:
        address: where it is, for people.
        claims: the origin that the address itself stands for; None where the files are a copy.
        place: by what a copy is remembered: the folder's real path, or the address.
        cache_seconds: how long an earlier answer may still be served, and so how long to wait
            before reading again makes sense.
    """

    address: str
    claims: str | None
    place: str
    cache_seconds: float

    def expect(self, wanted: Iterable[tuple[str, int]]) -> None:
        """Announce paths and limits that are going to be read in this order.

        A site that is far away fetches some of them ahead. What was announced before and not read
        is forgotten; anything may still be read in between.
        """

    def read(self, path: str, limit: int) -> bytes:
        """Return the bytes of the file at `path`, relative to the prefix.

        Raises:
            Missing: there is none.
            Unreadable: it can't be read, or has more than `limit` bytes.
        """

    def close(self) -> None:
        """Let go of what is open."""


def check_path(path: str) -> Sequence[str]:
    """Return the parts of a path under the prefix.

    Raises:
        Missing: the path is none that a letter can have: empty parts, ``.`` or ``..``, a backslash,
            a control character. No file is published under such a name.
    """
    parts = path.split("/")
    if any(part in {"", ".", ".."} for part in parts) or not path.isprintable() or "\\" in path:
        raise Missing(f"{path!a} is no path under the letter's prefix")
    return parts


class Folder:
    """A letter's files in a folder: a download, a mirror, an archive. Always a copy."""

    claims: str | None = None
    cache_seconds: float = 0.0

    def __init__(self, folder: Path) -> None:
        self.address = str(folder)
        self._folder = Path(os.path.realpath(folder))
        self.place = str(self._folder)

    def expect(self, wanted: Iterable[tuple[str, int]]) -> None:
        """Do nothing: the files are here."""

    def close(self) -> None:
        """Do nothing: no file stays open."""

    def read(self, path: str, limit: int) -> bytes:
        """Return a file's bytes; see `Site`. Links that lead out of the folder are not followed."""
        parts = check_path(path)
        try:
            file = self._without_links(parts)
        except OSError:
            file = None
        if file is None:
            file = os.path.realpath(self._folder / path)
            if not Path(file).is_relative_to(self._folder):
                raise Unreadable(f"{path} is a link that leads out of the folder")
        try:
            return _read_regular_file(file, path, limit)
        except (FileNotFoundError, NotADirectoryError):
            raise Missing(f"{path} is missing") from None
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise Unreadable(f"{path} could not be read: {reason}") from None

    def _without_links(self, parts: Sequence[str]) -> str | None:
        """Return a file's path if no link is on the way, so that it is inside; else None.

        Raises:
            OSError: it is not there, or can't be looked at.
        """
        place = self.place
        for part in parts:
            place = f"{place}{os.sep}{part}"
            found = os.lstat(place)
            if stat.S_ISLNK(found.st_mode) or getattr(found, "st_reparse_tag", False):
                return None
        return place


def _read_regular_file(file: str, path: str, limit: int) -> bytes:
    # Opening a pipe would wait for its writer, so the kind is looked at first.
    if not stat.S_ISREG(os.stat(file).st_mode):  # noqa: PTH116
        raise Unreadable(f"{path} is no ordinary file")
    with open(file, "rb") as opened:  # noqa: PTH123
        # Room for what it has, and not for the limit, which takes longer to make than to fill.
        size = os.fstat(opened.fileno()).st_size
        data = opened.read(min(size, limit) + 1)
        if size < len(data) <= limit:
            data += opened.read(limit + 1 - len(data))
    if len(data) > limit:
        raise too_large(path, limit)
    return data


def too_large(path: str, limit: int) -> Unreadable:
    """Return the error for a file of more than `limit` bytes."""
    return Unreadable(f"{path} has more than {limit:,} bytes, the most that is read of such a file")
