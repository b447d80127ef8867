from undersigned.lists.duplicates import propose_duplicates
from undersigned.lists.model import Kind, Line


def one(
    line: int,
    name: str,
    kind: Kind = "person",
    *,
    role: str = "",
    organisation: str = "",
    country: str = "",
    link: str = "",
) -> Line:
    return Line(
        line=line,
        kind=kind,
        name=name,
        text=name,
        role=role,
        organisation=organisation,
        country=country,
        link=link,
    )


def lines(*names: str) -> tuple[Line, ...]:
    return tuple(one(number, name) for number, name in enumerate(names, start=1))


def test_case_spaces_accents_and_dots_make_no_difference() -> None:
    same = lines("Zoë N. Ott", "ZOE N OTT", "Zoe\u0308  N.Ott", "Zoe N. Ott")
    assert propose_duplicates(same) == ((1, 2, 3, 4),)
    assert propose_duplicates(lines("Błażej Ott", "Blazej Ott")) == ((1, 2),)


def test_other_letters_make_other_names() -> None:
    assert propose_duplicates(lines("Anna Ott", "Anne Ott", "राम", "रीम", "王小明", "王小月")) == ()


def test_posts_that_disagree_are_not_proposed() -> None:
    people = (
        one(1, "Anna Ott", role="Clerk", organisation="Mint"),
        one(2, "Anna Ott", role="Judge", organisation="High Court of Zenda"),
        one(3, "Anna Ott"),
        one(4, "Anna Ott", role="clerk", organisation="Royal Mint"),
    )
    assert propose_duplicates(people) == ((1, 3, 4),)


def test_the_same_post_in_two_countries_is_proposed_and_another_is_not() -> None:
    same = (
        one(1, "Anna Ott", role="Clerk", country="Ruritania"),
        one(2, "Anna Ott", role="Clerk", country="Graustark"),
    )
    other = (same[0], one(2, "Anna Ott", country="Graustark"))
    assert propose_duplicates(same) == ((1, 2),)
    assert propose_duplicates(other) == ()


def test_one_word_with_another_link_is_never_proposed() -> None:
    assert propose_duplicates((one(1, "maks", link="@a"), one(2, "maks", link="@b"))) == ()
    assert propose_duplicates((one(1, "maks", link="@a"), one(2, "maks"))) == ()
    assert propose_duplicates((one(1, "maks", link="@a"), one(2, "MAKS", link="@A"))) == ((1, 2),)


def test_an_organisation_is_no_person_and_anonymous_is_nobody() -> None:
    assert propose_duplicates((one(1, "Zenda Club"), one(2, "Zenda Club", "organisation"))) == ()
    assert propose_duplicates(lines("Anonymous", "anonymous")) == ()


def test_a_name_with_very_many_posts_stays_quick_and_finds_equal_ones() -> None:
    people = tuple(one(n, "Anna Ott", role=f"Clerk{n} of{n} Mint{n}") for n in range(1, 3000))
    again = one(3000, "Anna Ott", role="Clerk2999 of2999 Mint2999")
    assert propose_duplicates((*people, again)) == ((2999, 3000),)
