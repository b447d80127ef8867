import pytest

from undersigned.lists.drafts import Draft
from undersigned.lists.items import read_entry
from undersigned.lists.model import Line, Refusal


def read(text: str) -> Line:
    outcome = read_entry(Draft(line=1, text=text, rest=text))
    assert isinstance(outcome, Line), outcome
    return outcome


@pytest.mark.parametrize(
    ("text", "name", "role", "organisation"),
    [
        ("Anna Ruritan", "Anna Ruritan", "", ""),
        ("Anna Ruritan (Zenda Press)", "Anna Ruritan", "", "Zenda Press"),
        ("Anna Ruritan (Clerk (retired))", "Anna Ruritan", "Clerk (retired)", ""),
        ("Anna (Nan) Ruritan", "Anna (Nan) Ruritan", "", ""),
        ("Anna Ruritan, Professor, Zenda", "Anna Ruritan", "Professor", "Zenda"),
        ("Dr A N Ruritan – University of Zenda", "Dr A N Ruritan", "", "University of Zenda"),
        ("Anna Ruritan - Clerk", "Anna Ruritan", "Clerk", ""),
        ("Anne-Marie Ott", "Anne-Marie Ott", "", ""),
        ("Black Michael, Jr., PhD, Duke of Zenda", "Black Michael, Jr., PhD", "", "Duke of Zenda"),
        ("**Anna Ruritan** (*Clerk*)", "Anna Ruritan", "Clerk", ""),
        ("Anna Ruritan<br>", "Anna Ruritan", "", ""),
        ("Anna &amp; Co (Zenda)", "Anna & Co", "", "Zenda"),
        ("[x] Anna Ruritan", "Anna Ruritan", "", ""),
        ("Anna `anna7` Ott", 'Anna "anna7" Ott', "", ""),
        ("Anna Ott aka anna (Clerk)", "Anna Ott aka anna", "Clerk", ""),
        ("Anna (Clerk (ex); Judge", "Anna", "Clerk (ex); Judge", ""),
        ("Anna (Clerk, Mint); see message", "Anna", "Clerk", "Mint, see message"),
        ("0x0000ff", "0x0000ff", "", ""),
        ("maks", "maks", "", ""),
        ("王小明（斯特莱索大学）", "王小明", "", "斯特莱索大学"),
        ("محمد الأمين", "محمد الأمين", "", ""),
        ("Анна Отт, инженер", "Анна Отт", "инженер", ""),
        ("Prof. Dr. Anna Ruritan", "Prof. Dr. Anna Ruritan", "", ""),
    ],
)
def test_name_and_affiliation(text: str, name: str, role: str, organisation: str) -> None:
    line = read(text)
    assert (line.name, line.role, line.organisation) == (name, role, organisation)


@pytest.mark.parametrize(
    ("text", "name", "link", "address"),
    [
        ("Anna ([@anna](https://a.example/anna))", "Anna", "https://a.example/anna", ""),
        ("Anna ([anna](https://a.example/anna)", "Anna", "https://a.example/anna", ""),
        ("Anna ([@anna])(https://a.example/anna))", "Anna", "https://a.example/anna", ""),
        ("Anna [@anna](https://a.example/x", "Anna", "https://a.example/x", ""),
        ("[Anna Ott](https://a.example)", "Anna Ott", "https://a.example", ""),
        ("[@anna](https://a.example)", "@anna", "https://a.example", ""),
        ("Anna <[@anna](https://a.example)>", "Anna", "https://a.example", ""),
        ("Anna (GitHub: [@anna](https://a.example))", "Anna", "https://a.example", ""),
        ("Anna (<https://a.example/b_(c)>)", "Anna", "https://a.example/b_(c)", ""),
        ("Anna <https://a.example>", "Anna", "https://a.example", ""),
        ("Anna (@anna)", "Anna", "@anna", ""),
        ("Anna @anna>", "Anna", "@anna", ""),
        ("Anna (@anna@social.example)", "Anna", "@anna@social.example", ""),
        ("Anna (`anna77`)", "Anna", "anna77", ""),
        ("@anna", "@anna", "@anna", ""),
        ("@anna <anna@mail.example>", "@anna", "@anna", "anna@mail.example"),
        ("Anna <anna@mail.example>", "Anna", "", "anna@mail.example"),
        ("Anna (anna@mail.example)", "Anna", "", "anna@mail.example"),
        ("Anna [mail](mailto:anna@mail.example)", "Anna", "", "anna@mail.example"),
        ("Anna <anna@mail.example> (@anna)", "Anna", "@anna", "anna@mail.example"),
    ],
)
def test_links_handles_and_mail_addresses(text: str, name: str, link: str, address: str) -> None:
    line = read(text)
    assert (line.name, line.link, line.address) == (name, link, address)
    assert (line.role, line.organisation) == ("", "")


