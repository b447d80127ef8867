"""One mail of the outbox as the message that leaves."""

from email.headerregistry import Address
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from undersigned.outbox.marks import numbered
from undersigned.outbox.models import Mail
from undersigned.outbox.parts import html_part

METADATA = "undersigned_mail"  # under this a service brings a mail's number back


def message_of(mail: Mail, post: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """Make the message; the same mail always has the same Message-ID.

    Raises:
        ValueError: where it can't be written as a message.
    """
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    who = mail.sender_name or name
    headers = {
        "From": str(Address(who, addr_spec=address)),  # whoever sends it encodes the name
        "Message-ID": message_id(mail.id),
        # RFC 3834; the second is how Exchange is told to send no out-of-office reply.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        **_how_to_stop(mail.unsubscribe_url),
    }
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=return_path(mail.id) or address,
        to=[mail.recipient],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=headers,
        connection=post,
    )
    message.attach_alternative(
        html_part(
            mail.text, subject=mail.subject, who=who or settings.SITE_HOST, button=mail.button
        ),
        "text/html",
    )
    if mail.attachment_name:
        message.attach(mail.attachment_name, bytes(mail.attachment), "application/octet-stream")
    _tell_service(message, mail.id)
    return message


def message_id(number: int) -> str:
    """A mail's Message-ID: its number and mark at the host that letters are published under."""
    return f"<{numbered(number)}@{settings.SITE_HOST}>"


def return_path(number: int) -> str:
    """Where bounces of a mail come to; empty where the settings name no address for them."""
    to = settings.INSTANCE.settings.mail_bounces_to
    user, _, host = to.partition("@")
    return f"{user}+{numbered(number)}@{host}" if to else ""


def _how_to_stop(url: str) -> dict[str, str]:
    """RFC 2369, and RFC 8058 where the address is one that mail programs may post to."""
    if not url:
        return {}
    one_click = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return {
        "List-Unsubscribe": f"<{url}>",
        **(one_click if urlsplit(url).scheme == "https" else {}),
    }


def _tell_service(message: EmailMultiAlternatives, number: int) -> None:
    """Where a service sends it: by which number it reports, and that nothing is tracked."""
    service = settings.MAIL_WAY.service
    if service is None:
        return
    message.from_email = message.extra_headers["From"]  # a service has a return path of its own
    told: dict[str, object] = {"metadata": {METADATA: numbered(number)}}
    if service.can_stop_tracking:
        told |= {"track_opens": False, "track_clicks": False}
    if service.name == "Postmark":
        message.extra_headers["X-PM-KeepID"] = "true"
    for name, value in told.items():
        setattr(message, name, value)
