"""Read a message that came back: which mail it is about, and whether that can't be delivered.

A mail is known by its number with its mark (`outbox.marks`), wherever in the bounce that stands: in
the address that the bounce came to, in a delivery report (RFC 3464), or in what the bounce returns
of the mail. Who writes the bounce, and whom it names, can be forged and is not believed.
"""

import email
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from undersigned.outbox.failures import ENHANCED
from undersigned.outbox.marks import number_in
from undersigned.outbox.states import BOUNCE, COMPLAINT

LARGEST = 1_000_000  # bytes of a bounce that are looked at
# Words of a refusal for good in bounces that are no delivery report.
FOR_GOOD = (
    *("user unknown", "unknown user", "no such user", "does not exist", "no longer available"),
    *("no mailbox here", "mailbox unavailable", "recipient rejected", "address rejected"),
    *("invalid recipient", "account disabled", "permanent error", "permanent fatal errors"),
)


@dataclass(frozen=True)
class Bounce:
    """What one message says about one mail of ours.

    Attributes:
        number: the mail's; its mark was right.
        kind: `states.BOUNCE`, `states.COMPLAINT`, or empty: a delay, a success, an automatic reply.
        status: the reason (RFC 3463), where one was given.
    """

    number: int
    kind: str
    status: str


def read_bounce(data: bytes) -> Bounce | None:
    """Read a message as it came; None where it is about no mail of ours, or its mark is forged."""
    # The mark vouches for itself, so that it may stand anywhere, also where no form is kept.
    number = number_in(data[:LARGEST].decode("ascii", "replace"))
    if number is None:
        return None
    # The older of Python's two ways to read headers: it raises nothing, however broken they are.
    message = email.message_from_bytes(data[:LARGEST])
    if _is_complaint(message):
        return Bounce(number, COMPLAINT, "")
    status, action = _report_of(message)
    if action:
        failed = action == "failed" and not status.startswith(("4.", "2."))
        return Bounce(number, BOUNCE if failed else "", status)
    return Bounce(number, *_plain(message))


def _is_complaint(message: Message) -> bool:
    """Whether it is a report of abuse as large providers send (RFC 5965)."""
    if message.get_content_type() != "multipart/report":
        return False
    return str(message.get_param("report-type", "")).lower() == "feedback-report"


def _report_of(message: Message) -> tuple[str, str]:
    """Status and action of a delivery report (RFC 3464, 2.3); empty where it is none."""
    for fields in _of_recipients(message):
        action = str(fields.get("action", "")).strip().lower()
        found = ENHANCED.search(str(fields.get("status", "")))
        said = ENHANCED.search(str(fields.get("diagnostic-code", "")))
        if action:
            return (found or said or [""])[0], action
    return "", ""


def _of_recipients(message: Message) -> Iterator[Message]:
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        if isinstance(blocks, list):
            yield from (each for each in blocks if isinstance(each, Message))


def _plain(message: Message) -> tuple[str, str]:
    """Kind and status of a bounce in words; an automatic reply of a person's mailbox is none."""
    automatic = str(message.get("auto-submitted", "")).lower().startswith("auto-replied")
    text = _words_of(message)
    found = ENHANCED.search(text)
    status = found[0] if found else ""
    for_good = status.startswith("5.") or any(each in text.lower() for each in FOR_GOOD)
    by_a_server = _from_a_server(message) or "x-failed-recipients" in message
    is_bounce = for_good and not status.startswith("4.") and by_a_server and not automatic
    return (BOUNCE, status) if is_bounce else ("", status)


def _from_a_server(message: Message) -> bool:
    who = str(message.get("from", "")).lower()
    no_return = str(message.get("return-path", "")).strip() == "<>"
    return no_return or "mailer-daemon" in who or "postmaster" in who


def _words_of(message: Message) -> str:
    """The first part in plain text: what a server says, before what it returns of the mail."""
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            payload = part.get_payload(decode=True)
            return payload.decode("latin-1") if isinstance(payload, bytes) else ""
    return ""
