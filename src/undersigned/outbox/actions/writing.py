"""Put mails into the outbox, and take them out again."""

from django.utils import timezone

from undersigned.outbox.marks import address_digest
from undersigned.outbox.models import CameBack, Mail, MailboxMessage
from undersigned.outbox.queries import is_unwanted
from undersigned.outbox.states import BOUNCE, NOT_WANTED

LONGEST_LINE = 200  # of the columns


def shortened(words: str) -> str:
    """What fits into a line of the head of a mail; some databases refuse what is longer."""
    return words if len(words) <= LONGEST_LINE else f"{words[: LONGEST_LINE - 1]}…"


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

    To an address whose owner complained no mail leaves any more; it is written as given up.

    Args:
        key: What caused it; a second mail of the same cause is not written.
        kind: What sort of mail, for counts.
        recipient: One address.
        subject: Nothing typed by a visitor belongs here.
        text: The plain text, nothing typed by a visitor either. The HTML part is made from it
            (`outbox.parts`): a line with nothing but a link becomes a button, a code alone on its
            line stands out, and what follows a line `-- ` is small.
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
    stopped = is_unwanted(recipient, is_bulk=bool(unsubscribe_url))
    now = timezone.now()
    Mail.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "letter": letter,
            "recipient": recipient,
            "subject": shortened(subject),
            "text": "" if stopped else text,
            "button": button,
            "sender_name": shortened(sender_name),
            "reply_to": reply_to,
            "unsubscribe_url": unsubscribe_url,
            "is_bulk": bool(unsubscribe_url),
            "attachment_name": name,
            "attachment": b"" if stopped else data,
            "due_at": now,
            "given_up_at": now if stopped else None,
            "last_error": NOT_WANTED if stopped else "",
        },
    )


def cancel(*, key_prefix: str) -> None:
    """Drop mails that have not left yet, by the beginning of their key."""
    Mail.objects.filter(key__startswith=key_prefix, sent_at=None).delete()


def erase(*, recipient: str, letter: str) -> None:
    """Forget an address: what was sent to it for this letter, and what was still to be sent.

    What the mailbox page shows instead of a sent mail stays without its recipient and without its
    attachment; its text never held anything of theirs. That mail came back is forgotten too, unless
    another letter still writes there; that its owner wants no mail is not.
    """
    Mail.objects.filter(recipient__iexact=recipient, letter=letter).delete()
    MailboxMessage.objects.filter(recipient__iexact=recipient).update(
        recipient="(erased)", attachment_name="", attachment=b""
    )
    if not Mail.objects.filter(recipient__iexact=recipient).exists():
        CameBack.objects.filter(address_digest=address_digest(recipient), kind=BOUNCE).delete()
