"""Decide about a signature: the desk's verbs, and the rules' one."""

from datetime import date
from typing import Any

from django.db import transaction

from undersigned.audit.actors import WORKER, Actor
from undersigned.eligibility.findings import checks_missing
from undersigned.evidence.grammar import REMOVAL_REASONS
from undersigned.signing import mail, tokens
from undersigned.signing.actions.entries import REMOVED, amend, end, enter, entry_of
from undersigned.signing.actions.erase import erase
from undersigned.signing.actions.hold import hold, move, refuse_second, tell, today
from undersigned.signing.actions.links import make_link
from undersigned.signing.models import Signature
from undersigned.signing.queries import wording_signed
from undersigned.signing.states import NotPossible, State

# `superseded` is for imported names alone (record-format.md, section 4).
REASONS = tuple(reason for reason in REMOVAL_REASONS if reason != "superseded")


@transaction.atomic
def accept(
    signature: Signature, *, by: Actor, reason: str = "", day: date | None = None
) -> Signature:
    """Accept at the desk: the check `desk` is passed today, and the record is asked for the entry.

    Args:
        signature: Confirmed, or declined before.
        by: Who decides.
        reason: Why, in words that name nobody; optional.
        day: When it was looked at, if that was not today.

    Returns:
        The signature as it now is.

    Raises:
        NotPossible: when it is in another state, another one of the address stands, the letter
            is closed, or its rules ask for a check that was not passed.
    """
    signature = hold(signature.pk)
    signature.checks = {**signature.checks, "desk": day.isoformat() if day else today()}
    _accept(signature)
    tell("accepted", signature, by=by, reason=reason)
    return signature


def accept_by_rules(signature: Signature) -> None:
    """Accept what has passed every check that the letter asks for, within the caller's transaction.

    Args:
        signature: Held and confirmed; changed in place.
    """
    _accept(signature)
    tell("accepted", signature, by=WORKER, reason="Every check that the rules ask for was passed.")


def _accept(signature: Signature) -> None:
    move(signature, State.ACCEPTED)
    refuse_second(signature)
    wording = wording_signed(signature)
    missing = checks_missing(wording.checks if wording else (), signature.checks)
    if missing:
        raise NotPossible(
            f"The letter’s rules ask for checks that were not passed: {', '.join(missing)}. "
            "Nothing was changed."
        )
    signature.note = ""
    signature.save()
    enter(signature)


@transaction.atomic
def decline(signature: Signature, *, by: Actor, note: str) -> Signature:
    """Decline at the desk. The signer gets a mail and reads the reason on their own page.

    Args:
        signature: Confirmed.
        by: Who decides.
        note: Why, for the signer to read.

    Raises:
        NotPossible: when it is in another state.
    """
    signature = hold(signature.pk)
    move(signature, State.DECLINED)
    signature.note = note
    signature.save()
    tell("declined", signature, by=by, reason=note)
    mail.with_link(mail.DECLINED, signature, make_link(signature, tokens.OWN))
    return signature


@transaction.atomic
def remove(signature: Signature, *, by: Actor, reason: str, note: str = "") -> Signature:
    """Take an accepted signature off; its person is erased with the entry that says so.

    Args:
        signature: Accepted.
        by: Who decides.
        reason: One of `REASONS`, as the record gives it.
        note: Why, in words, for the trail.

    Raises:
        NotPossible: when it is in another state, or the reason is none of the record's.
    """
    if reason not in REASONS:
        raise NotPossible(
            f"{reason!r} is no reason of the record. There are: {', '.join(REASONS)}."
        )
    signature = hold(signature.pk)
    move(signature, State.REMOVED)
    listed = end(signature, REMOVED, reason=reason)
    signature.reason, signature.correction = reason, None
    signature.save()
    signature.tokens.all().delete()
    tell("removed", signature, by=by, reason=f"{reason}: {note}" if note else reason)
    mail.removed(signature)
    if not listed:
        erase(signature, by=by)
    return signature


@transaction.atomic
def accept_correction(signature: Signature, *, by: Actor, reason: str = "") -> Signature:
    """Accept the correction that waits: the line is amended in the record.

    Raises:
        NotPossible: when none waits.
    """
    signature, correction = _waiting_correction(signature)
    entry = entry_of(signature)
    if entry is None:
        raise NotPossible("This signature is not in the record yet. Try again in a minute.")
    for name, value in correction.items():
        setattr(signature, name, value)
    signature.checks = {**signature.checks, "desk": today()}
    signature.correction, signature.note = None, ""
    signature.save()
    amend(signature, entry)
    tell("accepted the correction of", signature, by=by, reason=reason)
    return signature


@transaction.atomic
def decline_correction(signature: Signature, *, by: Actor, note: str) -> Signature:
    """Decline the correction that waits: the line stands as it was, and the signer is told.

    Raises:
        NotPossible: when none waits.
    """
    signature, _ = _waiting_correction(signature)
    signature.correction, signature.note = None, note
    signature.save()
    tell("declined the correction of", signature, by=by, reason=note)
    mail.with_link(mail.CORRECTION, signature, make_link(signature, tokens.OWN))
    return signature


def _waiting_correction(signature: Signature) -> tuple[Signature, dict[str, Any]]:
    signature = hold(signature.pk)
    if signature.state != State.ACCEPTED or not signature.correction:
        raise NotPossible(
            "No correction of this signature waits. Nothing was changed. Load the page again."
        )
    return signature, signature.correction
