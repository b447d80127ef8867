"""The Debian package in a clean Debian: it installs, starts nothing, serves the sample, and goes.

The clean Debian is made by mmdebstrap from the sources that apt has here. That takes minutes, so
it is done where CI is, and elsewhere only when asked for.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from command_line import fetch, wait_until
from undersigned.verifier.archive import NAME

ROOT = Path(__file__).resolve().parents[2]
HOME = "var/lib/undersigned"
ASKED_FOR = "UNDERSIGNED_DEBIAN"


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
    ran = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert ran.returncode == 0, f"{command}: {ran.stdout}{ran.stderr}"
    return ran.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if "1" not in {os.environ.get("UNDERSIGNED_CI"), os.environ.get(ASKED_FOR)}:
        pytest.skip(f"a clean Debian takes minutes to make; set {ASKED_FOR}=1 to have it")
    assert os.geteuid() == 0, "a clean Debian is made by root"
    assert shutil.which("mmdebstrap"), "mmdebstrap is not installed"
    return tmp_path_factory.mktemp("debian")


@pytest.fixture(scope="module")
def package(folder: Path) -> Path:
    run(sys.executable, str(ROOT / "tools" / "dist.py"), str(folder / "dist"))
    (made,) = (folder / "dist").glob("*.deb")
    return made


@pytest.fixture(scope="module")
def clean(folder: Path, package: Path) -> Path:
    """A clean Debian with what the package depends on, and with the package."""
    root = folder / "root"
    # Nothing of it has to last past the test, so that it need not wait for the disk.
    quick = "--dpkgopt=force-unsafe-io"
    with_python = ["--variant=essential", "--include=python3,adduser,eatmydata", quick]
    suite, files = sources()
    run("mmdebstrap", *with_python, "--format=directory", suite, str(root), *files)
    root.chmod(0o755)
    shutil.copy(package, root / "root")
    install(root, package)
    return root


def install(root: Path, package: Path) -> str:
    options = ["--force-unsafe-io", "--force-confold", "--install"]
    return dpkg(root, *options, f"/root/{package.name}")


def dpkg(root: Path, *words: str) -> str:
    return run("chroot", str(root), "eatmydata", "dpkg", *words)


def as_its_user(root: Path, *words: str) -> list[str]:
    user = "--userspec=undersigned:undersigned"
    return ["chroot", user, str(root), "/usr/bin/undersigned", "--home", f"/{HOME}", *words]


@pytest.fixture(scope="module")
def address(clean: Path) -> Iterator[str]:
    """Where the sample is served from within."""
    run(*as_its_user(clean, "sample"))
    said = clean / "tmp" / "said"
    with said.open("w") as output:
        process = subprocess.Popen(
            as_its_user(clean, "serve", "--port", "8471"), stdout=output, stderr=output
        )
    try:
        wait_until(lambda: "Serving" in said.read_text(), "serving")
        found = re.search(r"http://127\.0\.0\.1:\d+/", said.read_text())
        assert found
        yield found[0]
    finally:
        process.terminate()
        process.wait(60)


def test_the_package_says_what_it_is(package: Path) -> None:
    control = run("dpkg-deb", "--field", str(package))
    assert f"Depends: python3 (>= {sys.version_info[0]}.{sys.version_info[1]})" in control
    listed = run("dpkg-deb", "--contents", str(package))
    assert "root/root" in listed
    assert "__pycache__" not in listed
    for path in (
        "./usr/bin/undersigned",
        "./usr/bin/undersigned-verify",
        "./lib/systemd/system/undersigned.service",
        "./etc/default/undersigned",
    ):
        assert f" {path}\n" in listed


def test_it_makes_a_user_and_a_folder_and_starts_nothing(clean: Path) -> None:
    assert "undersigned:" in (clean / "etc/passwd").read_text()
    home = clean / HOME
    assert home.stat().st_mode & 0o777 == 0o711
    assert home.stat().st_uid != 0
    assert list((clean / "etc/systemd/system").rglob("undersigned*")) == []


def test_it_serves_the_sample(clean: Path, address: str, folder: Path) -> None:
    assert b'data-undersigned="total"' in fetch(f"{address}fair-courts/").body
    wait_until(lambda: fetch(f"{address}health").body == b"ok\n", "health")
    memory = {**os.environ, "UNDERSIGNED_MEMORY": str(folder / "memory")}
    for target in (f"{address}fair-courts/", str(clean / HOME / "published" / "fair-courts")):
        ran = subprocess.run(
            [sys.executable, "-I", "-S", str(folder / "dist" / NAME), target],
            capture_output=True,
            text=True,
            check=False,
            env=memory,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
    own = run("chroot", str(clean), "/usr/bin/undersigned-verify", f"/{HOME}/published/fair-courts")
    assert own.endswith("All of it holds.\n")


def test_it_goes_without_taking_a_letter_along(clean: Path, address: str, package: Path) -> None:
    assert address
    options = clean / "etc/default/undersigned"
    options.write_text('UNDERSIGNED_SERVE="--port 8001"\n')
    install(clean, package)
    assert options.read_text() == 'UNDERSIGNED_SERVE="--port 8001"\n'
    dpkg(clean, "--remove", "undersigned")
    assert options.exists()
    assert not (clean / "usr/lib/undersigned").exists()
    said = dpkg(clean, "--purge", "undersigned")
    assert not options.exists()
    assert "holds letters, signatures and keys, and stays" in said
    assert (clean / HOME / "undersigned.sqlite3").exists()
    # Once a person has removed it, nothing stays.
    shutil.rmtree(clean / HOME)
    install(clean, package)
    dpkg(clean, "--purge", "undersigned")
    assert not (clean / HOME).exists()
    assert "undersigned:" not in (clean / "etc/passwd").read_text()