def test_a_handle_beside_an_affiliation_goes_and_the_affiliation_stays() -> None:
    line = read("Anna Ott (@anna; former President, Zenda Society)")
    assert (line.link, line.role) == ("@anna", "former President")
    assert line.organisation == "Zenda Society"


def test_a_link_on_an_organisation_keeps_its_words() -> None:
    line = read("Anna Ott, [Zenda Press](https://press.example)")
    assert (line.organisation, line.link) == ("Zenda Press", "https://press.example")


def test_a_mail_address_is_reported() -> None:
    draft = Draft(line=7, text="", rest="Anna <anna@mail.example>")
    read_entry(draft)
    (repair,) = draft.repairs()
    assert (repair.line, repair.field, repair.before, repair.after) == (
        7,
        "address",
        "anna@mail.example",
        "",
    )


def test_the_line_of_a_former_official() -> None:
    line = read(
        "Anna R. Ott, former Clerk, Mint Division, served for 12 years under Weil, and Zapt."
    )
    assert (line.name, line.role, line.organisation) == (
        "Anna R. Ott",
        "former Clerk",
        "Mint Division",
    )
    assert (line.years, line.served) == (12, ("Weil", "Zapt"))


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Ruritan, Anna", "surname"),
        ("Anna Ott & Eve Ott", "Two people"),
        ("Anonymous, employee at Zenda", "No name"),
        ("Anna (strawberry)", "nickname"),
        ("Anna Ott et al.", "others"),
        ("Free Zenda Foundation", "organisation"),
        ("Anna (@anna, https://a.example)", "more than one"),
        ("N N", "No name"),
        ("Anna Ott (Mozilla; former member, Homebrew PLC)", "Several posts"),
        ("Stop mass surveillance", "small letters"),
    ],
)
def test_what_is_doubtful_says_so(text: str, doubt: str) -> None:
    assert doubt in read(text).doubt


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("We demand that the archives be opened.", "sentence"),
        ("Open the archives of the ministry", "sentence"),
        ("Wir fordern die Öffnung aller Archive", "sentence"),
        ("Nous demandons que les archives soient ouvertes", "sentence"),
        ("Or, the Board and the King will part.", "sentence"),
        ("and many others who can't be named", "others"),
        ("... and at least a dozen others who agree, but can't sign", "others"),
        ("Joe Ott and 12 others", "others"),
        ("und viele weitere", "others"),
        ("et bien d'autres", "others"),
        ("Supported by:", "introduces"),
        ("https://a.example/anna", "address of a page"),
        ("anna@mail.example", "without a name"),
        ("***", "no letter"),
        ("🎉", "no letter"),
        ("Total", "sum"),
        ("a" * 5000, "longer"),
        ("Ott " * 20, "longer"),
        ("我们要求公开档案。", "sentence"),
    ],
)
def test_what_is_no_person_is_refused_with_the_reason(text: str, why: str) -> None:
    outcome = read_entry(Draft(line=1, text=text, rest=text))
    assert isinstance(outcome, Refusal), outcome
    assert why in outcome.why


def test_an_organisation_keeps_its_brackets_and_commas() -> None:
    draft = Draft(line=1, text="", rest="Library Workers, Zenda (Local 12)", kind="organisation")
    outcome = read_entry(draft)
    assert isinstance(outcome, Line)
    assert (outcome.kind, outcome.name) == ("organisation", "Library Workers, Zenda (Local 12)")
    assert outcome.doubt == ""


def test_a_name_that_begins_like_no_name_is_not_doubted() -> None:
    assert read("N Nowak").doubt == ""
