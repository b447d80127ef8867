"""A clean Debian in a folder, made by mmdebstrap from the sources that apt has here."""

import os
import re
import subprocess
from pathlib import Path

# What the package needs, and what stands on a server before it: where there is no network, apt
# finds them here.
THERE = "python3,adduser,apt,ca-certificates,eatmydata,nginx,tzdata"


def sources() -> tuple[str, list[str]]:
    """Return this machine's Debian by name, and the files of apt's sources that are for it."""
    release = Path("/etc/os-release").read_text()
    codename = re.search(r"^VERSION_CODENAME=(\w+)$", release, re.MULTILINE)
    assert codename, "this is no Debian"
    suite = re.compile(rf"(^|\s){codename[1]}(\s|$)")
    folder = Path("/etc/apt")
    found = [*folder.glob("sources.list"), *sorted(folder.glob("sources.list.d/*"))]
    files = [file for file in found if file.suffix in {".list", ".sources"}]
    return codename[1], [str(file) for file in files if suite.search(file.read_text())]


def run(*command: str) -> str:
    """Run a command that has to succeed; returns what it says."""
    ran = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert ran.returncode == 0, f"{command}: {ran.stdout}{ran.stderr}"
    return ran.stdout


def make(root: Path) -> None:
    """Make a clean Debian in a folder that is not there yet."""
    # Nothing of it has to last past the test, so that it need not wait for the disk.
    quick = "--dpkgopt=force-unsafe-io"
    with_these = ["--variant=essential", f"--include={THERE}", quick]
    suite, files = sources()
    run("mmdebstrap", *with_these, "--format=directory", suite, str(root), *files)
    root.chmod(0o755)


def copied(empty: Path, name: str) -> Path:
    """A clean Debian of one's own."""
    root = empty.parent / name
    run("cp", "--archive", "--reflink=auto", str(empty), str(root))
    return root
