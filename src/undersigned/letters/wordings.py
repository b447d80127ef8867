"""The wordings of one letter: sibling files, one a language, that must say the same things."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal

from undersigned.letters.manuscript import Manuscript
from undersigned.letters.problems import ManuscriptRefused, Problem
from undersigned.letters.reading import parse_manuscript

_Comparable = str | int | dt.date | Decimal | tuple[str, ...] | None


def sibling_names(manuscript: Manuscript) -> dict[str, str]:
    """Return the file name of every wording, by language, the letter's first language first.

    A letter of one language keeps the name that its file has.
    """
    if manuscript.languages == (manuscript.language,):
        return {manuscript.language: manuscript.file_name}
    suffix = re.compile(rf"(?:\.{re.escape(manuscript.language)})?\.md\Z")
    stem = suffix.sub("", manuscript.file_name)
    return {language: f"{stem}.{language}.md" for language in manuscript.languages}


def parse_wordings(files: Mapping[str, bytes]) -> tuple[Manuscript, ...]:
    """Return the wordings of a letter, its first language first.

    Args:
        files: the bytes of every wording by file name; the first one names the others
            (`sibling_names`).

    Raises:
        ManuscriptRefused: with the problems of all the files, and of what they disagree about.
    """
    read: list[Manuscript] = []
    problems: list[Problem] = []
    for name, data in files.items():
        try:
            read.append(parse_manuscript(data, name))
        except ManuscriptRefused as refusal:
            problems += refusal.problems
    if read and not problems:
        problems += _missing(read)
        for other in read[1:]:
            problems += _disagreements(read[0], other)
    if problems:
        raise ManuscriptRefused(tuple(problems))
    order = read[0].languages if read else ()
    return tuple(sorted(read, key=lambda manuscript: order.index(manuscript.language)))


def _missing(read: list[Manuscript]) -> list[Problem]:
    have = {manuscript.language for manuscript in read}
    return [
        Problem(
            read[0].file_name,
            0,
            "languages",
            f"The letter has a wording in {language}, and there is no file {name}.",
            f"Write it beside this file, or take {language} off the list.",
        )
        for language, name in sibling_names(read[0]).items()
        if language not in have
    ]


def _disagreements(first: Manuscript, other: Manuscript) -> list[Problem]:
    """Say where two wordings differ in what translation does not change."""
    ours, theirs = _untranslated(first), _untranslated(other)
    problems = []
    for field, ours_value in ours.items():
        if field in theirs and theirs[field] != ours_value:
            what = (
                f"Here stands {_shown(theirs[field])}; {first.file_name} has {_shown(ours_value)}."
            )
            problems.append(Problem(other.file_name, 0, field, what, "Make them agree."))
    return problems


def _untranslated(manuscript: Manuscript) -> dict[str, _Comparable]:
    values: dict[str, _Comparable] = {
        "languages": manuscript.languages,
        "date": manuscript.date,
        "checks": manuscript.checks,
        "number of demands": len(manuscript.demands),
        "number of terms": len(manuscript.terms),
        "number of facts": len(manuscript.facts),
    }
    for number, demand in enumerate(manuscript.demands, start=1):
        values[f"demands[{number}].state"] = demand.state
        values[f"demands[{number}].day"] = demand.day
    for number, term in enumerate(manuscript.terms, start=1):
        values[f"terms[{number}].from"] = term.from_
        values[f"terms[{number}].to"] = term.to
    for number, fact in enumerate(manuscript.facts, start=1):
        values[f"facts[{number}].day"] = fact.day
        values[f"number of sources of facts[{number}]"] = len(fact.sources)
        amount = fact.quantity
        values[f"facts[{number}].quantity"] = (
            f"{amount.before_low} to {amount.before_high}, then "
            f"{amount.after_low} to {amount.after_high}"
            if amount
            else None
        )
    return values


def _shown(value: _Comparable) -> str:
    if value is None or value == "":
        return "nothing"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
