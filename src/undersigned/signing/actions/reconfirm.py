"""A signer of an earlier edition signs the newest one too."""

from django.db import transaction
from django.utils import timezone

from undersigned.audit.actors import signer_actor
from undersigned.record.actions import append
from undersigned.signing.actions.entries import entry_of
from undersigned.signing.actions.hold import hold, hold_open_letter, tell
from undersigned.signing.consents import SIGN, wordings
from undersigned.signing.models import Consent, Signature
from undersigned.signing.queries import offer, subject_of
from undersigned.signing.states import NotPossible, State


@transaction.atomic
def reconfirm(signature: Signature, *, edition: int) -> Signature:
    """Sign a later edition, by its owner's own button and never otherwise.

    Args:
        signature: Accepted and in the record, under an earlier edition.
        edition: The edition whose words its owner was shown; it has to be the newest.

    Raises:
        NotPossible: when it is not in the record, the letter is closed, or there is no such later
            edition.
    """
    signature = hold(signature.pk)
    entry = entry_of(signature)
    if signature.state != State.ACCEPTED or entry is None:
        raise NotPossible("This signature is not in the record, so there is nothing to renew yet.")
    if not hold_open_letter(signature):
        raise NotPossible("The letter is closed. Your signature stays with the edition you signed.")
    # Read under the letter's lock: an edition published meanwhile is seen.
    now = offer(signature.letter, signature.language)
    if now is None or now.edition != edition or edition <= signature.edition:
        raise NotPossible("The edition has changed meanwhile. Read the newest one before you sign.")
    fields = {"entry": entry, "edition": edition, "language": now.language}
    append(signature.letter.log, "reconfirmed", fields, subject=subject_of(signature))
    Consent.objects.create(
        signature=signature,
        kind=SIGN,
        wording=wordings(edition)[SIGN].text,
        edition=edition,
        language=now.language,
        given_at=timezone.now(),
    )
    signature.edition, signature.language = edition, now.language
    signature.save(update_fields=["edition", "language"])
    tell(f"signed edition {edition} too", signature, by=signer_actor(signature.pk))
    return signature
