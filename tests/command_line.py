"""Running the command line as people do: as a process, over an instance of its own."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from threading import Thread

DEADLINE = 120.0  # seconds; generous, since other work may share the machine
HOST = "letters.ruritania.example"
TRIALS = Path(__file__).resolve().parents[1] / "trials"


@dataclass(frozen=True)
class Said:
    """What a command that ran within a test ended with."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


def environment() -> dict[str, str]:
    """The environment without what the tests themselves run under."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("UNDERSIGNED", "DJANGO", "PYTEST", "COV"))
    }


def trial(name: str, *words: str, **variables: str) -> str:
    """Run a script of trials/ as people do; returns what it said, and fails where it ended so."""
    done = subprocess.run(
        [sys.executable, TRIALS / name, *words],
        env={**environment(), **variables},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def arguments(*words: object) -> list[str]:
    return [sys.executable, "-m", "undersigned.commands", *map(str, words)]


def undersigned(*words: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        arguments(*words),
        cwd=cwd,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=2 * DEADLINE,
        check=False,
    )


def wait_until(happened: Callable[[], object], what: str) -> None:
    """Look again and again until it happened; a deadline only ends what is broken."""
    end = time.monotonic() + DEADLINE
    while not happened():
        assert time.monotonic() < end, f"{what} did not happen in {DEADLINE:.0f} seconds"
        time.sleep(0.02)


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Message
    body: bytes


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """Redirects are answers too."""

    def redirect_request(self, *_: object) -> None:
        return None


OPENER = urllib.request.build_opener(NoRedirects)


def fetch(url: str, method: str = "GET", **headers: str) -> Answer:
    """One request, without following anything."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, method=method, headers=named)  # noqa: S310 (ours)
    try:
        with OPENER.open(request, timeout=DEADLINE) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


@dataclass
class Server:
    """A running `undersigned serve`, or another command that goes on."""

    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    remarked: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it says that it serves."""
        for line in self.said:
            if found := re.match(r"Serving .* at (\S+)/\. ", line):
                return found[1]
        return ""

    def wait_for_words(self, words: str) -> None:
        """Wait until it says them, on either stream."""
        wait_until(
            lambda: any(words in line for line in (*self.said, *self.remarked)),
            f"{words!r} in {self.said} {self.remarked}",
        )

    def child(self) -> int:
        """The process of its worker; 0 where there is none."""
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(FileNotFoundError, ProcessLookupError):
                state, parent = path.read_text(encoding="utf-8").rpartition(")")[2].split()[:2]
                if int(parent) == self.process.pid and state != "Z":
                    return int(path.parent.name)
        return 0


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not waited for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


@contextmanager
def running(*words: object, until: str = "Serving ") -> Iterator[Server]:
    """Run a command that goes on, from its first words to the end of the block."""
    process = subprocess.Popen(
        arguments(*words),
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    server = Server(process)
    readers = [
        Thread(target=_collect, args=(process.stdout, server.said)),
        Thread(target=_collect, args=(process.stderr, server.remarked)),
    ]
    for reader in readers:
        reader.start()
    try:
        if until:
            server.wait_for_words(until)
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=DEADLINE)
        for reader in readers:
            reader.join(timeout=DEADLINE)
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()


def _collect(stream: Iterator[str], lines: list[str]) -> None:
    for line in stream:
        lines.append(line)  # noqa: PERF402 (line by line, as they come)
