"""Make what is handed out, into `dist/`: `make dist`.

    undersigned-VERSION.tar.gz, undersigned-VERSION-py3-none-any.whl   the source and the wheel
    undersigned-verify.pyz                                             the verifier in one file
    undersigned_VERSION_ARCHITECTURE.deb                               a server of one's own
    SHA256SUMS

The Debian package is made where `dpkg-deb` is; elsewhere it is said that it is missing. The same
source gives the same bytes: every time inside is that of the last change, `SOURCE_DATE_EPOCH`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import debian
from undersigned.verifier.archive import NAME, archive

ROOT = Path(__file__).resolve().parent.parent
FALLBACK_TIME = "1577836800"
"""2020-01-01, where there is no git to tell when the source changed."""


def time_of_source() -> str:
    """Return the seconds since 1970 of the last change, as `SOURCE_DATE_EPOCH` is written."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return os.environ["SOURCE_DATE_EPOCH"]
    ran = subprocess.run(
        ["git", "log", "-1", "--format=%ct"],  # noqa: S607 (git as found)
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout.strip() or FALLBACK_TIME


def build_python(into: Path) -> Path:
    """Build wheel and source distribution; return the wheel.

    Raises:
        subprocess.CalledProcessError: hatchling could not; it has said why.
    """
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(into)]
    subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (ourselves)
    (wheel,) = into.glob("*.whl")
    return wheel


def write_verifier(into: Path) -> Path:
    """Write the verifier as one file that can be run."""
    file = into / NAME
    file.write_bytes(archive())
    file.chmod(0o755)
    return file


def write_sums(folder: Path) -> Path:
    """Write the SHA-256 of every file in a folder, as `sha256sum --check` reads it."""
    sums = folder / "SHA256SUMS"
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n"
        for file in sorted(folder.iterdir())
        if file != sums
    ]
    sums.write_text("".join(lines), encoding="ascii")
    return sums


def make(into: Path) -> None:
    """Make everything anew."""
    os.environ["SOURCE_DATE_EPOCH"] = time_of_source()
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    wheel = build_python(into)
    write_verifier(into)
    if shutil.which("dpkg-deb"):
        debian.build(wheel, into)
    else:
        print("There is no dpkg-deb on this machine, so no Debian package was made.")
    write_sums(into)
    for file in sorted(into.iterdir()):
        print(f"{file.stat().st_size:>12,}  {file.name}")


def main() -> None:
    """Make `dist/`, or the folder named on the command line."""
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"
    try:
        make(into)
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error.cmd[0]} could not do its part (status {error.returncode}); see above.")
    except (OSError, debian.Unbuildable) as error:
        sys.exit(f"Nothing was made: {error}")


if __name__ == "__main__":
    main()
