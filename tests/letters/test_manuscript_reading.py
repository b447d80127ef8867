import datetime as dt
from decimal import Decimal

import pytest

from letter_files import LETTER, changed, only_problem, problems_of
from undersigned.letters.manuscript import Demand, Manuscript, Quantity, Source, Term
from undersigned.letters.reading import parse_manuscript


def read(text: str = LETTER, name: str = "bridge.md") -> Manuscript:
    return parse_manuscript(text.encode(), name)


def test_a_small_letter_is_read_whole() -> None:
    letter = read()
    assert letter.title == "A bridge for both banks"
    assert letter.from_whom == "people who cross the river"
    assert (letter.addressee.name, letter.addressee.office) == ("", "Minister of Roads")
    assert letter.organiser.contact == "write@both-banks.example"
    assert letter.demands == (Demand("Build the bridge."),)
    assert letter.terms == (Term("Vael", "Rivers Union", "1989", "1996"),)
    assert letter.facts[0].day == dt.date(2026, 2, 3)
    assert letter.facts[0].sources == (
        Source("Timetable of 2026", "https://ferry.example/timetable"),
    )
    assert letter.reporting is not None
    assert letter.reporting.addresses == ("1 Quay Street, Strelsau",)
    assert letter.reporting.protection == ("Section 1 of the Ferry Act.",)
    assert letter.languages == ("en",)
    assert letter.checks == ("desk", "mail")
    assert letter.body == "Minister,\n\nThe ferry stops at six.\n"


@pytest.mark.parametrize("typed", ["no", "0x0000ff", "1_000", "2020-02-11", "~", "1e3", "yes"])
def test_strings_stay_as_they_were_typed(typed: str) -> None:
    assert read(changed("A bridge for both banks", typed)).title == typed


def test_optional_keys_may_be_left_out_or_empty() -> None:
    lines = LETTER.split("\n")
    start, end = lines.index("terms:"), lines.index("language: en")
    letter = read("\n".join([*lines[:start], "terms:", "place:", "date:", *lines[end:]]))
    assert (letter.terms, letter.facts, letter.reporting) == ((), (), None)
    assert (letter.place, letter.date) == ("", None)


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("title: A bridge for both banks", 2),
        ("from: people who cross the river", 2),
        ("eligibility: Anyone who lives by the river.", 2),
        ("language: en", 2),
    ],
)
def test_a_missing_key_is_named(key: str, line: int) -> None:
    problem = only_problem(changed(key + "\n", ""))
    assert (problem.line, problem.field) == (line, key.split(":", maxsplit=1)[0])
    assert problem.what == "This key is missing."


def test_a_key_without_a_value_is_named_with_its_line() -> None:
    problem = only_problem(changed("title: A bridge for both banks", "title:"))
    assert (problem.line, problem.field, problem.what) == (2, "title", "This has no value.")


