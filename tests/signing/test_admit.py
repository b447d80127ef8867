"""What the worker makes of the intake."""

import errno
import logging

import pytest
from django.db import OperationalError
from django.test import Client

from signers import ADDRESS, NAME, SIGN, age, newest_mail, opened, send, signed, typed
from undersigned.audit.actors import COMMAND
from undersigned.audit.models import Event
from undersigned.config.instance import Instance
from undersigned.config.settings_file import InstanceRefused
from undersigned.eligibility.addresses import canonical_address
from undersigned.letters.actions import close_letter
from undersigned.letters.models import Letter
from undersigned.outbox.models import Mail
from undersigned.signing.actions import admit
from undersigned.signing.actions.admit import admit_due
from undersigned.signing.actions.receive import LINK, receive
from undersigned.signing.models import Intake, Mailing, Refusal, Signature, Token
from undersigned.signing.tokens import address_digest, code_digest, token_digest

pytestmark = pytest.mark.django_db


def ask(letter: Letter, address: str = ADDRESS) -> None:
    receive(letter, kind=LINK, form={"address": address}, browser="", network="")
    admit_due()


def dropped() -> list[str]:
    return list(Event.objects.filter(verb="dropped").values_list("reason", flat=True))


def test_a_form_becomes_a_signature_that_waits(letter: Letter, browser: Client) -> None:
    send(browser, agree_mail="on", receipt="on")
    signature = Signature.objects.get()
    assert signature.state == "waiting"
    assert signature.letter == letter
    assert signature.name == NAME
    assert signature.served == ["Castell", "Varga II"]
    assert signature.posts == [
        {
            "title": "Senior Prosecutor",
            "office": "Public Prosecution Service",
            "from": "1998",
            "to": "2009",
        }
    ]
    assert signature.receipt_by_mail
    assert signature.address_digest == address_digest(ADDRESS)
    kinds = signature.consents.order_by("id").values_list("kind", "edition", "language")
    assert list(kinds) == [("sign", 1, "en"), ("publish", 1, "en"), ("mail", 1, "en")]
    assert not Intake.objects.exists()
    assert Event.objects.filter(verb="admitted", subject=signature.pk).exists()


def test_the_mail_holds_link_and_code_and_nothing_typed(letter: Letter, browser: Client) -> None:
    send(browser)
    mail = newest_mail()
    found = opened(mail)
    token = Token.objects.get()
    assert token.digest == token_digest(found.token)
    assert token.code_digest == code_digest(token.digest, found.code)
    assert len(found.token) == 43
    for word in (NAME, "Prosecutor", "Strelsau", "favour.", "Paula", ADDRESS):
        assert word not in mail.text.replace(letter.title, "")
        assert word not in mail.subject.replace(letter.title, "")
    assert found.token not in mail.subject
    assert "I did not sign this" in mail.text
    assert mail.letter == letter.slug


def test_the_token_stands_nowhere_else(letter: Letter, browser: Client) -> None:
    send(browser)
    found = opened(newest_mail())
    for model in (Token, Signature, Event, Mailing):
        assert found.token not in repr(list(model.objects.values()))
        assert f"'{found.code}'" not in repr(list(model.objects.values()))
    assert letter.is_open


def test_spellings_of_one_mailbox_are_one_signer(letter: Letter, browser: Client) -> None:
    signed(browser, address="h.lommquist@gmail.com")
    send(Client(), address="HLommquist+again@googlemail.com")
    assert Signature.objects.count() == 1
    mail = newest_mail("h.lommquist@gmail.com")
    assert mail.kind == "already"
    assert "has signed already" in mail.text.replace("It has signed", "has signed")
    assert letter.is_open


def test_dots_elsewhere_are_two_signers(letter: Letter) -> None:
    signed(Client(), address="h.lommquist@ruritania.example")
    send(Client(), address="hlommquist@ruritania.example")
    assert Signature.objects.count() == 2
    assert letter.is_open


def test_an_address_whose_owner_refused_is_dropped(letter: Letter, browser: Client) -> None:
    Refusal.objects.create(letter=letter, address_digest=address_digest(canonical_address(ADDRESS)))
    send(browser)
    assert not Signature.objects.exists()
    assert not Mail.objects.exists()
    assert dropped() == ["Whoever reads this address said that they did not sign."]


