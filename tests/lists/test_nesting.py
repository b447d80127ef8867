"""Pages that would keep a parser for minutes are refused before it sees them."""

import pytest

from undersigned.lists.model import ListRefused
from undersigned.lists.nesting import refuse_nested
from undersigned.lists.reader import read_list

ATTRIBUTES = "".join(f"<b id={number}>" for number in range(2_000))


@pytest.mark.parametrize(
    "page",
    ["<div>" * 400_000, "<table><tr><td>" * 300_000, f"<p>{ATTRIBUTES}" + "</p><p>x" * 100_000],
)
def test_what_is_never_closed_is_refused(page: str) -> None:
    with pytest.raises(ListRefused, match="not closed"):
        read_list(page.encode(), "list.html")


@pytest.mark.parametrize(
    "card",
    [
        "<li>Edmund Grauhof",
        "<p><font color=red>Edmund Grauhof",
        "<tr><td><a name=x>Edmund Grauhof<br>",
        "<DIV><b>Edmund</b> <i id=a>Grauhof</i></DIV>",
    ],
)
def test_careless_pages_of_thousands_are_read(card: str) -> None:
    refuse_nested(card * 7_000, "list.html")