SOURCES = """\
    sources:
      - title: Timetable of 2026
        url: https://ferry.example/timetable
"""
CHANGES = {
    "unknown key": ("from: p", "titel: x\nfrom: p", 3, "titel", "Write title"),
    "unknown inner key": ("  office: Minister", "  post: x\n  office: Minister", 5,
                          "addressee.post", "keys"),
    "key twice": ("from: p", "title: B\nfrom: p", 3, "title", "Delete one"),
    "text for keys": ("addressee:\n  office: M", "addressee: M", 4, "addressee", "name, office"),
    "list for text": ("title: A bridge for both banks", "title: [a]", 2, "title", "after"),
    "keys for text": ("title: A bridge for both banks", "title: {a: b}", 2, "title", "after"),
    "no contact": ("write@both-banks.example", "Bridge Lane", 8, "organiser.contact", "e-mail"),
    "text for list": ("demands:\n  - text: Build the bridge.\n    state: open", "demands: all", 9,
                      "demands", "- "),
    "unknown state": ("state: open", "state: opne", 11, "demands[1].state", "Write open"),
    "strange state": ("state: open", "state: won", 11, "demands[1].state", "open, met, refused"),
    "answer without day": ("state: open", "state: met", 10, "demands[1].day", "2026-03-18"),
    "reply without source": ("state: open", "day: 2026-03-01\n    reply: No.", 10,
                             "demands[1].source", "where"),
    "reply in quotes": ("state: open", "day: 2026-03-01\n    source: x\n    reply: “No.”", 13,
                        "demands[1].reply", "outer"),
    "term ends early": ("to: 1996", "to: 1988-12", 17, "terms[1].to", "Exchange"),
    "term ends in the year": ("1989\n    to: 1996", "1989-05-02\n    to: 1989-05-01", 17,
                              "terms[1].to", "Exchange"),
    "no year": ("from: 1989", "from: long ago", 16, "terms[1].from", "1998"),
    "no month": ("from: 1989", "from: 1989-13", 16, "terms[1].from", "month"),
    "term without from": ("    from: 1989\n", "", 14, "terms[1].from", "began"),
    "terms of one name": ("facts:", "  - {name: Vael, from: 2001}\nfacts:", 18, "terms[2].name",
                          "apart"),
    "no such day": ("2026-02-03", "2026-02-30", 19, "facts[1].day", "month and the day"),
    "no day at all": ("2026-02-03", "3 February 2026", 19, "facts[1].day", "2026-03-09"),
    "fact without day": ("  - day: 2026-02-03\n    who", "  - who", 19, "facts[1].day", "2026"),
    "fact without source": (SOURCES, "", 19, "facts[1].sources", "look up"),
    "empty sources": (SOURCES, "    sources: []\n", 22, "facts[1].sources", "look up"),
    "address for source": ("title: Timetable of 2026\n        url: https://ferry.example/timetable",
                           "https://ferry.example", 23, "facts[1].sources[1]", "title:"),
    "source untitled": ("title: Timetable of 2026\n        url", "url", 23,
                        "facts[1].sources[1].title", "who published it"),
    "script": ("https://ferry.example/timetable", "javascript:alert(1)", 24,
               "facts[1].sources[1].url", "https://"),
    "file transfer": ("https://ferry.example/timetable", "ftp://ferry.example/", 24,
                      "facts[1].sources[1].url", "https://"),
    "password": ("https://ferry", "https://me:secret@ferry", 24, "facts[1].sources[1].url", "@"),
    "no host": ("https://ferry.example/timetable", "https:///timetable", 24,
                "facts[1].sources[1].url", "https://"),
    "no port": ("https://ferry.example/timetable", "https://ferry.example:port/", 24,
                "facts[1].sources[1].url", "https://"),
    "blank": ("ferry.example/timetable", "ferry.example/time table", 24,
              "facts[1].sources[1].url", "%20"),
    "report without address": ("  addresses:\n    - 1 Quay Street, Strelsau\n", "", 26,
                               "report.addresses", "official"),
    "report without any": ("addresses:\n    - 1 Quay Street, Strelsau\n", "addresses: []\n", 27,
                           "report.addresses", "official"),
    "report by mail link": ("1 Quay Street, Strelsau", "mailto:a@b.example", 28,
                            "report.addresses[1]", "https://"),
    "empty item": ("1 Quay Street, Strelsau", '""', 28, "report.addresses[1]", "Delete"),
    "upper case": ("language: en", "language: en-GB", 31, "language", "Write en-gb"),
    "no language": ("language: en", "language: English!", 31, "language", "pt-br"),
    "address of a page": ("language: en", "language: facts", 31, "language", "pt-br"),
    "not among them": ("language: en", "language: en\nlanguages: [de]", 32, "languages", "Add en"),
    "language twice": ("language: en", "language: en\nlanguages: [en, en]", 32, "languages[2]",
                       "Delete"),
    "no such check": ("language: en", "language: en\nchecks: [mail, dsk]", 32, "checks[2]", "desk"),
    "without mail": ("language: en", "language: en\nchecks: [desk]", 32, "checks", "Add mail"),
    "placeholder": ("title: A bridge for both banks", 'title: "{{ say it }}"', 2, "title",
                    "braces"),
    "hidden character": ("title: A bridge", 'title: "A \\u202ebridge"\ndate: ""\nplace: ""\n#', 2,
                         "title", "Delete"),
    "lone surrogate": ("title: A bridge for both banks", 'title: "\\ud800"', 2, "title", "Delete"),
    "two lines": ("title: A bridge for both banks", "title: |\n  A\n  B", 2, "title", "one line"),
    "too long": ("A bridge for both banks", "A" * 301, 2, "title", "Shorten"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_wrong_is_told_with_line_field_and_mend(name: str) -> None:
    old, new, line, field, mend = CHANGES[name]
    problem = only_problem(changed(old, new))
    assert (problem.file, problem.line, problem.field) == ("bridge.md", line, field)
    assert mend in problem.mend
    assert problem.what.endswith((".", "!"))


QUANTITY = """    quantity:
      what: Last ferry
      unit: hours
      before: BEFORE
      after: 6
    sources:
"""


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [("9", "9", "9"), ("7 to 9", "7", "9"), ("7–9", "7", "9"), ("-1.5 to 2.25", "-1.5", "2.25")],
)
def test_a_quantity_is_a_number_or_a_range(written: str, low: str, high: str) -> None:
    text = changed("    sources:\n", QUANTITY.replace("BEFORE", written))
    six = Decimal(6)
    assert read(text).facts[0].quantity == Quantity(
        "Last ferry", "hours", Decimal(low), Decimal(high), six, six
    )


@pytest.mark.parametrize("written", ["many", "9 to 7", "1,000", "7 years", "7 to", "½", "٧"])
def test_another_quantity_is_refused(written: str) -> None:
    problem = only_problem(changed("    sources:\n", QUANTITY.replace("BEFORE", written)))
    assert (problem.line, problem.field) == (25, "facts[1].quantity.before")


@pytest.mark.parametrize(
    ("name", "languages", "what"),
    [
        ("bridge.de.md", "[en]", "says de"),
        ("bridge.md", "[en, de]", "several wordings"),
        ("editions/2.fr.md", "[en, fr]", "says fr"),
    ],
)
def test_the_file_name_and_the_language_agree(name: str, languages: str, what: str) -> None:
    text = changed("language: en", f"language: en\nlanguages: {languages}")
    problem = only_problem(text, name)
    assert problem.field == "language"
    assert what in problem.what


@pytest.mark.parametrize("name", ["bridge.en.md", "editions/1.en.md"])
def test_a_file_named_for_its_language_may_be_one_of_several(name: str) -> None:
    text = changed("language: en", "language: en\nlanguages: [en, de]")
    assert read(text, name).languages == ("en", "de")


def test_a_source_may_be_its_title_alone() -> None:
    text = changed(
        "      - title: Timetable of 2026\n        url: https://ferry.example/timetable",
        "      - Timetable of 2026",
    )
    assert read(text).facts[0].sources == (Source("Timetable of 2026"),)


def test_all_problems_come_at_once_by_line() -> None:
    text = changed("state: open", "state: lost").replace("2026-02-03", "2026-02-33")
    text = text.replace("The ferry stops at six.\n", "![x](https://x.example/i.png)\n")
    problems = problems_of(text.replace("language: en", "language: EN"))
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)
    assert {problem.field for problem in problems} >= {
        "demands[1].state", "facts[1].day", "language", "text",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("list_", "most", "item"),
    [
        ("demands", 20, "{text: a}"),
        ("facts", 200, "x"),
        ("terms", 100, "x"),
        ("languages", 50, "x"),
    ],
)
def test_lists_have_an_end(list_: str, most: int, item: str) -> None:
    text = f"---\n{list_}: [{', '.join([item] * (most + 1))}]\n---\nText.\n"
    assert any(
        problem.field == list_ and f"{most} are the most" in problem.what
        for problem in problems_of(text)
    )
