"""Correcting one's line."""

import re
from typing import Any

import html5lib
import pytest
from django.test import Client

from signers import MINE, NAME, publish_second, signed, work
from undersigned.audit.actors import COMMAND, organiser_actor
from undersigned.audit.models import Event
from undersigned.evidence.records import parse_record
from undersigned.letters.actions import close_letter
from undersigned.letters.models import Letter
from undersigned.record.models import Pending
from undersigned.record.queries import active_records
from undersigned.signing.actions.decide import accept, decline
from undersigned.signing.models import Signature
from undersigned.signing.states import State

pytestmark = pytest.mark.django_db
DESK = organiser_actor(1, "Ines Kaltmann")
CORRECT = f"{MINE}/correct"
LINE = {
    "name": NAME,
    "title-1": "Senior Prosecutor",
    "office-1": "Public Prosecution Service",
    "from-1": "1998",
    "to-1": "2009",
    "years": "12",
    "served": ["Castell", "Varga II"],
    "place": "Strelsau",
    "statement": "A recommendation is not a favour.",
    "hint": "Ask Paula Brennquist.",
}


@pytest.fixture
def signature(letter: Letter, browser: Client) -> Signature:
    """Confirmed, at the desk; `browser` is on its own page."""
    assert letter.is_open
    return signed(browser)


def correct(browser: Client, **changes: Any) -> str:
    form = LINE | {name.replace("_", "-"): value for name, value in changes.items()}
    response = browser.post(CORRECT, form)
    assert response.status_code == 303, response.content.decode()
    return browser.get(MINE).content.decode()


def line_waiting() -> str:
    return parse_record(bytes(Pending.objects.latest("id").line or b"")).name


def test_the_form_holds_the_line(signature: Signature, browser: Client) -> None:
    page = browser.get(CORRECT).content.decode()
    html5lib.HTMLParser(strict=True).parse(page)
    for text in (NAME, "Senior Prosecutor", "1998", "Ask Paula Brennquist."):
        assert f'value="{text}"' in page or text in page
    assert 'name="kind"' not in page
    assert 'name="by"' not in page
    assert len(re.findall(r"<input[^>]* checked", page)) == 2  # two terms
    assert signature.letter.is_open


def test_before_the_desk_has_decided_it_is_changed_in_place(
    signature: Signature, browser: Client
) -> None:
    assert "looks at it before it is listed" in correct(browser, name="Henrike Lommquist")
    signature.refresh_from_db()
    assert (signature.name, signature.state) == ("Henrike Lommquist", State.CONFIRMED)
    assert signature.correction is None


def test_the_same_again_changes_nothing(signature: Signature, browser: Client) -> None:
    assert "nothing was changed" in correct(browser)
    assert not Event.objects.filter(verb__startswith="corrected").exists()
    assert signature.letter.is_open


def test_what_was_declined_goes_back_to_the_desk(signature: Signature, browser: Client) -> None:
    decline(signature, by=DESK, note="We could not find your post.")
    correct(browser, office_1="Tax Section")
    signature.refresh_from_db()
    assert signature.state == State.CONFIRMED
    assert signature.posts[0]["office"] == "Tax Section"


def test_accepted_and_not_listed_another_name_goes_back_to_the_desk(
    signature: Signature, browser: Client
) -> None:
    accept(signature, by=DESK)
    correct(browser, name="Henrike Lommquist")
    signature.refresh_from_db()
    assert signature.state == State.CONFIRMED
    assert signature.decided_at is None
    assert set(signature.checks) == {"mail"}
    assert not Pending.objects.exists()
    accept(signature, by=DESK)
    assert line_waiting() == "Henrike Lommquist"


def test_accepted_and_not_listed_another_place_stays_accepted(
    signature: Signature, browser: Client
) -> None:
    accept(signature, by=DESK)
    correct(browser, place="Hentzau")
    signature.refresh_from_db()
    assert signature.state == State.ACCEPTED
    assert Pending.objects.count() == 1
    assert parse_record(bytes(Pending.objects.get().line or b"")).place == "Hentzau"


def test_accepted_by_rules_and_not_listed_another_name_is_entered_anew(
    letter_by_rules: Letter, browser: Client
) -> None:
    signature = signed(browser)
    correct(browser, name="Henrike Lommquist")
    signature.refresh_from_db()
    assert signature.state == State.ACCEPTED
    assert Pending.objects.count() == 1
    assert line_waiting() == "Henrike Lommquist"
    work(letter_by_rules)
    assert letter_by_rules.log.size == 3


def test_listed_another_place_is_amended_at_once(
    signature: Signature, browser: Client, letter: Letter
) -> None:
    accept(signature, by=DESK)
    work(letter)
    before = next(active_records(letter.log, "signed")).record
    correct(browser, place="Hentzau", statement="")
    pending = Pending.objects.get()
    assert (pending.event, pending.fields) == ("amended", {"entry": 2, "checks": ["desk", "mail"]})
    work(letter)
    after = next(active_records(letter.log, "signed")).record
    assert (after.place, after.statement) == ("Hentzau", "")
    assert after.salt != before.salt
    signature.refresh_from_db()
    assert signature.state == State.ACCEPTED


