"""The Debian package: Undersigned with everything it needs, under /usr/lib/undersigned.

That folder is a virtual environment made by hand, of the very packages that the tests ran with, for
the Python that Debian has. The package makes a user and a folder for it, and starts nothing.
"""

import hashlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
HOME = "usr/lib/undersigned"
PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"
SITE = f"{HOME}/lib/python{PYTHON}/site-packages"
COMMAND = """\
#!/{home}/bin/python3 -P
import sys

from {module} import main

sys.exit(main())
"""
COMMANDS = {
    "undersigned": "undersigned.commands.entry",
    "undersigned-verify": "undersigned.verifier.command",
}


class Unbuildable(Exception):  # noqa: N818 - what the package is
    """The package can't be made; the message says why and what to do."""


def build(wheel: Path, into: Path) -> Path:
    """Make the package of a wheel, and return its file.

    Raises:
        Unbuildable: something that the wheel asks for is not installed here.
        subprocess.CalledProcessError: dpkg-deb could not.
    """
    with zipfile.ZipFile(wheel) as archive:
        (path,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = message_from_bytes(archive.read(path))
    version = metadata["Version"].replace(".dev", "~dev").replace("rc", "~rc")
    architecture = _run("dpkg", "--print-architecture")
    file = into / f"undersigned_{version}_{architecture}.deb"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        _fill(root, wheel, metadata.get_all("Requires-Dist") or [])
        _control(root, version, architecture)
        _settle(root)
        options = ["--root-owner-group", "-Zxz", "-z2", "--build"]
        _run("dpkg-deb", *options, str(root), str(file))
    return file


def _fill(root: Path, wheel: Path, asked: list[str]) -> None:
    site = root / SITE
    site.mkdir(parents=True)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    for each in closure(asked):
        copy(each, site)
    home = root / HOME
    (home / "bin").mkdir()
    (home / "bin" / "python3").symlink_to("/usr/bin/python3")
    (home / "pyvenv.cfg").write_text(
        "home = /usr/bin\ninclude-system-site-packages = false\n", encoding="ascii"
    )
    for name, module in COMMANDS.items():
        command = root / "usr/bin" / name
        command.parent.mkdir(parents=True, exist_ok=True)
        command.write_text(COMMAND.format(home=HOME, module=module), encoding="ascii")
        command.chmod(0o755)
    units = root / "lib/systemd/system"
    shutil.copytree(DEPLOY / "systemd", units)
    options = root / "etc/default/undersigned"
    options.parent.mkdir(parents=True)
    shutil.copy(DEPLOY / "debian" / "default", options)
    papers = root / "usr/share/doc/undersigned"
    papers.mkdir(parents=True)
    shutil.copy(ROOT / "LICENSE", papers / "copyright")
    shutil.copy(ROOT / "CHANGELOG.md", papers / "CHANGELOG.md")
    # doctor and what it says name these pages.
    shutil.copytree(ROOT / "docs", papers / "docs", ignore=shutil.ignore_patterns("*.png"))
    for name in ("nginx", "caddy"):
        shutil.copytree(DEPLOY / name, papers / "examples" / name)


def closure(asked: list[str]) -> Iterator[Distribution]:
    """Yield every distribution that the server needs here, each once.

    Args:
        asked: the wheel's own ``Requires-Dist`` lines.
    """
    waiting = [(line, "server") for line in asked]
    seen: set[tuple[str, str]] = set()
    given: set[str] = set()
    while waiting:
        line, extra = waiting.pop()
        requirement = Requirement(line)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            raise Unbuildable(
                f"{name} is not installed here; run make setup, so that the package holds what "
                "the lock names"
            ) from None
        if name not in given:
            given.add(name)
            yield found
        for inner in {"", *requirement.extras}:
            if (name, inner) not in seen:
                seen.add((name, inner))
                waiting += [(each, inner) for each in found.requires or []]


def copy(found: Distribution, site: Path) -> None:
    """Copy the files of an installed distribution, without its commands and compiled files."""
    for file in found.files or []:
        if ".." in file.parts or "__pycache__" in file.parts:
            continue
        target = site / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(str(found.locate_file(file)), target)


def _control(root: Path, version: str, architecture: str) -> None:
    control = root / "DEBIAN"
    control.mkdir()
    size = sum(file.lstat().st_size for file in root.rglob("*") if not file.is_dir()) // 1024
    minor = sys.version_info[1]
    (control / "control").write_text(
        (DEPLOY / "debian" / "control")
        .read_text(encoding="utf-8")
        .format(
            version=version,
            architecture=architecture,
            size=size,
            python=PYTHON,
            next_python=f"3.{minor + 1}",
        ),
        encoding="utf-8",
    )
    for name in ("postinst", "prerm", "postrm"):
        shutil.copy(DEPLOY / "debian" / name, control / name)
        (control / name).chmod(0o755)
    (control / "conffiles").write_text("/etc/default/undersigned\n", encoding="ascii")
    sums = [
        f"{hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()}  "
        f"{file.relative_to(root)}\n"
        for file in sorted(root.rglob("*"))
        if file.is_file() and not file.is_symlink() and "DEBIAN" not in file.parts
    ]
    (control / "md5sums").write_text("".join(sums), encoding="utf-8")


def _settle(root: Path) -> None:
    """Give every file the mode that Debian asks for and the time of the source."""
    time = int(os.environ["SOURCE_DATE_EPOCH"])
    for file in (root, *root.rglob("*")):
        if not file.is_symlink():
            executable = file.is_dir() or bool(file.stat().st_mode & stat.S_IXUSR)
            file.chmod(0o755 if executable else 0o644)
        os.utime(file, (time, time), follow_symlinks=False)


def _run(*command: str) -> str:
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return ran.stdout.strip()
