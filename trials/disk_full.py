"""Fill the disk under a running server, and give it room again.

Forms are answered 503 with a page in words, readers are served, nothing that was taken is lost, and
within a minute after there is room the server takes forms again and does what waited, by itself.

    python trials/disk_full.py --by mount     a disk of 24 MB in memory, truly full; needs root
    python trials/disk_full.py --by strace    writes of a server on any disk answered with ENOSPC
"""

import argparse
import contextlib
import importlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from command_line import HOST, Server, fetch, running, undersigned, wait_until
from letter_files import LETTER

ROOM = "24m"
MOUNT, UNMOUNT = "/usr/bin/mount", "/usr/bin/umount"
# The writes of SQLite, and the syncs without which no file of ours takes its place.
WRITES = "pwrite64,fallocate,ftruncate,mkdir,fsync,fdatasync"
LONGEST_RECOVERY = 60.0  # seconds


@contextmanager
def full_by_mount(home: Path, server: Server) -> Iterator[None]:
    """Fill the disk that the home lies on with one file; afterwards remove it."""
    assert server.process.poll() is None
    filler = home.parent / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    yield
    filler.unlink()


@contextmanager
def failing(home: Path, server: Server, calls: str, error: str) -> Iterator[None]:
    """Have these calls of server and worker fail until the block ends."""
    tracing = home.parent / "strace.txt"
    command = ["strace", "-f", "-o", str(tracing)]
    command += ["-e", f"trace={calls}", "-e", f"inject={calls}:error={error}"]
    for process in (server.process.pid, server.child()):
        command += ["-p", str(process)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
        said = strace.stderr
        assert said
        attached = 0
        for line in said:
            attached += " attached" in line
            if attached >= 2:
                break
        assert attached >= 2, "strace could not attach"
        try:
            yield
        finally:
            strace.send_signal(signal.SIGINT)
            strace.communicate(timeout=60)
    assert error in tracing.read_text(), "nobody called"


def full_by_strace(home: Path, server: Server) -> AbstractContextManager[None]:
    """Have every write fail as on a full disk; afterwards let go of them."""
    return failing(home, server, WRITES, "ENOSPC")


FULL = {"mount": full_by_mount, "strace": full_by_strace}


@contextmanager
def folder(by: str) -> Iterator[Path]:
    """Where the home lies: a disk of its own, or any."""
    made = Path(tempfile.mkdtemp(prefix="undersigned-full-"))
    try:
        if by == "mount":
            subprocess.run([MOUNT, "-t", "tmpfs", "-o", f"size={ROOM}", "full", made], check=True)
        yield made
    finally:
        if by == "mount":
            subprocess.run([UNMOUNT, made], check=True)
        shutil.rmtree(made)


def rows(home: Path, table: str) -> int:
    """How many rows a table has."""
    with contextlib.closing(sqlite3.connect(home / "undersigned.sqlite3", timeout=20)) as database:
        found = database.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 (our own names)
        return int(found.fetchone()[0])


def hold(promise: str, *, kept: bool) -> None:
    """Say whether a promise was kept, and end where it was not."""
    print(f"  {'kept' if kept else 'BROKEN'}: {promise}")
    if not kept:
        raise SystemExit(1)


def while_full(server: Server, browser: Any, number: int) -> None:
    """What visitors meet while the disk is full."""
    refused = browser.send(f"full-{number}@ruritania.example")
    if refused.status != 503:
        print(refused.body.decode(errors="replace")[:2000])
    words = refused.body.decode()
    hold(f"a form is answered {refused.status}, in words", kept=refused.status == 503)
    hold("with when to come again", kept=bool(refused.headers["Retry-After"]))
    hold("the page says that nothing was taken", kept="<h1" in words and "not taken" in words)
    for path in ("/bridge/", "/bridge/checkpoint", "/bridge/count.json", "/bridge/sign", "/"):
        hold(f"readers of {path} are served", kept=fetch(f"{server.url}{path}").status == 200)


def trial(home: Path, server: Server, by: str, number: int) -> None:
    """Take a form, fill the disk, look, make room, and look again."""
    from form_sender import Browser  # noqa: PLC0415 (once Django is set up)

    browser, late = Browser(server.url), Browser(server.url)
    before = rows(home, "signing_signature")
    worker = server.child()
    hold("a form is taken before", kept=late.send(f"a-{number}@ruritania.example").status == 200)
    with FULL[by](home, server):
        while_full(server, browser, number)
        hold("the server runs", kept=server.process.poll() is None)
    began = time.monotonic()
    while (taken := browser.send(f"b-{number}@ruritania.example").status) != 200 and soon(began):
        time.sleep(0.2)
    hold("forms are taken again within a minute", kept=taken == 200)
    while (admitted := rows(home, "signing_signature") - before) < 2 and soon(began):
        time.sleep(0.2)
    hold("what was taken is admitted within a minute, and once", kept=admitted == 2)
    print(f"  all went on {time.monotonic() - began:.1f} seconds after there was room")
    hold("the worker is alive, and the same", kept=server.child() == worker)
    hold("health says ok", kept=fetch(f"{server.url}/health").status == 200)


def soon(began: float) -> bool:
    """Whether it is not a minute yet."""
    return time.monotonic() - began < LONGEST_RECOVERY


def main() -> int:
    """Try, print, and end with 1 where a promise was broken."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    words.add_argument("--by", choices=sorted(FULL), default="mount")
    words.add_argument("--times", type=int, default=5)
    given = words.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings_of_tests"
    importlib.import_module("django").setup()  # what fills in the form is made of models
    with folder(given.by) as place:
        home = place / "home"
        (place / "bridge.md").write_text(LETTER, encoding="utf-8")
        begun = undersigned(
            "--home", home, "letter", "publish", place / "bridge.md", "--host", HOST
        )
        assert begun.returncode == 0, begun.stderr
        with running("--home", home, "serve", "--port", "8000") as server:
            wait_until(lambda: fetch(f"{server.url}/health").status == 200, "health")
            for number in range(given.times):
                print(f"{number + 1}. full, by {given.by}")
                trial(home, server, given.by, number)
        said = "".join(server.remarked)
        hold("no fault of ours was met", kept="fault of Undersigned" not in said)
    print(f"{given.times} times full, no promise broken")
    return 0


if __name__ == "__main__":
    sys.exit(main())
