"""An instance is taken from its file to a PostgreSQL, whole or not at all."""

import os
import shutil
import signal
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest

from command_line import arguments, environment, running, undersigned, wait_until
from settings_of_tests import SERVER

pytestmark = pytest.mark.postgresql


@pytest.fixture
def target() -> str:
    """An empty database."""
    return str(SERVER.new_database())


def rows(url: str, question: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchall()


def rows_in_file(home: Path, question: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(home / "undersigned.sqlite3") as connection:
        return connection.execute(question).fetchall()


def settings_of(home: Path) -> str:
    return (home / "undersigned.toml").read_text(encoding="utf-8")


def entries(home: Path) -> list[tuple[Any, ...]]:
    return rows_in_file(home, 'SELECT "index", data FROM record_entry ORDER BY id')


def test_everything_is_moved_and_the_letter_goes_on(published_home: Path, target: str) -> None:
    before = entries(published_home)
    moved = undersigned("--home", published_home, "move", "--to", target)
    assert moved.returncode == 0, moved.stderr
    assert "bridge: 2 entries" in moved.stdout
    assert rows(target, 'SELECT "index", data FROM record_entry ORDER BY id') == before
    assert f'database = "{target}"' in settings_of(published_home)
    closed = undersigned("--home", published_home, "letter", "close", "bridge", "--reason", "Done.")
    assert closed.returncode == 0, closed.stderr
    assert rows(target, "SELECT size, published_size FROM record_log") == [(3, 3)]
    assert len(entries(published_home)) == 2


def test_what_was_signed_comes_along_though_only_a_file_told_it(
    published_home: Path, target: str
) -> None:
    with sqlite3.connect(published_home / "undersigned.sqlite3") as connection:
        connection.execute("DELETE FROM record_signed")  # as version 0.1.0 left it
    assert undersigned("--home", published_home, "move", "--to", target).returncode == 0
    checkpoint = (published_home / "published" / "bridge" / "checkpoint").read_bytes()
    assert rows(target, "SELECT size, checkpoint FROM record_signed") == [(2, checkpoint)]


def test_the_file_takes_no_more_writes_afterwards(published_home: Path, target: str) -> None:
    assert undersigned("--home", published_home, "move", "--to", target).returncode == 0
    with (
        sqlite3.connect(published_home / "undersigned.sqlite3") as connection,
        pytest.raises(sqlite3.IntegrityError, match="moved to PostgreSQL"),
    ):
        connection.execute("UPDATE letters_letter SET is_open = 0")


def test_twice_is_refused(published_home: Path, target: str) -> None:
    assert undersigned("--home", published_home, "move", "--to", target).returncode == 0
    again = undersigned("--home", published_home, "move", "--to", target)
    assert again.returncode == 1
    assert "is on PostgreSQL already" in again.stderr


def test_a_database_that_is_not_empty_is_refused(published_home: Path, target: str) -> None:
    with psycopg.connect(target) as connection:
        connection.execute("CREATE TABLE theirs (name text)")
    refused = undersigned("--home", published_home, "move", "--to", target)
    assert refused.returncode == 1
    assert "is not empty: it holds theirs" in refused.stderr
    assert "\ndatabase" not in settings_of(published_home)
    assert rows(target, "SELECT count(*) FROM theirs") == [(0,)]


@pytest.mark.parametrize("url", ["sqlite:///x", "postgresql://host", "postgresql://h/n?x=1"])
def test_what_is_no_address_is_refused(published_home: Path, url: str) -> None:
    refused = undersigned("--home", published_home, "move", "--to", url)
    assert refused.returncode == 1
    assert "This is no address of a PostgreSQL" in refused.stderr


def test_beside_a_living_server_it_is_refused(published_home: Path, target: str) -> None:
    with running("--home", published_home, "serve", "--port", "8000"):
        refused = undersigned("--home", published_home, "move", "--to", target)
    assert refused.returncode == 1
    assert "undersigned serve runs there already" in refused.stderr
    assert rows(target, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


def test_killed_in_the_middle_it_begins_anew(published_home: Path, target: str) -> None:
    before = entries(published_home)
    with psycopg.connect(target) as theirs:
        # Something in the way there, so that it is in the middle for as long as the test needs.
        theirs.execute("CREATE TYPE letters_letter AS (x int)")
        process = subprocess.Popen(
            arguments("--home", published_home, "move", "--to", target),
            env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with psycopg.connect(target, autocommit=True) as looking:
            waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            wait_until(lambda: looking.execute(waits).fetchall() == [(1,)], "waiting")
        process.send_signal(signal.SIGKILL)
        process.wait()
        theirs.rollback()
    assert entries(published_home) == before
    assert "\ndatabase" not in settings_of(published_home)
    moved = undersigned("--home", published_home, "move", "--to", target)
    assert moved.returncode == 0, moved.stderr
    assert rows(target, 'SELECT "index", data FROM record_entry ORDER BY id') == before


def test_killed_before_the_setting_was_written_it_begins_anew(
    published_home: Path, target: str
) -> None:
    copy = Path(shutil.copytree(published_home, published_home.parent / "copy"))
    assert undersigned("--home", copy, "move", "--to", target).returncode == 0
    mark = _mark_of(copy)
    with psycopg.connect(target) as connection:
        connection.execute("CREATE TABLE undersigned_is_being_moved (mark text)")
        connection.execute("INSERT INTO undersigned_is_being_moved VALUES (%s)", [mark])
    moved = undersigned("--home", published_home, "move", "--to", target)
    assert moved.returncode == 0, moved.stderr
    assert rows(target, "SELECT size FROM record_log") == [(2,)]


def test_killed_after_the_setting_was_written_nothing_is_cleared_any_more(
    published_home: Path, target: str
) -> None:
    untouched = Path(shutil.copytree(published_home, published_home.parent / "copy"))
    assert undersigned("--home", published_home, "move", "--to", target).returncode == 0
    with psycopg.connect(target) as connection:
        connection.execute("CREATE TABLE undersigned_is_being_moved (mark text)")
        connection.execute(
            "INSERT INTO undersigned_is_being_moved VALUES (%s)", [_mark_of(published_home)]
        )
    assert undersigned("--home", published_home, "tick").returncode == 0
    refused = undersigned("--home", untouched, "move", "--to", target)
    assert refused.returncode == 1
    assert "is not empty" in refused.stderr


def _mark_of(home: Path) -> str:
    code = (
        "import django; django.setup(); from django.conf import settings; import hashlib, hmac;"
        "from undersigned.config.moving import PURPOSE;"
        "print(hmac.digest(settings.INSTANCE.secret.encode(), PURPOSE, hashlib.sha256).hex())"
    )
    named = {
        "UNDERSIGNED_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "undersigned.config.settings",
    }
    done = subprocess.run(
        [*arguments()[:1], "-c", code], env={**os.environ, **named}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_the_sample_there_and_back_by_a_backup_has_the_same_root(
    tmp_path: Path, target: str
) -> None:
    home, back = tmp_path / "sample", tmp_path / "back"
    assert undersigned("--home", home, "sample").returncode == 0
    checkpoint = (home / "published" / "fair-courts" / "checkpoint").read_bytes()
    assert undersigned("--home", home, "move", "--to", target).returncode == 0
    assert undersigned("--home", home, "backup", "--to", tmp_path / "backups").returncode == 0
    (backup,) = (tmp_path / "backups").glob("*.undersigned")
    restored = undersigned("--home", back, "restore", backup, "--newest", "--database", "file")
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert "All of it holds." in restored.stdout
    assert (back / "published" / "fair-courts" / "checkpoint").read_bytes() == checkpoint
