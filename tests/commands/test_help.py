"""Help fits its width, and the reference knows every command, option and setting."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup, TyperOption

from command_line import Run
from undersigned.commands.app import app
from undersigned.commands.help import example, shown
from undersigned.config.settings_file import Settings, shown_value

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


def commands(
    group: TyperGroup | None = None, before: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command by its words, groups too."""
    top = group or typer.main.get_command(app)
    assert isinstance(top, TyperGroup)
    yield before, top
    for name, command in top.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name), command


ALL = dict(commands())


@pytest.mark.parametrize("words", ALL, ids=" ".join)
@pytest.mark.parametrize("columns", [40, 80, 200])
def test_help_fits_the_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    said = run(*words, "--help")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(" ".join(("undersigned", *words)))
    if columns >= 80:
        assert max(map(len, said.out.splitlines())) <= min(columns, 100)
    assert "<" not in said.out.replace("<letter>", "")
    assert said.out.count("\n\n\n") == 0


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_help_tells_every_option_and_argument(run: Run, words: tuple[str, ...]) -> None:
    told = run(*words, "--help").out
    for each in ALL[words].params:
        if isinstance(each, TyperOption):
            assert all(name in told for name in each.opts) != each.hidden
        else:
            assert shown(each) in told
        assert each.help or getattr(each, "hidden", False)


def test_h_is_help(run: Run) -> None:
    assert run("-h").out == run("--help").out


def test_a_default_is_told(run: Run) -> None:
    assert "Default: 8000." in run("serve", "--help").out
    assert "Required." in run("letter", "close", "--help").out


def test_a_long_example_goes_on_as_shells_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert example("undersigned --home site serve") == "  undersigned --home site serve"
    long = f"undersigned --home site letter publish a.md {'--host letters.example.org ' * 2}--x"
    first, second = example(long).split(" \\\n")
    assert first.endswith("a.md --host letters.example.org")
    assert second == "      --host letters.example.org --x"


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_the_reference_knows_every_command_and_option(words: tuple[str, ...]) -> None:
    page = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    if words and not isinstance(ALL[words], TyperGroup):
        heading = f"## undersigned {' '.join(words)}\n"
        assert heading in page
        page = page.split(heading)[1].split("\n## ")[0]
    for each in ALL[words].params:
        if isinstance(each, TyperOption):
            if not each.hidden and each.name != "help":
                assert all(f"`{name}" in page for name in (*each.opts, *each.secondary_opts))
        else:
            assert shown(each).removesuffix("...") in page


def test_the_reference_knows_no_other_command() -> None:
    page = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    told = {line for line in page.splitlines() if line.startswith("## undersigned ")}
    leaves = [words for words, each in ALL.items() if not isinstance(each, TyperGroup)]
    assert told == {f"## undersigned {' '.join(words)}" for words in leaves}


def test_the_reference_knows_every_setting_with_its_default_and_meaning() -> None:
    page = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    plain = " ".join(page.split())
    for each in fields(Settings):
        default = shown_value(getattr(Settings(), each.name))
        assert f"| `{each.name}` | `{default}` | {each.metadata['help']} |" in plain
    assert page.split("\n## ")[0].count("\n| `") == len(fields(Settings))
