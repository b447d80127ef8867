"""An instance with two letters, of which each trial gets a copy, and its processes by pid."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from command_line import HOST, arguments, environment
from forking import VERIFIER, Forked, Forker, ended_of
from ledger import DESK, RULES
from people import Site, log_in
from postgresql_server import PostgresqlServer
from undersigned import sample

Process = subprocess.Popen[bytes] | Forked
LETTER = Path(sample.__file__).parent / "letter" / "fair-courts.en.md"
PATIENCE = 60.0  # seconds for a start; generous, since other work may share the machine
ORGANISER = "ines@ruritania.example"


class NeedsAHand(Exception):  # noqa: N818 (the promise that it breaks)
    """A start did not come to its end by itself."""


def wait_until(happened: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Look again and again until it happened.

    Raises:
        NeedsAHand: when it never did.
    """
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            raise NeedsAHand(f"{what}: not within {seconds:.0f} seconds")
        time.sleep(0.01)


@dataclass
class Instance:
    """A home, and what runs of it.

    Attributes:
        home: The folder.
        site: Where its server is.
        database: Its address on PostgreSQL; empty for a file.
        wrapped: Words before each command, such as those of strace.
        forks: Whether commands are forked from a process that has loaded everything.
    """

    home: Path
    site: Site = field(default_factory=Site)
    database: str = ""
    wrapped: tuple[str, ...] = ()
    forks: bool = False
    _forker: Forker | None = None
    _serve: Process | None = None
    _worker: Process | None = None
    _logs: int = 0

    def published(self, letter: str) -> Path:
        """What the world sees of a letter."""
        return self.home / "published" / letter

    def start(self, *words: object) -> Process:
        """Start one command; what it says goes to a file of its own."""
        self._logs += 1
        path = self.log
        if self.forks:
            self._forker = self._forker or Forker(self.home, self.wrapped)
            path.write_bytes(b"")  # whoever reads it must not find what a copied one said
            ended_of(path).unlink(missing_ok=True)
            if words[0] != VERIFIER:
                words = ("--home", self.home, *words)
            memory = {"UNDERSIGNED_MEMORY": str(self.home / "memory")}
            return self._forker.start([*map(str, words)], path, environment() | memory)
        with path.open("wb") as said:
            return subprocess.Popen(
                [*self.wrapped, *arguments("--home", self.home, *words)],
                env=environment(), stdin=subprocess.DEVNULL, stdout=said, stderr=said,
            )  # fmt: skip

    def run(self, *words: object) -> str:
        """Run one command, expect it to succeed, and return what it said.

        Raises:
            NeedsAHand: when it did not succeed.
        """
        if self.start(*words).wait():
            raise NeedsAHand(f"{words}: {self.said()}")
        return self.said()

    def said(self) -> str:
        """What the command started last has said."""
        return self.log.read_text(encoding="utf-8")

    @property
    def log(self) -> Path:
        """Where the command started last says what it says."""
        return self.home / f"said-{self._logs}.txt"

    def begin_serving(self, *, with_worker: bool) -> None:
        """Start the server, without waiting for it."""
        apart = () if with_worker else ("--no-work",)
        self._serve = self.start("serve", "--port", self.site.port or free_port(), *apart)

    def wait_for_server(self) -> None:
        """Wait until requests are answered.

        Raises:
            NeedsAHand: when the server ended or says nothing.
        """
        serve = self._serve
        assert serve
        log = self.log

        def serving() -> bool:
            found = re.search(r"Serving .* at http://127\.0\.0\.1:(\d+)/", log.read_text("utf-8"))
            if found:
                self.site.port = int(found[1])
            elif serve.poll() is not None:
                raise NeedsAHand(f"serve ended with {serve.returncode}: {log.read_text('utf-8')}")
            return bool(found)

        wait_until(serving, "serve answers requests")

    @property
    def server(self) -> int:
        """The server's process; 0 where none runs."""
        return self._serve.pid if self._serve and self._serve.poll() is None else 0

    def begin_working(self) -> None:
        """Start a worker apart from the server."""
        self._worker = self.start("work")

    def worker(self) -> int:
        """Who works: the process apart from the server, or the server's child; 0 for nobody."""
        if self._worker:
            return self._worker.pid if self._worker.poll() is None else 0
        return next(iter(children_of(self.server)), 0) if self.server else 0

    def kill(self, *, server: bool = False, worker: bool = False) -> None:
        """Kill the server, who works, or both at the same moment."""
        who_works = self.worker() if worker else 0
        if server and self._serve:
            self._serve.kill()
        if who_works:
            kill(who_works)
        if server and self._serve:
            self._serve.wait()
        if worker and self._worker:
            self._worker.wait()

    def end(self) -> None:
        """End what runs as Ctrl-C does, and forget it.

        Raises:
            NeedsAHand: when it does not end.
        """
        for process in (self._worker, self._serve):
            if process and process.poll() is None:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(timeout=PATIENCE)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
                    raise NeedsAHand(f"did not end by itself: {self.said()}") from None
        self._worker = self._serve = None

    def end_all(self) -> None:
        """Kill everything below this process's commands, at once."""
        for process in (self._serve, self._worker):
            for pid in [*descendants(process.pid), process.pid] if process else ():
                kill(pid)
            if process:
                process.wait()

    def let_go(self) -> None:
        """Kill what is left, and the process that forks."""
        self.kill(server=True, worker=True)
        self._worker = self._serve = None
        if self._forker:
            self._forker.end()
            self._forker = None


