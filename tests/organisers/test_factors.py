"""The second factor: passkeys beside the app, what each change leaves behind, and which pages run
scripts. Passkeys themselves are made and used in tests/walks, by a browser."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access_people import passkey_credential
from desk_people import PASSWORD, logged_in, make_letter, make_organiser
from undersigned.audit.models import Event
from undersigned.organisers.accounts import has_second_factor
from undersigned.organisers.actions import factors
from undersigned.organisers.actions.accounts import send_password_links
from undersigned.organisers.models import Organiser
from undersigned.organisers.roles import Role
from undersigned.organisers.sealing import is_sealed, seal
from undersigned.organisers.views.factors import is_number
from undersigned.outbox.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def ines() -> Organiser:
    return make_organiser("Ines Kaltmann", make_letter(), Role.OWNER)


def passkey(organiser: Organiser) -> Authenticator:
    made: Authenticator = Authenticator.objects.create(
        user=organiser, type="webauthn", data={"name": "phone", "credential": passkey_credential()}
    )
    return made


def browser(organiser: Organiser) -> Client:
    """Logged in, with the password given a moment ago."""
    client = logged_in(organiser)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(organiser.pk)
    session.save()
    return client


def test_a_passkey_is_a_second_factor_and_recovery_codes_are_none(ines: Organiser) -> None:
    Authenticator.objects.create(user=ines, type="recovery_codes", data={"seed": seal("a")})
    assert not has_second_factor(ines)
    passkey(ines)
    assert has_second_factor(ines)


def test_scripts_run_where_a_browser_is_asked_for_a_passkey_and_nowhere_else(
    ines: Organiser,
) -> None:
    passkey(ines)
    client = browser(ines)
    runs = {"mfa_add_webauthn", "mfa_reauthenticate_webauthn"}
    for name in (*runs, "mfa_index", "mfa_activate_totp", "logins", "account_change_password"):
        answer = client.get(reverse(name))
        assert answer.status_code in (200, 302), name
        policy = answer.headers["Content-Security-Policy"]
        assert ("script-src 'self'" in policy) is (name in runs), name
        assert "unsafe" not in policy
    step = Client()
    step.post("/accounts/login/", {"login": ines.email, "password": PASSWORD})
    asked = step.get("/accounts/code/")
    assert "script-src 'self'" in asked.headers["Content-Security-Policy"]
    assert "script-src" not in Client().get("/accounts/login/").headers["Content-Security-Policy"]


def test_every_script_of_these_pages_is_served_from_here(ines: Organiser) -> None:
    page = browser(ines).get("/accounts/passkeys/new/").content.decode()
    for script in ("organisers/passkeys", "mfa/js/webauthn-json", "mfa/js/webauthn"):
        assert f'<script src="/static/{script}.js">' in page
    assert page.count("<script src=") == 4
    assert "http" not in page.partition("<script")[2]
    assert "passkey belongs to a name" not in page


@pytest.mark.parametrize(
    ("host", "number"),
    [("127.0.0.1:8000", True), ("[::1]:8000", True), ("localhost:8000", False), ("a.b", False)],
)
def test_a_number_is_no_name_for_a_passkey(host: str, number: bool) -> None:
    assert is_number(host) is number


def test_what_is_no_passkey_adds_none(ines: Organiser) -> None:
    client = browser(ines)
    for credential in ("", "nonsense", "{}", json.dumps(passkey_credential())):
        answer = client.post("/accounts/passkeys/new/", {"name": "x", "credential": credential})
        assert answer.status_code == 200
    assert not Authenticator.objects.exists()


def test_a_passkey_is_renamed_and_removed(ines: Organiser) -> None:
    key, client = passkey(ines), browser(ines)
    Authenticator.objects.create(user=ines, type="recovery_codes", data={"seed": seal("a")})
    client.post(f"/accounts/passkeys/{key.pk}/", {"name": "the key on my ring"})
    assert "the key on my ring" in client.get("/accounts/").content.decode()
    client.post(f"/accounts/passkeys/{key.pk}/remove/")
    assert not Authenticator.objects.exists()
    assert Event.objects.get().verb == "removed a passkey"
    assert "A passkey of your account was removed." in Mail.objects.get().text


def test_the_first_passkey_ends_the_logins_that_gave_none(ines: Organiser) -> None:
    stolen, client = browser(ines), browser(ines)
    passkey(ines)
    factors.passkey_added(ines, session=client.session.session_key)
    assert "_auth_user_id" not in stolen.session
    other = browser(ines)
    passkey(ines)
    factors.passkey_added(ines, session=client.session.session_key)
    assert "_auth_user_id" in other.session
    assert "A passkey was added to your account." in Mail.objects.latest("id").text


def test_new_codes_are_sealed_told_and_looked_at_without_a_trace(ines: Organiser) -> None:
    passkey(ines)
    client = browser(ines)
    client.post("/accounts/recovery-codes/new/")
    codes = Authenticator.objects.get(type="recovery_codes")
    assert is_sealed(codes.data["seed"])
    assert Event.objects.get().verb == "made new recovery codes"
    with CaptureQueriesContext(connection) as queries:
        client.get("/accounts/recovery-codes/")
        client.get("/accounts/recovery-codes/file/")
    assert not [q for q in queries if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]


def test_asking_for_a_password_does_the_same_for_everybody(ines: Organiser) -> None:
    def asked(address: str) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            Client().post("/accounts/password/reset/", {"email": address})
        return [query["sql"].replace(address, "ADDRESS").split(" VALUES")[0] for query in queries]

    assert asked(ines.email) == asked("nobody@ruritania.example")


def test_who_was_closed_gets_no_link(ines: Organiser) -> None:
    Organiser.objects.filter(pk=ines.pk).update(is_active=False)
    Client().post("/accounts/password/reset/", {"email": ines.email})
    assert send_password_links() == 0
    assert not Mail.objects.exists()
