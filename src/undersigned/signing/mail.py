"""The mails to signers. Nothing that a visitor typed stands in them, but for where they go.

Their texts are templates, `signing/mails/<kind>.txt`.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string

from undersigned.letters import queries as letters
from undersigned.letters.manuscript import Organiser
from undersigned.letters.models import Letter
from undersigned.look.words import grouped, written_day
from undersigned.outbox import actions as outbox
from undersigned.signing.models import ImportedName, Signature

CONFIRM = "confirm"
ALREADY = "already"
OWN = "own"
DECLINED = "declined"
CORRECTION = "correction"
REMOVED = "removed"
RECEIPT = "receipt"
ASKED = "list-invitation"

SUBJECTS = {
    CONFIRM: "One step is left to sign “{}”",
    ALREADY: "You have already signed “{}”",
    OWN: "Your signature under “{}”",
    DECLINED: "Your signature under “{}” is not listed",
    CORRECTION: "Your correction under “{}” was not made",
    REMOVED: "Your signature under “{}” was taken off",
    RECEIPT: "Your signature under “{}” is listed",
}
BUTTONS = {
    CONFIRM: "Open the page to sign",
    ALREADY: "Open your own page",
    OWN: "Open your own page",
    DECLINED: "See why on your own page",
    CORRECTION: "See why on your own page",
}
LONGEST_TITLE = 120
NOBODY = Organiser("", "")


@dataclass(frozen=True)
class Link:
    """What a mail carries: an address of the site and the code that another browser is asked for.

    Attributes:
        number: keeps two mails of the same kind apart.
        address: of the page with the button.
        code: six letters.
        until: when it ends.
    """

    number: int
    address: str
    code: str
    until: dt.datetime


def with_link(kind: str, signature: Signature, link: Link) -> None:
    """Mail a link to the owner of a signature.

    Args:
        kind: `CONFIRM`: somebody gave this address on the form. `ALREADY`: likewise, but it has a
            signature that stands. `OWN`: somebody asked for the link. `DECLINED`, `CORRECTION`: the
            desk could not accept the signature, or its correction.
        signature: Whose.
        link: What it carries.
    """
    until = link.until.astimezone(dt.UTC)
    when = f"{written_day(until)}, {until:%H.%M} UTC"
    _put(kind, signature, number=link.number, link=link, until=when)


def removed(signature: Signature) -> None:
    """Tell that the organiser took the signature off; there is no page any more to lead to."""
    _put(REMOVED, signature, reason=signature.reason.replace("-", " "))


def listed(signature: Signature, file_name: str, receipt: bytes) -> None:
    """Mail the receipt of a listed signature to the signer who asked for it."""
    _put(
        RECEIPT,
        signature,
        attachment=(file_name, receipt),
        entry=grouped(signature.entry or 0),
    )


def key_of(kind: str, signature: Signature, number: int | None = None) -> str:
    """The outbox's key of a mail; without a number, what all of this kind begin with."""
    return f"{kind}:{signature.pk}:{'' if number is None else number}"


def title_of(letter: Letter) -> str:
    """The letter's title on one line, short enough for a subject."""
    title = " ".join(letter.title.split())
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def _put(
    kind: str,
    signature: Signature,
    *,
    number: int = 0,
    attachment: tuple[str, bytes] | None = None,
    **context: object,
) -> None:
    letter = signature.letter
    title = title_of(letter)
    organiser, answers = organiser_of(letter), answers_to(letter)
    context |= _common(letter)
    outbox.put(
        key=key_of(kind, signature, number),
        kind=kind,
        recipient=signature.address,
        subject=SUBJECTS[kind].format(title),
        text=render_to_string(f"signing/mails/{kind}.txt", context),
        letter=letter.slug,
        attachment=attachment,
        button=BUTTONS.get(kind, ""),
        sender_name=organiser.name,
        reply_to=answers,
    )


def _common(letter: Letter) -> dict[str, object]:
    organiser = organiser_of(letter)
    return {
        "title": title_of(letter),
        "root": f"{settings.SITE_URL}/{letter.slug}/",
        "who": organiser.name,
        "contact": organiser.contact,
        "answers": answers_to(letter),
    }


def answers_to(letter: Letter) -> str:
    """The address that answers go to; empty where the organiser's contact is a page."""
    contact = organiser_of(letter).contact
    return "" if "/" in contact else contact


def asked_to_confirm(row: ImportedName, *, address: str, until: dt.datetime, note: str) -> None:
    """Ask somebody who stands on an imported list to confirm it themselves.

    Args:
        row: Where they stand.
        address: Of the page behind the link.
        until: When it ends.
        note: The organiser's own sentence; may be empty.
    """
    letter = row.source.letter
    context = {"link": address, "until": written_day(until), "note": note, "source": row.source}
    outbox.put(
        key=f"{ASKED}:{row.source.pk}:{row.pk}:",
        kind=ASKED,
        recipient=row.address,
        subject=f"Did you sign “{title_of(letter)}”?",
        text=render_to_string(f"signing/mails/{ASKED}.txt", _common(letter) | context),
        letter=letter.slug,
        button="Look at your line",
        sender_name=organiser_of(letter).name,
        reply_to=answers_to(letter),
        unsubscribe_url=f"{address}/never",
    )


def forget_asking(row: ImportedName) -> None:
    """Drop the mail that asks somebody, if it has not left."""
    outbox.cancel(key_prefix=f"{ASKED}:{row.source_id}:{row.pk}:")


def organiser_of(letter: Letter) -> Organiser:
    """Who publishes a letter, as its newest edition says; empty where every wording was struck."""
    edition = letters.current_edition(letter)
    for language in edition.languages:
        try:
            return letters.manuscript(letter, edition.number, language).organiser
        except LookupError:
            continue
    return NOBODY
