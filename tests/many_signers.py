"""A letter that many have signed, put into the database by the thousand; and one more signature.

Who signed stands there as after the desk's or the rules' word, with what the record is asked for.
Consents are left out: nothing that happens to others looks at them.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from counted_costs import Costs, counted
from undersigned.config.worker import Attempts, at_the_door
from undersigned.evidence.records import Post, Record
from undersigned.letters.models import Letter
from undersigned.lists.folding import fold
from undersigned.outbox.models import Mail
from undersigned.publishing.actions import makers_digest, publish_pages
from undersigned.publishing.contents import Contents
from undersigned.publishing.downloads import CSV_PATH, JSON_PATH
from undersigned.publishing.models import PageSet
from undersigned.record.keeping import keep
from undersigned.record.models import Entry, Pending
from undersigned.record.places import published_folder, this_place
from undersigned.record.rows import insert_rows
from undersigned.signing import tokens
from undersigned.signing.actions.confirm import Came, confirm
from undersigned.signing.actions.follow import follow_record
from undersigned.signing.actions.receive import SIGN, receive
from undersigned.signing.consents import wordings
from undersigned.signing.models import Signature
from undersigned.signing.states import State

AT_ONCE = 2_000
BROWSER = tokens.token_digest("the browser of whoever signs")
POSTS = [{"title": "Counsel", "office": "Courts Administration", "from": "1985", "to": "1999"}]
SALT, NAME = bytes(32), "Anka"


folded = cache(fold)


def name_of(number: int) -> str:
    """Somebody's name; one in seven goes beyond ASCII."""
    return f"{'Žofie' if number % 7 == 3 else 'Rudi'} Rassendy-{number}"


def record_lines(letter: Letter, first: int, end: int) -> Iterator[bytes]:
    """The records of the signers with these numbers; one in three has a post."""
    checks = {"mail": timezone.now().date()}
    salt = base64.b64encode(SALT)
    plain, with_post = (
        Record(
            salt=SALT, letter=letter.log.origin, as_="person", name=NAME, edition=1, language="en",
            posts=posts, place="Strelsau", checks=checks,
        ).encode()
        for posts in ((), (Post("Counsel", "Courts Administration", "1985", "1999"),))
    )  # fmt: skip
    for number in range(first, end):
        line = plain if number % 3 else with_post
        fresh = hashlib.sha256(f"salt {number}".encode()).digest()
        line = line.replace(salt, base64.b64encode(fresh), 1)
        yield line.replace(f'"{NAME}"'.encode(), f'"{name_of(number)}"'.encode(), 1)


def ask_for_many(letter: Letter, first: int, end: int) -> None:
    """Have the signers with these numbers accepted, and the record asked for their entries."""
    for start in range(first, end, AT_ONCE):
        _ask_for_some(letter, start, min(start + AT_ONCE, end))


def _ask_for_some(letter: Letter, first: int, end: int) -> None:
    last = Signature.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    today = json.dumps({"mail": timezone.now().date().isoformat()})
    rows = [_row_of(letter, number, now, today) for number in range(first, end)]
    insert_rows(Signature, tuple(rows[0]), [tuple(row.values()) for row in rows])
    keys = Signature.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)
    asked = json.dumps({"edition": 1, "language": "en", "as": "person", "checks": ["mail"]})
    lines = record_lines(letter, first, end)
    insert_rows(
        Pending,
        ("log", "event", "fields", "line", "subject", "refused"),
        [
            (letter.log.pk, "signed", asked, line, f"signature:{key}", "")
            for key, line in zip(keys, lines, strict=True)
        ],
    )


def _row_of(letter: Letter, number: int, now: Any, today: str) -> dict[str, Any]:
    name, address = name_of(number), f"rudi-{number}@rassendy.example"
    first_names = name.removesuffix(f"-{number}")
    texts = ("by", "statement", "hint", "network", "reason", "note")
    return {
        **dict.fromkeys(texts, ""),
        "letter": letter.pk,
        "state": State.ACCEPTED.value,
        "kind": "person",
        "name": name,
        "folded_name": f"{folded(first_names)} {number}",
        "posts": json.dumps([] if number % 3 else POSTS),
        "served": "[]",
        "place": "Strelsau",
        "edition": 1,
        "language": "en",
        "address": address,
        "address_digest": tokens.token_digest(address),
        "checks": today,
        "receipt_by_mail": False,
        "created_at": now,
        "confirmed_at": now,
        "decided_at": now,
    }


def mark_listed(letter: Letter) -> None:
    """Tell those who signed their entries, as the worker does after a publication."""
    subject = Concat(Value("signature:"), Cast(OuterRef("pk"), TextField()))
    found = Entry.objects.filter(log=letter.log, subject=subject)
    waiting = Signature.objects.filter(letter=letter, entry=None)
    waiting.update(entry=Subquery(found.values("index")[:1]))


def mark_pages(letter: Letter) -> None:
    """Say that this program's pages of the letter stand, without making them."""
    folder = published_folder(letter.slug)
    for path in ("index.html", CSV_PATH, JSON_PATH):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).touch()
    letter.log.refresh_from_db()
    contents, now = Contents(letter), timezone.now()
    size = letter.log.published_size
    PageSet.objects.update_or_create(
        letter=letter, place=this_place(),
        defaults={
            "size": size, "made_by": makers_digest(), "carried": contents.carried_everywhere(),
            "downloads_size": size, "downloads_at": now,
        },
    )  # fmt: skip


def fill_in(letter: Letter, number: int) -> str:
    """Fill in the form as one more signer does. Returns their address."""
    address = f"one-more-{number}@rassendy.example"
    consents = [
        {"kind": kind, "wording": each.text} for kind, each in wordings(1).items() if kind != "mail"
    ]
    claim = {
        "kind": "person", "name": f"Mirna Onemore-{number}", "by": "", "posts": POSTS,
        "years": None, "served": [], "place": "Strelsau", "statement": "", "hint": "",
    }  # fmt: skip
    form = {
        "claim": claim, "address": address, "edition": 1, "language": "en",
        "consents": consents, "receipt_by_mail": False,
    }  # fmt: skip
    receive(letter, kind=SIGN, form=form, browser=BROWSER, network="")
    return address


def turn_at_the_door() -> None:
    """What the worker does there twice a second; all of it has to be possible."""
    attempts = Attempts()
    at_the_door(attempts)
    assert not attempts.problems, attempts.problems


def press_button(letter: Letter, address: str) -> None:
    """Open the link in the mail, and press its button."""
    mail = Mail.objects.filter(recipient=address).latest("id")
    found = re.search(r"/confirm/([\w-]+)", mail.text)
    assert found, mail.subject
    outcome = confirm(letter, found[1], code="", browser=BROWSER)
    assert outcome.came is Came.OPEN, outcome


def costs_of_one_more(letter: Letter, number: int, home: Path) -> tuple[Costs, Costs]:
    """What one more signature costs until it is published, and what the worker does afterwards."""
    with counted(home) as costs:
        address = fill_in(letter, number)
        turn_at_the_door()
        press_button(letter, address)
        keep(letter.log)
    with counted(home) as after:
        publish_pages(letter)
        follow_record(letter)
    return costs, after
