"""Words typed into a form that is refused go back to whoever wrote them, and to nobody else."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from desk_people import LETTER, logged_in, make_organiser, publish
from undersigned.letters.models import Letter
from undersigned.organisers.models import Membership, Organiser
from undersigned.organisers.roles import Role

EDIT = "/desk/fair-courts/letter/edit/en/file"
OWN = {"origin": "http://testserver"}
WORDS = LETTER + "\nA paragraph that took an hour, with <b>&amp;</b> in it.\n"
SENT = {"file": WORDS, "base": "0"}


@pytest.fixture
def letter(db: None, home: Path, settings: Settings) -> Letter:  # noqa: ARG001 (both are needed)
    settings.SECOND_FACTOR_REQUIRED = False
    return publish()


@pytest.fixture
def owner(letter: Letter) -> Organiser:
    return make_organiser("Ines Kaltmann", letter, Role.OWNER)


def checked(organiser: Organiser) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(organiser)
    return client


def given_back(page: str) -> str:
    found = re.search(r'<textarea [^>]*name="file"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    return unescape(found[1]) if found else ""


@pytest.mark.usefixtures("letter")
def test_a_text_sent_after_the_login_ended_is_given_back() -> None:
    answer = Client().post(EDIT, SENT, headers=OWN)
    assert answer.status_code == 403
    assert given_back(answer.content.decode()) == WORDS
    assert "no-store" in answer.headers["Cache-Control"]
    assert 'name="base" value="0"' in answer.content.decode()


@pytest.mark.usefixtures("letter")
def test_the_page_tells_no_letter_from_one_that_is_not() -> None:
    pages = [
        Client().post(f"/desk/{slug}/letter/edit/en/file", SENT, headers=OWN).content.decode()
        for slug in ("fair-courts", "unfair-court")
    ]
    token = r'name="csrfmiddlewaretoken" value="[^"]*"'
    same = {re.sub(token, "", each).replace("unfair-court", "fair-courts") for each in pages}
    assert len(same) == 1


@pytest.mark.usefixtures("letter")
def test_a_button_pressed_after_the_login_ended_leads_to_the_login() -> None:
    answer = Client().post("/desk/fair-courts/letter/publish", {"seal": "0" * 64}, headers=OWN)
    assert answer.headers["Location"] == "/accounts/login/?next=/desk/"


def test_a_form_from_before_the_login_is_sent_by_pressing_once_more(owner: Organiser) -> None:
    client = checked(owner)
    answer = client.post(EDIT, SENT | {"csrfmiddlewaretoken": "x" * 64}, headers=OWN)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert given_back(page) == WORDS
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', page)
    assert token
    again = client.post(EDIT, SENT | {"csrfmiddlewaretoken": token[1]}, headers=OWN)
    assert again.status_code == 302


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
def test_words_that_another_site_sends_are_not_shown(owner: Organiser, origin: str) -> None:
    headers = {"origin": origin} if origin else {}
    client = checked(owner)
    for each in (client, Client()):
        answer = each.post(EDIT, SENT, headers=headers)
        assert "took an hour" not in answer.content.decode()


def test_whose_role_changed_meanwhile_may_copy_their_words(owner: Organiser) -> None:
    client = logged_in(owner)
    Membership.objects.filter(organiser=owner).update(role=Role.OBSERVER)
    answer = client.post(EDIT, SENT, headers=OWN)
    assert answer.status_code == 403
    assert given_back(answer.content.decode()) == WORDS
    assert "Send it once more" not in answer.content.decode()


def test_no_password_is_given_back(owner: Organiser) -> None:
    client = checked(owner)
    sent = {"password": "four words of mine", "name": "Ines Kaltmann"}
    page = client.post("/accounts/login/", sent, headers=OWN).content.decode()
    assert "Ines Kaltmann" in page
    assert "four words" not in page
