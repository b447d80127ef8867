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
NEWER = ("python3.13", "python3.12", "python3.11")
PURPOSES = ("run", "test")


def digest_of(purpose: str) -> str:
    """Hash what decides the environment: the lock, the project's metadata, what it was made for."""
    digest = hashlib.sha256((ROOT / "requirements" / f"{purpose}.txt").read_bytes())
    digest.update((ROOT / "pyproject.toml").read_bytes())
    digest.update(made_for().encode())
    return digest.hexdigest()


def made_for() -> str:
    """The interpreter and the place: an environment for others has to be made anew."""
    return f"{sys.version_info[0]}.{sys.version_info[1]} {ROOT}"


def stamp(purpose: str) -> Path:
    """Where it is noted what was installed for a purpose."""
    return VENV / f"installed-{purpose}"


def python() -> Path:
    """The environment's own interpreter."""
    return VENV / "bin" / "python"


def is_done(purpose: str) -> bool:
    """Whether the environment already holds what `purpose` needs (tests hold all of run)."""
    return python().exists() and any(
        stamp(each).is_file() and stamp(each).read_text() == digest_of(each)
        for each in ("test", purpose)
    )


def run(*command: str) -> None:
    """Run one command; its own words are the error."""
    result = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603 (fixed commands)
    if result.returncode:
        sys.exit(
            f"Setting up stopped: {' '.join(command[:4])} ... ended with {result.returncode}. "
            "What it said is above; mend that and run make again. Nothing needs to be cleaned up."
        )


def clear_what_is_not_ours() -> None:
    """Remove an environment of another interpreter or another place; forget what was installed."""
    note = VENV / "made-for"
    if VENV.exists() and not (note.is_file() and note.read_text() == made_for()):
        shutil.rmtree(VENV)
    for purpose in PURPOSES:
        stamp(purpose).unlink(missing_ok=True)


def install(purpose: str) -> None:
    """Install the lock, then the project itself, without asking for anything outside the lock."""
    lock = f"requirements/{purpose}.txt"
    itself = ("--quiet", "--no-deps", "--no-build-isolation", "-e", ".")
    uv = shutil.which("uv")
    if uv:
        os.environ["VIRTUAL_ENV"] = str(VENV)
        if not python().exists():
            run(uv, "venv", "--quiet", "--python", sys.executable, "--clear", str(VENV))
        run(uv, "pip", "sync", "--quiet", "--require-hashes", lock)
        run(uv, "pip", "install", *itself)
    else:
        if not python().exists():
            run(sys.executable, "-m", "venv", "--clear", str(VENV))
        pip = (str(python()), "-m", "pip", "install", "--disable-pip-version-check")
        run(*pip, "--quiet", "--require-hashes", "-r", lock)
        run(*pip, *itself)
    if purpose == "run":
        # So that the second start is quick also where Python may not write what it compiled.
        run(str(python()), "-m", "compileall", "-q", "-j", "0", str(VENV / "lib"), "src")
    (VENV / "made-for").write_text(made_for())


def runs(interpreter: str) -> bool:
    """Whether this is an interpreter that works."""
    tried = subprocess.run(  # noqa: S603 (found on the path by its own name)
        [interpreter, "-c", "pass"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return tried.returncode == 0


def find_newer() -> None:
    """Go on under a newer Python where this one is too old; where there is none, say so."""
    for name in NEWER:
        newer = shutil.which(name)
        # A name alone is not enough: version managers leave stand-ins that only complain.
        if newer and runs(newer):
            os.execv(newer, [newer, *sys.argv])  # noqa: S606 (this script, under another Python)
    sys.exit(
        f"Undersigned needs Python 3.11 or later; {sys.executable} is {sys.version.split()[0]}. "
        "Install one, or name it: make run PYTHON=/path/to/python3.11"
    )


def main() -> None:
    """Install for the purpose named on the command line, unless that was done before."""
    if sys.version_info < OLDEST:
        find_newer()
    purpose = sys.argv[1] if len(sys.argv) == 2 else ""  # noqa: PLR2004 (the script and one word)
    if purpose not in PURPOSES:
        sys.exit("Say what for: python3 tools/setup.py run, or python3 tools/setup.py test")
    try:
        if is_done(purpose):
            return
        print(f"Setting up .venv for make {purpose} ...", flush=True)
        clear_what_is_not_ours()
        install(purpose)
        stamp(purpose).write_text(digest_of(purpose))
    except KeyboardInterrupt:
        sys.exit("\nSetting up was stopped. Run make again to go on; nothing needs cleaning up.")
    except OSError as error:
        sys.exit(f"Setting up stopped: {error}. Mend that and run make again.")


if __name__ == "__main__":
    main()
