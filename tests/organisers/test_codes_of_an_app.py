"""A code of the app is good once: after a start anew, and when the clock says it again."""

import base64
import hmac
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

from desk_people import PASSWORD, logged_in, make_letter, make_organiser
from undersigned.organisers.actions.factors import spend_code
from undersigned.organisers.models import Organiser
from undersigned.organisers.roles import Role

pytestmark = pytest.mark.django_db
NOW = 1_800_000_010.0  # ten seconds into a step of half a minute
SECRET = base64.b32encode(b"invented for a test.").decode()


@pytest.fixture
def ines() -> Organiser:
    cache.clear()
    return make_organiser("Ines Kaltmann", make_letter(), Role.OWNER)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [NOW]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return now


def code(secret: str, at: float = NOW) -> str:
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(at) // 30), "sha1")
    place = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def gets_in(organiser: Organiser, given: str) -> bool:
    client = Client()
    client.post("/accounts/login/", {"login": organiser.email, "password": PASSWORD})
    client.post("/accounts/code/", {"code": given})
    return "_auth_user_id" in client.session


def forget() -> None:
    """Forget what was kept in memory, as a process that begins anew."""
    cache.clear()


def test_a_code_is_good_once_and_the_next_one_too(ines: Organiser, clock: list[float]) -> None:
    TOTP.activate(ines, SECRET)
    assert gets_in(ines, code(SECRET))
    forget()
    assert not gets_in(ines, code(SECRET))
    clock[0] += 30
    assert gets_in(ines, code(SECRET, clock[0]))


def test_a_clock_set_back_makes_no_code_good_again(ines: Organiser, clock: list[float]) -> None:
    TOTP.activate(ines, SECRET)
    assert gets_in(ines, code(SECRET))
    clock[0] += 86_400
    forget()
    for back in (0, -30, -3652 * 86_400):
        clock[0] = NOW + back
        assert not gets_in(ines, code(SECRET, clock[0]))
    forget()
    clock[0] = NOW + 30
    assert gets_in(ines, code(SECRET, clock[0]))


def test_the_code_that_set_the_app_up_opens_no_login(ines: Organiser, clock: list[float]) -> None:
    client = logged_in(ines)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": clock[0]}]
    session["account_authentication_methods_user"] = str(ines.pk)
    session.save()
    client.get("/accounts/app/")
    secret = client.session["mfa.totp.secret"]
    client.post("/accounts/app/", {"code": code(secret)})
    assert Authenticator.objects.filter(type="totp").exists()
    assert not gets_in(ines, code(secret))
    clock[0] += 30
    assert gets_in(ines, code(secret, clock[0]))


def test_a_code_given_again_before_something_that_matters(
    ines: Organiser, clock: list[float]
) -> None:
    TOTP.activate(ines, SECRET)
    client = logged_in(ines)
    given = {"code": code(SECRET, clock[0])}
    assert client.post("/accounts/code/again/", given).status_code == 302
    forget()
    assert "This code does not fit" in client.post("/accounts/code/again/", given).content.decode()


def test_of_two_at_once_one_gets_in(ines: Organiser) -> None:
    app = TOTP.activate(ines, SECRET).instance
    assert spend_code(app, step=7)
    assert not spend_code(app, step=7)
