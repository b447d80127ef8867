"""Lists in markup that is not Markdown."""

import time

import pytest

from undersigned.lists.dialects import as_markdown


@pytest.mark.parametrize(
    "line",
    [
        "{gap}x",
        "=={gap}x",
        "= {gap}= x",
        "# Anka{gap}x",
        "| Anka{gap}x",
        "[http://a.b{gap}[x",
        "|br{gap}|br|",
    ],
)
@pytest.mark.parametrize(
    "tells",
    ["== Signed ==\n# [[Anka]]\n", "#. Rudi\n#. Yrsa\n", "== Signed\n. Rudi\n|===\n"],
    ids=["MediaWiki", "reStructuredText", "AsciiDoc"],
)
def test_spaces_in_a_dialect_take_no_time_that_is_noticed(tells: str, line: str) -> None:
    """Asked of the dialects themselves: what reads a file before them may shorten its spaces."""
    lines = [*tells.splitlines(), line.format(gap=" " * 32_000)]
    begun = time.process_time()
    assert as_markdown(lines) is not None
    assert time.process_time() - begun < 3


def test_spaces_in_a_wiki_change_nothing() -> None:
    lines = ("==  Signed   ==", "{|", "! Name   !!   Place", "| Anka   ||   Strelsau", "|}")
    assert as_markdown(lines) == (
        "## Signed", "", "| Name | Place |", "| Anka | Strelsau |", ""
    )  # fmt: skip
