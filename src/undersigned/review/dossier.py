"""One signature with all that is known, for whoever decides."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache

from undersigned.eligibility.claim import Claim, Post
from undersigned.eligibility.ledger import Evidence, Finding, Span, ledger, reasons_to_look
from undersigned.letters import queries as letters
from undersigned.letters.manuscript import Manuscript
from undersigned.letters.models import Letter
from undersigned.signing.imported_lists import names_like
from undersigned.signing.models import Signature
from undersigned.signing.queue import crowds, namesakes, same_name

# What a reviewer has in front of them; a decision is about exactly this.
_LINE = ("kind", "name", "by", "posts", "years", "served", "place", "statement")


def claim_of(signature: Signature) -> Claim:
    """What the signer says of themselves."""
    return Claim(
        kind=signature.kind,
        name=signature.name,
        by=signature.by,
        posts=tuple(
            Post(
                post.get("title", ""),
                post.get("office", ""),
                post.get("from", ""),
                post.get("to", ""),
            )
            for post in signature.posts
        ),
        years=signature.years,
        served=tuple(signature.served),
        place=signature.place,
        statement=signature.statement,
        hint=signature.hint,
    )


def findings_of(signature: Signature, confirmed_how: str) -> tuple[Finding, ...]:
    """The ledger of one signature.

    Args:
        signature: With its letter and log.
        confirmed_how: In words, from the trail; may be empty.
    """
    others = [f"signature {other.pk}, {other.state}" for other in same_name(signature)]
    others += [
        f"line {row.line} of the imported list {row.source.file_name}"
        for row in names_like(signature.letter, signature.folded_name)
    ]
    evidence = _evidence(
        signature,
        wording(signature.letter, signature.edition, signature.language),
        others,
        crowds(signature.letter, [signature]).get(signature.pk, 1),
        confirmed_how,
    )
    return ledger(claim_of(signature), evidence)


def reasons_of(letter: Letter, signatures: Sequence[Signature]) -> dict[int, tuple[str, ...]]:
    """What asks for a second look at each of a page of signatures, by number.

    Costs one query for names, one for networks and one for each wording signed, not one a row.
    """
    same = namesakes(letter, [each.folded_name for each in signatures])
    crowded = crowds(letter, signatures)
    wordings = {
        key: wording(letter, *key) for key in {(each.edition, each.language) for each in signatures}
    }
    return {
        each.pk: reasons_to_look(
            claim_of(each),
            _evidence(
                each,
                wordings[each.edition, each.language],
                [f"{same[each.folded_name]} in all"] if same[each.folded_name] > 1 else [],
                crowded.get(each.pk, 1),
                "",
            ),
        )
        for each in signatures
    }


def wording(letter: Letter, edition: int, language: str) -> Manuscript | None:
    """The wording that was signed; None where it was struck."""
    try:
        return letters.manuscript(letter, edition, language)
    except LookupError:
        return None


def seen_mark(signature: Signature) -> str:
    """A short digest of what somebody who decides has in front of them.

    The form carries it, so that nobody accepts a line that its signer changed meanwhile.
    """
    said = [getattr(signature, name) for name in (*_LINE, "state", "correction")]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _evidence(
    signature: Signature,
    manuscript: Manuscript | None,
    others: Sequence[str],
    network: int,
    confirmed_how: str,
) -> Evidence:
    return Evidence(
        edition=signature.edition,
        confirmed_on=signature.confirmed_at.date() if signature.confirmed_at else None,
        confirmed_how=confirmed_how,
        address=signature.address,
        checks={code: dt.date.fromisoformat(day) for code, day in signature.checks.items()},
        spans=_spans(manuscript) if manuscript else (),
        watched=_watched(manuscript) if manuscript else (),
        namesakes=others,
        network=network,
    )


@lru_cache(maxsize=64)
def _spans(manuscript: Manuscript) -> tuple[Span, ...]:
    return tuple(Span(term.name, term.first_year, term.last_year) for term in manuscript.terms)


@lru_cache(maxsize=64)
def _watched(manuscript: Manuscript) -> tuple[str, ...]:
    return tuple(name for name in (manuscript.addressee.name, *_who(manuscript)) if name)


def _who(manuscript: Manuscript) -> list[str]:
    return [fact.who for fact in manuscript.facts]
