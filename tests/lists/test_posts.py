import pytest

from undersigned.lists.folding import words_of
from undersigned.lists.posts import find_service, split_post


@pytest.mark.parametrize(
    ("affiliation", "role", "organisation"),
    [
        ("Professor, ETH Zurich", "Professor", "ETH Zurich"),
        ("Student at McMaster University", "Student", "McMaster University"),
        ("Engineer at the Mint of Strelsau", "Engineer", "Mint of Strelsau"),
        ("CEO & CTO, Daidalos", "CEO & CTO", "Daidalos"),
        ("Techlore, Owner", "Owner", "Techlore"),
        ("Asst. professor, IUMA, Univ. Strelsau", "Asst. professor", "IUMA, Univ. Strelsau"),
        ("Professorin, Universität Strelsau", "Professorin", "Universität Strelsau"),
        ("Researcher, Research Institute of Zenda", "Researcher", "Research Institute of Zenda"),
        ("Verification Engineer", "Verification Engineer", ""),
        ("University of Strelsau", "", "University of Strelsau"),
        ("UPV", "", "UPV"),
        ("Co-Founder, Intergalaktik", "Co-Founder", "Intergalaktik"),
        ("", "", ""),
    ],
)
def test_a_post_is_told_from_its_organisation(
    affiliation: str, role: str, organisation: str
) -> None:
    post = split_post(affiliation)
    assert (post.role, post.organisation) == (role, organisation)


@pytest.mark.parametrize(
    "affiliation",
    [
        "Mozilla; former member, Homebrew PLC",
        "Researcher, INESC TEC & Professor, ISEP",
        "Debian, KDE",
        "strawberry",
        "Neovim, NixOS contributor",
    ],
)
def test_what_could_be_otherwise_is_doubted_and_nothing_is_dropped(affiliation: str) -> None:
    post = split_post(affiliation)
    assert post.doubt.endswith(".")
    assert sorted(words_of(f"{post.organisation} {post.role}")) == sorted(words_of(affiliation))


@pytest.mark.parametrize(
    ("text", "before", "years", "served"),
    [
        ("Anna, served for 12 years under Ott", "Anna", 12, ("Ott",)),
        ("Anna, served for 1 year under Ott.", "Anna", 1, ("Ott.",)),
        ("Anna, served 12 years under Ott and Weil", "Anna", 12, ("Ott", "Weil")),
        (
            "Anna, served for 3 years under Ott, Weil II, and Zapt",
            "Anna",
            3,
            ("Ott", "Weil II", "Zapt"),
        ),
        ("Anna, served for 3 years under Ott, and Weil", "Anna", 3, ("Ott", "Weil")),
        ("Anna served under Ott & Weil", "Anna", None, ("Ott", "Weil")),
        ("Anna, Clerk, served for 7 years", "Anna, Clerk", 7, ()),
    ],
)
def test_years_and_terms_of_service(
    text: str, before: str, years: int | None, served: tuple[str, ...]
) -> None:
    service = find_service(text)
    assert service is not None
    assert (service.before, service.years, service.served) == (before, years, served)


@pytest.mark.parametrize("text", ["Anna Ruritan", "Anna observed for 3 years under Ott", "served"])
def test_other_lines_have_no_service(text: str) -> None:
    assert find_service(text) is None


def test_years_that_are_not_exact_or_not_possible_are_doubted() -> None:
    more = find_service("Anna, served for more than 30 years under Ott")
    impossible = find_service("Anna, served for 300 years under Ott")
    assert more is not None
    assert impossible is not None
    assert "not exact" in more.doubt
    assert "300" in impossible.doubt
