"""The link in the mail: what its page shows, and what its buttons do."""

import html5lib
import pytest
from django.test import Client

from signers import (
    ADDRESS,
    MINE,
    NAME,
    Opened,
    age,
    newest_mail,
    opened,
    press,
    publish_second,
    send,
    signed,
    tables,
    work,
)
from undersigned.audit.actors import COMMAND, organiser_actor
from undersigned.audit.models import Event
from undersigned.letters.actions import close_letter, reopen_letter
from undersigned.letters.models import Letter
from undersigned.outbox.models import Mail
from undersigned.record.models import Pending
from undersigned.record.queries import active_indices
from undersigned.signing.actions.admit import admit_due
from undersigned.signing.actions.decide import accept, decline
from undersigned.signing.actions.receive import LINK, receive
from undersigned.signing.models import Refusal, Signature, Token
from undersigned.signing.states import State

pytestmark = pytest.mark.django_db
DESK = organiser_actor(1, "Ines Kaltmann")


def valid(html: str) -> str:
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    return html


@pytest.fixture
def mail(letter: Letter, browser: Client) -> Opened:
    """In the mail of whoever filled in the form in `browser`."""
    send(browser)
    assert letter.is_open
    return opened(newest_mail())


def wrong(code: str) -> str:
    return "BBBBBB" if code != "BBBBBB" else "CCCCCC"


def test_the_page_has_nothing_personal_and_changes_nothing(
    mail: Opened, browser: Client, elsewhere: Client
) -> None:
    before = tables()
    for visitor in (browser, elsewhere):
        page = valid(visitor.get(mail.path).content.decode())
        visitor.head(mail.path)
        visitor.options(mail.path)
        for word in (NAME, ADDRESS, "Prosecutor", mail.code):
            assert word not in page
        assert "I sign" in page
        assert "I did not sign this" in page
        assert "<script" not in page
    assert tables() == before


def test_another_browser_is_asked_for_the_code(
    mail: Opened, browser: Client, elsewhere: Client
) -> None:
    assert 'name="code"' not in browser.get(mail.path).content.decode()
    assert 'name="code"' in elsewhere.get(mail.path).content.decode()


def test_the_button_confirms_and_opens_the_page(mail: Opened, browser: Client) -> None:
    response = press(browser, mail)
    assert response.status_code == 303
    assert response["Location"] == MINE
    assert mail.token not in response["Location"]
    cookie = response.cookies["own"]
    assert cookie["max-age"] == 30 * 60
    assert cookie["path"] == "/fair-courts/"
    assert cookie["httponly"]
    signature = Signature.objects.get()
    assert signature.state == State.CONFIRMED
    assert signature.confirmed_at
    assert signature.checks == {"mail": signature.confirmed_at.date().isoformat()}
    event = Event.objects.get(verb="confirmed", subject=signature.pk)
    assert event.reason == "in the browser that sent the form"


def test_twice_is_as_good_as_once(mail: Opened, browser: Client) -> None:
    press(browser, mail)
    before = Signature.objects.values().get()
    assert "Open my page" in browser.get(mail.path).content.decode()
    assert press(browser, mail).status_code == 303
    assert Signature.objects.values().get() == before
    assert Event.objects.filter(verb="confirmed").count() == 1


def test_the_code_confirms_in_another_browser(mail: Opened, elsewhere: Client) -> None:
    typed = f" {mail.code[:3].lower()} {mail.code[3:]}"
    assert press(elsewhere, mail, code=typed).status_code == 303
    assert Signature.objects.get().state == State.CONFIRMED


def test_without_the_code_nothing_happens(mail: Opened, elsewhere: Client) -> None:
    for button in ("confirm", "disown"):
        page = valid(press(elsewhere, mail, button).content.decode())
        assert "This needs the code of the mail" in page
    assert Signature.objects.get().state == State.WAITING


def test_a_code_that_was_not_typed_is_no_wrong_one(mail: Opened, elsewhere: Client) -> None:
    for code in ("", " ", "", "", "", ""):
        assert "Five tries are left" in press(elsewhere, mail, code=code).content.decode()
    assert press(elsewhere, mail, code=mail.code).status_code == 303


def test_five_wrong_codes_end_the_link(mail: Opened, elsewhere: Client, browser: Client) -> None:
    for left in ("Four tries are left", "Three tries", "Two tries", "One try is left"):
        page = press(elsewhere, mail, code=wrong(mail.code)).content.decode()
        assert left in page
        assert "Error: " in page
    spent = press(elsewhere, mail, code=wrong(mail.code))
    assert spent.status_code == 409
    assert "Five wrong codes" in spent.content.decode()
    assert "fill in the form again" in spent.content.decode()
    assert press(elsewhere, mail, code=mail.code).status_code == 409
    assert press(browser, mail).status_code == 409
    assert browser.get(mail.path).status_code == 404
    assert Signature.objects.get().state == State.WAITING


def test_a_link_of_another_letter_or_past_its_time_is_dead(mail: Opened, browser: Client) -> None:
    assert browser.get(f"/fair-courts/confirm/{'x' * 43}").status_code == 404
    age(Token.objects.get(), "expires_at", seconds=1)
    assert browser.get(mail.path).status_code == 404
    dead = press(browser, mail)
    assert dead.status_code == 409
    assert "does not work any more" in dead.content.decode()
    assert press(browser, Opened("", "", "")).status_code == 409
    assert browser.get("/fair-courts/confirm").status_code == 303


