"""The only writers of the outbox."""

import logging
import smtplib
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from undersigned.outbox.models import Mail, MailboxMessage

log = logging.getLogger(__name__)

# How long to wait after each failed attempt; after the last the mail is given up and says so.
RETRIES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440))
# For how long a mail is one process's to send; one that was killed meanwhile leaves it due again.
HELD = timedelta(minutes=5)


def put(  # noqa: PLR0913 (the parts of a mail)
    *,
    key: str,
    kind: str,
    recipient: str,
    subject: str,
    text: str,
    letter: str = "",
    attachment: tuple[str, bytes] | None = None,
    button: str = "",
    sender_name: str = "",
    reply_to: str = "",
    unsubscribe_url: str = "",
) -> None:
    """Put one mail into the outbox, within the caller's transaction.

    Args:
        key: What caused it; a second mail of the same cause is not written.
        kind: What sort of mail, for counts.
        recipient: One address.
        subject: Nothing typed by a visitor belongs here.
        text: The plain text, nothing typed by a visitor either. The HTML part is made from it: in
            it, a line with nothing but a link becomes a button, and a code alone on its line
            stands out.
        letter: The letter's slug.
        attachment: A file name and its bytes.
        button: What the button says; without it the link is shown as it is.
        sender_name: Who writes, beside the address of the setting `sender`.
        reply_to: Where an answer goes: the address of the letter's organiser.
        unsubscribe_url: Where the recipient stops such mails, for a mail that nobody waits for (an
            invitation). One POST there, without cookies, must do it (RFC 8058), and a page on GET
            must ask. Such a mail leaves behind the others, and never to an address that mail came
            back from.
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
            "button": button,
            "sender_name": sender_name,
            "reply_to": reply_to,
            "unsubscribe_url": unsubscribe_url,
            "is_bulk": bool(unsubscribe_url),
            "attachment_name": name,
            "attachment": data,
            "due_at": timezone.now(),
        },
    )


def cancel(*, key_prefix: str) -> None:
    """Drop mails that have not left yet, by the beginning of their key."""
    Mail.objects.filter(key__startswith=key_prefix, sent_at=None).delete()


def erase(*, recipient: str, letter: str) -> None:
    """Forget an address: what was sent to it for this letter, and what was still to be sent.

    What the mailbox page shows instead of a sent mail stays without its recipient and without its
    attachment; its text never held anything of theirs.
    """
    Mail.objects.filter(recipient__iexact=recipient, letter=letter).delete()
    MailboxMessage.objects.filter(recipient__iexact=recipient).update(
        recipient="(erased)", attachment_name="", attachment=b""
    )


def send_due(*, at_most: int = 50) -> int:
    """Send what is due, oldest first. Returns how many left.

    A mail is marked after the server took it: a crash between the two sends it again, and only
    that one. A server that can't be reached is no mail's fault: nothing is counted against them.

    Raises:
        OSError: when the server can't be reached, or broke off; the rest stays due.
    """
    due = Mail.objects.filter(sent_at=None, given_up_at=None, due_at__lte=timezone.now())
    numbers = list(due.order_by("due_at").values_list("id", flat=True)[:at_most])
    if not numbers:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:
        raise OSError(
            f"The mail server can't be used ({error.strerror or type(error).__name__}). Look at "
            "the setting mail in undersigned.toml. Mails wait, and leave by themselves."
        ) from error
    try:
        return sum(_send_one(number, connection) for number in numbers)
    finally:
        connection.close()


def _send_one(number: int, connection: BaseEmailBackend) -> int:
    mail = Mail.objects.filter(id=number, sent_at=None, given_up_at=None).first()
    if mail is None or not _hold(mail):
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
    except (smtplib.SMTPException, ValueError) as error:
        _put_off(mail, error, timezone.now())
        if isinstance(error, smtplib.SMTPServerDisconnected):
            raise
        return 0
    except OSError as error:
        _put_off(mail, error, timezone.now())
        raise
    _change(mail, sent_at=timezone.now(), text="", attachment=b"", attempts=mail.attempts + 1)
    return 1


def _hold(mail: Mail) -> bool:
    """Take a mail for this process alone; False where another one was first."""
    same = Mail.objects.filter(id=mail.id, due_at=mail.due_at, sent_at=None, given_up_at=None)
    return same.update(due_at=timezone.now() + HELD) == 1


def _change(mail: Mail, **members: Any) -> None:
    # An update and no save: a mail that was erased while it was being sent must not come back.
    Mail.objects.filter(id=mail.id).update(**members)


def _put_off(mail: Mail, error: Exception, now: datetime) -> None:
    # The server's own words may repeat the address: only the kind of failure is kept.
    kind = type(error).__name__
    if mail.attempts >= len(RETRIES) or _is_final(error):
        _change(
            mail,
            given_up_at=now,
            text="",
            attachment=b"",
            attempts=mail.attempts + 1,
            last_error=kind,
        )
    else:
        due_at = now + RETRIES[mail.attempts]
        _change(mail, due_at=due_at, attempts=mail.attempts + 1, last_error=kind)
    log.warning("mail %s (%s) could not be sent: %s", mail.id, mail.kind, kind)


def _is_final(error: Exception) -> bool:
    """Whether the same mail will never be taken: no such mailbox, or it can't be written at all."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())  # noqa: PLR2004 (RFC 5321, 4.2.1)
    return isinstance(error, ValueError)
