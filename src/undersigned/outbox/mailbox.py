"""A mail backend that sends nothing: it keeps each message for the page /mailbox."""

from collections.abc import Sequence

from django.core.mail import EmailAttachment, EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from undersigned.outbox.models import MailboxMessage


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
                sender=message.from_email,
                subject=str(message.subject),
                text=str(message.body),
                attachment_name=name,
                attachment=data,
            )
        return len(email_messages)


def _as_bytes(content: str | bytes | object) -> bytes:
    return content if isinstance(content, bytes) else str(content).encode()
