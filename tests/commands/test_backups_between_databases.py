"""The sample goes to a PostgreSQL and back to a file, each time by a backup."""

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest

from command_line import arguments, environment, undersigned, wait_until
from settings_of_tests import SERVER
from undersigned.config.backup.container import reading
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.note import Note

pytestmark = pytest.mark.postgresql

# Restoring itself writes mails off, notes what it did and makes pages anew; the digest of the
# secret is for several hosts on one PostgreSQL.
CHANGED_BY_RESTORING = ("outbox_", "audit_", "publishing_", "record_sharedsecret")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample in `site`, and its backup in `first`."""
    folder = tmp_path_factory.mktemp("sample")
    assert undersigned("--home", folder / "site", "sample").returncode == 0
    return backed_up(folder / "site", folder / "first").parent.parent


def backed_up(home: Path, to: Path) -> Path:
    said = undersigned("--home", home, "backup", "--to", to)
    assert said.returncode == 0, said.stderr
    (path,) = to.glob("*Z.undersigned")
    return path


def restored(path: Path, home: Path, published: Path, database: str) -> None:
    words = ("restore", path, "--published", published, "--database", database)
    said = undersigned("--home", home, *words)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "All of it holds." in said.stdout


def shown(home: Path) -> tuple[Checkpoint, dict[str, Any]]:
    (letter,) = (home / "published").glob("*/checkpoint")
    count = json.loads((letter.parent / "count.json").read_bytes())
    return Checkpoint.parse(Note.parse(letter.read_bytes()).text), count


def content(path: Path) -> tuple[str, dict[str, bytes]]:
    """Which kind of database a backup is of, and its rows."""
    with reading(path, None) as parts:
        found = dict(parts)
    tables = {
        name: data
        for name, data in found.items()
        if name.startswith("tables/")
        and not name.removeprefix("tables/").startswith(CHANGED_BY_RESTORING)
    }
    return json.loads(found["manifest.json"])["database"], tables


def test_the_sample_moved_to_postgresql_and_back_by_backup_verifies_with_the_same_root(
    sample: Path, tmp_path: Path
) -> None:
    first = next((sample / "first").glob("*Z.undersigned"))
    site, away, back = sample / "site", tmp_path / "away", tmp_path / "back"
    restored(first, away, site / "published", str(SERVER.new_database()))
    second = backed_up(away, tmp_path / "second")
    restored(second, back, away / "published", "file")
    third = backed_up(back, tmp_path / "third")
    assert shown(site) == shown(away) == shown(back)
    kinds, rows = zip(*map(content, (first, second, third)), strict=True)
    assert kinds == ("sqlite", "postgresql", "sqlite")
    assert rows[0] == rows[1] == rows[2]
    assert undersigned("--home", back, "tick").returncode == 0
    assert shown(back) == shown(site)


def test_killed_halfway_it_is_not_taken_for_whole(sample: Path, tmp_path: Path) -> None:
    first = next((sample / "first").glob("*Z.undersigned"))
    target, home = str(SERVER.new_database()), tmp_path / "away"
    words = ("restore", first, "--newest", "--database", target)
    with psycopg.connect(target) as theirs:
        # In the way there, so that it is in the middle for as long as the test needs.
        theirs.execute("CREATE TYPE signing_signature AS (x int)")
        process = subprocess.Popen(
            arguments("--home", home, *words), env=environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with psycopg.connect(target, autocommit=True) as looking:
            waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            wait_until(lambda: looking.execute(waits).fetchall() == [(1,)], "waiting")
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        theirs.rollback()
    said = undersigned("--home", home, "tick")
    assert said.returncode == 1
    assert "was not restored to the end" in said.stderr
    with psycopg.connect(target, autocommit=True) as looking:
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        wait_until(lambda: looking.execute(tables).fetchall() == [(0,)], "nothing half there")
    said = undersigned("--home", home, *words)
    assert said.returncode == 0, said.stderr
    assert "it begins again" in said.stderr
