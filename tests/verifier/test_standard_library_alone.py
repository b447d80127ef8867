"""The verifier runs where nothing but Python is."""

import subprocess
import sys
from pathlib import Path

from letter_press import Press
from undersigned.verifier import command

SOURCE = Path(command.__file__).parents[2]


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-S", "-I", "-c", code, str(SOURCE), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_module_of_the_three_pure_rooms_is_imported_without_site_packages() -> None:
    names = [
        ".".join(file.relative_to(SOURCE).with_suffix("").parts)
        for room in ("tlog", "evidence", "verifier")
        for file in (SOURCE / "undersigned" / room).glob("*.py")
    ]
    code = (
        "import importlib, sys; sys.path.insert(0, sys.argv[1]); "
        "[importlib.import_module(name) for name in sys.argv[2:]]; "
        "print(*{name.partition('.')[0] for name in sys.modules} - sys.stdlib_module_names)"
    )
    ran = run(code, *names)
    assert ran.stderr == ""
    assert set(ran.stdout.split()) <= {"undersigned", "__main__"}


def test_a_letter_is_verified_without_site_packages(press: Press, tmp_path: Path) -> None:
    code = (
        "import os, sys; sys.path.insert(0, sys.argv[1]); "
        "os.environ['UNDERSIGNED_MEMORY'] = sys.argv[3]; "
        "from undersigned.verifier.command import main; sys.exit(main([sys.argv[2]]))"
    )
    ran = run(code, str(press.folder), str(tmp_path / "memory"))
    assert ran.returncode == 0, ran.stderr
    assert "All of it holds." in ran.stdout
