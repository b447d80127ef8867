"""After each publication: who is listed, who is forgotten."""

import datetime as dt

import pytest
from django.test import Client

from signers import ADDRESS, signed, work
from undersigned.audit.actors import organiser_actor
from undersigned.audit.models import Event
from undersigned.letters.models import Letter
from undersigned.outbox.models import Mail
from undersigned.record.keeping import keep
from undersigned.record.sequencing import sequence
from undersigned.signing.actions import follow
from undersigned.signing.actions.decide import accept
from undersigned.signing.actions.follow import follow_record
from undersigned.signing.actions.hold import today
from undersigned.signing.actions.own import withdraw
from undersigned.signing.models import Signature

pytestmark = pytest.mark.django_db
DESK = organiser_actor(1, "Ines Kaltmann")


def accepted(letter: Letter, **changes: str) -> Signature:
    assert letter.is_open
    return accept(signed(Client(), **changes), by=DESK)


def entry_of(signature: Signature) -> int | None:
    return Signature.objects.values_list("entry", flat=True).get(pk=signature.pk)


def test_listed_only_once_published(letter: Letter) -> None:
    signature = accepted(letter)
    follow_record(letter)
    assert entry_of(signature) is None
    sequence(letter.log.pk, dt.date.fromisoformat(today()))
    follow_record(letter)
    assert entry_of(signature) is None
    letter.log.refresh_from_db()
    keep(letter.log)
    follow_record(letter)
    assert entry_of(signature) == 2
    assert Event.objects.filter(verb="listed").count() == 1
    follow_record(letter)
    assert Event.objects.filter(verb="listed").count() == 1


def test_the_receipt_is_mailed_only_where_asked_for(letter: Letter) -> None:
    accepted(letter)
    accepted(letter, address="paula@ruritania.example", receipt="on")
    work(letter)
    mail = Mail.objects.get(kind="receipt")
    assert mail.recipient == "paula@ruritania.example"
    assert mail.attachment_name == "fair-courts-3.tlog-proof"
    assert "entry 3" in mail.text
    assert mail.subject == "Your signature under “A sentence is not a favour” is listed"


def test_many_are_followed_in_batches(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "ROWS_A_TRANSACTION", 2)
    for number in range(5):
        accepted(letter, address=f"signer-{number}@ruritania.example")
    work(letter)
    assert list(Signature.objects.order_by("entry").values_list("entry", flat=True)) == [
        2,
        3,
        4,
        5,
        6,
    ]


def test_withdrawn_while_being_sequenced_is_taken_back_in_the_record(letter: Letter) -> None:
    signature = accepted(letter)
    sequence(letter.log.pk, dt.date.fromisoformat(today()))
    assert withdraw(signature)
    signature.refresh_from_db()
    assert signature.entry == 2
    follow_record(letter)
    assert not Signature.objects.get().erased_at
    work(letter)
    assert Signature.objects.get().erased_at
    assert not Mail.objects.filter(recipient=ADDRESS).exists()
