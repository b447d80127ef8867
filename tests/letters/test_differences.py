import pytest
from hypothesis import given
from hypothesis import strategies as st

from letter_files import LETTER, changed
from undersigned.letters.differences import differences
from undersigned.letters.reading import parse_manuscript


def compared(new: str, old: str = LETTER) -> list[str]:
    return differences(
        parse_manuscript(old.encode(), "a.md"), parse_manuscript(new.encode(), "b.md")
    )


def test_the_same_letter_has_no_differences() -> None:
    assert compared(LETTER) == []


CHANGES = {
    "title": ("A bridge for both", "A tunnel for both",
              "Title: “A bridge for both banks” became “A tunnel for both banks”."),
    "added": ("language: en", "language: en\nplace: Strelsau",
              "Place: now “Strelsau”; nothing stood there before."),
    "demand": ("state: open", "state: met\n    day: 2026-03-01",
               "Demand 1, state: “open” became “met”."),
    "term": ("to: 1996", "to: 1997", "Term 1, to: “1996” became “1997”."),
    "fact": ("2026-02-03", "2026-02-04", "Fact 1, day: “2026-02-03” became “2026-02-04”."),
    "new fact": ("facts:\n", "facts:\n  - {day: 2026-01-01, who: a, what: B., sources: [c]}\n",
                 "Fact 1 is new: “B.”"),
    "new demand": ("    state: open\n", "    state: open\n  - text: Hurry\n",
                   "Demand 2 is new: “Hurry”."),
    "report": ("Inspector of Ferries", "Inspector",
               "Where to report, office: “Inspector of Ferries” became “Inspector”."),
    "paragraph": ("\nThe ferry stops at six.", "\nThe ferry stops at seven.",
                  "Paragraph 1 changed: “six.” became “seven.”."),
    "words put in": ("\nThe ferry stops at six.", "\nThe last ferry stops at six.",
                     "Paragraph 1 changed: “last” was put in."),
    "new paragraph": ("Minister,\n", "Minister,\n\nFirst.\n", "Paragraph 1 is new: “First.”"),
    "no salutation": ("Minister,\n\n", "", "The salutation was taken out: “Minister,”."),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_said_in_words(name: str) -> None:
    old, new, said = CHANGES[name]
    assert said in compared(changed(old, new))


def test_what_was_added_the_other_way_round_was_taken_out() -> None:
    longer = changed("    state: open\n", "    state: open\n  - text: Hurry\n")
    assert compared(LETTER, longer) == ["Demand 2 was taken out: “Hurry”."]


@given(st.lists(st.sampled_from(["One.", "Two.", "Three.", "Four words are here."]), min_size=1))
def test_other_words_are_never_passed_over(paragraphs: list[str]) -> None:
    new = changed("Minister,\n\nThe ferry stops at six.\n", "\n\n".join(paragraphs) + "\n")
    assert compared(new)
    assert compared(new, new) == []
