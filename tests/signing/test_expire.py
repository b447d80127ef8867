"""What is past its time."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from signers import ADDRESS, MINE, age, newest_mail, opened, press, send, signed
from undersigned.audit.actors import WORKER
from undersigned.audit.models import Event
from undersigned.letters.models import Letter
from undersigned.outbox.models import Mail
from undersigned.signing.actions import expire
from undersigned.signing.actions.decide import accept, decline
from undersigned.signing.actions.expire import expire_due
from undersigned.signing.models import Consent, Intake, Mailing, Signature, Token
from undersigned.signing.states import NotPossible, State

pytestmark = pytest.mark.django_db


def test_what_nobody_confirmed_in_three_days_is_forgotten(letter: Letter, browser: Client) -> None:
    send(browser)
    mail = opened(newest_mail())
    assert expire_due() == 0
    age(Signature.objects.get(), "created_at", days=3)
    assert expire_due() == 1
    signature = Signature.objects.get()
    assert signature.state == State.EXPIRED
    assert signature.erased_at
    assert signature.name == signature.address == signature.hint == ""
    assert signature.posts == []
    assert not Consent.objects.exists()
    assert not Token.objects.exists()
    assert not Mail.objects.exists()
    assert press(browser, mail).status_code == 409
    assert Event.objects.filter(verb="expired", subject=signature.pk).exists()
    assert letter.is_open


def test_what_was_confirmed_stays(letter: Letter, browser: Client) -> None:
    signature = signed(browser)
    age(signature, "created_at", days=30)
    assert expire_due() == 0
    signature.refresh_from_db()
    assert signature.name
    assert signature.network == ""
    assert letter.is_open


def test_networks_are_kept_for_a_week(letter: Letter, browser: Client) -> None:
    signature = signed(browser)
    age(signature, "created_at", days=6, hours=23)
    expire_due()
    signature.refresh_from_db()
    assert signature.network
    age(signature, "created_at", days=7)
    expire_due()
    signature.refresh_from_db()
    assert signature.network == ""
    assert letter.is_open


def test_dead_links_counted_mails_and_set_aside_rows_go(letter: Letter, browser: Client) -> None:
    signed(browser)
    for token in Token.objects.all():
        age(token, "expires_at", seconds=1)
    for mailing in Mailing.objects.all():
        age(mailing, "at", hours=24)
    row = Intake.objects.create(letter=letter.slug, kind="sign", form={})
    age(row, "set_aside_at", days=7)
    expire_due()
    assert not Token.objects.exists()
    assert not Mailing.objects.exists()
    assert not Intake.objects.exists()
    assert Event.objects.filter(verb="deleted", subject_kind="intake").count() == 1
    assert b"Mail me the link" in browser.get(MINE).content


def test_with_nothing_due_nothing_is_written(letter: Letter, browser: Client) -> None:
    signed(browser)
    with CaptureQueriesContext(connection) as queries:
        expire_due()
    verbs = {query["sql"].split()[0] for query in queries}
    assert verbs == {"SELECT"}
    assert letter.is_open


def test_many_expire_in_batches(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expire, "ROWS_A_TRANSACTION", 2)
    for number in range(5):
        send(Client(), address=f"signer-{number}@ruritania.example")
    for signature in Signature.objects.all():
        age(signature, "created_at", days=4)
    assert expire_due() == 5
    assert not Mail.objects.filter(recipient=ADDRESS).exists()
    assert letter.is_open


def test_what_the_desk_declined_is_forgotten_after_ninety_days(
    letter: Letter, browser: Client
) -> None:
    signature = decline(signed(browser), by=WORKER, note="No such post.")
    expire_due()
    assert Signature.objects.get().name
    age(signature, "decided_at", days=90)
    expire_due()
    signature = Signature.objects.get()
    assert (signature.state, signature.name, signature.address) == (State.EXPIRED, "", "")
    assert signature.erased_at
    with pytest.raises(NotPossible, match="accepted does not follow"):
        accept(signature, by=WORKER)
    assert letter.is_open
