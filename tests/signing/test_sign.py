"""The page where one signs, and what it answers to whom."""

import datetime as dt
import re

import html5lib
import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signers import (
    ADDRESS,
    NAME,
    SIGN,
    age,
    newest_mail,
    opened,
    press,
    publish_second,
    send,
    signed,
    typed,
)
from undersigned.audit.actors import COMMAND
from undersigned.eligibility.addresses import canonical_address
from undersigned.letters.actions import close_letter
from undersigned.letters.models import Letter
from undersigned.signing.consents import version
from undersigned.signing.models import Intake, Mailing, Refusal, Signature
from undersigned.signing.tokens import address_digest, token_digest

pytestmark = pytest.mark.django_db


def valid(html: str) -> str:
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    return html


def ticks(page: str) -> int:
    return len(re.findall(r"<input[^>]* checked", page))


def test_the_form_is_there_without_a_tick(letter: Letter, browser: Client) -> None:
    page = valid(browser.get(SIGN).content.decode())
    assert ticks(page) == 1  # "a person", which is no consent
    assert "Not a work address or device" in page
    assert page.count("Post 1") == 1
    assert "Post 2" not in page
    assert "Post 4" not in page
    assert "Varga II" in page
    assert browser.get(SIGN)["Cache-Control"] == "no-store"
    assert browser.get(SIGN)["X-Robots-Tag"] == "noindex"
    assert "<script" not in page
    assert letter.title in page


def test_a_form_is_one_row_and_a_303(letter: Letter, browser: Client) -> None:
    response = browser.post(SIGN, typed(agree_mail="on"))
    assert response.status_code == 303
    assert response["Location"] == f"{SIGN}/sent"
    row = Intake.objects.get()
    assert row.letter == letter.slug
    assert row.form["claim"]["name"] == NAME
    assert row.form["claim"]["served"] == ["Castell", "Varga II"]
    assert row.form["address"] == ADDRESS
    assert [each["kind"] for each in row.form["consents"]] == ["sign", "publish", "mail"]
    assert "edition 1" in row.form["consents"][0]["wording"]
    cookie = response.cookies["browser"]
    assert token_digest(cookie.value) == row.browser
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/fair-courts/"
    assert row.network


def test_the_page_after_it_echoes_nothing(letter: Letter, browser: Client) -> None:
    before = valid(browser.get(f"{SIGN}/sent").content.decode())
    browser.post(SIGN, typed())
    after = browser.get(f"{SIGN}/sent").content.decode()
    assert before == after
    assert "Look in your mail" in after
    assert letter.title in after


def prepare(case: str) -> None:
    Intake.objects.all().delete()
    Mailing.objects.all().delete()
    if case == "signed":
        signed(Client())
    elif case == "blocked":
        digest = address_digest(canonical_address(ADDRESS))
        Refusal.objects.create(letter=Letter.objects.get(), address_digest=digest)
    elif case == "full":
        for _ in range(4):
            send(Client())
    elif case == "waiting":
        send(Client())


def test_the_answer_is_the_same_to_everybody(letter: Letter) -> None:
    answers = set()
    for case in ("new", "waiting", "signed", "blocked", "full"):
        prepare(case)
        stranger = Client()
        response = stranger.post(SIGN, typed())
        cookies = {
            name: (len(morsel.value), {k: v for k, v in morsel.items() if k != "expires"})
            for name, morsel in response.cookies.items()
        }
        headers = {k: v for k, v in response.headers.items() if k != "Set-Cookie"}
        following = stranger.get(response["Location"]).content
        answers.add((response.status_code, response.content, str(headers), str(cookies), following))
    assert len(answers) == 1
    assert letter.is_open


def test_what_is_wrong_is_said_at_the_field_and_above(letter: Letter, browser: Client) -> None:
    response = browser.post(
        SIGN,
        typed(from_1="2003", to_1="1998", address="henrike.lommquist.example", agree_sign=None),
    )
    page = valid(response.content.decode())
    assert response.status_code == 200
    assert page.count("The last year, 1998, is before the first, 2003.") == 2
    assert page.count("This has no @. An address looks like name@example.org.") == 2
    assert page.count("Tick this if you sign. Leave the page if you don’t.") == 2
    assert "Three things to put right" in page
    assert "<title>Error: Sign this letter</title>" in page
    assert NAME in page  # nothing typed is lost
    assert not Intake.objects.exists()
    assert letter.is_open


def test_another_post_is_added_without_script_and_without_judging(
    letter: Letter, browser: Client
) -> None:
    form = typed(address="not yet", agree_sign=None) | {"add-post": "1"}
    page = valid(browser.post(SIGN, form).content.decode())
    assert "Post 4" in page
    assert "put right" not in page
    assert "Senior Prosecutor" in page
    assert 'value="not yet"' in page
    form |= {f"title-{number}": "x" for number in range(4, 9)}
    full = browser.post(SIGN, form).content.decode()
    assert "Post 8" in full
    assert "Post 9" not in full
    assert "Add another post" not in full
    assert not Intake.objects.exists()
    assert letter.is_open


