"""A line in words."""

import pytest

from undersigned.signing.line import post_in_words


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2003", "2009", "Clerk, Tax Section, 2003 to 2009"),
        ("2003", "", "Clerk, Tax Section, from 2003"),
        ("", "2009", "Clerk, Tax Section, until 2009"),
        ("", "", "Clerk, Tax Section"),
    ],
)
def test_years_say_which_they_are(first: str, last: str, said: str) -> None:
    post = {"title": "Clerk", "office": "Tax Section", "from": first, "to": last}
    assert post_in_words(post) == said


def test_what_was_left_empty_is_left_out() -> None:
    assert post_in_words({"title": "", "office": "Tax Section", "from": "", "to": ""}) == (
        "Tax Section"
    )
    assert post_in_words({"title": "Clerk"}) == "Clerk"
