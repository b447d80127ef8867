"""What a look at an instance found, in words that say what to do."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """How a thing stands."""

    GOOD = "good"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        subject: What, in two or three words.
        verdict: How it stands.
        what: What was found: one sentence.
        mend: What to do about it; empty where nothing is to be done.
    """

    subject: str
    verdict: Verdict
    what: str
    mend: str = ""


Look = Callable[[], Iterable[Finding]]


def good(subject: str, what: str) -> Finding:
    """It is as it should be."""
    return Finding(subject, Verdict.GOOD, what)


def look(subject: str, what: str, mend: str) -> Finding:
    """It works, and somebody should know that it is so."""
    return Finding(subject, Verdict.LOOK, what, mend)


def wrong(subject: str, what: str, mend: str) -> Finding:
    """It does not work, or not for long."""
    return Finding(subject, Verdict.WRONG, what, mend)


def looked_at(subject: str, at: Look) -> Iterator[Finding]:
    """Run one look; where even looking fails, that is the finding."""
    try:
        yield from at()
    except Exception as error:  # noqa: BLE001 (a look that breaks must not hide the others)
        first = (str(error).splitlines() or [""])[0]
        yield wrong(
            subject,
            f"This could not be looked at: {type(error).__name__}: {first}".rstrip(": ") + ".",
            "Put right what stands above first, then say undersigned doctor again.",
        )
