"""Admit what the intake holds: one signature an address, limits, consents, the mail to confirm."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from undersigned.audit.actions import note
from undersigned.audit.actors import WORKER
from undersigned.eligibility.addresses import canonical_address
from undersigned.letters.models import Letter
from undersigned.letters.queries import letter_by_slug
from undersigned.signing import mail, tokens
from undersigned.signing.actions.hold import hold_addresses
from undersigned.signing.actions.links import make_link
from undersigned.signing.actions.receive import LINK
from undersigned.signing.models import Consent, Intake, Mailing, Refusal, Signature
from undersigned.signing.states import STANDING, State

log = logging.getLogger(__name__)

ROWS_A_TRANSACTION = 500
# Against bombing somebody else's mailbox: mails caused by forms, to one mailbox, in a day.
LIMIT_WINDOW = timedelta(hours=24)
MOST_MAILS_A_LETTER = 3
MOST_MAILS = 10


def admit_due() -> int:
    """Admit all that waits, at most 500 rows a transaction. Returns how many rows were dealt with.

    A row that can't be read is set aside with an event in the trail and never blocks another. A
    fault of the database, the disk or the secret is raised, and the rows stay.
    """
    total = 0
    # Asked first without a lock: this runs twice a second, and mostly nothing waits.
    while _waiting().exists() and (dealt_with := _admit_batch()):
        total += dealt_with
    return total


def _waiting() -> QuerySet[Intake]:
    return Intake.objects.filter(set_aside_at=None).order_by("id")


@transaction.atomic
def _admit_batch() -> int:
    waiting = _waiting()
    skip = connection.features.has_select_for_update_skip_locked
    rows = list(waiting.select_for_update(skip_locked=skip)[:ROWS_A_TRANSACTION])
    # Another worker may have other rows of the same addresses: limits are counted one by one.
    hold_addresses(digest for row in rows if (digest := _digest_in(row)))
    for row in rows:
        try:
            with transaction.atomic():
                _admit(row)
                row.delete()
        except (OperationalError, InterfaceError, OSError, MemoryError):
            raise  # of the machine, and not of the row: it comes again
        except Exception as error:  # noqa: BLE001 (whatever one row brings, the others go on)
            _set_aside(row.pk, row.letter, type(error).__name__)
    return len(rows)


def _digest_in(row: Intake) -> str:
    """The digest of the address in a row; empty where none can be read."""
    try:
        return tokens.address_digest(canonical_address(row.form["address"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return ""


def _set_aside(number: int, letter: str, kind: str) -> None:
    # Neither the row nor the error's text is told: both may hold what somebody typed.
    Intake.objects.filter(pk=number).update(set_aside_at=timezone.now())
    reason = f"It could not be read ({kind}). It is kept for a week."
    note(
        "set aside", by=WORKER, letter=letter, subject_kind="intake", subject=number, reason=reason
    )
    log.error("intake %s was set aside: %s", number, kind)


def _admit(row: Intake) -> None:
    letter = letter_by_slug(row.letter)
    digest = tokens.address_digest(canonical_address(row.form["address"]))
    if letter is None:
        _drop(row, "There is no such letter.")
    elif Refusal.objects.filter(letter=letter, address_digest=digest).exists():
        _drop(row, "Whoever reads this address said that they did not sign.")
    elif _over_limit(row.letter, digest):
        _drop(row, "As many mails as a day allows went to this address already.")
    elif row.kind == LINK:
        _admit_link(row, letter, digest)
    elif not letter.is_open:
        _drop(row, "The letter was closed before this was admitted.")
    else:
        _admit_signature(row, letter, digest)


def _drop(row: Intake, reason: str) -> None:
    note(
        "dropped",
        by=WORKER,
        letter=row.letter,
        subject_kind="intake",
        subject=row.pk,
        reason=reason,
    )


def _over_limit(letter: str, digest: str) -> bool:
    recent = Mailing.objects.filter(address_digest=digest, at__gt=timezone.now() - LIMIT_WINDOW)
    mails = list(recent.values_list("letter", flat=True))
    return len(mails) >= MOST_MAILS or mails.count(letter) >= MOST_MAILS_A_LETTER


def _count_mail(row: Intake, digest: str) -> None:
    Mailing.objects.create(letter=row.letter, address_digest=digest)


def _admit_link(row: Intake, letter: Letter, digest: str) -> None:
    owned = Signature.objects.filter(
        letter=letter, address_digest=digest, state__in=(*STANDING, State.DECLINED)
    )
    signature = owned.filter(state__in=STANDING).first() or owned.order_by("-id").first()
    if signature is None:
        _drop(row, "This address has no signature here.")
        return
    _count_mail(row, digest)
    link = make_link(signature, tokens.OWN, browser=row.browser)
    mail.with_link(mail.OWN, signature, link)
    _note_signature("mailed the link to their page for", signature)


def _admit_signature(row: Intake, letter: Letter, digest: str) -> None:
    _count_mail(row, digest)
    standing = Signature.objects.filter(
        letter=letter, address_digest=digest, state__in=STANDING
    ).first()
    if standing:
        link = make_link(standing, tokens.OWN, browser=row.browser)
        mail.with_link(mail.ALREADY, standing, link)
        _note_signature("had signed already", standing)
        return
    signature = create_signature(letter, row.form, digest, network=row.network, at=row.received_at)
    link = make_link(signature, tokens.CONFIRM, browser=row.browser)
    mail.with_link(mail.CONFIRM, signature, link)
    _note_signature("admitted", signature)


def create_signature(
    letter: Letter, form: Mapping[str, Any], digest: str, *, network: str, at: datetime
) -> Signature:
    """Write a signature that waits for its confirmation, with its consents.

    Args:
        letter: Which letter.
        form: As `receive` takes it.
        digest: Of the address.
        network: Keyed digest of the visitor's network, or empty.
        at: When the form came.
    """
    claim: Mapping[str, Any] = form["claim"]
    signature = Signature.objects.create(
        letter=letter,
        state=State.WAITING,
        kind=claim["kind"],
        name=claim["name"],
        by=claim["by"],
        posts=claim["posts"],
        years=claim["years"],
        served=claim["served"],
        place=claim["place"],
        statement=claim["statement"],
        hint=claim["hint"],
        edition=form["edition"],
        language=form["language"],
        address=form["address"],
        address_digest=digest,
        network=network,
        receipt_by_mail=form["receipt_by_mail"],
    )
    for consent in form["consents"]:
        Consent.objects.create(
            signature=signature,
            kind=consent["kind"],
            wording=consent["wording"],
            edition=signature.edition,
            language=signature.language,
            given_at=at,
        )
    return signature


def _note_signature(verb: str, signature: Signature) -> None:
    note(
        verb,
        by=WORKER,
        letter=signature.letter.slug,
        subject_kind="signature",
        subject=signature.pk,
    )
