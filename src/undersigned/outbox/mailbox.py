"""A mail backend that sends nothing: it keeps each message for the page /mailbox."""

from collections.abc import Sequence

from django.core.mail import EmailAttachment, EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from undersigned.outbox.models import MailboxMessage

# The headers that a mail program shows or acts on.
SHOWN = ("Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post")


class MailboxBackend(BaseEmailBackend):
    """Django's interface of a mail backend over a table."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the messages and say that they left."""
        for message in email_messages:
            name, data = "", b""
            if message.attachments:
                first = message.attachments[0]
                if isinstance(first, EmailAttachment):
                    name, data = first.filename or "", _as_bytes(first.content)
            MailboxMessage.objects.create(
                recipient=", ".join(message.to),
                sender=message.extra_headers.get("From", message.from_email),
                subject=str(message.subject),
                text=str(message.body),
                html=_html_of(message),
                headers=_headers_of(message),
                attachment_name=name,
                attachment=data,
            )
        return len(email_messages)


def _html_of(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    return next((str(part[0]) for part in message.alternatives if part[1] == "text/html"), "")


def _headers_of(message: EmailMessage) -> str:
    found = {"Reply-To": ", ".join(message.reply_to), **message.extra_headers}
    return "\n".join(f"{name}: {found[name]}" for name in SHOWN if found.get(name))


def _as_bytes(content: str | bytes | object) -> bytes:
    return content if isinstance(content, bytes) else str(content).encode()
