import pytest

from undersigned.lists.model import Folded, Line
from undersigned.lists.spellings import country_code, fold_spellings


def person(line: int, country: str = "", served: tuple[str, ...] = ()) -> Line:
    return Line(line=line, kind="person", name=f"N{line}", text="", country=country, served=served)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Deutschland", "DE"),
        ("ALLEMAGNE", "DE"),
        ("The Netherlands", "NL"),
        ("Holland", "NL"),
        ("U.S.A.", "US"),
        ("Estados Unidos", "US"),
        ("Великобритания", "GB"),
        ("日本", "JP"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
    ],
)
def test_a_country_is_known_by_its_names(name: str, code: str) -> None:
    assert country_code(name) == code


@pytest.mark.parametrize(
    "name", ["CA", "DE", "GA", "IN", "California", "Zenda", "Paris", "Ruritania", "England", ""]
)
def test_a_state_a_city_and_an_unknown_name_are_no_country(name: str) -> None:
    assert country_code(name) == ""


def test_spellings_become_the_most_frequent_one_and_are_listed() -> None:
    names = ("Germany", "Deutschland", "Germany", "allemagne", "CA", "RURITANIA", "Ruritania")
    lines, folded = fold_spellings(person(n, name) for n, name in enumerate(names, start=1))
    assert [line.country for line in lines[:5]] == ["Germany"] * 4 + ["CA"]
    assert lines[5].country == lines[6].country
    assert Folded("country", "Deutschland", "Germany", 1) in folded


def test_a_list_of_one_spelling_keeps_it() -> None:
    lines, folded = fold_spellings([person(1, "Deutschland"), person(2, "Deutschland")])
    assert lines[0].country == "Deutschland"
    assert folded == ()


def test_terms_are_folded_and_a_second_of_the_name_is_not() -> None:
    terms = (("Varga",), ("President Varga", "Varga II"), ("varga", "the Okoro administration"))
    lines, folded = fold_spellings(person(n, "", t) for n, t in enumerate(terms, start=1))
    assert lines[1].served == ("Varga", "Varga II")
    assert lines[2].served == ("Varga", "the Okoro administration")
    assert {one.before for one in folded} == {"President Varga", "varga"}
