"""A page read without a parser shows what the parser makes of it."""

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from publishing.example_letter import signatories_pages
from undersigned.publishing.rendering import render
from undersigned.tlog.errors import Malformed
from undersigned.verifier import pages
from undersigned.verifier.plain_pages import PlainPages

PUT = [
    "",
    "<",
    ">",
    "&amp;",
    '"',
    "<p hidden>",
    "</li>",
    "<!-- ",
    " hidden",
    'data-entry="3"',
    "<p>",
]


def parsed(data: bytes) -> object:
    try:
        return pages.parse_page(data)
    except Malformed as error:
        return str(error)


def by_the_parser(data: bytes) -> object:
    with patch.object(PlainPages, "read", return_value=None):
        return parsed(data)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_any_page_reads_as_by_the_parser(data: st.DataObject) -> None:
    page = render(data.draw(st.sampled_from(signatories_pages()))).decode()
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(page)))
        page = page[:place] + data.draw(st.sampled_from(PUT)) + page[place:]
    assert parsed(page.encode()) == by_the_parser(page.encode())
