"""The database as the worker meets it: whether anything changed, and what lingers in its files."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

LONGEST_REST = 10.0
LONGEST_TRACE = 60.0  # seconds for which something erased may stay in the write-ahead log


@dataclass
class Rest:
    """Whether the database is as the last turn left it: then there is nothing to do at the record.

    Turns are so frequent that most find nothing, and some of what they ask grows with the lists.
    """

    clock: Callable[[], float] = time.monotonic
    _seen: tuple[int, int] | str | None = None
    _since: float = 0.0

    def is_over(self) -> bool:
        """Whether a turn is due: something was written, or the last one was long ago."""
        found = changes()
        if found is not None and found == self._seen and self.clock() - self._since < LONGEST_REST:
            return False
        self._seen, self._since = found, self.clock()
        return True


def changes() -> tuple[int, int] | str | None:
    """What changes when others, or this connection, write; None where nothing tells.

    On PostgreSQL these are the transactions that may still write: one more when somebody begins
    to, one less when that is committed. Who only reads is not among them.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_snapshot()::text")
            return str(cursor.fetchone()[0])
    if connection.vendor != "sqlite":
        return None
    with connection.cursor() as cursor:
        (by_others,) = cursor.execute("PRAGMA data_version").fetchone()
        return by_others, cursor.connection.total_changes


@dataclass
class Traces:
    """The write-ahead log keeps what was erased until it is emptied; this empties it.

    It is done when nobody has written since the turn before, and once a minute however busy it
    is. Who erased (a page, a command, a step here) makes no difference.
    """

    clock: Callable[[], float] = time.monotonic
    _seen: tuple[int, int] = (0, 0)
    _since: float | None = None

    def sweep(self) -> None:
        """Empty the log where it is time; a reader in the way puts it off."""
        if connection.vendor != "sqlite":
            return
        try:
            found = Path(f"{connection.settings_dict['NAME']}-wal").stat()
        except FileNotFoundError:
            return
        if not found.st_size:
            self._since = None
            return
        if self._since is None:
            self._since = self.clock()
        state = (found.st_size, found.st_mtime_ns)
        if state == self._seen or self.clock() - self._since > LONGEST_TRACE:
            empty_write_ahead_log()
        self._seen = state


def empty_write_ahead_log() -> None:
    """Move the write-ahead log into the database and cut it to nothing."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 500")  # writers wait behind this
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")
