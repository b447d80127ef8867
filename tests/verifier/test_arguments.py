"""The reference says what the command takes, and pages what step 8 reads."""

import argparse
from pathlib import Path

import pytest

from undersigned.evidence.figures import Figures
from undersigned.verifier.arguments import parser
from undersigned.verifier.listing import figure_values
from undersigned.verifier.verdict import STEPS, Report

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


def options() -> list[str]:
    actions: list[argparse.Action] = parser()._actions  # noqa: SLF001 - argparse has no other list
    return [name for action in actions for name in action.option_strings if name.startswith("--")]


@pytest.mark.parametrize("option", options())
def test_every_option_is_in_the_reference(option: str) -> None:
    text = (REFERENCE / "verifier.md").read_text()
    assert option == "--help" or f"| `{option}" in text


def test_every_step_and_member_is_in_the_reference() -> None:
    text = (REFERENCE / "verifier.md").read_text()
    for number, (name, _) in enumerate(STEPS, 1):
        assert f"| {number} | {name} |" in text
    assert " ".join(Report().as_json()) in " ".join(text.split())


def test_every_figure_that_a_page_may_show_is_in_the_reference() -> None:
    text = (REFERENCE / "pages.md").read_text()
    for name in figure_values(Figures(), 0):
        assert f"`{name}`" in text
