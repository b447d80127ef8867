"""Make `.venv` from the hashed lock: `python3 tools/setup.py run|test`.

Standard library only, since it runs before anything is installed. With uv on the path it takes
seconds; with pip it takes about half a minute. A second call finds nothing to do and says nothing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)


def digest_of(lock: Path) -> str:
    """Hash what decides the environment: the lock, the project's metadata, the interpreter."""
    digest = hashlib.sha256(lock.read_bytes())
    digest.update((ROOT / "pyproject.toml").read_bytes())
    digest.update(f"{sys.version_info[:2]} {ROOT}".encode())
    return digest.hexdigest()


def is_done(purpose: str) -> bool:
    """Whether the environment already holds what `purpose` needs (tests hold all of run)."""
    for wider in ("test", purpose):
        stamp = VENV / f"installed-{wider}"
        lock = ROOT / "requirements" / f"{wider}.txt"
        if stamp.is_file() and stamp.read_text() == digest_of(lock):
            return True
    return False


def run(*command: str) -> None:
    """Run one command; its own words are the error."""
    result = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603 (fixed commands)
    if result.returncode:
        sys.exit(
            f"Setting up stopped: {' '.join(command[:4])} ... ended with {result.returncode}. "
            "What it said is above; mend that and run make again. Nothing needs to be cleaned up."
        )


def install(purpose: str) -> None:
    """Install the lock, then the project itself, without asking for anything outside the lock."""
    lock = f"requirements/{purpose}.txt"
    python = str(VENV / "bin" / "python")
    uv = shutil.which("uv")
    if uv:
        os.environ["VIRTUAL_ENV"] = str(VENV)
        if not Path(python).exists():
            run(uv, "venv", "--quiet", "--python", sys.executable, "--clear", str(VENV))
        run(uv, "pip", "sync", "--quiet", "--require-hashes", lock)
        run(uv, "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "-e", ".")
        return
    if not Path(python).exists():
        run(sys.executable, "-m", "venv", str(VENV))
    run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock)
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "-e", ".")


def main() -> None:
    """Install for the purpose named on the command line, unless that was done before."""
    if sys.version_info < OLDEST:
        sys.exit(f"Undersigned needs Python 3.11 or later; this is {sys.version.split()[0]}.")
    purpose = sys.argv[1] if len(sys.argv) == 2 else ""  # noqa: PLR2004 (the script and one word)
    if purpose not in ("run", "test"):
        sys.exit("Say what for: python3 tools/setup.py run, or python3 tools/setup.py test")
    if is_done(purpose):
        return
    print(f"Setting up .venv for make {purpose} ...", flush=True)
    install(purpose)
    (VENV / f"installed-{purpose}").write_text(digest_of(ROOT / "requirements" / f"{purpose}.txt"))


if __name__ == "__main__":
    main()
