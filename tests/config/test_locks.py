import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from undersigned.config.locks import (
    HomeLock,
    LockHeld,
    address_of_server,
    is_held,
    show_life,
    worker_lock,
)

HOLDER = """
import sys, time
from pathlib import Path
from undersigned.config.locks import HomeLock
lock = HomeLock(Path(sys.argv[1]), "serve")
lock.say("http://127.0.0.1:8123")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_lock_is_held_once_and_says_by_whom(tmp_path: Path) -> None:
    lock = HomeLock(tmp_path, "work")
    with pytest.raises(LockHeld, match=r"undersigned work runs there already \(process \d+\)"):
        HomeLock(tmp_path, "work")
    lock.release()
    HomeLock(tmp_path, "work").release()


def test_locks_of_other_names_and_homes_are_free(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    locks = [HomeLock(tmp_path, "work"), HomeLock(tmp_path, "serve")]
    locks.append(HomeLock(tmp_path / "other", "work"))
    for lock in locks:
        lock.release()


def test_a_killed_holder_leaves_it_free(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        assert is_held(tmp_path / "serve.lock")
        assert address_of_server(tmp_path) == "http://127.0.0.1:8123"
        with pytest.raises(
            LockHeld, match=f"at http://127.0.0.1:8123 .process {holder.pid}."
        ) as it:
            HomeLock(tmp_path, "serve")
        assert "--home" in str(it.value)
        holder.kill()
        holder.wait()
        assert not is_held(tmp_path / "serve.lock")
        assert address_of_server(tmp_path) == ""
        HomeLock(tmp_path, "serve").release()


def test_who_only_looks_at_a_lock_is_in_nobodys_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "serve.lock"
    path.touch()
    looker = os.open(path, os.O_RDONLY)
    fcntl.flock(looker, fcntl.LOCK_SH)
    monkeypatch.setattr(time, "sleep", lambda _seconds: fcntl.flock(looker, fcntl.LOCK_UN))
    HomeLock(tmp_path, "serve").release()
    os.close(looker)


def test_where_no_lock_was_ever_taken_none_is_held(tmp_path: Path) -> None:
    assert not is_held(tmp_path / "serve.lock")
    assert address_of_server(tmp_path) == ""
    assert list(tmp_path.iterdir()) == []


def test_whoever_works_shows_life(tmp_path: Path) -> None:
    show_life(tmp_path)
    before = (tmp_path / "work.lock").stat().st_mtime_ns
    while (tmp_path / "work.lock").stat().st_mtime_ns == before:
        show_life(tmp_path)


def test_one_works_on_a_file_and_several_on_a_server(tmp_path: Path) -> None:
    first = worker_lock(tmp_path, several=False)
    with pytest.raises(LockHeld, match="undersigned work runs there already"):
        worker_lock(tmp_path, several=False)
    second = worker_lock(tmp_path, several=True)
    assert [first.path.name, second.path.name] == ["work.lock", "work-2.lock"]
    for lock in (first, second):
        lock.release()