def test_other_forms_of_the_address_end_when_one_is_confirmed(
    mail: Opened, browser: Client
) -> None:
    send(browser, name="Henrike Lommquist")
    newer = opened(newest_mail())
    press(browser, newer)
    older, confirmed = Signature.objects.order_by("id")
    assert (older.state, older.name, bool(older.erased_at)) == (State.EXPIRED, "", True)
    assert confirmed.state == State.CONFIRMED
    assert press(browser, mail).status_code == 409


def test_a_second_signature_does_not_stand_beside_the_first(
    mail: Opened, browser: Client, letter: Letter
) -> None:
    press(browser, mail)
    first = Signature.objects.get()
    decline(first, by=DESK, note="We could not find your post.")
    send(browser)
    second = opened(newest_mail())
    accept(first, by=DESK)
    response = press(browser, second)
    assert response.status_code == 409
    assert "This address has signed already" in response.content.decode()
    assert Signature.objects.get(pk=first.pk).state == State.ACCEPTED
    assert Signature.objects.exclude(pk=first.pk).get().state == State.EXPIRED
    assert letter.is_open


def test_a_letter_closed_meanwhile_is_too_late(
    mail: Opened, browser: Client, letter: Letter
) -> None:
    close_letter(letter, by=COMMAND, reason="Handed over.")
    page = browser.get(mail.path).content.decode()
    assert "closed before you confirmed" in page
    assert "I sign<" not in page
    response = press(browser, mail)
    assert response.status_code == 409
    assert "closed before you confirmed" in response.content.decode()
    assert Signature.objects.get().state == State.WAITING
    reopen_letter(letter, by=COMMAND, reason="A mistake.")
    assert press(browser, mail).status_code == 303


def test_an_edition_published_meanwhile_moves_nobody(
    mail: Opened, browser: Client, letter: Letter
) -> None:
    publish_second(letter)
    assert "You signed edition 1. Meanwhile edition 2" in browser.get(mail.path).content.decode()
    press(browser, mail)
    signature = accept(Signature.objects.get(), by=DESK)
    assert signature.edition == 1
    assert Pending.objects.get(event="signed").fields["edition"] == 1


def test_not_me_ends_it_and_keeps_the_address_away(
    mail: Opened, elsewhere: Client, letter: Letter
) -> None:
    response = press(elsewhere, mail, "disown", mail.code)
    assert response.status_code == 200
    page = valid(response.content.decode())
    assert "This signature has ended" in page
    assert "desk@letters.ruritania.example" in page
    signature = Signature.objects.get()
    assert signature.state == State.DISOWNED
    assert signature.name == signature.address == ""
    assert signature.erased_at
    assert not Token.objects.exists()
    assert not Mail.objects.exists()
    assert Refusal.objects.get().letter == letter
    send(Client())
    assert Signature.objects.count() == 1
    assert not Mail.objects.exists()


def test_not_me_ends_every_form_that_waits(mail: Opened, browser: Client) -> None:
    send(browser)
    press(browser, opened(newest_mail()), "disown")
    assert set(Signature.objects.values_list("state", flat=True)) == {State.DISOWNED}
    assert press(browser, mail).status_code == 409


def test_not_me_after_confirming(mail: Opened, browser: Client) -> None:
    press(browser, mail)
    press(browser, mail, "disown")
    assert Signature.objects.get().state == State.DISOWNED
    assert b"Mail me the link" in browser.get(MINE).content


def test_not_me_after_accepting_leaves_no_trace_in_the_record(
    mail: Opened, browser: Client, letter: Letter
) -> None:
    press(browser, mail)
    accept(Signature.objects.get(), by=DESK)
    press(browser, mail, "disown")
    assert Signature.objects.get().state == State.DISOWNED
    assert not Pending.objects.exists()
    work(letter)
    assert letter.log.size == 2


def test_not_me_after_listing_is_a_withdrawal(
    mail: Opened, browser: Client, letter: Letter
) -> None:
    press(browser, mail)
    accept(Signature.objects.get(), by=DESK)
    work(letter)
    press(browser, mail, "disown")
    signature = Signature.objects.get()
    assert signature.state == State.WITHDRAWN
    assert Refusal.objects.exists()
    assert not Token.objects.exists()
    work(letter)
    signature.refresh_from_db()
    assert signature.erased_at
    assert signature.name == ""
    assert active_indices(letter.log, "signed") == []


def test_whoever_has_signed_can_say_not_me_by_the_link_to_the_page(
    letter: Letter, browser: Client
) -> None:
    signed(browser)
    receive(letter, kind=LINK, form={"address": ADDRESS}, browser="", network="")
    admit_due()
    mail = opened(newest_mail())
    page = browser.get(mail.path).content.decode()
    assert "Open my page" in page
    assert "I did not sign this" in page
    assert press(browser, mail, "disown", mail.code).status_code == 200
    assert Refusal.objects.exists()


def test_rules_that_are_met_accept_at_once(letter_by_rules: Letter, browser: Client) -> None:
    signature = signed(browser)
    assert signature.state == State.ACCEPTED
    assert Pending.objects.get().fields["checks"] == ["mail"]
    assert Event.objects.filter(verb="accepted", actor_kind="worker").count() == 1
    assert letter_by_rules.is_open
