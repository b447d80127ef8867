"""Sentences that the pages make out of the record: checks, what was taken away, states."""

import datetime as dt
from collections.abc import Mapping

from undersigned.evidence.figures import Figures
from undersigned.letters.checks import CHECKS
from undersigned.look.words import counted, grouped, listed, written_day

REASONS = {
    "asked": "because they asked for it",
    "court-order": "by order of a court",
    "duplicate": "because the person stood on the list twice",
    "impersonation": "because somebody else had signed in that name",
    "ineligible": "because the letter is not for them to sign",
    "offensive": "because the line was offensive",
    "superseded": "because the person has signed since",
    "unverifiable": "because it could not be checked",
}
LEAST_SHOWN_WITHHELD = 10
"""Names withheld are shown as a figure from ten on (record-format.md, section 5)."""


def check_sentence(checks: Mapping[str, dt.date]) -> str:
    """Say what was checked about one signature and when, in the order in which it was done."""
    done = [
        f"{_check_name(code)} on {written_day(day)}"
        for code, day in sorted(checks.items(), key=lambda check: (check[1], check[0] != "mail"))
    ]
    sentence = "; ".join(done)
    return sentence[:1].upper() + sentence[1:]


def _check_name(code: str) -> str:
    check = CHECKS.get(code)
    return check.name[:1].lower() + check.name[1:] if check else f"checked by {code}"


def why_it_fell(peak: Figures, now: Figures, size: int, added: int = 0) -> tuple[str, ...]:
    """Say why the total is smaller than it was at its highest, counted at `size` entries.

    `added` is how many have signed since, so that whoever does the sum finds the count.
    """
    was = f"The count stood at {grouped(peak.total)} at entry {grouped(size)}."
    if now.edition > peak.edition:
        began = (
            f"{was} Since then edition {now.edition} was published: signatures stay with the "
            "edition that they signed, and the count began anew."
        )
        return (began,)
    removed = {
        reason: number - peak.removed.get(reason, 0)
        for reason, number in now.removed.items()
        if reason != "superseded"
    }
    since = Figures(withdrawn=now.withdrawn - peak.withdrawn, removed=removed)
    came = counted(added, "signature was added.", "signatures were added.")
    joined = (came[:1].upper() + came[1:],) if added else ()
    return (f"{was} Since then:", *taken_away(since), *joined)


def taken_away(figures: Figures) -> tuple[str, ...]:
    """Say in words how many signatures were taken back and taken off, and why; empty if none."""
    sentences = []
    if figures.withdrawn:
        one, many = (
            "signature was taken back by its owner",
            "signatures were taken back by their owners",
        )
        sentences.append(f"{counted(figures.withdrawn, one, many)}.")
    removed = {reason: number for reason, number in figures.removed.items() if number}
    if removed:
        total = counted(sum(removed.values()), "name was", "names were")
        reasons = listed([_removed(reason, removed[reason]) for reason in sorted(removed)])
        sentences.append(f"{total} taken off: {reasons}.")
    if figures.amended:
        sentences.append(f"{counted(figures.amended, 'line was', 'lines were')} corrected.")
    return tuple(sentence[:1].upper() + sentence[1:] for sentence in sentences)


def _removed(reason: str, number: int) -> str:
    return f"{counted(number, '', '').strip()} {REASONS.get(reason, reason)}"
