"""An instance with a letter, made once by the command line and copied for each test."""

import shutil
from pathlib import Path

import pytest

from command_line import HOST, undersigned
from letter_files import LETTER


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    (folder / "bridge.md").write_text(LETTER, encoding="utf-8")
    result = undersigned(
        "--home", folder / "home", "letter", "publish", folder / "bridge.md", "--host", HOST
    )
    assert result.returncode == 0, result.stderr
    return folder / "home"


@pytest.fixture
def published_home(made_home: Path, tmp_path: Path) -> Path:
    """An instance that has published the letter `bridge`."""
    return Path(shutil.copytree(made_home, tmp_path / "site"))
