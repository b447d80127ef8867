"""The lock of a letter: one process sequences or publishes it, on whichever host.

On one host it is a lock file, which a killed process leaves free. Where the database is a
PostgreSQL, which several hosts share, it is an advisory lock there too. That one belongs to the
session in which the holder writes: whoever loses the session loses lock and pen at once.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error as AnyDatabaseError
from django.db import connection

from undersigned.record.places import lock_path
from undersigned.record.storage import is_held, locked

SHARED = "postgresql"  # the kind of database that several hosts may share
SECONDS_BETWEEN_TRIES = 0.1


@contextmanager
def letter_locked(slug: str) -> Iterator[None]:
    """Hold a letter's lock alone, waiting for whoever holds it.

    Raises:
        django.db.Error: when the database is away.
    """
    with locked(lock_path(slug)), shared_lock(f"letter {slug}"):
        yield


def letter_is_held(slug: str) -> bool:
    """Whether somebody, on whichever host, holds a letter's lock; a moment later it may differ."""
    if is_held(lock_path(slug)):
        return True
    if connection.vendor != SHARED:
        return False
    number = number_of(f"letter {slug}")
    if not _ask("pg_try_advisory_lock", number):
        return True
    _ask("pg_advisory_unlock", number)
    return False


@contextmanager
def shared_lock(name: str) -> Iterator[None]:
    """Hold what this name stands for against every other host; on SQLite there is none."""
    if connection.vendor != SHARED:
        yield
        return
    number = number_of(name)
    # Tried again and again, and not waited for in the database: a publication may take longer than
    # the patience there.
    while not _ask("pg_try_advisory_lock", number):
        time.sleep(SECONDS_BETWEEN_TRIES)
    try:
        yield
    finally:
        _give_back(number)


def hold_until_commit(*names: str) -> None:
    """Hold what these names stand for until the caller's transaction ends; nothing on SQLite.

    All are taken in one order, so that two who want several of the same don't wait for each other.
    """
    if connection.vendor != SHARED:
        return
    with connection.cursor() as cursor:
        for number in sorted({number_of(name) for name in names}):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def number_of(name: str) -> int:
    """The 64 bits by which PostgreSQL knows a lock."""
    digest = hashlib.sha256(f"undersigned {name}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def _ask(function: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [number])
        return bool(cursor.fetchone()[0])


def _give_back(number: int) -> None:
    try:
        _ask("pg_advisory_unlock", number)
    except AnyDatabaseError:
        # The session is of no use any more. The lock goes with it.
        if not connection.in_atomic_block:
            connection.close()
