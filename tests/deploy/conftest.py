"""A clean Debian, made once for every test that needs one, since that takes minutes.

So it is done where CI is, and elsewhere only when asked for.
"""

import os
import shutil
import sys
from pathlib import Path

import pytest

from clean_debian import copied, make, run

ROOT = Path(__file__).resolve().parents[2]
ASKED_FOR = "UNDERSIGNED_DEBIAN"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all of it is made."""
    if "1" not in {os.environ.get("UNDERSIGNED_CI"), os.environ.get(ASKED_FOR)}:
        pytest.skip(f"a clean Debian takes minutes to make; set {ASKED_FOR}=1 to have it")
    assert os.geteuid() == 0, "a clean Debian is made by root"
    assert shutil.which("mmdebstrap"), "mmdebstrap is not installed"
    return tmp_path_factory.mktemp("debian")


@pytest.fixture(scope="session")
def package(folder: Path) -> Path:
    """The package, in a folder with all else that is handed out."""
    run(sys.executable, str(ROOT / "tools" / "dist.py"), str(folder / "dist"))
    (made,) = (folder / "dist").glob("*.deb")
    return made


@pytest.fixture(scope="session")
def empty(folder: Path) -> Path:
    """A clean Debian without the package. Nobody changes it: whoever needs one copies it."""
    root = folder / "empty"
    make(root)
    return root


@pytest.fixture(scope="module")
def clean(empty: Path, request: pytest.FixtureRequest) -> Path:
    """A clean Debian of this module's own."""
    return copied(empty, Path(str(request.path)).stem)
