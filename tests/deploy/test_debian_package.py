"""The package in a clean Debian: it installs, starts nothing, serves the sample, and goes."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from clean_debian import run
from command_line import fetch, wait_until
from undersigned.verifier.archive import NAME

HOME = "var/lib/undersigned"


@pytest.fixture(scope="module")
def installed(clean: Path, package: Path) -> Path:
    """A clean Debian with the package."""
    shutil.copy(package, clean / "srv")
    install(clean, package)
    return clean


def install(root: Path, package: Path) -> str:
    options = ["--force-unsafe-io", "--force-confold", "--install"]
    return dpkg(root, *options, f"/srv/{package.name}")


def dpkg(root: Path, *words: str) -> str:
    return run("chroot", str(root), "eatmydata", "dpkg", *words)


def as_its_user(root: Path, *words: str) -> list[str]:
    user = "--userspec=undersigned:undersigned"
    return ["chroot", user, str(root), "/usr/bin/undersigned", "--home", f"/{HOME}", *words]


@pytest.fixture(scope="module")
def address(installed: Path) -> Iterator[str]:
    """Where the sample is served from within."""
    run(*as_its_user(installed, "sample"))
    said = installed / "tmp" / "said"
    with said.open("w") as output:
        process = subprocess.Popen(
            as_its_user(installed, "serve", "--port", "8471"), stdout=output, stderr=output
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
        "./usr/share/doc/undersigned/docs/how-to/back-up-and-restore.md",
    ):
        assert f" {path}\n" in listed


def test_it_makes_a_user_and_a_folder_and_starts_nothing(installed: Path) -> None:
    assert "undersigned:" in (installed / "etc/passwd").read_text()
    home = installed / HOME
    assert home.stat().st_mode & 0o777 == 0o711
    assert home.stat().st_uid != 0
    assert list((installed / "etc/systemd/system").rglob("undersigned*")) == []


def test_it_serves_the_sample(installed: Path, address: str, folder: Path) -> None:
    assert b'data-undersigned="total"' in fetch(f"{address}fair-courts/").body
    wait_until(lambda: fetch(f"{address}health").body == b"ok\n", "health")
    memory = {**os.environ, "UNDERSIGNED_MEMORY": str(folder / "memory")}
    for target in (f"{address}fair-courts/", str(installed / HOME / "published" / "fair-courts")):
        ran = subprocess.run(
            [sys.executable, "-I", "-S", str(folder / "dist" / NAME), target],
            capture_output=True,
            text=True,
            check=False,
            env=memory,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
    own = run(
        "chroot", str(installed), "/usr/bin/undersigned-verify", f"/{HOME}/published/fair-courts"
    )
    assert own.endswith("All of it holds.\n")


def test_it_goes_without_taking_a_letter_along(
    installed: Path, address: str, package: Path
) -> None:
    assert address
    options = installed / "etc/default/undersigned"
    options.write_text('UNDERSIGNED_SERVE="--port 8001"\n')
    install(installed, package)
    assert options.read_text() == 'UNDERSIGNED_SERVE="--port 8001"\n'
    dpkg(installed, "--remove", "undersigned")
    assert options.exists()
    assert not (installed / "usr/lib/undersigned").exists()
    said = dpkg(installed, "--purge", "undersigned")
    assert not options.exists()
    assert "holds letters, signatures and keys, and stays" in said
    assert (installed / HOME / "undersigned.sqlite3").exists()
    # Once a person has removed it, nothing stays.
    shutil.rmtree(installed / HOME)
    install(installed, package)
    dpkg(installed, "--purge", "undersigned")
    assert not (installed / HOME).exists()
    assert "undersigned:" not in (installed / "etc/passwd").read_text()
