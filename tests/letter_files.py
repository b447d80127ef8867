"""A letter file as small as one can be, and what is said about a changed one."""

from undersigned.letters.problems import ManuscriptRefused, Problem
from undersigned.letters.reading import parse_addendum, parse_manuscript

LETTER = """\
---
title: A bridge for both banks
from: people who cross the river
addressee:
  office: Minister of Roads
organiser:
  name: Both Banks
  contact: write@both-banks.example
demands:
  - text: Build the bridge.
    state: open
eligibility: Anyone who lives by the river.
terms:
  - name: Vael
    group: Rivers Union
    from: 1989
    to: 1996
facts:
  - day: 2026-02-03
    who: The ferry company
    what: The ferry stops at six.
    sources:
      - title: Timetable of 2026
        url: https://ferry.example/timetable
report:
  office: Inspector of Ferries
  addresses:
    - 1 Quay Street, Strelsau
  protects:
    - Section 1 of the Ferry Act.
language: en
---

Minister,

The ferry stops at six.
"""

ADDENDUM = """\
---
title: The ferry runs later
day: 2026-03-01
kind: reply
replies:
  - demand: 1
    state: refused
    day: 2026-02-28
    reply: No.
    source: Letter of the Minister, 28 February 2026
---

The Minister has replied.
"""


def changed(old: str, new: str, text: str = LETTER) -> str:
    """The file with one place changed, which must be there once."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def problems_of(text: str | bytes, name: str = "bridge.md") -> list[Problem]:
    """What is wrong with a letter file; the empty list where nothing is."""
    data = text if isinstance(text, bytes) else text.encode()
    try:
        parse_manuscript(data, name)
    except ManuscriptRefused as refusal:
        return list(refusal.problems)
    return []


def only_problem(text: str | bytes, name: str = "bridge.md") -> Problem:
    """The one thing that is wrong with a letter file."""
    problems = problems_of(text, name)
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def addendum_problems(text: str, demands: int | None = None) -> list[Problem]:
    """What is wrong with an addendum file; the empty list where nothing is."""
    try:
        parse_addendum(text.encode(), "later.md", demands)
    except ManuscriptRefused as refusal:
        return list(refusal.problems)
    return []
