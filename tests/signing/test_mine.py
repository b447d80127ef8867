"""The signer's own page."""

import json

import html5lib
import pytest
from django.test import Client

from signers import ADDRESS, MINE, NAME, age, newest_mail, opened, press, send, signed, work
from undersigned.audit.actors import COMMAND, organiser_actor
from undersigned.letters.actions import close_letter
from undersigned.letters.models import Letter
from undersigned.outbox.models import Mail
from undersigned.signing.actions.admit import admit_due
from undersigned.signing.actions.decide import accept
from undersigned.signing.models import Consent, Intake, Signature, Token
from undersigned.signing.states import State

pytestmark = pytest.mark.django_db
DESK = organiser_actor(1, "Ines Kaltmann")
OWN_PAGES = ("", "/correct", "/withdraw", "/data", "/receipt")


def valid(html: str) -> str:
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    return html


@pytest.fixture
def signature(letter: Letter, browser: Client) -> Signature:
    """Confirmed, at the desk; `browser` is on its own page."""
    assert letter.is_open
    return signed(browser)


def test_without_a_session_an_address_is_asked_for(letter: Letter, browser: Client) -> None:
    page = valid(browser.get(MINE).content.decode())
    assert "Mail me the link" in page
    for path in OWN_PAGES[1:]:
        response = browser.get(f"{MINE}{path}")
        assert (response.status_code, response["Location"]) == (303, MINE)
    for path in ("/correct", "/withdraw", "/mailing"):
        assert browser.post(f"{MINE}{path}").status_code == 303
    assert browser.post(f"{MINE}/leave").status_code == 303
    assert letter.is_open


def test_asking_for_the_link_answers_everybody_alike(
    signature: Signature, elsewhere: Client
) -> None:
    answers = set()
    for address in (ADDRESS, "nobody@ruritania.example"):
        response = elsewhere.post(MINE, {"address": address})
        row = Intake.objects.latest("id")
        assert (row.kind, row.form) == ("link", {"address": address})
        cookies = [
            (name, len(morsel.value), morsel["path"]) for name, morsel in response.cookies.items()
        ]
        page = elsewhere.get(response["Location"]).content
        answers.add((response.status_code, response.content, str(cookies), page))
    assert len(answers) == 1
    admit_due()
    assert Mail.objects.filter(kind="own").count() == 1
    mail = opened(newest_mail())
    assert press(elsewhere, mail, code=mail.code).status_code == 303
    assert NAME in elsewhere.get(MINE).content.decode()
    assert signature.state == State.CONFIRMED


def test_an_address_that_is_none_is_said_so(letter: Letter, browser: Client) -> None:
    page = valid(browser.post(MINE, {"address": "henrike"}).content.decode())
    assert "This has no @." in page
    assert "Error: " in page
    assert not Intake.objects.exists()
    assert letter.is_open


def test_the_browser_that_asked_needs_no_code(signature: Signature) -> None:
    other = Client()
    other.post(MINE, {"address": ADDRESS})
    admit_due()
    mail = opened(newest_mail())
    assert 'name="code"' not in other.get(mail.path).content.decode()
    assert press(other, mail).status_code == 303
    assert signature.letter.is_open


def test_the_page_shows_where_it_is_and_what_is_held(signature: Signature, browser: Client) -> None:
    response = browser.get(MINE)
    page = valid(response.content.decode())
    assert NAME in page
    assert "Senior Prosecutor, Public Prosecution Service" in page
    assert "1998 to 2009" in page
    assert "Served under Castell, Varga II" in page
    assert "I have read edition 1 of the letter, and I sign it." in page
    assert "Address confirmed" in page
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "same-origin"
    assert 'content="noindex"' in page
    assert signature.state == State.CONFIRMED


def test_the_session_ends_after_half_an_hour_and_by_the_button(
    signature: Signature, browser: Client
) -> None:
    assert NAME in browser.get(MINE).content.decode()
    session = Token.objects.get(purpose="session")
    age(session, "expires_at", seconds=1)
    assert NAME not in browser.get(MINE).content.decode()
    age(session, "expires_at", minutes=-5)
    stolen = browser.cookies["own"].value
    browser.post(f"{MINE}/leave")
    assert not Token.objects.filter(purpose="session").exists()
    browser.cookies["own"] = stolen
    assert NAME not in browser.get(MINE).content.decode()
    assert signature.letter.is_open


def test_a_session_of_one_letter_opens_no_other(signature: Signature, browser: Client) -> None:
    cookie = browser.cookies["own"].value
    other = Client()
    other.cookies["own"] = cookie
    assert NAME in other.get(MINE).content.decode()
    assert other.get("/another/mine").status_code == 404
    link = opened(newest_mail())
    other.cookies["own"] = link.token  # a link is no session
    assert NAME not in other.get(MINE).content.decode()
    assert signature.letter.is_open


