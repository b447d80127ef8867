"""Claims and findings side by side: what a signer says, what was found, and how the two compare.

Nothing here decides. A finding says what somebody at the desk would otherwise have to look up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from undersigned.eligibility.claim import PERSON, Claim, Post
from undersigned.eligibility.names import odd_about

CROWDED = 5  # forms from one network within an hour: an office, a family, or one hand
_WORK = frozenset({"gov", "mil", "gouv", "gob", "bund"})


class Result(StrEnum):
    """How a claim and what was found compare."""

    AGREES = "agrees"
    DIFFERS = "differs"
    LOOK_TWICE = "look twice"
    NOTHING = "nothing to compare"


@dataclass(frozen=True)
class Finding:
    """One row of the ledger.

    Attributes:
        topic: What it is about: `Name`, `Address`.
        says: What the signer says.
        found: What was found, in whole sentences.
        result: How the two compare.
    """

    topic: str
    says: str
    found: str
    result: Result


@dataclass(frozen=True)
class Span:
    """A term of office: its name, first year, and last year, None while it lasts."""

    name: str
    first: int
    last: int | None


@dataclass(frozen=True)
class Evidence:
    """What is known beside the claim.

    Attributes:
        edition: That was signed.
        confirmed_on: The day on which the button was pressed; None before that.
        confirmed_how: In the browser of the form, or by the code, in words; may be empty.
        address: Where the mail went; empty when it is not to be looked at.
        checks: Code to the day it was passed.
        spans: The terms that the letter has.
        watched: Names of people whom the letter speaks of.
        namesakes: Other lines of the same name, in words.
        network: How many forms came from the same network within an hour, this one included.
    """

    edition: int
    confirmed_on: date | None = None
    confirmed_how: str = ""
    address: str = ""
    checks: Mapping[str, date] = field(default_factory=dict)
    spans: Sequence[Span] = ()
    watched: Sequence[str] = ()
    namesakes: Sequence[str] = ()
    network: int = 1


def ledger(claim: Claim, evidence: Evidence) -> tuple[Finding, ...]:
    """All findings about a claim, in the order in which the desk reads them."""
    return (
        _consent(evidence),
        *_name(claim, evidence),
        *_years(claim),
        *(_term(claim, term, evidence.spans) for term in claim.served),
        _address(evidence),
        *_network(evidence),
    )


def reasons_to_look(claim: Claim, evidence: Evidence) -> tuple[str, ...]:
    """What in the ledger asks for a second look, for the queue."""
    rows = ledger(claim, evidence)
    return tuple(row.found for row in rows if row.result in (Result.LOOK_TWICE, Result.DIFFERS))


def _consent(evidence: Evidence) -> Finding:
    says = f"Signs edition {evidence.edition}"
    if evidence.confirmed_on is None:
        return Finding("Consent", says, "Not confirmed yet.", Result.NOTHING)
    how = f", {evidence.confirmed_how}" if evidence.confirmed_how else ""
    found = f"Button pressed on {_day(evidence.confirmed_on)}{how}."
    return Finding("Consent", says, found, Result.AGREES)


def _name(claim: Claim, evidence: Evidence) -> list[Finding]:
    rows = []
    if claim.kind == PERSON:
        posts = [part for post in claim.posts for part in (post.title, post.office)]
        odd = odd_about(claim.name, posts, evidence.watched)
        if odd:
            rows.append(Finding("Name", claim.name, " ".join(odd), Result.LOOK_TWICE))
    if evidence.namesakes:
        found = f"The same name stands elsewhere: {'; '.join(evidence.namesakes)}."
        rows.append(Finding("Name", claim.name, found, Result.LOOK_TWICE))
    return rows or [Finding("Name", claim.name, "No other line has it.", Result.NOTHING)]


def _years(claim: Claim) -> list[Finding]:
    if claim.years is None:
        return []
    says = f"{claim.years} years of service"
    lasting = [_length(post) for post in claim.posts]
    known = [length for length in lasting if length is not None]
    if not known or len(known) < len(lasting):
        return [Finding("Service", says, "Not all posts have years.", Result.NOTHING)]
    total = sum(known)
    found = f"The posts together last about {total} years, and {claim.years} are given."
    near = abs(total - claim.years) <= len(known) + 1
    return [Finding("Service", says, found, Result.AGREES if near else Result.DIFFERS)]


def _term(claim: Claim, term: str, spans: Sequence[Span]) -> Finding:
    says = f"Served under {term}"
    span = next((each for each in spans if each.name == term), None)
    if span is None:
        return Finding("Term", says, "The letter has no such term.", Result.DIFFERS)
    lasted = f"{term} was {span.first} to {span.last or 'now'}"
    dated = [post for post in claim.posts if post.from_ or post.to]
    if not dated:
        return Finding("Term", says, f"{lasted}; no post has years.", Result.NOTHING)
    if any(_overlaps(post, span) for post in dated):
        return Finding("Term", says, f"{lasted}; a post lies in it.", Result.AGREES)
    return Finding("Term", says, f"{lasted}; no post lies in it.", Result.DIFFERS)


def _address(evidence: Evidence) -> Finding:
    passed = evidence.checks.get("mail")
    found = f"Confirmed on {_day(passed)}." if passed else "Not confirmed yet."
    domain = evidence.address.rpartition("@")[2]
    if _WORK & set(domain.casefold().split(".")):
        found = f"{found} {domain} looks like a place of work, where others may read along."
        return Finding("Address", "A mailbox", found, Result.LOOK_TWICE)
    return Finding("Address", "A mailbox", found, Result.AGREES if passed else Result.NOTHING)


def _network(evidence: Evidence) -> list[Finding]:
    if evidence.network < CROWDED:
        return []
    found = f"{evidence.network} forms came from one network within an hour."
    return [Finding("Network", "", found, Result.LOOK_TWICE)]


def _overlaps(post: Post, span: Span) -> bool:
    first = int(post.from_ or post.to)
    last = int(post.to) if post.to else None
    ends_after = last is None or last >= span.first
    return ends_after and (span.last is None or first <= span.last)


def _length(post: Post) -> int | None:
    if not post.from_ or not post.to:
        return None
    return int(post.to) - int(post.from_)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
