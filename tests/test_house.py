"""The house rules that no linter knows."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "undersigned"
LONGEST_MODULE = 400
LONGEST_FUNCTION = 40
NO_NOUNS = {"utils", "helpers", "services", "signals", "managers", "common", "misc"}


def modules() -> Iterator[Path]:
    for path in SOURCE.rglob("*.py"):
        if "migrations" not in path.parts:
            yield path


MODULES = sorted(modules())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_is_short_enough_and_named_for_its_noun(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST_MODULE
    assert path.stem not in NO_NOUNS
    assert path.parent.name not in NO_NOUNS


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_its_functions_are_short_enough(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = body_length(node)
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


def body_length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its signature and docstring."""
    body = node.body
    if ast.get_docstring(node) is not None:
        body = body[1:]
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_every_test_module_stands_under_the_room_that_it_tests() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir()}
    others = {
        "tampered",
        "vectors",
        "walks",
        "attacks",
        "crashes",
        "tools",
        "deploy",
        "interop",
        "upgrades",
        "__pycache__",
        "screenshots",
    }
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}
    assert folders <= rooms | others


def test_nothing_committed_names_a_machine_or_a_host_of_packages() -> None:
    forbidden = re.compile(
        r"/work/|/root/|files\.pythonhosted|pypi\.org|registry\.npmjs|deb\.debian\.org"
    )
    kinds = {".py", ".md", ".toml", ".txt", ".html", ".css", ".cfg", ".yml", ".json", ""}
    here = Path(__file__)
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("this is no git checkout, so nobody knows what is committed")
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path == here or path.suffix not in kinds or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not forbidden.search(text), f"{name}: {forbidden.search(text)}"
