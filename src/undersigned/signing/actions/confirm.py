"""Press the button behind a link: sign, open one's own page, or say "I did not sign this"."""

from dataclasses import dataclass
from enum import Enum, auto

from django.db import transaction
from django.utils import timezone

from undersigned.audit.actors import WORKER, signer_actor
from undersigned.eligibility.findings import checks_missing
from undersigned.letters.models import Letter
from undersigned.signing import tokens
from undersigned.signing.actions.decide import accept_by_rules
from undersigned.signing.actions.entries import WITHDRAWN, end
from undersigned.signing.actions.erase import erase
from undersigned.signing.actions.hold import (
    hold_open_letter,
    hold_with_others,
    move,
    tell,
    today,
)
from undersigned.signing.actions.links import open_session
from undersigned.signing.models import Refusal, Signature, Token
from undersigned.signing.queries import live_token, wording_signed
from undersigned.signing.states import STANDING, State

# How it was confirmed, as the trail says it to the desk.
IN_BROWSER = "in the browser that sent the form"
BY_CODE = "by the code of the mail, in another browser"


class Came(Enum):
    """What came of pressing a button."""

    OPEN = auto()  # confirmed, now or before; the session is open
    DISOWNED = auto()  # ended, and the address is not used again
    DEAD = auto()  # no such link, or no longer
    WRONG_CODE = auto()
    CLOSED = auto()  # the letter was closed before
    ALREADY = auto()  # the address has another signature that stands


@dataclass(frozen=True)
class Outcome:
    """What came of it.

    Attributes:
        came: which of the cases.
        session: what goes into the cookie, if it is open.
        attempts_left: after a wrong code.
    """

    came: Came
    session: str = ""
    attempts_left: int = 0


@transaction.atomic
def confirm(letter: Letter, plain: str, *, code: str, browser: str) -> Outcome:
    """Confirm the signature of a link, or open its page again. Twice is as good as once.

    Args:
        letter: Which letter.
        plain: The token out of the link.
        code: As typed; needed in any browser but the one that the form was sent from.
        browser: Digest of this browser's cookie.
    """
    found = live_token(letter, plain, tokens.CONFIRM, tokens.OWN)
    if found is None:
        return Outcome(Came.DEAD)
    signature, others = hold_with_others(found.signature.pk)
    token = _proven(found, code, browser)
    if isinstance(token, Outcome):
        return token
    if signature.state == State.WAITING:
        same_browser = tokens.same(token.browser, browser)
        failed = confirm_held(signature, others, how=IN_BROWSER if same_browser else BY_CODE)
        if failed:
            return failed
    token.used_at = token.used_at or timezone.now()
    token.save(update_fields=["used_at"])
    return Outcome(Came.OPEN, session=open_session(signature))


def confirm_held(signature: Signature, others: list[Signature], *, how: str) -> Outcome | None:
    """Confirm a signature that waits; the rules accept it at once where they ask for no more.

    Args:
        signature: Held by the caller.
        others: The letter's other ones of its address, held too.
        how: For the trail.

    Returns:
        What was in the way; None when it is confirmed.
    """
    if not hold_open_letter(signature):
        return Outcome(Came.CLOSED)
    if any(other.state in STANDING for other in others):
        _end_waiting(signature)
        return Outcome(Came.ALREADY)
    for other in others:
        if other.state == State.WAITING:
            _end_waiting(other)
    move(signature, State.CONFIRMED)
    signature.checks = {**signature.checks, "mail": today()}
    signature.save()
    tell("confirmed", signature, by=signer_actor(signature.pk), reason=how)
    wording = wording_signed(signature)
    if wording and not checks_missing(wording.checks, signature.checks):
        accept_by_rules(signature)
    return None


def _end_waiting(signature: Signature) -> None:
    move(signature, State.EXPIRED)
    tell("ended", signature, by=WORKER, reason="The same address confirmed another form.")
    erase(signature, by=WORKER)


@transaction.atomic
def disown(letter: Letter, plain: str, *, code: str, browser: str) -> Outcome:
    """End the signature of a link, whatever became of it, and use its address no more here.

    Its person is erased at once, or with the entry that takes a listed one back.
    """
    found = live_token(letter, plain, tokens.CONFIRM, tokens.OWN)
    if found is None:
        return Outcome(Came.DEAD)
    signature, others = hold_with_others(found.signature.pk)
    token = _proven(found, code, browser)
    if isinstance(token, Outcome):
        return token
    by = signer_actor(signature.pk)
    Refusal.objects.get_or_create(letter=signature.letter, address_digest=signature.address_digest)
    for other in others:
        if other.state == State.WAITING:
            _disown(other, by=signature.pk)
    _disown(signature, by=signature.pk)
    tell("disowned", signature, by=by)
    return Outcome(Came.DISOWNED)


def _disown(signature: Signature, *, by: int) -> None:
    if signature.state == State.ACCEPTED and end(signature, WITHDRAWN):
        # Its person is erased with the entry's publication, by follow_record.
        move(signature, State.WITHDRAWN)
        signature.correction = None
        signature.save()
        signature.tokens.all().delete()
        return
    move(signature, State.DISOWNED)
    erase(signature, by=signer_actor(by))


def _proven(found: Token, code: str, browser: str) -> Token | Outcome:
    """The token, if this browser sent the form or the code is right; a wrong one is counted.

    A code that was not typed at all guesses nothing, and is not.

    It is taken after its signature, as whoever ends a signature takes them, and may be gone by
    then.
    """
    token = Token.objects.select_for_update(no_key=True).filter(pk=found.pk).first()
    if token is None or token.attempts >= tokens.MOST_ATTEMPTS:
        return Outcome(Came.DEAD)
    known = tokens.same(token.browser, browser)
    if known or tokens.same(token.code_digest, tokens.code_digest(token.digest, code)):
        return token
    if code.strip():
        token.attempts += 1
        token.save(update_fields=["attempts"])
    return Outcome(Came.WRONG_CODE, attempts_left=tokens.MOST_ATTEMPTS - token.attempts)
