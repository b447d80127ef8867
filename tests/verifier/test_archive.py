"""The verifier as one file, under every Python that is found here."""

import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from letter_press import Press
from pythons import pythons
from undersigned.verifier import archive as module
from undersigned.verifier.archive import NAME, archive, archive_digest

FOUND = pythons()


@pytest.fixture
def verifier(tmp_path: Path) -> Path:
    file = tmp_path / NAME
    file.write_bytes(archive())
    return file


def run(python: str, verifier: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it alone: no site-packages, nothing of the environment, and no way to any network."""
    return subprocess.run(
        [python, "-I", "-S", str(verifier), *arguments],
        env={
            "UNDERSIGNED_MEMORY": str(verifier.parent / "memory"),
            "https_proxy": "http://127.0.0.1:1",
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("version", FOUND)
def test_it_checks_a_letter_alone(version: str, verifier: Path, press: Press) -> None:
    ran = run(FOUND[version], verifier, str(press.folder))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "All of it holds." in ran.stdout
    press.put("count.json", (press.folder / "count.json").read_bytes().replace(b"4", b"5"))
    assert run(FOUND[version], verifier, str(press.folder)).returncode == 1
    ran = run(FOUND[version], verifier, "https://letters.ruritania.example/fair-courts")
    assert ran.returncode == 2
    assert "nothing is listening at the proxy" in ran.stdout


@pytest.mark.parametrize("version", FOUND)
def test_it_checks_the_letters_of_others(version: str, verifier: Path, shared_folder: Path) -> None:
    letters = shared_folder / "vectors" / "letters"
    keys = dict(line.split() for line in (letters / "keys.txt").read_text().splitlines())
    for name in ("justice", "archives"):
        ran = run(FOUND[version], verifier, str(letters / name), "--key", keys[name])
        assert ran.returncode == 0, ran.stdout


def test_every_python_gives_the_same_bytes() -> None:
    source = Path(module.__file__).parents[2]
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); "
        "from undersigned.verifier.archive import archive_digest; print(archive_digest())"
    )
    for python in FOUND.values():
        ran = subprocess.run(
            [python, "-I", "-S", "-B", "-c", code, str(source)],
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stdout.strip() == archive_digest()


def test_it_makes_itself_again(verifier: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); "
        "from undersigned.verifier.archive import archive_digest; print(archive_digest())"
    )
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(verifier)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == archive_digest()


def test_it_holds_the_three_pure_rooms_and_no_clock() -> None:
    with zipfile.ZipFile(BytesIO(archive())) as made:
        members = made.infolist()
    rooms = {member.filename.split("/")[1] for member in members if "/" in member.filename}
    assert rooms == {"__init__.py", "tlog", "evidence", "verifier"}
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}
    assert [member.filename for member in members][2:] == sorted(
        (member.filename for member in members[2:]),
        key=lambda name: (("tlog", "evidence", "verifier").index(name.split("/")[1]), name),
    )
    assert archive().startswith(b"#!/usr/bin/env python3\n")
    assert len(archive()) < 600_000
