"""Nothing personal is left where nothing may be, and none stands where none belongs."""

import logging

import pytest
from django.test import Client

from signers import (
    ADDRESS,
    MINE,
    NAME,
    SIGN,
    newest_mail,
    opened,
    press,
    publish_text,
    send,
    signed,
    tables,
    work,
)
from undersigned.audit.actors import organiser_actor
from undersigned.audit.models import Event
from undersigned.letters.models import Letter
from undersigned.outbox.actions import send_due
from undersigned.outbox.models import Mail
from undersigned.signing.actions.decide import accept
from undersigned.signing.models import Signature

pytestmark = pytest.mark.django_db
DESK = organiser_actor(1, "Ines Kaltmann")
CANARIES = (NAME, ADDRESS, "Senior Prosecutor", "Strelsau", "is not a favour.", "Brennquist")


def anywhere(*words: str) -> list[tuple[str, str]]:
    """The tables in which a word still stands."""
    found = tables()
    return [(name, word) for name, rows in found.items() for word in words if word in repr(rows)]


def test_after_the_end_nothing_personal_is_left(letter: Letter, browser: Client) -> None:
    signature = signed(browser, receipt="on", agree_mail="on")
    accept(signature, by=DESK)
    work(letter)
    digest = Signature.objects.get().address_digest
    browser.post(f"{MINE}/withdraw")
    work(letter)
    left = [each for each in anywhere(*CANARIES, digest) if each[0] != "signing_mailing"]
    # The letter itself has this title.
    assert [each for each in left if each[0] not in ("letters_letter", "record_document")] == []
    gone = Signature.objects.get()
    assert gone.entry == 2
    assert gone.edition == 1


def test_a_mail_of_another_letter_stays(letter: Letter, browser: Client) -> None:
    other = publish_text(slug="open-files")
    browser.post("/open-files/sign", {})
    signed(browser)
    Mail.objects.create(
        key="x",
        kind="confirm",
        letter=other.slug,
        recipient=ADDRESS,
        subject="x",
        text="x",
        due_at=Signature.objects.get().created_at,
    )
    browser.post(f"{MINE}/withdraw")
    assert list(Mail.objects.values_list("letter", flat=True)) == ["open-files"]
    assert letter.is_open


def test_no_name_in_logs_trail_or_mails(
    letter: Letter, browser: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        send(browser, receipt="on")
        first = newest_mail()
        press(Client(), opened(first), code="BBBBBB")
        press(browser, opened(first))
        browser.post(SIGN, {"name": NAME, "address": ADDRESS})
        accept(Signature.objects.get(), by=DESK)
        work(letter)
        browser.post(f"{MINE}/correct", {"name": f"{NAME}-Corrected", "place": "Strelsau"})
        send(Client())
        texts = "".join(f"{mail.subject}\n{mail.text}\n" for mail in Mail.objects.all())
        send_due()
        browser.post(f"{MINE}/withdraw")
        work(letter)
    trail = repr(list(Event.objects.values()))
    ours = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    for text in (texts, trail, ours):
        for canary in CANARIES:
            assert canary not in text.replace(letter.title, "")
    assert "/confirm/" not in ours + trail


def test_reading_changes_no_table(letter: Letter, browser: Client) -> None:
    signature = signed(browser)
    accept(signature, by=DESK)
    work(letter)
    send(Client(), address="paula@ruritania.example")
    link = opened(newest_mail("paula@ruritania.example"))
    paths = [
        SIGN,
        f"{SIGN}/sent",
        link.path,
        "/fair-courts/confirm",
        "/fair-courts/confirm/nothing",
        MINE,
        *(f"{MINE}/{each}" for each in ("sent", "correct", "withdraw", "withdrawn", "renew")),
        *(f"{MINE}/{each}" for each in ("data", "receipt", "leave", "mailing")),
    ]
    before = tables()
    for client in (browser, Client()):
        for path in paths:
            response = client.get(path)
            assert response.status_code in (200, 303, 404, 405)
            assert response["Cache-Control"] == "no-store"
            assert response["X-Robots-Tag"] == "noindex"
            client.head(path)
            client.options(path)
    assert tables() == before
