import datetime as dt

import pytest

from letter_files import ADDENDUM, addendum_problems, changed
from undersigned.letters.manuscript import Reply, Source
from undersigned.letters.reading import parse_addendum

NOTE = "---\ntitle: A correction\nday: 2026-03-01\nkind: note\n---\n\nThe bridge is green.\n"


def test_a_reply_is_read() -> None:
    addendum = parse_addendum(ADDENDUM.encode(), "addenda/1.md", demands=1)
    assert (addendum.title, addendum.day) == ("The ferry runs later", dt.date(2026, 3, 1))
    assert addendum.replies == (
        Reply(1, "refused", dt.date(2026, 2, 28), "No.",
              Source("Letter of the Minister, 28 February 2026")),
    )  # fmt: skip
    assert (addendum.language, addendum.body) == ("", "The Minister has replied.\n")


def test_a_note_is_its_text() -> None:
    assert not addendum_problems(NOTE)
    assert [problem.field for problem in addendum_problems(NOTE.split("\n\n", maxsplit=1)[0])] == [
        "text"
    ]


def test_a_reply_needs_no_text() -> None:
    assert not addendum_problems(ADDENDUM.replace("\nThe Minister has replied.\n", ""))


WRONG = {
    "kind": ("kind: reply", "kind: rply", 4, "kind", "Write reply"),
    "no kind": ("kind: reply\n", "", 2, "kind", "note, fact, reply"),
    "title": ("title: The ferry runs later\n", "", 2, "title", "heading"),
    "no day": ("day: 2026-03-01\n", "", 2, "day", "2026"),
    "other kind": ("kind: reply", "kind: note", 6, "replies", "kind: reply"),
    "no number": ("demand: 1", "demand: first", 6, "replies[1].demand", "from 1"),
    "nought": ("demand: 1", "demand: 0", 6, "replies[1].demand", "from 1"),
    "no such demand": ("demand: 1", "demand: 3", 6, "replies[1].demand", "number of one"),
    "without demand": ("demand: 1\n    state", "state", 6, "replies[1].demand", "from 1"),
    "without state": ("    state: refused\n", "", 6, "replies[1].state", "open, met, refused"),
    "without day": ("    day: 2026-02-28\n", "", 6, "replies[1].day", "2026-03-18"),
    "without source": ("    source: Letter of the Minister, 28 February 2026\n", "", 6,
                       "replies[1].source", "how it came"),
    "unknown key": ("kind: reply", "kind: reply\nplace: x", 5, "place", "keys here"),
    "image": ("The Minister has replied.", "![a](https://x.example/i)", 13, "text", "link"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told(name: str) -> None:
    old, new, line, field, mend = WRONG[name]
    problems = addendum_problems(changed(old, new, ADDENDUM), demands=2)
    assert [(problem.line, problem.field) for problem in problems] == [(line, field)]
    assert mend in problems[0].mend


def test_a_demand_is_answered_once() -> None:
    again = "  - {demand: 1, state: met, day: 2026-03-01}\n---\n"
    problems = addendum_problems(ADDENDUM.replace("---\n\nThe", again + "\nThe"))
    assert [problem.field for problem in problems] == ["replies[2].demand"]


def test_a_fact_has_facts() -> None:
    problems = addendum_problems(NOTE.replace("note", "fact"))
    assert [(problem.field, problem.mend) for problem in problems] == [
        ("facts", "Write at least one.")
    ]