def free_port() -> int:
    """A port of loopback that nobody listens on, far from those of others most likely."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        chosen: int = listening.getsockname()[1]
    return chosen


def children_of(parent: int) -> list[int]:
    """The living children of a process."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            state, its_parent = path.read_text("utf-8").rpartition(")")[2].split()[:2]
            if int(its_parent) == parent and state != "Z":
                found.append(int(path.parent.name))
    return found


def descendants(parent: int) -> list[int]:
    """Its children, and theirs."""
    return [each for child in children_of(parent) for each in (*descendants(child), child)]


@dataclass
class Template:
    """An instance that was begun once: two letters, and somebody logged in at the desk."""

    folder: Path
    server: PostgresqlServer | None
    desk: dict[str, str]
    database: str = ""
    copies: int = 0

    @classmethod
    def make(cls, folder: Path, server: PostgresqlServer | None) -> "Template":
        """Begin it."""
        made = cls(folder, server, {})
        home = folder / "template"
        home.mkdir(parents=True)
        made.database = server.new_database() if server else ""
        made.configure(home, made.database, "mailbox")
        instance = Instance(home, forks=True)
        text = re.sub(r"(?m)^languages:.*\n", "", LETTER.read_text("utf-8"))
        for slug, checks in ((RULES, "[mail]"), (DESK, "[mail, desk]")):
            path = folder / f"{slug}.en.md"
            path.write_text(text.replace("checks: [mail, desk]", f"checks: {checks}"), "utf-8")
            instance.run("letter", "publish", path, "--name", slug, "--host", HOST)
        words = ("--name", "Ines Kaltmann", "--letter", DESK, "--role", "owner")
        said = instance.run("organiser", "add", ORGANISER, *words)
        link = re.search(r"https?://[^/\s]+(/\S*password/\S+)", said)
        assert link, said
        instance.run("tick")
        instance.begin_serving(with_worker=False)
        instance.wait_for_server()
        made.desk = log_in(instance.site, link[1], ORGANISER)
        instance.end()
        instance.let_go()
        for path in home.glob("said-*"):
            path.unlink()
        return made

    @staticmethod
    def configure(home: Path, database: str, mail: str) -> None:
        """Write the settings."""
        (home / "undersigned.toml").write_text(
            f'host = "{HOST}"\nmail = "{mail}"\nsecond_factor = false\ndatabase = "{database}"\n'
            "backup_keep = 0\n",
            encoding="utf-8",
        )

    def copy(self, mail: str) -> Instance:
        """A copy of it, whose mail goes there."""
        self.copies += 1
        home = self.folder / f"home-{self.copies}"
        shutil.copytree(self.folder / "template", home, symlinks=True)
        database = self.server.copy_of(self.database) if self.server else ""
        self.configure(home, database, mail)
        return Instance(home, database=database)


def kill(pid: int) -> bool:
    """Send SIGKILL. Returns whether there was such a process."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
