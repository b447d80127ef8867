"""What `make dist` makes: the same bytes from the same source, and the sums that say so."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source, which nobody edits while it is built."""
    copy = tmp_path_factory.mktemp("source") / "undersigned"
    ignored = shutil.ignore_patterns(".*", "__pycache__", "home", "dist", "screenshots")
    shutil.copytree(ROOT, copy, ignore=ignored)
    return copy


def make(source: Path, into: Path) -> dict[str, str]:
    """Make all but the Debian package, in a process of its own; return the sums by file name."""
    subprocess.run(
        [sys.executable, str(source / "tools" / "dist.py"), str(into)],
        check=True,
        capture_output=True,
        env={
            **os.environ,
            "SOURCE_DATE_EPOCH": "1774000000",
            "PYTHONPATH": str(source / "src"),
            # Nothing is on this path, so that no dpkg-deb is found.
            "PATH": str(into),
        },
    )
    lines = (into / "SHA256SUMS").read_text().splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


@pytest.fixture(scope="module")
def made(source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("made") / "dist"
    return folder, make(source, folder)


def test_the_same_source_gives_the_same_bytes(
    source: Path, made: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    assert make(source, tmp_path / "again") == made[1]


def test_everything_is_there_and_summed(made: tuple[Path, dict[str, str]]) -> None:
    folder, sums = made
    assert sorted(Path(name).suffix for name in sums) == [".gz", ".pyz", ".whl"]
    data = (folder / "undersigned-verify.pyz").read_bytes()
    assert sums["undersigned-verify.pyz"] == hashlib.sha256(data).hexdigest()
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=True)


def test_the_verifier_runs_as_a_command(made: tuple[Path, dict[str, str]]) -> None:
    ran = subprocess.run(
        [str(made[0] / "undersigned-verify.pyz"), "--help"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "undersigned-verify TARGET" in ran.stdout
