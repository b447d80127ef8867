"""Invented signers, what they type, and the mails that reach them."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from desk_people import LETTER
from undersigned.audit.actors import COMMAND
from undersigned.letters.actions import Wordings, publish_edition, publish_letter
from undersigned.letters.models import Letter
from undersigned.letters.reading import parse_manuscript
from undersigned.outbox.models import Mail
from undersigned.record.keeping import keep
from undersigned.signing.actions.admit import admit_due
from undersigned.signing.actions.follow import follow_record
from undersigned.signing.consents import version
from undersigned.signing.models import Signature

if TYPE_CHECKING:  # only the types know this name
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

SLUG = "fair-courts"
SIGN = f"/{SLUG}/sign"
MINE = f"/{SLUG}/mine"
NAME = "Henrike Lommquist-Canary"
ADDRESS = "henrike@lommquist.example"

BY_RULES = LETTER.replace("checks: [mail, desk]", "checks: [mail]")
SECOND = LETTER.replace("We ask you to let", "We ask you again to let")


def publish_text(text: str = LETTER, slug: str = SLUG) -> Letter:
    """Publish a letter and its record, as the worker would."""
    letter = publish_letter(slug, "letters.ruritania.example", _wordings(text), by=COMMAND)
    keep(letter.log)
    return letter


def publish_second(letter: Letter) -> None:
    """Publish edition 2."""
    publish_edition(letter, _wordings(SECOND), by=COMMAND)
    keep(letter.log)


def _wordings(text: str) -> Wordings:
    data = text.encode()
    return Wordings({"en": data}, {"en": parse_manuscript(data, "letter.md")})


def typed(**changes: Any) -> dict[str, Any]:
    """A form filled in rightly, but for the changes; None leaves a field out."""
    form: dict[str, Any] = {
        "kind": "person",
        "name": NAME,
        "by": "",
        "title-1": "Senior Prosecutor",
        "office-1": "Public Prosecution Service",
        "from-1": "1998",
        "to-1": "2009",
        "title-2": "",
        "title-3": "",
        "years": "12",
        "served": ["Varga II", "Castell"],
        "place": "Strelsau",
        "statement": "A recommendation is not a favour.",
        "hint": "Ask Paula Brennquist.",
        "address": ADDRESS,
        "agree-sign": "on",
        "agree-publish": "on",
        "edition": "1",
        "language": "en",
        "wordings": version(1),
        "sign": "1",
    }
    form |= {name.replace("_", "-"): value for name, value in changes.items()}
    return {name: value for name, value in form.items() if value is not None}


def send(client: Client, **changes: Any) -> "Response":
    """Send the form, and let the worker admit it."""
    response = client.post(SIGN, typed(**changes))
    assert response.status_code == 303, response.content.decode()
    admit_due()
    return response


@dataclass(frozen=True)
class Opened:
    """What somebody finds in a mail."""

    path: str
    token: str
    code: str


def newest_mail(address: str = ADDRESS) -> Mail:
    return Mail.objects.filter(recipient=address).latest("id")


def opened(mail: Mail) -> Opened:
    link = re.search(r"http://127\.0\.0\.1:8000(/[a-z-]+/confirm/([\w-]+))\n", mail.text)
    code = re.search(r"code:\s+([A-Z]{6})\n", mail.text)
    assert link, mail.text
    assert code, mail.text
    return Opened(link[1], link[2], code[1])


def press(client: Client, mail: Opened, button: str = "confirm", code: str = "") -> "Response":
    body = {"token": mail.token, button: "1", "code": code}
    return client.post(f"/{SLUG}/confirm", body)


def signed(client: Client, **changes: Any) -> Signature:
    """Fill in the form, and confirm in the same browser: the client is on the own page after it."""
    send(client, **changes)
    mail = newest_mail(changes.get("address", ADDRESS))
    assert press(client, opened(mail)).status_code == 303
    return Signature.objects.latest("id")


def work(letter: Letter) -> None:
    """Sequence, publish and follow, as the worker does."""
    letter.log.refresh_from_db()
    keep(letter.log)
    follow_record(letter)


def age(row: Any, field: str, **by: float) -> None:
    """Put a row's time back."""
    then = timezone.now() - dt.timedelta(**by)
    type(row).objects.filter(pk=row.pk).update(**{field: then})


def tables() -> dict[str, list[Any]]:
    """Every row of every table."""
    rows = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')  # noqa: S608 (the database's own names)
            rows[name] = sorted(cursor.fetchall(), key=repr)
    return rows
