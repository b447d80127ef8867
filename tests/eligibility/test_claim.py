import datetime as dt
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.eligibility.claim import (
    LONGEST_HINT,
    LONGEST_STATEMENT,
    MOST_POSTS,
    Claim,
    Post,
    Typed,
    TypedPost,
    check_claim,
)
from undersigned.evidence.records import Post as RecordPost
from undersigned.evidence.records import Record

TODAY = dt.date(2026, 11, 24)
TERMS = ("Castell", "Varga I", "Varga II")
PERSON = Typed(
    kind="person",
    name="  Henrike   Lommquist ",
    posts=(
        TypedPost("Senior Prosecutor", "Prosecution Service", "1998", "2009"),
        TypedPost(),
        TypedPost("Legal adviser", "", "2010", ""),
    ),
    years="22",
    served=("Varga II", "Castell"),
    place="Strelsau",
    statement="A recommendation\nis not a favour.",
    hint="Ask Paula.\n\nOr the register.",
)


def problems(typed: Typed) -> dict[str, str]:
    claim, found = check_claim(typed, TERMS, TODAY)
    assert (claim is None) == bool(found)
    return {problem.field: problem.text for problem in found}


def claim(typed: Typed) -> Claim:
    made, found = check_claim(typed, TERMS, TODAY)
    assert made, found
    return made


def test_what_is_right_is_made_plain() -> None:
    assert claim(PERSON) == Claim(
        kind="person",
        name="Henrike Lommquist",
        by="",
        posts=(
            Post("Senior Prosecutor", "Prosecution Service", "1998", "2009"),
            Post("Legal adviser", "", "2010", ""),
        ),
        years=22,
        served=("Castell", "Varga II"),
        place="Strelsau",
        statement="A recommendation is not a favour.",
        hint="Ask Paula.\n\nOr the register.",
    )


def test_an_organisation_says_who_signs_for_it() -> None:
    organisation = Typed(kind="organisation", name="Institute for Open Courts")
    assert problems(organisation) == {"by": "Write who signs for the organisation."}
    assert claim(replace(organisation, by="Ines Kaltmann, chair")).by == "Ines Kaltmann, chair"


def test_what_belongs_to_the_other_kind_is_not_lost_unseen() -> None:
    assert set(problems(replace(PERSON, by="Somebody"))) == {"by"}
    found = problems(replace(PERSON, kind="organisation", by="Ines Kaltmann"))
    assert set(found) == {"title-1", "title-3", "years", "served"}


def test_the_years_of_a_post() -> None:
    def post(first: str, last: str) -> dict[str, str]:
        return problems(replace(PERSON, posts=(TypedPost("Prosecutor", "", first, last),)))

    assert post("2003", "1998") == {"to-1": "The last year, 1998, is before the first, 2003."}
    assert post("2003", "2003") == post("", "2003") == post("2003", "") == {}
    assert "has not come yet" in post("2027", "")["from-1"]
    assert "is before 1900" in post("1899", "")["from-1"]
    assert "four digits" in post("03", "")["from-1"]
    assert "four digits" in post("", "now")["to-1"]
    assert (
        claim(replace(PERSON, posts=(TypedPost("Prosecutor", "", "١٩٩٨", ""),))).posts[0].from_
        == "1998"
    )


def test_years_without_a_post_are_asked_about() -> None:
    found = problems(replace(PERSON, posts=(TypedPost("", "", "1998", "2009"),)))
    assert found == {"title-1": "Say which post these years belong to."}


def test_more_posts_than_the_form_has_are_refused() -> None:
    assert "title-1" in problems(replace(PERSON, posts=(TypedPost("A"),) * (MOST_POSTS + 1)))


@pytest.mark.parametrize("years", ["0", "81", "-3", "twelve", "1.5", "12 years", "²"])
def test_years_of_service_are_a_number(years: str) -> None:
    assert "years" in problems(replace(PERSON, years=years))


def test_terms_are_those_of_the_letter() -> None:
    assert "served" in problems(replace(PERSON, served=("Somebody else",)))


def test_lengths() -> None:
    assert problems(replace(PERSON, statement="x" * LONGEST_STATEMENT)) == {}
    found = problems(replace(PERSON, statement="x" * (LONGEST_STATEMENT + 1)))
    assert found["statement"] == "This has 301 characters; 300 are the most. Shorten it."
    assert "hint" in problems(replace(PERSON, hint="x" * (LONGEST_HINT + 1)))


def test_a_kind_has_to_be_said() -> None:
    assert "kind" in problems(replace(PERSON, kind="robot"))


anything = st.text(max_size=40)
posts = st.builds(TypedPost, anything, anything, anything, anything)


@given(
    st.builds(
        Typed,
        kind=st.sampled_from(["person", "organisation", ""]) | anything,
        name=anything,
        by=anything,
        posts=st.lists(posts, max_size=3),
        years=anything,
        served=st.lists(anything, max_size=2),
        place=anything,
        statement=anything,
        hint=anything,
    )
)
def test_whatever_is_taken_fits_a_record_and_is_in_nfc(typed: Typed) -> None:
    made, found = check_claim(typed, TERMS, TODAY)
    assert (made is None) == bool(found)
    if made is None:
        return
    Record(
        salt=bytes(32),
        letter="letters.ruritania.example/fair-courts",
        as_=made.kind,
        name=made.name,
        edition=1,
        language="en",
        by=made.by,
        posts=tuple(RecordPost(p.title, p.office, p.from_, p.to) for p in made.posts),
        years=made.years,
        served=made.served,
        place=made.place,
        statement=made.statement,
        checks={"mail": TODAY},
    ).encode()
    assert unicodedata.is_normalized("NFC", made.name + made.statement)


def test_what_is_too_long_altogether_is_said_before_the_record_refuses_it() -> None:
    wide = "<" * 120
    post = TypedPost(wide, wide, "1998", "2009")
    long = replace(PERSON, name="x" + "<" * 199, posts=[post] * 8, place=wide, statement="<" * 300)
    assert "14,500 are the most" in problems(long)["statement"]
    assert problems(replace(long, posts=[post] * 4)) == {}
