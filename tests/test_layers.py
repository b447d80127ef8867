"""Each contract of import is broken on purpose, in a copy, and has to be refused."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BREACHES = {
    "a lower room imports a higher one": (
        "record/breach.py",
        "import undersigned.signing.models\n",
        "The rooms, from the top down",
    ),
    "a room that nobody declared": (
        "utils/__init__.py",
        "",
        "The rooms, from the top down",
    ),
    "the desk imports the pages beside it": (
        "review/breach.py",
        "import undersigned.publishing.pages\n",
        "The rooms, from the top down",
    ),
    "Django in a pure room": (
        "eligibility/breach.py",
        "import django.db\n",
        "No Django in the pure rooms",
    ),
    "a package under the verifier": (
        "tlog/breach.py",
        "import cryptography\n",
        "Nothing beyond the standard library under the verifier",
    ),
    "a query that imports an action": (
        "letters/queries.py",
        "import undersigned.letters.actions\n",
        "Inside an app",
    ),
}


def lint(source: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            str(Path(sys.executable).parent / "lint-imports"),
            "--config",
            str(ROOT / ".importlinter"),
            "--no-cache",
        ],
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(source), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("layers")
    ignored = shutil.ignore_patterns("__pycache__", "static", "templates")
    shutil.copytree(ROOT / "src" / "undersigned", folder / "undersigned", ignore=ignored)
    return folder


def test_the_contracts_hold(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_refused_by_its_contract(copy: Path, breach: str) -> None:
    path, text, contract = BREACHES[breach]
    file = copy / "undersigned" / path
    before = file.read_text() if file.exists() else None
    file.parent.mkdir(exist_ok=True)
    file.write_text((before or "") + text)
    try:
        result = lint(copy)
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_text(before)
        if path.startswith("utils"):
            shutil.rmtree(copy / "undersigned" / "utils")
    assert result.returncode != 0
    refused = [line for line in result.stdout.splitlines() if line.endswith("BROKEN")]
    assert any(contract in line for line in refused), result.stdout
