"""What the documentation says is run, and its links lead somewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TUTORIAL = ROOT / "docs" / "tutorial" / "a-first-letter.md"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md")])
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> list[list[str]]:
    return [block.splitlines() for block in CONSOLE.findall(page.read_text(encoding="utf-8"))]


def test_the_tutorial_runs_as_it_is_written(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "TUTORIAL": str(TUTORIAL.parent),
        "UNDERSIGNED_MEMORY": str(tmp_path / "memory"),
    }
    environment.pop("UNDERSIGNED_HOME", None)
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    commands = 0
    for block in blocks(TUTORIAL):
        command, said = "", ""
        for line in block:
            if line.startswith("$ "):
                command = line[2:]
                commands += 1
                result = subprocess.run(
                    ["bash", "-c", command],
                    cwd=tmp_path,
                    env=environment,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                said = result.stdout
                assert result.returncode == 0, f"{command}\n{said}{result.stderr}"
            else:
                assert line in said.splitlines(), f"{command} did not say: {line}\n{said}"
    assert commands > 5


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target or target.startswith(("#", "mailto:")):
            continue
        assert (page.parent / target.split("#")[0]).exists(), target
