"""Every released version comes up to the present one by itself, and nothing is lost on the way."""

import re
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from command_line import environment, undersigned
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.note import Note
from undersigned.verifier.command import main as verify

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = sorted((ROOT / "tests" / "upgrades").glob("*.tar.gz"))
COUNTED = (
    "signing_signature", "signing_importedname", "letters_edition", "record_document",
    "organisers_membership", "audit_event",
)  # fmt: skip


def counts(home: Path) -> dict[str, int]:
    with sqlite3.connect(home / "undersigned.sqlite3") as database:
        return {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 (names of ours)
            for table in COUNTED
        }


def checkpoint(home: Path) -> Checkpoint:
    data = (home / "published" / "fair-courts" / "checkpoint").read_bytes()
    return Checkpoint.parse(Note.parse(data).text)


@pytest.fixture(params=KEPT, ids=lambda path: path.name.removesuffix(".tar.gz"))
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An instance as a released version made it."""
    home = tmp_path / "site"
    with tarfile.open(request.param) as tar:
        tar.extractall(home, filter="data")
    return home


def test_an_instance_comes_up_by_itself(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSIGNED_MEMORY", str(home.parent / "memory"))
    before, seen = counts(home), checkpoint(home)
    assert verify([str(home / "published" / "fair-courts")]) == 0
    said = undersigned("--home", home, "letter", "confirm-day", "fair-courts")
    assert said.returncode == 0, said.stderr
    said = undersigned("--home", home, "tick")
    assert said.returncode == 0, said.stderr
    after = counts(home)
    assert all(after[table] >= before[table] for table in COUNTED), (before, after)
    assert checkpoint(home).size >= seen.size
    assert verify([str(home / "published" / "fair-courts")]) == 0


def test_what_it_publishes_can_go_on(home: Path) -> None:
    size = checkpoint(home).size
    undersigned("--home", home, "letter", "confirm-day", "fair-courts")
    close = ("letter", "close", "fair-courts", "--reason", "Handed over")
    assert undersigned("--home", home, *close).returncode == 0
    assert undersigned("--home", home, "tick").returncode == 0
    assert checkpoint(home).size == size + 1


def test_a_backup_with_its_tables_is_brought_up_when_it_is_restored(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNDERSIGNED_MEMORY", str(tmp_path / "memory"))
    before, seen = counts(home), checkpoint(home)
    path = tmp_path / "old.undersigned"
    made = subprocess.run(
        [sys.executable, Path(__file__).with_name("back_up_as_it_was.py"), home, path],
        env={**environment(), "UNDERSIGNED_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    again = tmp_path / "again"
    restore = ("restore", path, "--published", home / "published")
    said = undersigned("--home", again, *restore)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "All of it holds." in said.stdout
    after = counts(again)
    assert all(after[table] >= before[table] for table in COUNTED), (before, after)
    assert checkpoint(again).size >= seen.size
    assert verify([str(again / "published" / "fair-courts")]) == 0


def test_every_release_is_kept_and_has_its_note() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = set(re.findall(r"^## (\d+\.\d+\.\d+) ", changelog, re.MULTILINE))
    assert released == {path.name.removesuffix(".tar.gz") for path in KEPT}
    notes = (ROOT / "docs" / "how-to" / "upgrade.md").read_text(encoding="utf-8")
    assert released == set(re.findall(r"^## From (\d+\.\d+\.\d+)$", notes, re.MULTILINE))
