"""The reference says what the command takes, and pages what step 8 reads."""

import argparse
from pathlib import Path

import pytest

from undersigned.evidence.figures import Figures
from undersigned.tlog.errors import Malformed
from undersigned.verifier.arguments import Unusable, parser, task_of
from undersigned.verifier.limits import Limits
from undersigned.verifier.listing import figure_values
from undersigned.verifier.verdict import STEPS, Report
from undersigned.verifier.web import WebSite

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


SITE = "https://letters.ruritania.example/fair-courts"


def limits_of(*arguments: str) -> Limits:
    site = task_of(parser().parse_args([SITE, *arguments])).site
    assert isinstance(site, WebSite)
    return site.limits


def test_limits_are_as_the_help_says_or_as_given() -> None:
    assert limits_of() == Limits(32_000_000, 4_000_000_000, 7200, 8)
    given = ("--file-limit", "500k", "--total-limit", "1G", "--time-limit", "90m", "--at-once", "1")
    assert limits_of(*given) == Limits(500_000, 1_000_000_000, 5400, 1)


@pytest.mark.parametrize(
    ("option", "value"),
    [("--file-limit", "3Q"), ("--total-limit", "-1"), ("--time-limit", "soon"), ("--at-once", "0"),
     ("--at-once", "33"), ("--at-once", "many")],
)  # fmt: skip
def test_a_limit_that_is_none_is_refused(option: str, value: str) -> None:
    with pytest.raises(Malformed, match=option):
        limits_of(f"{option}={value}")


def test_a_file_without_certificates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=r"absent.pem can't be used: No such file"):
        limits_of("--ca", str(tmp_path / "absent.pem"))
    (tmp_path / "no.pem").write_text("no certificate\n")
    with pytest.raises(Unusable, match=r"no.pem holds no certificate in PEM form"):
        limits_of("--ca", str(tmp_path / "no.pem"))