def test_one_takes_ones_data_along(signature: Signature, browser: Client) -> None:
    response = browser.get(f"{MINE}/data")
    assert response["Cache-Control"] == "no-store"
    assert "attachment" in response["Content-Disposition"]
    held = json.loads(response.content)
    assert held["signature"]["name"] == NAME
    assert held["signature"]["hint"] == "Ask Paula Brennquist."
    assert held["address"] == ADDRESS
    assert [consent["kind"] for consent in held["consents"]] == ["sign", "publish"]
    assert [mail["kind"] for mail in held["mails"]] == ["confirm"]
    assert {event["verb"] for event in held["trail"]} >= {"admitted", "confirmed"}
    personal = {"name", "by", "posts", "years", "served", "place", "statement", "hint", "note"}
    assert personal <= set(held["signature"])
    assert signature.letter.is_open


def test_every_field_of_a_signature_is_in_the_data(signature: Signature, browser: Client) -> None:
    held = browser.get(f"{MINE}/data").content.decode()
    apart = {"letter_id", "address", "address_digest", "network", "erased_at"}
    for name in Signature.objects.values().get():
        assert name in apart or f'"{name}"' in held, name
    assert signature.address_digest in held
    assert signature.network in held


def test_what_may_be_mailed_is_turned_on_and_off(signature: Signature, browser: Client) -> None:
    browser.post(f"{MINE}/mailing", {"news": "on", "receipt": "on"})
    consent = Consent.objects.get(kind="mail")
    assert "Write to me" in consent.wording
    signature.refresh_from_db()
    assert signature.receipt_by_mail
    browser.post(f"{MINE}/mailing", {"news": "on"})
    assert Consent.objects.get(kind="mail") == consent
    browser.post(f"{MINE}/mailing", {})
    assert not Consent.objects.filter(kind="mail").exists()
    signature.refresh_from_db()
    assert not signature.receipt_by_mail


def test_the_receipt_comes_once_listed(
    signature: Signature, browser: Client, letter: Letter
) -> None:
    early = browser.get(f"{MINE}/receipt")
    assert early.status_code == 303
    assert "There is no receipt just now" in browser.get(MINE).content.decode()
    accept(signature, by=DESK)
    work(letter)
    response = browser.get(f"{MINE}/receipt")
    assert response["Content-Disposition"] == 'attachment; filename="fair-courts-2.tlog-proof"'
    assert response["Cache-Control"] == "no-store"
    assert response.content.startswith(b"c2sp.org/tlog-proof@v1\n")


def test_taking_back_is_a_page_with_a_button(signature: Signature, browser: Client) -> None:
    page = valid(browser.get(f"{MINE}/withdraw").content.decode())
    assert "deleted at once" in page
    assert Signature.objects.get().state == State.CONFIRMED
    response = browser.post(f"{MINE}/withdraw")
    assert response["Location"] == f"{MINE}/withdrawn"
    assert "taken back" in valid(browser.get(f"{MINE}/withdrawn").content.decode())
    gone = Signature.objects.get()
    assert gone.state == State.WITHDRAWN
    assert gone.erased_at
    assert not Mail.objects.exists()
    assert NAME not in browser.get(MINE).content.decode()
    assert signature.letter.is_open


def test_taking_back_says_what_stays_in_the_record(
    signature: Signature, browser: Client, letter: Letter
) -> None:
    accept(signature, by=DESK)
    work(letter)
    page = browser.get(f"{MINE}/withdraw").content.decode()
    assert "the number of your entry stays" in page
    assert "Whoever saved your line" in page


def test_a_closed_letter_still_lets_its_signers_out(
    signature: Signature, browser: Client, letter: Letter
) -> None:
    accept(signature, by=DESK)
    work(letter)
    close_letter(letter, by=COMMAND, reason="Handed over.")
    assert "listed as entry 2" in browser.get(MINE).content.decode()
    browser.post(f"{MINE}/withdraw")
    work(letter)
    signature.refresh_from_db()
    assert signature.erased_at


def test_one_can_sign_again_after_taking_back(
    signature: Signature, browser: Client, letter: Letter
) -> None:
    accept(signature, by=DESK)
    work(letter)
    browser.post(f"{MINE}/withdraw")
    send(browser)
    waiting = opened(newest_mail())
    work(letter)  # erases the first; the mail of the second stays
    assert press(browser, waiting).status_code == 303
    assert Signature.objects.latest("id").state == State.CONFIRMED
