"""What the documentation says is run, and its links lead somewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from console_page import Said, walk

ROOT = Path(__file__).resolve().parent.parent
TUTORIAL = ROOT / "docs" / "tutorial" / "a-first-letter.md"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md")])


def test_the_tutorial_runs_as_it_is_written(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "TUTORIAL": str(TUTORIAL.parent),
        "UNDERSIGNED_MEMORY": str(tmp_path / "memory"),
    }
    environment.pop("UNDERSIGNED_HOME", None)
    environment.pop("DJANGO_SETTINGS_MODULE", None)

    def run(command: str) -> Said:
        ran = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return Said(ran.returncode, ran.stdout, ran.stderr)

    assert walk(TUTORIAL, run, {}) > 5


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target or target.startswith(("#", "mailto:")):
            continue
        assert (page.parent / target.split("#")[0]).exists(), target
