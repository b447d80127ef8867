import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.outbox.parts import html_part

LINK = "https://letters.ruritania.example/fair-courts/confirm/abc"
TEXT = f"""\
Someone, we hope you, filled in the form.

{LINK}

The page asks for this code:

BCDFGH

More stands at {LINK}/more. And here: ({LINK})

--\x20
Why you get this: {LINK}/why
"""


def made(text: str = TEXT, **members: str) -> str:
    given_members = {"subject": "One step", "who": "Former Officials", "button": "Open the page"}
    return html_part(text, **{**given_members, **members})


def test_the_link_alone_on_its_line_is_the_button_and_stands_below_it_too() -> None:
    html = made()
    assert re.search(rf'<a class="button" href="{LINK}"[^>]*>Open the page</a>', html)
    assert f'href="{LINK}" style="color:#4b5362;">{LINK}</a>' in html


def test_without_words_for_it_there_is_no_button() -> None:
    html = made(button="")
    assert 'class="button"' not in html
    assert f">{LINK}</a>" in html


def test_only_the_first_link_is_the_button() -> None:
    assert made(f"{LINK}\n\n{LINK}/two").count('class="button"') == 1


def test_the_code_stands_out() -> None:
    assert re.search(r"letter-spacing[^>]*>BCDFGH</p>", made())


def test_links_in_a_sentence_end_before_its_full_stop() -> None:
    html = made()
    assert f'href="{LINK}/more"' in html
    assert f">{LINK}/more</a>. And here: (<a" in html


def test_small_print_is_small() -> None:
    html = made()
    small = html[html.index("border-top:1px") :]
    assert "Why you get this" in small
    assert "font-size:13px" in small
    assert "-- " not in html.split("</style>")[1]


def test_it_fetches_nothing_and_runs_nothing() -> None:
    html = made()
    for forbidden in ("<img", "<script", "<link", "url(", "@import", "<form", "src="):
        assert forbidden not in html


@given(st.text())
def test_whatever_stands_in_the_text_stays_text(text: str) -> None:
    html = made(text + '<script>alert(1)</script>\n\nhttps://x.example/"><img src=x>', who=text)
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    assert not tree.findall(".//script")
    assert not tree.findall(".//img")
    assert all(each.get("href", "").startswith("http") for each in tree.iter("a"))


@pytest.mark.parametrize("text", ["", "\n", "-- ", "\n\n-- \n"])
def test_a_mail_of_no_words_is_still_a_page(text: str) -> None:
    assert "<h1" in made(text)
