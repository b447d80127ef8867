"""What signers do on their own page: correct, withdraw, say what may be mailed."""

from enum import Enum, auto
from typing import Any

from django.db import transaction
from django.utils import timezone

from undersigned.audit.actors import signer_actor
from undersigned.eligibility.claim import Claim
from undersigned.signing import consents
from undersigned.signing.actions.decide import accept_by_rules
from undersigned.signing.actions.entries import WITHDRAWN, amend, end, enter, entry_of, take_back
from undersigned.signing.actions.erase import erase
from undersigned.signing.actions.hold import hold, move, refuse_second, tell
from undersigned.signing.actions.imported_names import names_of
from undersigned.signing.actions.imports import hide_at_wish
from undersigned.signing.models import Consent, Signature
from undersigned.signing.states import NotPossible, State

# What the desk looked at; a change of any of these is for it to look at again.
LOOKED_AT = ("name", "by", "posts", "years", "served")
AT_ONCE = ("place", "statement")


class Corrected(Enum):
    """What became of a correction."""

    NOTHING = auto()  # it says what stood there before
    DONE = auto()
    AT_DESK = auto()  # the desk looks again before it is listed
    WAITS = auto()  # the listed line stands until the desk has looked


@transaction.atomic
def correct(signature: Signature, claim: Claim) -> Corrected:
    """Correct one's line.

    Before it is listed it is changed in place, and goes back to the desk if that had accepted
    another name, post, years or terms. Once listed, a changed place or sentence is amended at once,
    anything else waits for the desk while the old line stands.

    Raises:
        NotPossible: when it has ended, or is being entered in the record just now.
    """
    signature = hold(signature.pk)
    asked = fields_of(claim)
    changed = {name for name, value in asked.items() if getattr(signature, name) != value}
    signature.hint = claim.hint
    if signature.state in (State.CONFIRMED, State.DECLINED):
        result = _correct_undecided(signature, asked, changed)
    elif signature.state != State.ACCEPTED:
        raise NotPossible("This signature has ended, so there is nothing to correct.")
    elif entry_of(signature) is None:
        result = _correct_unlisted(signature, asked, changed)
    else:
        result = _correct_listed(signature, asked, changed)
    if result is not Corrected.NOTHING:
        tell(
            f"corrected ({result.name.lower().replace('_', ' ')})",
            signature,
            by=signer_actor(signature.pk),
            reason=f"changed: {', '.join(sorted(changed)) or 'back'}",
        )
    return result


def fields_of(claim: Claim) -> dict[str, Any]:
    """A claim as the fields of a signature that stand in its line."""
    return {
        "name": claim.name,
        "by": claim.by,
        "posts": [post.as_object() for post in claim.posts],
        "years": claim.years,
        "served": list(claim.served),
        "place": claim.place,
        "statement": claim.statement,
    }


def _set(signature: Signature, asked: dict[str, Any]) -> None:
    for name, value in asked.items():
        setattr(signature, name, value)


def _correct_undecided(signature: Signature, asked: dict[str, Any], changed: set[str]) -> Corrected:
    again = signature.state == State.DECLINED
    if again:
        refuse_second(signature)
        move(signature, State.CONFIRMED)
    _set(signature, asked)
    signature.save()
    return Corrected.AT_DESK if changed or again else Corrected.NOTHING


def _correct_unlisted(signature: Signature, asked: dict[str, Any], changed: set[str]) -> Corrected:
    if not changed:
        signature.save()
        return Corrected.NOTHING
    take_back(signature)
    _set(signature, asked)
    if changed.isdisjoint(LOOKED_AT):
        signature.save()
        enter(signature)
        return Corrected.DONE
    by_desk = signature.checks.pop("desk", None) is not None
    move(signature, State.CONFIRMED)
    signature.save()
    if by_desk:
        return Corrected.AT_DESK
    accept_by_rules(signature)
    return Corrected.DONE


def _correct_listed(signature: Signature, asked: dict[str, Any], changed: set[str]) -> Corrected:
    entry = entry_of(signature)
    took_back = signature.correction is not None
    if not changed.isdisjoint(LOOKED_AT):
        signature.correction = asked
        signature.save()
        return Corrected.WAITS
    signature.correction = None
    _set(signature, asked)
    signature.save()
    if changed and entry is not None:
        amend(signature, entry)
    return Corrected.DONE if changed or took_back else Corrected.NOTHING


@transaction.atomic
def withdraw(signature: Signature) -> bool:
    """Take one's signature back. Returns whether the record has to say so.

    Not listed yet, it is erased at once and was never in the record. Listed, the record gets the
    entry, and the person is erased as soon as that is published.

    Raises:
        NotPossible: when it has ended already.
    """
    signature = hold(signature.pk)
    by = signer_actor(signature.pk)
    accepted = signature.state == State.ACCEPTED
    move(signature, State.WITHDRAWN)
    in_record = accepted and end(signature, WITHDRAWN)
    signature.correction = None
    signature.save()
    signature.tokens.all().delete()
    tell("withdrew", signature, by=by)
    if not accepted:
        # Whoever withdraws does not stand there by an earlier list either; an accepted signature
        # has ended these names already.
        for name in names_of(signature):
            hide_at_wish(name)
    if not in_record:
        erase(signature, by=by)
    return in_record


@transaction.atomic
def choose_mail(signature: Signature, *, news: bool, receipt: bool) -> None:
    """Say what may be mailed: news of the letter, the receipt once listed."""
    signature = hold(signature.pk)
    if signature.erased_at:
        raise NotPossible("This signature has ended, so nothing is mailed any more.")
    signature.receipt_by_mail = receipt
    signature.save(update_fields=["receipt_by_mail"])
    given = signature.consents.filter(kind=consents.MAIL)
    if not news:
        given.delete()
    elif not given.exists():
        Consent.objects.create(
            signature=signature,
            kind=consents.MAIL,
            wording=consents.wordings(signature.edition)[consents.MAIL].text,
            edition=signature.edition,
            language=signature.language,
            given_at=timezone.now(),
        )
    tell(
        "chose what may be mailed",
        signature,
        by=signer_actor(signature.pk),
        reason=f"news: {'yes' if news else 'no'}; receipt: {'yes' if receipt else 'no'}",
    )
