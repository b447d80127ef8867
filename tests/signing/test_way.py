"""A signature's way, from the form to its end."""

import pytest
from django.test import Client

from signers import MINE, NAME, newest_mail, opened, press, send, signed, work
from undersigned.audit.actors import organiser_actor
from undersigned.letters.models import Letter
from undersigned.outbox.models import Mail
from undersigned.record.queries import active_indices
from undersigned.signing.actions.decide import accept
from undersigned.signing.models import Consent, Intake, Signature, Token

pytestmark = pytest.mark.django_db
DESK = organiser_actor(1, "Ines Kaltmann")


def test_from_the_form_to_the_list_and_off_it_again(letter: Letter, browser: Client) -> None:
    send(browser, receipt="on")
    assert not Intake.objects.exists()
    response = press(browser, opened(newest_mail()))
    assert response.status_code == 303
    assert response["Location"] == MINE
    signature = Signature.objects.get()
    assert signature.state == "confirmed"
    assert b"at the desk" in browser.get(MINE).content

    accept(signature, by=DESK)
    assert b"being listed" in browser.get(MINE).content
    work(letter)
    signature.refresh_from_db()
    assert signature.entry == 2
    assert set(signature.checks) == {"mail", "desk"}
    assert b"listed as entry 2" in browser.get(MINE).content
    receipt = browser.get(f"{MINE}/receipt")
    assert receipt.content.startswith(b"c2sp.org/tlog-proof@v1\n")
    assert bytes(newest_mail().attachment) == receipt.content

    assert browser.post(f"{MINE}/withdraw").status_code == 303
    signature.refresh_from_db()
    assert signature.state == "withdrawn"
    work(letter)
    signature.refresh_from_db()
    assert signature.erased_at
    assert signature.name == signature.address == ""
    assert active_indices(letter.log, "signed") == []
    assert not Mail.objects.exists()
    assert not Consent.objects.exists()
    assert not Token.objects.exists()
    assert b"Mail me the link" in browser.get(MINE).content


def test_rules_that_ask_for_the_mail_alone_list_at_once(
    letter_by_rules: Letter, browser: Client
) -> None:
    signature = signed(browser)
    assert signature.state == "accepted"
    assert set(signature.checks) == {"mail"}
    work(letter_by_rules)
    assert NAME.encode() in browser.get(MINE).content
    assert active_indices(letter_by_rules.log, "signed") == [2]
