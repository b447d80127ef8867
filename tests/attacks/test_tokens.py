"""Every kind of token: 128 bits or more, kept as a digest or sealed, good for a time and a use."""

import math
import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from access_people import make_world
from desk_people import make_organiser
from signers import newest_mail, opened, press, publish_text, send, tables
from undersigned.audit.actors import organiser_actor
from undersigned.organisers import tokens as of_teams
from undersigned.organisers.actions.accounts import password_link
from undersigned.organisers.actions.team import invite
from undersigned.organisers.models import Invitation as TeamInvitation
from undersigned.organisers.roles import Role
from undersigned.outbox.models import Mail
from undersigned.signing import tokens
from undersigned.signing.models import Token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
# Every column of ours whose name says that a token, or what is kept of one, stands in it. A new one
# has to be added here with a test below of what it holds.
COLUMNS = {
    "organisers.Invitation.digest", "signing.Token.digest", "signing.Token.code_digest",
    "signing.Token.browser", "signing.Intake.browser", "signing.Invitation.digest",
    "signing.Invitation.session_digest",
}  # fmt: skip
# These are named so, and hold no token: what is known again by them is an address or the secret.
DIGESTS_OF_OTHER_THINGS = {
    "outbox.CameBack.address_digest", "record.SharedSecret.digest",
    "signing.Invitation.address_digest", "signing.NeverAgain.address_digest",
    "signing.Signature.address_digest", "signing.Refusal.address_digest",
    "signing.Mailing.address_digest", "signing.ImportedName.address_digest",
    "signing.ImportedName.hidden_digest",
}  # fmt: skip
NO_DIGESTS = {
    "signing.UploadedLine.link",  # an address that a list of signatories gives
    "signing.Invitation.session_until",  # the end of what session_digest opens
}
DESK = organiser_actor(1, "Ines Kaltmann")
NAMED = re.compile("digest|token|link|code|session|browser")


def bits(letters: int, length: int) -> float:
    return length * math.log2(letters)


def test_tokens_hold_256_random_bits() -> None:
    assert tokens.TOKEN_BYTES * 8 >= 128
    assert of_teams.TOKEN_BYTES * 8 >= 128
    for make in (tokens.new_token, of_teams.new_token):
        made = {make() for _ in range(1000)}
        assert len(made) == 1000
        assert all(bits(64, len(each)) >= 256 for each in made)


def test_login_cookies_hold_128_bits_and_are_kept_as_digests() -> None:
    client = Client()
    client.force_login(make_organiser("Ines Kaltmann"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert bits(36, len(cookie)) >= 128
    assert Session.objects.count() == 1
    assert cookie not in repr(tables())
    assert client.get("/accounts/logins/").status_code == 302  # known, without a second factor


def test_a_copied_row_of_a_login_opens_nothing() -> None:
    Client().force_login(make_organiser("Ines Kaltmann"))
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = Session.objects.get().session_key
    assert thief.get("/desk/").headers["Location"].startswith("/accounts/login/")


def test_all_columns_of_tokens_are_known_and_as_long_as_a_digest() -> None:
    found = {
        f"{model._meta.label}.{field.name}": field.max_length  # noqa: SLF001 (Django names it so)
        for model in apps.get_models()
        if model.__module__.startswith("undersigned.")
        for field in model._meta.concrete_fields  # noqa: SLF001 (as above)
        if NAMED.search(field.name)
    }
    assert set(found) == COLUMNS | DIGESTS_OF_OTHER_THINGS | NO_DIGESTS
    assert {found[each] for each in COLUMNS | DIGESTS_OF_OTHER_THINGS} == {64}


def test_of_an_invitation_to_a_team_only_the_digest_is_kept() -> None:
    letter = publish_text()
    owner = make_organiser("Ines Kaltmann", letter, Role.OWNER)
    invite(letter, email="rufus@desk.example", role=Role.REVIEWER, inviter=owner, by=DESK)
    sent = re.search(r"/accounts/invitation/([\w-]{43})/", Mail.objects.get().text)
    assert sent is not None
    assert TeamInvitation.objects.get().digest == of_teams.token_digest(sent[1])
    kept = {name: rows for name, rows in tables().items() if name != "outbox_mail"}
    assert sent[1] not in repr(kept)


def test_of_a_link_a_code_and_both_cookies_only_digests_are_kept() -> None:
    publish_text()
    browser = Client()
    send(browser)
    mail = opened(newest_mail())
    assert press(browser, mail).status_code == 303
    cookies = {name: each.value for name, each in browser.cookies.items()}
    assert {"browser", "own"} <= set(cookies)
    kept = repr({name: rows for name, rows in tables().items() if name != "outbox_mail"})
    for plain in (mail.token, mail.code, cookies["browser"], cookies["own"]):
        assert plain not in kept
    assert all(token.expires_at for token in Token.objects.all())


def test_every_purpose_has_an_end_of_its_own() -> None:
    assert set(tokens.LIFETIMES) == {
        tokens.CONFIRM, tokens.OWN, tokens.SESSION, tokens.INVITED
    }  # fmt: skip
    assert max(tokens.LIFETIMES.values()) == timedelta(days=3)
    assert timedelta(days=30) >= tokens.LINK_KEPT  # of an invitation to people of an earlier list
    assert timedelta(days=7) >= of_teams.LIFETIME
    assert settings.PASSWORD_RESET_TIMEOUT <= 3 * 24 * 3600
    assert settings.SESSION_COOKIE_AGE <= 12 * 3600


def test_a_link_to_set_a_password_works_once_and_is_kept_nowhere() -> None:
    person = make_organiser("Ines Kaltmann")
    link = password_link(person).removeprefix(settings.SITE_URL)
    key = link.rstrip("/").rpartition("-")[2]
    assert bits(16, len(key)) >= 128
    assert key not in repr(tables())
    first, second = Client(), Client()
    form = first.get(link).headers["Location"]
    new = {"password1": "ten wooden bridges", "password2": "ten wooden bridges"}
    assert first.post(form, new).status_code == 302
    person.refresh_from_db()
    assert person.check_password("ten wooden bridges")
    assert "password1" not in second.get(link, follow=True).content.decode()


def test_what_a_second_factor_rests_on_is_sealed() -> None:
    make_world()
    for factor in Authenticator.objects.filter(type__in=("totp", "recovery_codes")):
        assert str(factor.data.get("secret") or factor.data["seed"]).startswith("sealed:")
