"""Pages of a folder read by a second process, while the first reads entries and records.

Reading pages takes as long as all the rest together, and needs nothing of it: what the rows show
comes out as one hash for each page (see `shown.digest_of`), and whoever has the records knows what
it has to be. Only plain pages are told so. Of any other, and where anything goes wrong, nothing is
told, and the first process reads the page by itself; so it does wherever a process can't be split
in two, or there is one processor alone.

The two share a file without a name, and the first waits for the second to end before it reads it.
"""

import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from undersigned.verifier.chain import FirstPage, walk
from undersigned.verifier.plain_pages import PlainPage
from undersigned.verifier.site import Folder, Site

WORTH_IT = 20_000
"""Entries of a letter from which on a second process takes less time than it costs."""


def processors() -> int:
    """Return how many processors this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(slots=True)
class PagesBeside:
    """What the second process tells, page by page in the order of the list.

    Attributes:
        process: its number, until it has ended; 0 then.
        file: what it writes to.
    """

    process: int
    file: IO[bytes]
    _told: Iterator[tuple[str, PlainPage]] | None = None
    _next: tuple[str, PlainPage] | None = None

    def take(self, path: str) -> PlainPage | None:
        """Return the page at `path`, if it is the next that was told."""
        if self._told is None:
            self._await()
            self.file.seek(0)
            self._told = _read(self.file)
            self._next = next(self._told, None)
        if self._next is None or self._next[0] != path:
            return None
        _, page = self._next
        self._next = next(self._told, None)
        return page

    def close(self) -> None:
        """Let go of both, whatever was told."""
        self._await()
        self.file.close()

    def _await(self) -> None:
        if self.process:
            with suppress(ChildProcessError):
                os.waitpid(self.process, 0)
            self.process = 0


def read_beside(site: Site, origin: str, first: FirstPage) -> PagesBeside | None:
    """Begin to read the pages after the first in a second process; None where none is to be had."""
    worth_it = first.size >= WORTH_IT and processors() > 1 and isinstance(site, Folder)
    # What other threads hold locked would stay so in a copy of this process for ever.
    if not worth_it or not hasattr(os, "fork") or threading.active_count() > 1:
        return None
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - see close
    try:
        process = os.fork()
    except OSError:
        file.close()
        return None
    if process == 0:
        # Nothing of what the first process has begun is ended here a second time.
        parent = os.getppid()
        try:
            tell(site, origin, first, file, lambda: os.getppid() == parent)
        finally:
            os._exit(0)
    return PagesBeside(process, file)


def tell(
    site: Site, origin: str, first: FirstPage, file: IO[bytes], wanted: Callable[[], bool]
) -> None:
    """Write down what the plain pages without figures show, as long as anybody wants it."""
    # What is wrong with a page is for the first process to find and to say.
    with suppress(Exception):
        for path, page in walk(site, origin, first):
            if not wanted():
                break
            if isinstance(page, PlainPage) and not page.figures:
                told = [path, page.entries, page.digest.hex(), page.following]
                file.write(json.dumps(told).encode() + b"\n")
    file.flush()


def _read(file: IO[bytes]) -> Iterator[tuple[str, PlainPage]]:
    for line in file:
        if line.endswith(b"\n"):
            path, entries, digest, following = json.loads(line)
            yield path, PlainPage(entries, bytes.fromhex(digest), following, [], "")
