"""One `serve` and one `work` to a home, by whatever path; a killed one leaves it free at once."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from command_line import DEADLINE, HOST, fetch, running, undersigned, wait_until
from letter_files import LETTER
from undersigned.config.locks import HomeLock, LockHeld


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    (folder / "bridge.md").write_text(LETTER, encoding="utf-8")
    begun = undersigned("--home", folder / "home", "letter", "publish", folder / "bridge.md",
                        "--host", HOST)  # fmt: skip
    assert begun.returncode == 0, begun.stderr
    return folder / "home"


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "home"))


def bound(home: Path, tmp_path: Path) -> Path | None:
    """The same folder mounted at another place, where this may be done; else nothing."""
    place = tmp_path / "bound"
    place.mkdir()
    done = subprocess.run(
        ["mount", "--bind", home, place], check=False, capture_output=True
    ).returncode
    return None if done else place


def test_a_second_one_is_refused_by_whatever_path(home: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(home)
    place = bound(home, tmp_path)
    try:
        with running("--home", home, "serve", "--port", "8000") as server:
            wait_until(lambda: fetch(f"{server.url}/health").status == 200, "health")
            for path in (home, link, *([place] if place else [])):
                for command in (("serve", "--port", "8000"), ("work",)):
                    second = undersigned("--home", path, *command)
                    assert second.returncode == 1, (path, second.stdout, second.stderr)
                    assert f"undersigned {command[0]} runs there already" in second.stderr
                    assert "End that one first" in " ".join(second.stderr.split())
            assert fetch(f"{server.url}/bridge/").status == 200
            assert fetch(f"{server.url}/health").status == 200
    finally:
        if place:
            subprocess.run(["umount", place], check=True)


def test_the_lock_is_the_file_and_not_its_path(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    lock = HomeLock(tmp_path / "one", "serve")
    # What a folder mounted at two places looks like to whoever opens its files.
    os.link(tmp_path / "one" / "serve.lock", tmp_path / "two" / "serve.lock")
    with pytest.raises(LockHeld, match="runs there already"):
        HomeLock(tmp_path / "two", "serve")
    lock.release()
    HomeLock(tmp_path / "two", "serve").release()


def test_after_a_kill_the_next_start_works_at_once(home: Path) -> None:
    with running("--home", home, "serve", "--port", "8000") as server:
        wait_until(lambda: fetch(f"{server.url}/health").status == 200, "health")
        child = server.child()
        os.kill(child, signal.SIGSTOP)  # so that it outlives its parent for a while
        server.process.kill()
        server.process.wait(timeout=DEADLINE)
        with running("--home", home, "serve", "--port", "8000") as next_one:
            assert fetch(f"{next_one.url}/bridge/").status == 200
            next_one.wait_for_words("This one waits.")
            os.kill(child, signal.SIGCONT)
            worker = next_one.child()
            lock = home / "work.lock"
            wait_until(lambda: lock.read_text().startswith(f"{worker}\n"), "the new worker's turn")
            assert fetch(f"{next_one.url}/health").status == 200
            assert next_one.child() == worker


def test_after_a_killed_worker_the_next_one_works_at_once(home: Path) -> None:
    with running("--home", home, "work", until="Working on ") as worker:
        worker.process.kill()
        worker.process.wait(timeout=DEADLINE)
        with running("--home", home, "work", until="Working on ") as next_one:
            assert next_one.process.poll() is None
