"""Which Pythons are here: on the path, or where pyenv keeps them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

VERSIONS = ("3.11", "3.12", "3.13")


def pythons() -> dict[str, str]:
    """Return the interpreters found that work, by version; this one is among them."""
    kept = Path(os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))) / "versions"
    found = {"{}.{}".format(*sys.version_info): sys.executable}
    for version in VERSIONS:
        named = sorted(kept.glob(f"{version}.*/bin/python"), reverse=True)
        for candidate in (shutil.which(f"python{version}"), *map(str, named)):
            if version not in found and candidate and _is(candidate, version):
                found[version] = candidate
    return found


def _is(python: str, version: str) -> bool:
    # A version manager leaves stand-ins on the path that only complain.
    code = "import sys; print('{}.{}'.format(*sys.version_info))"
    ran = subprocess.run(  # noqa: S603 (found by its own name)
        [python, "-c", code], capture_output=True, text=True, check=False
    )
    return ran.stdout.strip() == version
