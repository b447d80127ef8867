import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection

from undersigned.config import database as database_room
from undersigned.config.database import LONGEST_REST, LONGEST_TRACE, Rest, Traces

NAME = "Henrike Lommquist-Canary"


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """A database in a file, behind the connection that the worker has."""
    path = tmp_path / "test.sqlite3"
    theirs = sqlite3.connect(path, isolation_level=None)
    theirs.execute("PRAGMA journal_mode=WAL")
    theirs.execute("CREATE TABLE t (name)")
    ours = sqlite3.connect(path, isolation_level=None, timeout=20)
    ours.execute("SELECT * FROM t").fetchall()
    stand_in = SimpleNamespace(
        vendor="sqlite", settings_dict={"NAME": path}, cursor=lambda: Cursor(ours)
    )
    monkeypatch.setattr(database_room, "connection", stand_in)
    yield theirs
    theirs.close()
    ours.close()


class Cursor:
    """A cursor that closes itself, as Django's do."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __enter__(self) -> sqlite3.Cursor:
        return self.connection.cursor()

    def __exit__(self, *_: object) -> None:
        pass


def log_of(database: sqlite3.Connection) -> Path:
    (path,) = [row[2] for row in database.execute("PRAGMA database_list")]
    return Path(f"{path}-wal")


def test_the_log_is_emptied_as_soon_as_nobody_writes(
    database: sqlite3.Connection, clock: Clock
) -> None:
    traces = Traces(clock)
    database.execute("INSERT INTO t VALUES (?)", (NAME,))
    traces.sweep()
    assert NAME.encode() in log_of(database).read_bytes()
    database.execute("DELETE FROM t")
    traces.sweep()
    assert NAME.encode() in log_of(database).read_bytes()
    traces.sweep()
    assert log_of(database).read_bytes() == b""
    traces.sweep()


def test_the_log_is_emptied_within_a_minute_however_busy_it_is(
    database: sqlite3.Connection, clock: Clock
) -> None:
    traces = Traces(clock)
    seconds = 0
    database.execute("INSERT INTO t VALUES (?)", (NAME,))
    while log_of(database).stat().st_size:
        database.execute("INSERT INTO t VALUES (1)")
        traces.sweep()
        clock.now += 1
        seconds += 1
    assert LONGEST_TRACE <= seconds <= LONGEST_TRACE + 3


def test_a_reader_in_the_way_only_puts_it_off(database: sqlite3.Connection, clock: Clock) -> None:
    traces = Traces(clock)
    database.execute("INSERT INTO t VALUES (1)")
    database.execute("BEGIN")
    database.execute("SELECT * FROM t").fetchall()
    other = sqlite3.connect(str(log_of(database)).removesuffix("-wal"), isolation_level=None)
    other.execute("INSERT INTO t VALUES (2)")
    traces.sweep()
    traces.sweep()
    assert log_of(database).stat().st_size
    database.execute("COMMIT")
    traces.sweep()
    assert log_of(database).stat().st_size == 0
    other.close()


def test_the_patience_of_the_connection_stays(database: sqlite3.Connection, clock: Clock) -> None:
    traces = Traces(clock)
    database.execute("INSERT INTO t VALUES (1)")
    traces.sweep()
    traces.sweep()
    with vars(database_room)["connection"].cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20_000,)


def test_another_database_has_no_such_log(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setattr(database_room, "connection", SimpleNamespace(vendor="postgresql"))
    Traces(clock).sweep()
    database_room.empty_write_ahead_log()


def test_a_database_in_memory_has_none_either(clock: Clock) -> None:
    assert connection.vendor == "sqlite"
    Traces(clock).sweep()


def test_it_rests_while_nobody_writes(database: sqlite3.Connection, clock: Clock) -> None:
    rest = Rest(clock)
    assert [rest.is_over() for _ in range(3)] == [True, False, False]
    database.execute("INSERT INTO t VALUES (1)")
    assert [rest.is_over() for _ in range(3)] == [True, False, False]


def test_its_own_writing_ends_the_rest_too(database: sqlite3.Connection, clock: Clock) -> None:
    del database
    rest = Rest(clock)
    assert rest.is_over()
    with vars(database_room)["connection"].cursor() as cursor:
        cursor.execute("INSERT INTO t VALUES (1)")
    assert [rest.is_over() for _ in range(2)] == [True, False]


def test_no_rest_is_long(database: sqlite3.Connection, clock: Clock) -> None:
    del database
    rest = Rest(clock)
    assert rest.is_over()
    clock.now += LONGEST_REST
    assert [rest.is_over() for _ in range(2)] == [True, False]


def test_where_the_database_tells_no_changes_there_is_no_rest(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(database_room, "connection", SimpleNamespace(vendor="another"))
    rest = Rest(clock)
    assert [rest.is_over() for _ in range(3)] == [True, True, True]
