"""While the clock is behind, nothing of a team is good: invitation, login, password link."""

import datetime as dt

import pytest
from allauth.account.forms import default_token_generator
from django.test import Client
from django.utils import timezone

from desk_people import logged_in, make_letter, make_organiser
from undersigned.organisers.models import Invitation
from undersigned.organisers.password_links import PasswordLinks
from undersigned.organisers.queries import live_invitation
from undersigned.organisers.roles import Role
from undersigned.organisers.tokens import LIFETIME, token_digest

pytestmark = pytest.mark.django_db
BACK = dt.timedelta(days=40)


@pytest.fixture
def behind(monkeypatch: pytest.MonkeyPatch) -> "pytest.MonkeyPatch":
    return monkeypatch


def set_back(patches: pytest.MonkeyPatch, by: dt.timedelta = BACK) -> None:
    real = timezone.now
    patches.setattr(timezone, "now", lambda: real() - by)


def test_an_invitation(behind: pytest.MonkeyPatch) -> None:
    letter = make_letter()
    until = timezone.now() + LIFETIME
    digest = token_digest("a token")
    Invitation.objects.create(
        letter=letter, email="paula@ruritania.example", role=Role.REVIEWER, digest=digest,
        expires_at=until,
    )  # fmt: skip
    assert live_invitation(digest)
    set_back(behind)
    assert live_invitation(digest) is None


def test_a_login(behind: pytest.MonkeyPatch) -> None:
    client: Client = logged_in(make_organiser("Paula Brennquist", make_letter(), Role.OWNER))
    assert client.get("/desk/").headers.get("Location") == "/accounts/app/"
    set_back(behind)
    assert "/accounts/login/" in client.get("/desk/").headers["Location"]


def test_a_link_to_set_a_password(behind: pytest.MonkeyPatch) -> None:
    organiser = make_organiser("Paula Brennquist")
    assert isinstance(default_token_generator, PasswordLinks)
    link = default_token_generator.make_token(organiser)
    assert default_token_generator.check_token(organiser, link)
    now = default_token_generator._now()  # noqa: SLF001 (Django's own seam for tests)
    behind.setattr(default_token_generator, "_now", lambda: now - BACK)
    assert not default_token_generator.check_token(organiser, link)
