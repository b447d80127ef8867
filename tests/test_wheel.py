"""What is installed: everything the rooms need, and for the verifier nothing else."""

import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from letter_press import small_letter

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ["-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run([sys.executable, *build], cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


def test_it_carries_every_file_of_the_rooms(wheel: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "src"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("this is no git checkout, so nobody knows what belongs to it")
    kept = {path for path in listed.stdout.split("\0") if path and (ROOT / path).exists()}
    carried = {f"src/{name}" for name in zipfile.ZipFile(wheel).namelist()}
    assert len(kept) > 300
    assert kept - carried == set()


def test_the_base_install_asks_for_nothing(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (path,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = message_from_bytes(archive.read(path))
    asked = metadata.get_all("Requires-Dist") or []
    assert len(asked) > 5
    assert [each for each in asked if not each.endswith("extra == 'server'")] == []


def test_the_verifier_runs_out_of_the_wheel_with_python_alone(wheel: Path, tmp_path: Path) -> None:
    letter = small_letter(tmp_path / "letter").folder
    code = (
        "import os, sys; sys.path.insert(0, sys.argv[1]); "
        "os.environ['UNDERSIGNED_MEMORY'] = sys.argv[3]; "
        "from undersigned.verifier.command import main; sys.exit(main([sys.argv[2]]))"
    )
    arguments = [str(wheel), str(letter), str(tmp_path / "memory")]
    ran = subprocess.run(
        [sys.executable, "-S", "-I", "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "All of it holds." in ran.stdout
