"""What would lose an acknowledged signature is refused at the start, with what puts it right."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from command_line import HOST, environment, undersigned
from letter_files import LETTER
from postgresql_server import USER, PostgresqlServer

CHANGED = """
import sys
pragma = sys.argv.pop(1)
from undersigned.config import sqlite
real = sqlite.sqlite_database
def changed(path):
    found = real(path)
    found["OPTIONS"]["init_command"] += pragma
    return found
sqlite.sqlite_database = changed
from undersigned.commands.entry import main
main()
"""
COMMANDS = (("serve", "--port", "8000"), ("work",), ("tick",), ("letter", "publish"))


def said_by_changed(home: Path, pragma: str, *words: object) -> subprocess.CompletedProcess[str]:
    """Run a command of a program whose settings of SQLite somebody has changed."""
    return subprocess.run(
        [sys.executable, "-c", CHANGED, pragma, "--home", str(home), *map(str, words)],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def letter_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("letter") / "bridge.md"
    path.write_text(LETTER, encoding="utf-8")
    return path


NORMAL = ("PRAGMA synchronous=NORMAL;", "synchronous is NORMAL, below FULL")
OFF = ("PRAGMA synchronous=OFF;", "synchronous is OFF, below FULL")
JOURNAL_OFF = ("PRAGMA journal_mode=OFF;", "journal_mode is off")
IN_MEMORY = ("PRAGMA journal_mode=MEMORY;", "journal_mode is memory")
SLOW_BUT_SAFE = "PRAGMA journal_mode=DELETE;"


@pytest.mark.parametrize(
    ("command", "pragma", "words"),
    [
        *((command, *NORMAL) for command in COMMANDS),
        (("tick",), *OFF),
        (("tick",), *JOURNAL_OFF),
        (("tick",), *IN_MEMORY),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_a_careless_sqlite_is_refused(
    tmp_path: Path, letter_file: Path, command: tuple[str, ...], pragma: str, words: str
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "undersigned.toml").write_text(f'host = "{HOST}"\n')
    more = (letter_file,) if command[-1] == "publish" else ()
    refused = said_by_changed(home, pragma, *command, *more)
    assert refused.returncode == 1, refused.stderr
    assert words in " ".join(refused.stderr.split())
    assert "Traceback" not in refused.stderr
    assert not (home / "published").exists()


def test_a_sqlite_without_its_log_loses_nothing_and_works(
    tmp_path: Path, letter_file: Path
) -> None:
    """As on a disk of others; refused, it would have no way to PostgreSQL and no backup."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "undersigned.toml").write_text(f'host = "{HOST}"\n')
    (home / "undersigned.toml").chmod(0o600)
    for words in (("letter", "publish", letter_file), ("tick",), ("backup",)):
        said = said_by_changed(home, SLOW_BUT_SAFE, *words)
        assert said.returncode == 0, said.stderr
    found = said_by_changed(home, SLOW_BUT_SAFE, "doctor", "--offline")
    assert found.returncode == 0
    assert "look   Database: SQLite keeps its journal as delete" in found.stdout


def test_the_doctor_finds_a_careless_sqlite(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "undersigned.toml").write_text(f'host = "{HOST}"\n')
    assert undersigned("--home", home, "tick").returncode == 0
    found = said_by_changed(home, "PRAGMA synchronous=OFF;", "doctor", "--offline")
    assert "synchronous is OFF" in " ".join(found.stdout.split())


@pytest.fixture(scope="module")
def database() -> Iterator[PostgresqlServer]:
    """A server of these tests' own, since its settings are changed."""
    server = PostgresqlServer.begin()
    yield server
    server.end()


def statements(name: str) -> dict[str, str]:
    """How `synchronous_commit` is put off for a database, a role, or one within the other."""
    return {
        "database": f"ALTER DATABASE {name} SET synchronous_commit = off",
        "role": f"ALTER ROLE {USER} SET synchronous_commit = off",
        "role within": f"ALTER ROLE {USER} IN DATABASE {name} SET synchronous_commit = off",
        "server": "ALTER SYSTEM SET synchronous_commit = off",
    }


@pytest.mark.postgresql
@pytest.mark.parametrize("level", ["database", "role", "role within", "server"])
def test_a_careless_postgresql_is_refused_with_the_statement_that_mends_it(
    tmp_path: Path, letter_file: Path, database: PostgresqlServer, level: str
) -> None:
    url, home = database.new_database(), tmp_path / "home"
    home.mkdir()
    (home / "undersigned.toml").write_text(f'host = "{HOST}"\ndatabase = "{url}"\n')
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statements(connection.info.dbname)[level].encode())
        connection.execute("SELECT pg_reload_conf()")
        said = ""
        for command in COMMANDS if level == "database" else COMMANDS[2:3]:
            more = (letter_file,) if command[-1] == "publish" else ()
            refused = undersigned("--home", home, *command, *more)
            assert refused.returncode == 1, refused.stderr
            said = " ".join(refused.stderr.split())
            assert "synchronous_commit is off on that server: a signature would be" in said
        for statement in re.findall(r"(?:ALTER|SELECT) [^;.]+;", said):
            connection.execute(statement.encode())
    assert undersigned("--home", home, "tick").returncode == 0


@pytest.mark.postgresql
def test_the_line_of_the_file_is_told(tmp_path: Path, database: PostgresqlServer) -> None:
    url, home = database.new_database(), tmp_path / "home"
    home.mkdir()
    (home / "undersigned.toml").write_text(f'host = "{HOST}"\ndatabase = "{url}"\n')
    assert undersigned("--home", home, "tick").returncode == 0
    path = database.folder / "data" / "postgresql.conf"
    kept = path.read_text(encoding="utf-8")
    path.write_text(f"{kept}full_page_writes = off\n", encoding="utf-8")
    lines = kept.count("\n") + 1
    database.stop()
    database.start()
    refused = " ".join(undersigned("--home", home, "tick").stderr.split())
    assert f"It stands in {path}, line {lines}. Write full_page_writes = on there" in refused
    examined = undersigned("--home", home, "doctor")
    assert "full_page_writes is off on that server" in " ".join(examined.stdout.split())
    path.write_text(kept, encoding="utf-8")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_reload_conf()")
    assert undersigned("--home", home, "tick").returncode == 0
