"""Make `.venv/counterpart`, where a log reader that others wrote is kept for tests/interop.

It asks for Python 3.12 or later, which the project itself does not; where none is found here, it
says so and ends well. A second call finds nothing to do and says nothing.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

from pythons import pythons

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / ".venv" / "counterpart"
LOCK = ROOT / "requirements" / "interop.txt"
NEW_ENOUGH = ("3.13", "3.12")


def find_python() -> str | None:
    """A Python of this machine that is new enough; None where there is none."""
    found = pythons()
    return next((found[each] for each in NEW_ENOUGH if each in found), None)


def main() -> None:
    """Install the lock, unless that was done before."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    stamp = PLACE / "installed"
    if stamp.is_file() and stamp.read_text() == digest:
        return
    python = find_python()
    if python is None:
        print("No Python 3.12 or later is here: what others read is tried with Go alone.")
        return
    pip = (str(PLACE / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check")
    for command in (
        (python, "-m", "venv", "--clear", str(PLACE)),
        (*pip, "--quiet", "--require-hashes", "-r", str(LOCK)),
    ):
        if subprocess.run(command, check=False).returncode:  # noqa: S603 (fixed commands)
            sys.exit("Setting up .venv/counterpart stopped, as said above. Run make again.")
    stamp.write_text(digest)


if __name__ == "__main__":
    main()
