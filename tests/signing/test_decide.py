"""The desk's verbs."""

import datetime as dt

import pytest
from django.test import Client

from signers import MINE, newest_mail, opened, press, send, signed, work
from undersigned.audit.actors import COMMAND, organiser_actor
from undersigned.audit.models import Event
from undersigned.evidence.records import parse_record
from undersigned.letters.actions import close_letter
from undersigned.letters.models import Letter
from undersigned.outbox.actions import send_due
from undersigned.record.models import Entry, Pending
from undersigned.record.queries import active_records
from undersigned.signing.actions.decide import (
    REASONS,
    accept,
    accept_correction,
    decline,
    decline_correction,
    remove,
)
from undersigned.signing.models import Signature
from undersigned.signing.states import NotPossible, State

pytestmark = pytest.mark.django_db
DESK = organiser_actor(1, "Ines Kaltmann")


@pytest.fixture
def signature(letter: Letter, browser: Client) -> Signature:
    """Confirmed, at the desk; `browser` is on its own page."""
    assert letter.is_open
    return signed(browser)


def correct(browser: Client, **changes: str) -> None:
    form = {"name": "Henrike Lommquist", "title-1": "Senior Prosecutor", "place": "", "hint": ""}
    assert browser.post(f"{MINE}/correct", form | changes).status_code == 303


def test_accepting_asks_the_record_for_the_line(signature: Signature) -> None:
    accepted = accept(signature, by=DESK, reason="In the register.")
    assert accepted.state == State.ACCEPTED
    assert accepted.decided_at
    pending = Pending.objects.get()
    assert pending.event == "signed"
    assert pending.subject == f"signature:{signature.pk}"
    assert pending.fields == {
        "edition": 1,
        "language": "en",
        "as": "person",
        "checks": ["desk", "mail"],
    }
    record = parse_record(bytes(pending.line or b""))
    assert record.name == signature.name
    assert len(record.salt) == 32
    assert record.letter == "letters.ruritania.example/fair-courts"
    assert record.served == ("Castell", "Varga II")
    assert record.checks is not None
    assert record.checks["desk"] == dt.datetime.now(dt.UTC).date()
    event = Event.objects.get(verb="accepted")
    assert (event.actor_name, event.reason) == ("Ines Kaltmann (account 1)", "In the register.")


def test_nothing_is_accepted_before_its_owner_confirmed(letter: Letter, browser: Client) -> None:
    send(browser)
    with pytest.raises(NotPossible, match="is waiting"):
        accept(Signature.objects.get(), by=DESK)
    assert not Pending.objects.exists()
    assert letter.is_open


def test_nothing_is_accepted_twice(signature: Signature) -> None:
    accept(signature, by=DESK)
    with pytest.raises(NotPossible, match="is accepted"):
        accept(signature, by=DESK)
    assert Pending.objects.count() == 1


def test_a_closed_letter_takes_no_signature(signature: Signature, letter: Letter) -> None:
    close_letter(letter, by=COMMAND, reason="Handed over.")
    with pytest.raises(NotPossible, match="The letter is closed"):
        accept(signature, by=DESK)
    signature.refresh_from_db()
    assert signature.state == State.CONFIRMED
    assert not Pending.objects.filter(event="signed").exists()


def test_declining_says_why_on_the_own_page(signature: Signature, browser: Client) -> None:
    decline(signature, by=DESK, note="We could not find your post in the register.")
    page = browser.get(MINE).content.decode()
    assert "could not accept your signature" in page
    assert "We could not find your post in the register." in page
    mail = newest_mail()
    assert mail.kind == "declined"
    assert "register" not in mail.text
    later = Client()
    assert press(later, opened(mail), code=opened(mail).code).status_code == 303
    assert "register" in later.get(MINE).content.decode()


def test_what_was_declined_can_be_accepted_after_all(signature: Signature) -> None:
    decline(signature, by=DESK, note="We could not find your post.")
    accepted = accept(signature, by=DESK)
    assert accepted.state == State.ACCEPTED
    assert accepted.note == ""


def test_one_address_has_one_signature_that_stands(signature: Signature, browser: Client) -> None:
    decline(signature, by=DESK, note="We could not find your post.")
    signed(browser)
    with pytest.raises(NotPossible, match="another signature that stands"):
        accept(signature, by=DESK)
    assert Signature.objects.get(pk=signature.pk).state == State.DECLINED


def test_removing_a_listed_one_tells_it_and_forgets_it(
    signature: Signature, letter: Letter
) -> None:
    accept(signature, by=DESK)
    work(letter)
    removed = remove(signature, by=DESK, reason="impersonation", note="She wrote to us.")
    assert removed.state == State.REMOVED
    assert Pending.objects.get().fields == {"entry": 2, "reason": "impersonation"}
    assert Event.objects.get(verb="removed").reason == "impersonation: She wrote to us."
    work(letter)
    signature.refresh_from_db()
    assert signature.name == ""
    assert signature.address  # until the mail has left
    assert not signature.erased_at
    work(letter)
    assert send_due() > 0
    work(letter)
    signature.refresh_from_db()
    assert signature.address == signature.address_digest == ""
    assert signature.erased_at
    assert signature.reason == "impersonation"
    assert list(active_records(letter.log, "signed")) == []


def test_removing_one_that_is_not_sequenced_leaves_no_entry(
    signature: Signature, letter: Letter
) -> None:
    accept(signature, by=DESK)
    remove(signature, by=DESK, reason="duplicate")
    assert not Pending.objects.exists()
    work(letter)
    assert letter.log.size == 2
    assert Signature.objects.get().name == ""


@pytest.mark.parametrize("reason", ["", "superseded", "because"])
def test_a_reason_has_to_be_one_of_the_records(signature: Signature, reason: str) -> None:
    accept(signature, by=DESK)
    with pytest.raises(NotPossible, match="is no reason of the record"):
        remove(signature, by=DESK, reason=reason)
    assert "superseded" not in REASONS


def test_an_accepted_correction_amends_the_line(
    signature: Signature, letter: Letter, browser: Client
) -> None:
    accept(signature, by=DESK)
    work(letter)
    correct(browser)
    assert next(active_records(letter.log, "signed")).record.name != "Henrike Lommquist"
    corrected = accept_correction(signature, by=DESK, reason="A slip.")
    assert corrected.correction is None
    assert corrected.name == "Henrike Lommquist"
    assert Pending.objects.get().event == "amended"
    work(letter)
    assert next(active_records(letter.log, "signed")).record.name == "Henrike Lommquist"
    assert Entry.objects.filter(event="amended").count() == 1


def test_a_declined_correction_leaves_the_line(
    signature: Signature, letter: Letter, browser: Client
) -> None:
    accept(signature, by=DESK)
    work(letter)
    correct(browser)
    decline_correction(signature, by=DESK, note="The register has the longer name.")
    signature.refresh_from_db()
    assert signature.correction is None
    assert signature.state == State.ACCEPTED
    assert newest_mail().kind == "correction"
    assert "The register has the longer name." in browser.get(MINE).content.decode()
    with pytest.raises(NotPossible, match="No correction"):
        decline_correction(signature, by=DESK, note="Again.")
    with pytest.raises(NotPossible, match="No correction"):
        accept_correction(signature, by=DESK)