def test_three_mails_a_day_for_an_address_and_a_letter(letter: Letter) -> None:
    for _ in range(5):
        send(Client())
    assert Mail.objects.count() == 3
    assert len(dropped()) == 2
    for row in Mailing.objects.all():
        age(row, "at", hours=25)
    send(Client())
    assert Mail.objects.count() == 4
    assert letter.is_open


def test_ten_mails_a_day_for_an_address(letter: Letter, browser: Client) -> None:
    for number in range(10):
        Mailing.objects.create(letter=f"other-{number}", address_digest=address_digest(ADDRESS))
    send(browser)
    assert not Mail.objects.exists()
    assert letter.is_open


def test_a_bad_row_is_set_aside_and_blocks_nobody(
    letter: Letter, browser: Client, caplog: pytest.LogCaptureFixture
) -> None:
    Intake.objects.create(letter=letter.slug, kind="sign", form={"address": ADDRESS})
    Intake.objects.create(letter=letter.slug, kind="sign", form={"name": NAME})
    with caplog.at_level(logging.ERROR):
        send(browser)
    assert Signature.objects.count() == 1
    assert Intake.objects.filter(set_aside_at__isnull=False).count() == 2
    assert Event.objects.filter(verb="set aside", subject_kind="intake").count() == 2
    assert NAME not in caplog.text
    assert ADDRESS not in caplog.text
    assert admit_due() == 0


def test_a_fault_of_the_database_leaves_the_rows(
    letter: Letter, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.post(SIGN, typed())

    def full(_row: Intake) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(admit, "_admit", full)
    with pytest.raises(OperationalError):
        admit_due()
    assert Intake.objects.filter(set_aside_at=None).count() == 1
    assert letter.is_open


def test_a_letter_closed_meanwhile_takes_nothing(letter: Letter, browser: Client) -> None:
    browser.post(SIGN, typed())
    close_letter(letter, by=COMMAND, reason="Handed over.")
    admit_due()
    assert not Signature.objects.exists()
    assert dropped() == ["The letter was closed before this was admitted."]


def test_a_letter_that_is_gone_drops_the_row(letter: Letter) -> None:
    Intake.objects.create(letter="gone", kind="sign", form={"address": ADDRESS})
    admit_due()
    assert dropped() == ["There is no such letter."]
    assert letter.is_open


def test_more_than_a_transaction_holds(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admit, "ROWS_A_TRANSACTION", 2)
    for number in range(5):
        Client().post(SIGN, typed(address=f"signer-{number}@ruritania.example"))
    assert admit_due() == 5
    assert Signature.objects.count() == 5
    assert letter.is_open


def test_the_link_to_the_own_page_goes_to_who_has_signed(letter: Letter, browser: Client) -> None:
    ask(letter)
    assert dropped() == ["This address has no signature here."]
    signed(browser)
    ask(letter)
    mail = newest_mail()
    assert mail.kind == "own"
    assert Token.objects.get(digest=token_digest(opened(mail).token)).purpose == "own"


def test_a_form_that_only_waits_gives_no_link_to_a_page(letter: Letter, browser: Client) -> None:
    send(browser)
    ask(letter)
    assert Mail.objects.count() == 1


@pytest.mark.parametrize(
    "fault", [OSError(errno.EIO, "Input/output error"), InstanceRefused("secret is missing")]
)
def test_a_secret_that_can_not_be_read_leaves_the_rows(
    letter: Letter, browser: Client, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    browser.post(SIGN, typed())

    def unreadable(_instance: Instance) -> str:
        raise fault

    with monkeypatch.context() as away:
        away.setattr(Instance, "secret", property(unreadable))
        with pytest.raises(type(fault)):
            admit_due()
    assert Intake.objects.filter(set_aside_at=None).count() == 1
    admit_due()
    assert Signature.objects.count() == 1
    assert letter.is_open


def test_a_fault_of_the_disk_leaves_the_rows(
    letter: Letter, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.post(SIGN, typed())

    def full(_row: Intake) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(admit, "_admit", full)
    with pytest.raises(OSError, match="No space"):
        admit_due()
    assert Intake.objects.filter(set_aside_at=None).count() == 1
    assert letter.is_open