def test_two_corrections_before_sequencing_are_one_entry(
    signature: Signature, browser: Client, letter: Letter
) -> None:
    accept(signature, by=DESK)
    work(letter)
    correct(browser, place="Hentzau")
    correct(browser, place="Zenda")
    assert Pending.objects.count() == 1
    work(letter)
    assert next(active_records(letter.log, "signed")).record.place == "Zenda"


def test_listed_another_name_waits_while_the_old_line_stands(
    signature: Signature, browser: Client, letter: Letter
) -> None:
    accept(signature, by=DESK)
    work(letter)
    page = correct(browser, name="Henrike Lommquist", place="Hentzau")
    assert "waits for the organiser" in page
    assert "Your correction, waiting for the organiser" in page
    signature.refresh_from_db()
    assert signature.name == NAME
    assert signature.place == "Strelsau"
    assert signature.correction is not None
    assert signature.correction["name"] == "Henrike Lommquist"
    assert not Pending.objects.exists()
    assert 'value="Henrike Lommquist"' in browser.get(CORRECT).content.decode()


def test_a_correction_that_waits_can_be_taken_back(
    signature: Signature, browser: Client, letter: Letter
) -> None:
    accept(signature, by=DESK)
    work(letter)
    correct(browser, name="Henrike Lommquist")
    correct(browser)
    signature.refresh_from_db()
    assert signature.correction is None
    assert not Pending.objects.exists()


def test_a_line_being_entered_in_a_letter_closed_since_waits_a_minute(
    signature: Signature, browser: Client, letter: Letter
) -> None:
    accept(signature, by=DESK)
    close_letter(letter, by=COMMAND, reason="Handed over.")
    page = correct(browser, place="Hentzau")
    assert "Nothing was changed" in page
    signature.refresh_from_db()
    assert signature.place == "Strelsau"
    assert Pending.objects.filter(event="signed").count() == 1


def test_what_is_wrong_is_said(signature: Signature, browser: Client) -> None:
    response = browser.post(CORRECT, LINE | {"to-1": "1990"})
    page = response.content.decode()
    assert "The last year, 1990, is before the first, 1998." in page
    signature.refresh_from_db()
    assert signature.posts[0]["to"] == "2009"


def test_another_post_is_added_without_script(signature: Signature, browser: Client) -> None:
    page = browser.post(CORRECT, LINE | {"title-3": "x", "add-post": "1"}).content.decode()
    assert "Post 4" in page
    assert signature.letter.is_open


def test_what_helps_to_check_reaches_the_desk(signature: Signature, browser: Client) -> None:
    correct(browser, hint="See the register of 2004.")
    signature.refresh_from_db()
    assert signature.hint == "See the register of 2004."


def test_an_organisation_corrects_who_signs_for_it(letter: Letter, browser: Client) -> None:
    nothing: dict[str, Any] = {"title_1": "", "office_1": "", "from_1": "", "to_1": ""}
    signature = signed(
        browser, kind="organisation", by="Ines Kaltmann", years="", served=[], **nothing
    )
    page = browser.get(CORRECT).content.decode()
    assert 'name="title-1"' not in page
    form = {"name": NAME, "by": "Ulrich Castell", "place": "", "statement": "", "hint": ""}
    assert browser.post(CORRECT, form).status_code == 303
    signature.refresh_from_db()
    assert signature.by == "Ulrich Castell"
    assert letter.is_open


def test_withdrawing_a_corrected_line_withdraws_the_correction(
    signature: Signature, browser: Client, letter: Letter
) -> None:
    accept(signature, by=DESK)
    work(letter)
    correct(browser, place="Hentzau")
    browser.post(f"{MINE}/withdraw")
    assert list(Pending.objects.values_list("event", flat=True)) == ["withdrawn"]
    work(letter)
    signature.refresh_from_db()
    assert signature.erased_at


def test_a_later_edition_is_signed_only_by_its_own_button(
    signature: Signature, browser: Client, letter: Letter
) -> None:
    accept(signature, by=DESK)
    work(letter)
    assert browser.get(f"{MINE}/renew").status_code == 303
    publish_second(letter)
    assert "read edition 2 and sign it too" in browser.get(MINE).content.decode()
    page = browser.get(f"{MINE}/renew").content.decode()
    html5lib.HTMLParser(strict=True).parse(page)
    assert "We ask you again to let" in page
    assert browser.post(f"{MINE}/renew", {"edition": "1"}).status_code == 200
    signature.refresh_from_db()
    assert signature.edition == 1
    browser.post(f"{MINE}/renew", {"edition": "2"})
    signature.refresh_from_db()
    assert signature.edition == 2
    assert Pending.objects.get().event == "reconfirmed"
    assert signature.consents.filter(kind="sign").count() == 2
    assert "signed edition 2 too" in browser.get(MINE).content.decode()


def test_a_line_corrected_after_that_keeps_the_edition_of_its_entry(
    signature: Signature, browser: Client, letter: Letter
) -> None:
    accept(signature, by=DESK)
    work(letter)
    publish_second(letter)
    browser.post(f"{MINE}/renew", {"edition": "2"})
    work(letter)
    correct(browser, place="Hentzau")
    work(letter)
    shown = next(active_records(letter.log, "signed"))
    assert (shown.edition, shown.record.edition, shown.record.place) == (2, 1, "Hentzau")
    assert not Pending.objects.exists()
