"""tools/setup.py, without installing anything."""

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "setup.py"
Setup = Callable[..., str]


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script over a clone that has nothing but what it reads."""
    spec = importlib.util.spec_from_file_location("setup_script", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "requirements").mkdir()
    for purpose in ("run", "test"):
        (tmp_path / "requirements" / f"{purpose}.txt").write_text(f"# {purpose}\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setenv("VIRTUAL_ENV", "")
    return module


@pytest.fixture
def commands(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What it would have run; making an environment makes its folder."""
    ran: list[list[str]] = []

    def run(command: tuple[str, ...], **_: Any) -> subprocess.CompletedProcess[str]:
        ran.append(list(command))
        if "venv" in command:
            (script.VENV / "bin").mkdir(parents=True, exist_ok=True)
            (script.VENV / "bin" / "python").touch()
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    return ran


@pytest.fixture
def setup(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Setup:
    """Run it with these words. Returns what it said, or why it stopped."""

    def setup(*words: str, uv: bool = True) -> str:
        monkeypatch.setattr(sys, "argv", [str(SCRIPT), *words])
        found = {"uv": "/usr/bin/uv"} if uv else {}
        monkeypatch.setattr(shutil, "which", found.get)
        try:
            script.main()
        except SystemExit as end:
            return str(end.code)
        return capsys.readouterr().out

    return setup


def test_with_uv_the_lock_is_synced(setup: Setup, commands: list[list[str]]) -> None:
    assert setup("test") == "Setting up .venv for make test ...\n"
    assert [command[:3] for command in commands] == [
        ["/usr/bin/uv", "venv", "--quiet"],
        ["/usr/bin/uv", "pip", "sync"],
        ["/usr/bin/uv", "pip", "install"],
    ]
    assert commands[1][-2:] == ["--require-hashes", "requirements/test.txt"]
    assert "--no-deps" in commands[2]


def test_without_uv_pip_installs_the_same(
    setup: Setup, script: ModuleType, commands: list[list[str]]
) -> None:
    setup("test", uv=False)
    python = str(script.VENV / "bin" / "python")
    assert commands[0] == [sys.executable, "-m", "venv", "--clear", str(script.VENV)]
    assert commands[1][:4] == [python, "-m", "pip", "install"]
    assert commands[1][-3:] == ["--require-hashes", "-r", "requirements/test.txt"]
    assert commands[2][:4] == [python, "-m", "pip", "install"]
    assert "--no-deps" in commands[2]


def test_for_a_quick_start_everything_is_compiled(setup: Setup, commands: list[list[str]]) -> None:
    setup("run")
    assert commands[-1][1:4] == ["-m", "compileall", "-q"]


@pytest.mark.parametrize("uv", [True, False])
@pytest.mark.parametrize("purpose", ["run", "test"])
def test_a_second_call_does_nothing(
    setup: Setup, commands: list[list[str]], purpose: str, *, uv: bool
) -> None:
    setup(purpose, uv=uv)
    commands.clear()
    assert setup(purpose, uv=uv) == ""
    assert commands == []


def test_tests_hold_all_that_running_needs(setup: Setup, commands: list[list[str]]) -> None:
    setup("test")
    commands.clear()
    assert setup("run") == ""
    setup("run")
    assert commands == []


def test_running_does_not_hold_what_tests_need(setup: Setup, commands: list[list[str]]) -> None:
    setup("run")
    commands.clear()
    setup("test")
    assert commands


@pytest.mark.parametrize("name", ["requirements/run.txt", "pyproject.toml"])
def test_another_lock_is_installed_into_the_same_environment(
    setup: Setup, script: ModuleType, commands: list[list[str]], name: str
) -> None:
    setup("run")
    commands.clear()
    (script.ROOT / name).write_text("# newer\n")
    setup("run")
    assert [command[1] for command in commands] == ["pip", "pip", "-m"]


def test_what_was_installed_before_is_forgotten_by_another_install(
    setup: Setup, script: ModuleType, commands: list[list[str]]
) -> None:
    setup("test")
    before = (script.ROOT / "pyproject.toml").read_text()
    (script.ROOT / "pyproject.toml").write_text("# newer\n")
    setup("run")
    (script.ROOT / "pyproject.toml").write_text(before)
    commands.clear()
    setup("test")
    assert commands


@pytest.mark.parametrize("uv", [True, False])
def test_an_environment_of_another_place_or_python_is_made_anew(
    setup: Setup, script: ModuleType, commands: list[list[str]], *, uv: bool
) -> None:
    setup("run", uv=uv)
    (script.VENV / "made-for").write_text("3.10 /elsewhere")
    (script.VENV / "bin" / "python").unlink()
    (script.VENV / "old").touch()
    commands.clear()
    setup("run", uv=uv)
    assert "venv" in commands[0]
    assert not (script.VENV / "old").exists()


def test_an_interpreter_that_is_gone_is_noticed(
    setup: Setup, script: ModuleType, commands: list[list[str]]
) -> None:
    setup("run")
    (script.VENV / "bin" / "python").unlink()
    commands.clear()
    setup("run")
    assert commands[0][1] == "venv"


def test_a_command_that_fails_ends_it_and_the_next_call_goes_on(
    setup: Setup, script: ModuleType, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as within:

        def fails(command: tuple[str, ...], **_: Any) -> subprocess.CompletedProcess[str]:
            return subprocess.CompletedProcess(command, 2)

        within.setattr(subprocess, "run", fails)
        said = setup("run")
    assert said.startswith("Setting up stopped: /usr/bin/uv venv ")
    assert "run make again" in said
    assert not list(script.VENV.glob("installed-*"))
    assert setup("run").endswith("Setting up .venv for make run ...\n")
    assert commands


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_a_stop_says_how_to_go_on(
    setup: Setup,
    commands: list[list[str]],  # noqa: ARG001 (nothing may be installed)
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
) -> None:
    def stopped(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(subprocess, "run", stopped)
    assert "un make again" in setup("run")


@pytest.mark.parametrize("words", [[], ["serve"], ["run", "test"]])
def test_another_purpose_is_refused(
    setup: Setup, commands: list[list[str]], words: list[str]
) -> None:
    assert setup(*words).startswith("Say what for: ")
    assert commands == []


def test_an_old_python_is_refused_in_words(
    setup: Setup, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 18, "final", 0))
    said = setup("run", uv=False)
    assert said.startswith("Undersigned needs Python 3.11 or later; ")
    assert "PYTHON=" in said
    assert commands == []


def test_an_old_python_hands_on_to_the_newest_that_works(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {each: f"/usr/bin/{each}" for each in ("python3.11", "python3.12", "python3.13")}
    monkeypatch.setattr(sys, "version_info", (3, 9, 18, "final", 0))
    monkeypatch.setattr(sys, "argv", ["tools/setup.py", "run"])
    monkeypatch.setattr(shutil, "which", found.get)
    handed: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 127 if "3.13" in command[0] else 0)

    def execv(_: str, words: list[str]) -> None:
        handed.append(words)
        raise SystemExit

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(script.os, "execv", execv)
    with pytest.raises(SystemExit):
        script.main()
    assert handed == [["/usr/bin/python3.12", "tools/setup.py", "run"]]


def test_it_can_be_read_by_an_old_python() -> None:
    compile(SCRIPT.read_text(encoding="utf-8"), str(SCRIPT), "exec")
    assert "match " not in SCRIPT.read_text(encoding="utf-8")
