"""Forget a person: whatever of a signature is personal, its links, consents and mails."""

from django.utils import timezone

from undersigned.audit.actors import Actor
from undersigned.outbox import actions as outbox
from undersigned.outbox.queries import is_unsent
from undersigned.signing.actions.hold import tell
from undersigned.signing.mail import REMOVED, SUBJECTS, key_of
from undersigned.signing.models import Signature


def erase(signature: Signature, *, by: Actor) -> None:
    """Erase an ended signature; what stays is its number, its state, its days and its entry.

    Consents go with the person: without a name or an address they would prove nothing, and with
    one they would be personal data. One thing may wait: the address, while the mail that tells of
    a removal is still to leave.
    """
    _erase_line(signature)
    if is_unsent(key_of(REMOVED, signature)):
        signature.save()
        return
    _erase_mails(signature)
    signature.address = signature.address_digest = ""
    signature.erased_at = timezone.now()
    signature.save()
    tell("erased", signature, by=by)


def _erase_line(signature: Signature) -> None:
    signature.name = signature.by = signature.place = signature.statement = signature.hint = ""
    signature.network = signature.note = ""
    signature.posts, signature.served, signature.checks = [], [], {}
    signature.years = signature.correction = None
    signature.consents.all().delete()
    signature.tokens.all().delete()


def _erase_mails(signature: Signature) -> None:
    """Mails of the address go, unless another signature of it under this letter still lives."""
    others = Signature.objects.filter(
        letter=signature.letter, address__iexact=signature.address
    ).exclude(pk=signature.pk)
    if not others.exists():
        outbox.erase(recipient=signature.address, letter=signature.letter.slug)
        return
    for kind in SUBJECTS:
        outbox.cancel(key_prefix=key_of(kind, signature))
