"""The database is locked, unreadable or stopped for a while under `serve` and its worker."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from command_line import HOST, Server, fetch, running, undersigned, wait_until
from disk_full import failing
from form_sender import Browser
from letter_files import LETTER
from postgresql_server import PostgresqlServer

QUESTION = "SELECT count(*) FROM signing_signature"


def begun(folder: Path, database: str = "") -> Path:
    """An instance with a letter."""
    home = folder / "home"
    home.mkdir()
    setting = f'database = "{database}"\n' if database else ""
    (home / "undersigned.toml").write_text(f'host = "{HOST}"\n{setting}')
    (folder / "bridge.md").write_text(LETTER, encoding="utf-8")
    published = undersigned("--home", home, "letter", "publish", folder / "bridge.md")
    assert published.returncode == 0, published.stderr
    return home


def ready(server: Server) -> None:
    wait_until(lambda: fetch(f"{server.url}/health").status == 200, "health")


def refused(server: Server, browser: Browser, address: str) -> None:
    """A form is refused in words, and readers are served."""
    answer = browser.send(address)
    assert answer.status == 503
    assert answer.headers["Retry-After"]
    assert b"it was not taken" in answer.body
    for path in ("/bridge/", "/bridge/checkpoint", "/bridge/count.json"):
        assert fetch(f"{server.url}{path}").status == 200


def goes_on(server: Server, browser: Browser, worker: int, count: Callable[[], int]) -> None:
    """Both forms that were taken, before and after, are admitted, by the same worker."""
    wait_until(lambda: browser.send("late@ruritania.example").status == 200, "a form is taken")
    wait_until(lambda: count() == 2, "both are admitted")
    ready(server)
    assert server.child() == worker
    assert "fault of Undersigned" not in "".join(server.remarked)


def count_in(home: Path) -> int:
    path = home / "undersigned.sqlite3"
    with contextlib.closing(sqlite3.connect(path, timeout=20)) as database:
        return int(database.execute(QUESTION).fetchone()[0])


@pytest.mark.sqlite
def test_a_file_that_is_locked_or_unreadable_for_a_while_costs_nothing(tmp_path: Path) -> None:
    home = begun(tmp_path)
    with running("--home", home, "serve", "--port", "8000") as server:
        ready(server)
        browser, worker = Browser(server.url), server.child()
        file = home / "undersigned.sqlite3"
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
            assert browser.send("early@ruritania.example").status == 200
            other.execute("BEGIN IMMEDIATE")  # for longer than the patience of a page
            refused(server, browser, "never@ruritania.example")
            other.execute("ROLLBACK")
        with failing(home, server, "pread64", "EIO"):  # SQLite alone reads so
            refused(server, browser, "nor@ruritania.example")
            assert fetch(f"{server.url}/health").status == 503
        goes_on(server, browser, worker, lambda: count_in(home))


@pytest.fixture
def database() -> Iterator[PostgresqlServer]:
    """A server of the test's own, since it is stopped."""
    server = PostgresqlServer.begin()
    yield server
    server.end()


@pytest.mark.postgresql
def test_a_server_that_is_stopped_and_started_costs_nothing(
    tmp_path: Path, database: PostgresqlServer
) -> None:
    url = database.new_database()

    def count() -> int:
        with psycopg.connect(url) as connection:
            ((found,),) = connection.execute(QUESTION).fetchall()
            return int(found)

    with running("--home", begun(tmp_path, url), "serve", "--port", "8000") as server:
        ready(server)
        browser, worker = Browser(server.url), server.child()
        assert browser.send("early@ruritania.example").status == 200
        database.stop("immediate")
        refused(server, browser, "never@ruritania.example")
        assert fetch(f"{server.url}/health").status == 503
        database.start()
        goes_on(server, browser, worker, count)