def test_eight_posts_are_taken(letter: Letter, browser: Client) -> None:
    posts = {f"title-{number}": f"Post {number}" for number in range(1, 9)}
    assert browser.post(SIGN, typed() | posts).status_code == 303
    assert len(Intake.objects.get().form["claim"]["posts"]) == 8
    assert letter.is_open


def test_an_organisation_signs(letter: Letter, browser: Client) -> None:
    nothing = {"title_1": "", "office_1": "", "from_1": "", "to_1": "", "years": "", "served": []}
    send(browser, kind="organisation", by="Ines Kaltmann, chair", **nothing)
    signature = Signature.objects.get()
    assert (signature.kind, signature.by) == ("organisation", "Ines Kaltmann, chair")
    assert letter.is_open


def test_a_newer_edition_is_shown_and_nobody_is_moved_to_it(
    letter: Letter, browser: Client
) -> None:
    publish_second(letter)
    response = browser.post(SIGN, typed())
    page = valid(response.content.decode())
    assert response.status_code == 200
    assert "Nothing was taken" in page
    assert "We ask you again to let" in page
    assert NAME in page
    assert 'name="edition" value="2"' in page
    assert ticks(page) == 3  # who signs, and two terms: no consent
    assert not Intake.objects.exists()
    assert browser.post(SIGN, typed(edition="2", wordings=version(2))).status_code == 303


@pytest.mark.parametrize(
    "changes", [{"edition": "x"}, {"language": "zz"}, {"wordings": ""}, {"edition": None}]
)
def test_a_form_that_does_not_say_what_it_showed_is_shown_again(
    letter: Letter, browser: Client, changes: dict[str, str | None]
) -> None:
    assert "Nothing was taken" in browser.post(SIGN, typed(**changes)).content.decode()
    assert not Intake.objects.exists()
    assert letter.is_open


def test_a_closed_letter_and_one_that_is_none_say_so(letter: Letter, browser: Client) -> None:
    close_letter(letter, by=COMMAND, reason="Handed over.")
    assert b"This letter is closed" in browser.get(SIGN).content
    response = browser.post(SIGN, typed())
    assert response.status_code == 409
    assert b"it was not taken" in response.content
    assert not Intake.objects.exists()
    unknown = browser.get("/no-such-letter/sign")
    assert unknown.status_code == 404
    assert unknown["Cache-Control"] == "no-store"
    assert browser.post("/no-such-letter/sign", typed()).status_code == 404


def test_a_form_of_another_site_is_not_taken(letter: Letter) -> None:
    careful = Client(enforce_csrf_checks=True)
    assert careful.post(SIGN, typed()).status_code == 403
    careful.get(SIGN)
    token = careful.cookies["csrftoken"].value
    form = typed(csrfmiddlewaretoken=token)
    other = careful.post(SIGN, form, headers={"Origin": "https://elsewhere.example"})
    assert other.status_code == 403
    assert not Intake.objects.exists()
    assert careful.post(SIGN, form).status_code == 303
    assert letter.is_open


def test_other_methods_are_refused(letter: Letter, browser: Client) -> None:
    response = browser.put(SIGN)
    assert response.status_code == 405
    assert response["Allow"] == "GET, POST, HEAD"
    assert response["Cache-Control"] == "no-store"
    assert letter.is_open


ANY = st.text(max_size=60)
NAMES = [*typed(), "title-2", "from-2", "to-2", "title-8", "add-post", "receipt", "agree-mail"]


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.dictionaries(st.sampled_from(NAMES) | ANY, ANY | st.lists(ANY, max_size=2), max_size=12))
def test_whatever_is_typed_gets_an_answer(letter: Letter, changes: dict[str, object]) -> None:
    response = Client().post(SIGN, typed() | changes)
    assert response.status_code in (200, 303)
    assert response.status_code == 200 or Intake.objects.exists()
    Intake.objects.all().delete()
    assert letter.is_open


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.binary(max_size=300),
    st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json",
            "text/plain",
        ]
    ),
)
def test_whatever_bytes_come_get_an_answer(letter: Letter, body: bytes, kind: str) -> None:
    response = Client(raise_request_exception=False).post(SIGN, body, content_type=kind)
    assert response.status_code in (200, 400)
    assert letter.is_open


def test_half_a_day_later_the_link_is_as_good(letter: Letter, browser: Client) -> None:
    send(browser)
    mail = opened(newest_mail())
    age(Signature.objects.get(), "created_at", hours=12)
    assert press(browser, mail).status_code == 303
    assert Signature.objects.get().confirmed_at is not None
    assert timezone.now() - dt.timedelta(hours=1) > Signature.objects.get().created_at
    assert letter.is_open


def test_enter_in_a_field_signs_and_adds_no_post(letter: Letter, browser: Client) -> None:
    page = browser.get(SIGN).content.decode()
    first, *others = re.findall(r"<button[^>]*>", page)
    assert "add-post" not in first
    assert any("add-post" in button for button in others)
    assert 'formaction="/fair-courts/sign#id_title-2"' in page
    assert letter.is_open
