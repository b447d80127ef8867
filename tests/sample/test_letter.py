from pathlib import Path

import undersigned.sample
from undersigned.letters.markdown import paragraphs
from undersigned.letters.reading import parse_addendum
from undersigned.letters.wordings import parse_wordings

FOLDER = Path(undersigned.sample.__file__).parent / "letter"


def test_the_sample_is_a_letter_in_two_wordings() -> None:
    names = ("fair-courts.en.md", "fair-courts.de.md")
    english, german = parse_wordings({name: (FOLDER / name).read_bytes() for name in names})
    assert (english.language, german.language) == ("en", "de")
    assert len(english.facts) == 12
    assert [demand.state for demand in english.demands] == ["refused", "open"]
    assert len(english.terms) == 5
    assert len({term.group for term in english.terms}) == 2
    assert len(english.body.split()) > 1_500
    assert all(fact.sources for fact in english.facts)


def test_paragraphs_have_the_same_numbers_in_both() -> None:
    english, german = (
        [
            (block.number, block.kind)
            for block in paragraphs(
                (FOLDER / name).read_text(encoding="utf-8").split("---\n", 2)[2]
            )
        ]
        for name in ("fair-courts.en.md", "fair-courts.de.md")
    )
    assert english == german


def test_the_addenda_are_a_fact_and_a_reply() -> None:
    kinds = [
        parse_addendum((FOLDER / name).read_bytes(), name, demands=2).kind
        for name in ("addendum-1.md", "addendum-2.md")
    ]
    assert kinds == ["fact", "reply"]
