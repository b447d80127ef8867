"""The command line run within the test: over the tests' database and a folder of the test's own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from command_line import HOST, Run, Said
from letter_files import LETTER
from undersigned.commands import tables
from undersigned.commands.entry import main
from undersigned.record.sequencing import REPLAYS


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `undersigned` with these words."""
    monkeypatch.setenv("UNDERSIGNED_HOME", "")
    monkeypatch.delenv("UNDERSIGNED_HOME")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "settings_of_tests")
    monkeypatch.setattr(tables, "is_behind", lambda: False)  # the tests' database never is

    def run(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["undersigned", *map(str, words)])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1 if end.code else 0
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return Said(code, captured.out, captured.err)

    return run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the person stands who types."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def home(folder: Path, settings: Settings, db: None) -> Iterator[Path]:  # noqa: ARG001 (the database)
    """The folder of an instance that doesn't exist yet."""
    home = folder / "site"
    settings.INSTANCE_FOLDER = home
    settings.PUBLISHED_FOLDER = home / "published"
    REPLAYS.by_log.clear()
    yield home
    REPLAYS.by_log.clear()


@pytest.fixture
def bridge(folder: Path) -> Path:
    """A letter file without faults."""
    path = folder / "bridge.md"
    path.write_text(LETTER, encoding="utf-8")
    return path


@pytest.fixture
def site(home: Path, run: Run, bridge: Path) -> Path:
    """An instance that has published the letter `bridge`."""
    said = run("--home", home, "letter", "publish", bridge, "--host", HOST)
    assert said.code == 0, said.err
    return home
