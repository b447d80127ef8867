import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.lists.mending import mend_field, without_number


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("Anna\u00a0Ruritan", "Anna Ruritan", "no-break space"),
        ("Anna  Ruritan", "Anna Ruritan", "doubled spaces"),
        ("Anna\u2028Ruritan", "Anna Ruritan", "line break"),
        ("Anna\nRuritan", "Anna Ruritan", "line break"),
        ("Anna\u200b Ruritan", "Anna Ruritan", "invisible"),
        ("Anna\x07 Ruritan", "Anna Ruritan", "control"),
        ("Anna （Nan） Ruritan", "Anna (Nan) Ruritan", "full-width brackets"),
        ("Zoe\u0308 Ott", "Zoë Ott", "two characters"),
        ("Anna Ruritan.", "Anna Ruritan", "trailing dot"),
        ("Anna Ruritan,", "Anna Ruritan", "stray mark after"),
        (", Anna Ruritan", "Anna Ruritan", "stray mark before"),
        ('"Anna Ruritan"', "Anna Ruritan", "stray quotes"),
        ('Anna Ruritan"', "Anna Ruritan", "stray quotes"),
        ('""Anna Ruritan""', "Anna Ruritan", "stray quotes"),
        ("„Anna Ruritan“", "Anna Ruritan", "stray quotes"),
    ],
)
def test_a_repair_says_what_it_was(before: str, after: str, why: str) -> None:
    mended, mends = mend_field("name", before)
    assert mended == after
    assert len(mends) == 1
    assert (mends[0].field, mends[0].before, mends[0].after) == ("name", before, after)
    assert why in mends[0].why


@pytest.mark.parametrize(
    "name",
    [
        "Anna Ruritan",
        "Anna R.",
        "Anna Ruritan, Jr.",
        'Josef "Joe" Ott',
        "O'Ott",
        "0x0000ff",
        "Anna\u200cRuritan",
        "王小明",
    ],
)
def test_what_is_no_fault_stays(name: str) -> None:
    assert mend_field("name", name) == (name, [])


def test_space_at_the_ends_is_layout_and_not_reported() -> None:
    assert mend_field("name", "  Anna Ruritan ") == ("Anna Ruritan", [])


@pytest.mark.parametrize("text", ["Univ. of Strelsau Inc.", "Sistem Müh. San."])
def test_a_shortened_word_keeps_its_dot(text: str) -> None:
    assert mend_field("affiliation", text) == (text, [])


@pytest.mark.parametrize("text", ["12) Anna", "12. Anna", "#12 Anna", "12.) Anna"])
def test_the_number_of_a_list_goes(text: str) -> None:
    bare, mends = without_number(text)
    assert bare == "Anna"
    assert mends[0].before == text


@pytest.mark.parametrize("text", ["0x0000ff", "4chan", "100 Wardens"])
def test_a_number_that_is_a_name_stays(text: str) -> None:
    assert without_number(text) == (text, [])


@given(st.text(max_size=30))
def test_a_repair_is_reported_if_and_only_if_something_changed(text: str) -> None:
    mended, mends = mend_field("name", text)
    assert bool(mends) == (mended != text.strip())
