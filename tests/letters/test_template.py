import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from letter_files import problems_of
from undersigned.letters.fields import PLACEHOLDER
from undersigned.letters.problems import ManuscriptRefused
from undersigned.letters.reading import parse_manuscript
from undersigned.letters.template import new_letter_file

TITLES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=100)


def filled(text: str) -> str:
    text = text.replace("{{ 2026-02-10 }}", "2026-02-10")
    text = text.replace("{{ an e-mail address or a page }}", "write@both-banks.example")
    return PLACEHOLDER.sub("words", text)


def test_the_check_names_every_placeholder_with_its_line() -> None:
    text = new_letter_file("A bridge", "en")
    lines = text.split("\n")
    problems = problems_of(text, "bridge.en.md")
    placeholders = [
        number
        for number, line in enumerate(lines, start=1)
        if "{{" in line and not line.startswith("#")
    ]
    assert [problem.line for problem in problems] == placeholders
    assert all("placeholder" in problem.what for problem in problems)


def test_a_filled_template_is_a_letter() -> None:
    letter = parse_manuscript(filled(new_letter_file("A bridge", "pt-br")).encode(), "x.pt-br.md")
    assert (letter.title, letter.language) == ("A bridge", "pt-br")
    assert (len(letter.demands), len(letter.facts)) == (1, 1)


def test_every_key_that_is_commented_out_is_in_order_too() -> None:
    text = filled(new_letter_file("A bridge", "en"))
    optional = re.compile(r"^( *)# (?= *(- )?(\"|[a-z]+:))", re.MULTILINE)
    text = optional.sub(r"\1", text).replace("state: open", "state: refused")
    letter = parse_manuscript(text.encode(), "bridge.en.md")
    assert letter.languages == ("en", "de")
    assert letter.reporting is not None
    assert letter.facts[0].quantity is not None
    assert letter.demands[0].reply_source is not None
    assert letter.terms[0].first_year == 2011


@given(TITLES)
def test_any_title_comes_back_from_the_file(title: str) -> None:
    try:
        text = new_letter_file(title, "en")
    except ManuscriptRefused:
        assume(False)
    assert parse_manuscript(filled(text).encode(), "x.en.md").title == (
        parse_manuscript(filled(new_letter_file(title.strip(), "en")).encode(), "x.en.md").title
    )


@given(st.text(max_size=50), st.text(max_size=10))
def test_a_title_or_language_that_cannot_stand_is_refused(title: str, language: str) -> None:
    try:
        text = new_letter_file(title, language)
    except ManuscriptRefused as refusal:
        problems = refusal.problems
    else:
        problems = ()
        assert text.encode()
    assert {problem.field for problem in problems} <= {"title", "language"}


@pytest.mark.parametrize("title", ["", "  ", "A" * 301, "a\u202eb", "{{ x }}", "\ud800"])
def test_bad_titles_are_refused(title: str) -> None:
    with pytest.raises(ManuscriptRefused) as refusal:
        new_letter_file(title, "en")
    assert [problem.field for problem in refusal.value.problems] == ["title"]


def test_a_title_keeps_its_quotes_colons_and_hashes() -> None:
    title = 'On "roads": bridge # 4, C:\\new'
    assert parse_manuscript(filled(new_letter_file(title, "en")).encode(), "x.md").title == title
