from collections.abc import Callable
from pathlib import Path

import pytest

from command_line import DEADLINE, Run, running, undersigned, wait_until
from undersigned.commands.sampling import HALF_FILLED, SAMPLE_HOST, begin_again_if_stopped
from undersigned.config.instance import open_instance
from undersigned.config.locks import HomeLock, LockHeld
from undersigned.config.settings_file import Settings
from undersigned.sample import filling


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happened to a filling that takes no time."""
    happened: list[str] = []

    def fill(step: Callable[[int, int], None]) -> str:
        step(1, 2)
        happened.append("filled")
        return "The desk opens to ines@ruritania.example.\n"

    monkeypatch.setattr(filling, "fill", fill)
    monkeypatch.setattr(filling, "is_filled", lambda: "filled" in happened)
    monkeypatch.setattr(filling, "refresh_day", lambda: happened.append("day"))
    return happened


def test_a_new_instance_is_filled(run: Run, home: Path, filled: list[str]) -> None:
    said = run("--home", home, "sample")
    assert said.code == 0
    assert said.out == f"The sample is in {home}.\nundersigned --home {home} serve shows it.\n"
    assert said.err == "Filling the instance with the sample letter ...\n"
    assert filled == ["filled"]
    assert open_instance(home).settings == Settings(host=SAMPLE_HOST, second_factor=False)
    assert (home / "sample.txt").stat().st_mode & 0o777 == 0o600
    assert not (home / HALF_FILLED).exists()


def test_a_filled_one_is_left_as_it_is(run: Run, home: Path, filled: list[str]) -> None:
    run("--home", home, "sample")
    said = run("--home", home, "sample")
    assert (said.code, said.err) == (0, "")
    assert "holds the sample already" in said.out
    assert filled == ["filled", "day"]


def test_an_instance_of_ones_own_is_refused(run: Run, site: Path, filled: list[str]) -> None:
    said = run("--home", site, "sample")
    assert (said.code, said.out) == (1, "")
    assert "is an instance of its own" in said.err
    assert filled == []


def test_an_instance_of_another_host_is_refused(run: Run, home: Path, filled: list[str]) -> None:
    open_instance(home, Settings(host="letters.example.org"))
    assert run("--home", home, "sample").code == 1
    assert filled == []


def test_a_stopped_filling_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    instance = open_instance(folder, Settings(host=SAMPLE_HOST))
    (folder / "keys").mkdir()
    (folder / "keys" / "fair-courts.pem").touch()
    (folder / "undersigned.sqlite3").touch()
    (folder / "notes.txt").write_text("mine")
    begin_again_if_stopped(folder)
    assert (folder / "keys").exists()
    (folder / HALF_FILLED).touch()
    begin_again_if_stopped(folder)
    left = {each.name for each in folder.iterdir()}
    assert left == {"undersigned.toml", "notes.txt", "work.lock"}
    assert open_instance(folder) == instance


def test_a_filling_at_work_is_not_cleared(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    open_instance(folder, Settings(host=SAMPLE_HOST))
    (folder / HALF_FILLED).touch()
    (folder / "undersigned.sqlite3").touch()
    lock = HomeLock(folder, "work")
    with pytest.raises(LockHeld):
        begin_again_if_stopped(folder)
    lock.release()
    assert (folder / "undersigned.sqlite3").exists()


def test_where_nothing_is_there_nothing_is_cleared(tmp_path: Path) -> None:
    begin_again_if_stopped(tmp_path / "home")
    assert list(tmp_path.iterdir()) == []


def test_a_filling_that_was_killed_begins_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with running("--home", home, "sample", until="Filling ") as filling_process:
        wait_until((home / "published" / "fair-courts").exists, "the first pages")
        filling_process.process.kill()
        filling_process.process.wait(timeout=DEADLINE)
    assert (home / HALF_FILLED).exists()
    assert "Traceback" not in "".join(filling_process.remarked)
    again = undersigned("--home", home, "sample")
    assert again.returncode == 0, again.stderr
    assert "it begins again" in again.stderr
    assert not (home / HALF_FILLED).exists()
    third = undersigned("--home", home, "sample")
    assert third.returncode == 0
    assert "holds the sample already" in third.stdout
