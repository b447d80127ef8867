"""The only writers of the outbox."""

import logging
import smtplib
from datetime import datetime, timedelta

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from undersigned.outbox.models import Mail

log = logging.getLogger(__name__)

# How long to wait after each failed attempt; after the last the mail is given up and says so.
RETRIES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440))


def put(
    *,
    key: str,
    kind: str,
    recipient: str,
    subject: str,
    text: str,
    letter: str = "",
    attachment: tuple[str, bytes] | None = None,
) -> None:
    """Put one mail into the outbox, within the caller's transaction.

    Args:
        key: What caused it; a second mail of the same cause is not written.
        kind: What sort of mail, for counts.
        recipient: One address.
        subject: Nothing typed by a visitor belongs here.
        text: The plain text, nothing typed by a visitor either.
        letter: The letter's slug.
        attachment: A file name and its bytes.
    """
    name, data = attachment or ("", b"")
    Mail.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "letter": letter,
            "recipient": recipient,
            "subject": subject,
            "text": text,
            "attachment_name": name,
            "attachment": data,
            "due_at": timezone.now(),
        },
    )


def cancel(*, key_prefix: str) -> None:
    """Drop mails that have not left yet, by the beginning of their key."""
    Mail.objects.filter(key__startswith=key_prefix, sent_at=None).delete()


def erase(*, recipient: str, letter: str) -> None:
    """Forget an address: what was sent to it for this letter, and what was still to be sent."""
    Mail.objects.filter(recipient__iexact=recipient, letter=letter).delete()


def send_due(*, at_most: int = 50) -> int:
    """Send what is due, oldest first, one transaction each. Returns how many left.

    A mail is marked after the server took it: a crash between the two sends it again, and only
    that one.
    """
    due = Mail.objects.filter(sent_at=None, given_up_at=None, due_at__lte=timezone.now())
    numbers = list(due.order_by("due_at").values_list("id", flat=True)[:at_most])
    if not numbers:
        return 0
    left = 0
    connection = get_connection()
    try:
        for number in numbers:
            left += _send_one(number, connection)
    finally:
        connection.close()
    return left


def _send_one(number: int, connection: BaseEmailBackend) -> int:
    mail = Mail.objects.filter(id=number, sent_at=None, given_up_at=None).first()
    if mail is None:
        return 0
    message = EmailMessage(
        subject=mail.subject,
        body=mail.text,
        to=[mail.recipient],
        headers={"Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    if mail.attachment_name:
        message.attach(mail.attachment_name, bytes(mail.attachment), "application/octet-stream")
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as error:
        _put_off(mail, error, timezone.now())
        return 0
    with transaction.atomic():
        mail.sent_at = timezone.now()
        mail.text = ""
        mail.attachment = b""
        mail.attempts += 1
        mail.save()
    return 1


def _put_off(mail: Mail, error: Exception, now: datetime) -> None:
    refused_for_good = (
        isinstance(error, smtplib.SMTPRecipientsRefused)
        and all(code >= 500 for code, _ in error.recipients.values())  # noqa: PLR2004 (RFC 5321, 4.2.1)
    )
    if refused_for_good or mail.attempts >= len(RETRIES):
        mail.given_up_at = now
        mail.text = ""
    else:
        mail.due_at = now + RETRIES[mail.attempts]
    mail.attempts += 1
    # The server's own words may repeat the address: only the kind of failure is kept.
    mail.last_error = type(error).__name__
    mail.save()
    log.warning("mail %s (%s) could not be sent: %s", mail.id, mail.kind, mail.last_error)
