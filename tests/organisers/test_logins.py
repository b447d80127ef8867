"""Where somebody is logged in, and the buttons that end it; what a new password ends."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from desk_people import PASSWORD, make_letter, make_organiser
from undersigned.audit.models import Event
from undersigned.organisers.actions.accounts import password_link
from undersigned.organisers.models import Organiser
from undersigned.organisers.roles import Role
from undersigned.outbox.models import Mail

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def _without_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    cache.clear()


@pytest.fixture
def ines() -> Organiser:
    return make_organiser("Ines Kaltmann", make_letter(), Role.OWNER)


def logged_in_with(organiser: Organiser, browser: str) -> Client:
    client = Client(HTTP_USER_AGENT=browser)
    client.post("/accounts/login/", {"login": organiser.email, "password": PASSWORD})
    assert is_in(client)
    return client


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def test_logins_are_listed_with_the_browser_and_no_address(ines: Organiser) -> None:
    laptop, phone = logged_in_with(ines, LAPTOP), logged_in_with(ines, PHONE)
    logged_in_with(make_organiser("Tilda Rost"), "Mozilla/5.0 (Windows NT 10.0) Edg/142")
    page = laptop.get("/accounts/logins/").content.decode()
    assert page.index("This one") < page.index("Firefox on Linux") < page.index("Safari on iPhone")
    assert "Edge" not in page
    assert "127.0.0.1" not in page
    assert str(laptop.session.session_key) not in page
    assert str(phone.session.session_key) not in page


def test_one_is_ended_and_not_this_one_and_not_somebody_elses(ines: Organiser) -> None:
    laptop, phone = logged_in_with(ines, LAPTOP), logged_in_with(ines, PHONE)
    other = logged_in_with(make_organiser("Tilda Rost"), LAPTOP)
    mark = re.findall(r'name="login" value="(\w+)"', text(laptop))
    assert len(mark) == 1
    theirs = re.findall(r'name="login" value="(\w+)"', text(phone))  # the laptop's
    for each in ("", "nonsense", *theirs):
        laptop.post("/accounts/logins/end", {"login": each})
        other.post("/accounts/logins/end", {"login": each})
    assert is_in(laptop)
    assert is_in(phone)
    laptop.post("/accounts/logins/end", {"login": mark[0]})
    assert is_in(laptop)
    assert not is_in(phone)
    assert Event.objects.exclude(verb="logged in").get().verb == "ended a login"
    laptop.post("/accounts/logins/end", {"login": mark[0]})
    assert Event.objects.exclude(verb="logged in").count() == 1


def text(client: Client) -> str:
    return client.get("/accounts/logins/").content.decode()


def test_all_others_are_ended(ines: Organiser) -> None:
    laptop, phone = logged_in_with(ines, LAPTOP), logged_in_with(ines, PHONE)
    other = logged_in_with(make_organiser("Tilda Rost"), LAPTOP)
    laptop.post("/accounts/logins/end-others")
    assert [is_in(each) for each in (laptop, phone, other)] == [True, False, True]
    assert (
        "There was no other login"
        in laptop.post("/accounts/logins/end-others", follow=True).content.decode()
    )


def test_a_new_password_ends_all_others_and_is_told(ines: Organiser) -> None:
    laptop, phone = logged_in_with(ines, LAPTOP), logged_in_with(ines, PHONE)
    answer = laptop.post(
        "/accounts/password/",
        {
            "oldpassword": PASSWORD,
            "password1": "nine copper kettles",
            "password2": "nine copper kettles",
        },
    )
    assert answer.status_code == 302
    assert [is_in(each) for each in (laptop, phone)] == [True, False]
    assert "Firefox on Linux" in text(laptop)
    assert Event.objects.exclude(verb="logged in").get().verb == "changed their password"
    assert "The password of your account was changed." in Mail.objects.get().text


def test_a_password_by_link_ends_all_logins(ines: Organiser) -> None:
    phone = logged_in_with(ines, PHONE)
    ines.refresh_from_db()
    path = password_link(ines).removeprefix("http://127.0.0.1:8000")
    client = Client()
    clean = client.get(path).headers["Location"]
    client.post(clean, {"password1": "nine copper kettles", "password2": "nine copper kettles"})
    assert not is_in(phone)
    assert (
        Event.objects.exclude(verb="logged in").get().verb == "set a password by a link from a mail"
    )
