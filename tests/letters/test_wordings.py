import pytest

from letter_files import LETTER, changed
from undersigned.letters.problems import ManuscriptRefused
from undersigned.letters.reading import parse_manuscript
from undersigned.letters.wordings import parse_wordings, sibling_names

EN = changed("language: en", "languages: [en, de]\nlanguage: en")
DE = EN.replace("language: en", "language: de").replace("A bridge for both banks", "Eine Brücke")


def refused(en: str, de: str) -> list[tuple[str, str]]:
    with pytest.raises(ManuscriptRefused) as refusal:
        parse_wordings({"bridge.en.md": en.encode(), "bridge.de.md": de.encode()})
    return [(problem.file, problem.field) for problem in refusal.value.problems]


def test_wordings_come_first_language_first() -> None:
    files = {"bridge.de.md": DE.encode(), "bridge.en.md": EN.encode()}
    assert [wording.language for wording in parse_wordings(files)] == ["en", "de"]


def test_siblings_are_named_after_their_language() -> None:
    expected = {"en": "bridge.en.md", "de": "bridge.de.md"}
    for name, text in (("bridge.en.md", EN), ("bridge.de.md", DE)):
        assert sibling_names(parse_manuscript(text.encode(), name)) == expected


def test_a_letter_of_one_language_keeps_its_name() -> None:
    assert sibling_names(parse_manuscript(LETTER.encode(), "x.md")) == {"en": "x.md"}


def test_a_missing_wording_is_named() -> None:
    with pytest.raises(ManuscriptRefused) as refusal:
        parse_wordings({"bridge.en.md": EN.encode()})
    assert "there is no file bridge.de.md" in refusal.value.problems[0].what


DISAGREEMENTS = {
    "number of facts": (
        "facts:\n",
        "facts:\n  - {day: 2026-01-01, who: a, what: b, sources: [c]}\n",
    ),
    "number of demands": ("    state: open\n", "    state: open\n  - text: More.\n"),
    "number of terms": ("facts:\n", "  - {name: Sterrin, from: 1996}\nfacts:\n"),
    "demands[1].state": ("state: open", "state: met\n    day: 2026-03-01"),
    "terms[1].to": ("to: 1996", "to: 1997"),
    "facts[1].day": ("2026-02-03", "2026-02-04"),
    "checks": ("language: de", "language: de\nchecks: [mail]"),
    "date": ("language: de", "language: de\ndate: 2026-03-01"),
    "number of sources of facts[1]": ("    sources:\n", "    sources:\n      - Another\n"),
    "facts[1].quantity": (
        "    sources:\n",
        "    quantity: {what: a, unit: b, before: 1, after: 2}\n    sources:\n",
    ),
}


@pytest.mark.parametrize("field", DISAGREEMENTS)
def test_wordings_say_the_same_things(field: str) -> None:
    old, new = DISAGREEMENTS[field]
    assert ("bridge.de.md", field) in refused(EN, changed(old, new, DE))


def test_problems_of_all_files_come_together() -> None:
    wrong = [text.replace("2026-02-03", "soon") for text in (EN, DE)]
    assert refused(*wrong) == [
        ("bridge.en.md", "facts[1].day"),
        ("bridge.de.md", "facts[1].day"),
    ]
