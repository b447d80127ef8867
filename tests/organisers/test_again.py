"""What is left of a login: a new cookie when its person was asked again, nothing after its end.

And what is told of logins: good ones in the trail, wrong ones on the console, without an address.
"""

import logging
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from desk_people import PASSWORD, make_letter, make_organiser
from undersigned.audit.models import Event
from undersigned.organisers.browsers import BEGAN
from undersigned.organisers.models import Organiser
from undersigned.organisers.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    cache.clear()


@pytest.fixture
def ines() -> Organiser:
    return make_organiser("Ines Kaltmann", make_letter(), Role.OBSERVER)


def log_in(who: Organiser) -> Client:
    client = Client()
    form = {"login": who.email, "password": PASSWORD}
    assert client.post("/accounts/login/", form).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def thief_of(client: Client) -> Client:
    """Somebody who took the cookie as it is now."""
    thief = Client()
    name = settings.SESSION_COOKIE_NAME
    thief.cookies[name] = client.cookies[name].value
    assert is_in(thief)
    return thief


def test_the_password_once_more_changes_the_cookie(ines: Organiser) -> None:
    client = log_in(ines)
    thief = thief_of(client)
    assert client.post("/accounts/again/", {"password": "not the one"}).status_code == 200
    assert is_in(thief)
    assert client.post("/accounts/again/", {"password": PASSWORD}).status_code == 302
    assert is_in(client)
    assert not is_in(thief)


def test_a_login_ends_twelve_hours_after_it_began_whatever_is_done_in_it(ines: Organiser) -> None:
    client = log_in(ines)
    session = client.session
    session[BEGAN] = (timezone.now() - timedelta(hours=11)).isoformat(timespec="seconds")
    session.save()
    client.post("/desk/fair-courts/find", {"words": "Brennquist"})
    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta(minutes=55) < left <= timedelta(hours=1)
    session = client.session
    session[BEGAN] = (timezone.now() - timedelta(hours=12)).isoformat(timespec="seconds")
    session.save()
    assert not is_in(client)


def test_every_cookie_over_tls_has_a_name_that_no_other_host_may_set(
    ines: Organiser, settings: Settings
) -> None:
    client = log_in(ines)
    settings.SESSION_COOKIE_SECURE = True
    client.post("/accounts/logins/end-others")
    assert client.cookies["__Host-messages"]["secure"]
    assert client.cookies["__Host-messages"]["path"] == "/"
    assert "no other login" in client.get("/accounts/logins/").content.decode()


def test_a_browser_forgets_what_it_was_shown_at_the_end(ines: Organiser) -> None:
    client = log_in(ines)
    assert "Clear-Site-Data" not in client.get("/accounts/logout/").headers
    ended = client.post("/accounts/logout/")
    assert ended.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(client)


def test_a_login_stands_in_the_trail_and_a_wrong_one_is_said_of_nobody(
    ines: Organiser, caplog: pytest.LogCaptureFixture
) -> None:
    log_in(ines)
    assert list(Event.objects.values_list("verb", "letter", "actor_name")) == [
        ("logged in", "fair-courts", f"Ines Kaltmann (account {ines.pk})")
    ]
    for address in (ines.email, "canary@ruritania.example"):
        Client().post("/accounts/login/", {"login": address, "password": "not the one"})
    said = [each.getMessage() for each in caplog.records if each.name.startswith("undersigned")]
    assert said == ["a login failed: address or password was wrong"] * 2
    assert Event.objects.count() == 1


def test_whoever_tries_what_is_not_theirs_is_told(
    ines: Organiser, caplog: pytest.LogCaptureFixture
) -> None:
    client = log_in(ines)
    with caplog.at_level(logging.WARNING, "undersigned"):
        assert client.post("/desk/fair-courts/team/invite").status_code == 403
        assert client.get("/desk/a-canary/").status_code == 404
        strict = Client(enforce_csrf_checks=True)
        assert strict.post("/accounts/login/", {"login": "canary"}).status_code == 403
    said = [each.getMessage() for each in caplog.records if each.name.startswith("undersigned")]
    assert said == [
        f"account {ines.pk} lacks MANAGE_TEAM in fair-courts",
        f"account {ines.pk} asked for a letter that it does not work on",
        "a form was refused: it did not come from a page of this browser",
    ]
