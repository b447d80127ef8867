"""Commands of one instance by a fork, so that a start costs a moment and not two seconds.

    python trials/forking.py HOME

A process that has loaded Python, Django and this project's modules waits for lines of JSON and
forks for each; the fork runs the same `main` as the command line does, in a process of its own.
What it leaves out is loading the modules, which reads nothing of the instance but its settings.
"""

import importlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

MODULES = (
    "commands.running", "commands.backups", "config.front", "config.urls", "config.worker",
    "config.backup.writing", "config.metrics", "record.bucket", "verifier.command",
)  # fmt: skip
VERIFIER = "undersigned-verify"


def serve_forks(home: Path) -> None:
    """Fork for each line until the input ends."""
    os.environ["UNDERSIGNED_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.config.settings"
    import django  # noqa: PLC0415 (once the environment names the instance)

    django.setup()
    for name in MODULES:
        importlib.import_module(f"undersigned.{name}")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever ends is gone at once
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            become(asked["words"], asked["said"])
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def become(words: list[str], said: str) -> None:
    """Be the command from here on."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number, path, flags in (
            (0, os.devnull, os.O_RDONLY),
            (1, said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
            (2, said, os.O_WRONLY | os.O_APPEND),
        ):
            opened = os.open(path, flags, 0o600)
            os.dup2(opened, number)
            os.close(opened)
        sys.argv = ["undersigned", *words]
        from undersigned.commands.entry import main  # noqa: PLC0415 (as late as the command line)
        from undersigned.outbox.actions import sending  # noqa: PLC0415 (once Django is set up)
        from undersigned.verifier.command import main as verify  # noqa: PLC0415

        # By this name a process knows the mails that it claimed; no two processes have the same.
        sending._NAME = f"forked.{os.getpid()}.{secrets.token_hex(6)}"  # noqa: SLF001

        if words[0] == VERIFIER:
            status = verify(words[1:])
        else:
            main()
            status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        ended_of(Path(said)).write_text(str(status), "ascii")
        os._exit(status)


def ended_of(said: Path) -> Path:
    """Where a command notes what it ended with, since nobody can wait for somebody else's child."""
    return said.with_suffix(".ended")


@dataclass
class Forked:
    """A command that was forked; spoken to as one that was started."""

    pid: int
    said: Path

    def poll(self) -> int | None:
        """What it ended with; None while it runs."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return self.returncode
        return None

    @property
    def returncode(self) -> int:
        """What it ended with, once it did: -9 where it was killed before it could say so."""
        try:
            return int(ended_of(self.said).read_text("ascii"))
        except FileNotFoundError:
            return -signal.SIGKILL

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it is there."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Send SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float = 600.0) -> int:
        """Wait until it is gone.

        Raises:
            TimeoutExpired: when it is not, after so many seconds.
        """
        end = time.monotonic() + timeout
        while (status := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(0.002)
        return status


@dataclass
class Forker:
    """The process that forks, for one home; below other words, such as those of strace."""

    home: Path
    wrapped: tuple[str, ...] = ()
    _process: "subprocess.Popen[str] | None" = field(default=None)

    def start(self, words: list[str], said: Path, environment: dict[str, str]) -> Forked:
        """Fork one command."""
        if self._process is None:
            self._process = subprocess.Popen(
                [*self.wrapped, sys.executable, __file__, str(self.home)],
                env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"words": words, "said": str(said)}) + "\n")
        self._process.stdin.flush()
        return Forked(int(self._process.stdout.readline()), said)

    def end(self) -> None:
        """Let it go."""
        if self._process:
            self._process.communicate()
            self._process = None


if __name__ == "__main__":
    serve_forks(Path(sys.argv[1]))
