import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk_people import logged_in, make_letter, make_organiser
from undersigned.audit.actors import COMMAND
from undersigned.audit.models import Event
from undersigned.organisers.actions.accounts import (
    OrganiserRefused,
    add_organiser,
    reset_second_factor,
)
from undersigned.organisers.actions.logins import forget_old_logins
from undersigned.organisers.models import Membership, Organiser
from undersigned.organisers.roles import Role
from undersigned.organisers.session_store import kept_key
from undersigned.outbox.models import Mail

pytestmark = pytest.mark.django_db


def test_a_new_person_gets_an_account_a_role_and_a_link() -> None:
    letter = make_letter()
    added = add_organiser(
        email=" Ines@Ruritania.Example ",
        name="Ines Kaltmann",
        letter=letter,
        role=Role.REVIEWER,
        by=COMMAND,
    )
    assert added.organiser.email == "ines@ruritania.example"
    assert re.match(r"http://127.0.0.1:8000/accounts/password/reset/key/\w+-\S+/$", added.link)
    assert Membership.objects.get().role == Role.REVIEWER
    assert added.link in Mail.objects.get().text
    assert [event.verb for event in Event.objects.all()] == ["gave a role", "added an account"]


def test_the_link_need_not_be_mailed() -> None:
    letter = make_letter()
    added = add_organiser(
        email="ines@ruritania.example",
        name="Ines",
        letter=letter,
        role=Role.OWNER,
        by=COMMAND,
        mailed=False,
    )
    assert added.link
    assert not Mail.objects.exists()


def test_no_link_opens_an_account_that_has_a_password() -> None:
    ines = make_organiser("Ines Kaltmann")
    added = add_organiser(
        email=ines.email, name="", letter=make_letter(), role=Role.OWNER, by=COMMAND
    )
    assert added.organiser == ines
    assert added.link == ""
    assert not Mail.objects.exists()


def test_done_twice_it_changes_nothing_and_another_role_takes_the_place_of_the_first() -> None:
    letter = make_letter()
    ines = make_organiser("Ines Kaltmann", letter, Role.OBSERVER)
    for role in (Role.OBSERVER, Role.OBSERVER, Role.REVIEWER):
        add_organiser(email=ines.email, name="Else", letter=letter, role=role, by=COMMAND)
    assert Membership.objects.get().role == Role.REVIEWER
    assert Event.objects.get().reason == "Ines Kaltmann is reviewer, observer before"
    assert Organiser.objects.get().name == "Ines Kaltmann"


@pytest.mark.parametrize(
    ("email", "name", "role", "says"),
    [
        ("ines", "Ines", "owner", "is no address"),
        ("ines@ruritania.example", "Ines", "king", "is no role"),
        ("ines@ruritania.example", " ", "owner", "needs a name"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_kept(
    email: str, name: str, role: str, says: str
) -> None:
    with pytest.raises(OrganiserRefused, match=says):
        add_organiser(email=email, name=name, letter=make_letter(), role=role, by=COMMAND)
    assert not Organiser.objects.exists()
    assert not Event.objects.exists()


def with_second_factor(organiser: Organiser) -> Organiser:
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=organiser, type=kind, data={})
    return organiser


def test_a_lost_second_factor_is_taken_off_with_every_login() -> None:
    letters = [make_letter(), make_letter("other-letter")]
    ines = with_second_factor(make_organiser("Ines Kaltmann", letters[0], Role.OWNER))
    Membership.objects.create(organiser=ines, letter=letters[1], role=Role.OBSERVER)
    rufus = with_second_factor(make_organiser("Rufus Tarn", letters[0], Role.REVIEWER))
    lost, other = logged_in(ines), logged_in(rufus)
    assert reset_second_factor(" Ines@Ruritania.Example ", by=COMMAND) == ines
    assert {each.user for each in Authenticator.objects.all()} == {rufus}
    assert "_auth_user_id" not in lost.session
    assert "_auth_user_id" in other.session
    told = {(e.letter, e.verb, e.reason, e.actor_kind) for e in Event.objects.all()}
    assert told == {
        (each.slug, "reset the second factor of", "Ines Kaltmann", "command") for each in letters
    }
    mail = Mail.objects.get()
    assert mail.recipient == ines.email
    assert "If you did not ask for this" in mail.text


@pytest.mark.parametrize(
    ("email", "says"),
    [("nobody@ruritania.example", "no account"), ("ines@ruritania.example", "no second factor")],
)
def test_where_there_is_none_nothing_is_reset(email: str, says: str) -> None:
    ines = logged_in(make_organiser("Ines Kaltmann"))
    with pytest.raises(OrganiserRefused, match=says):
        reset_second_factor(email, by=COMMAND)
    assert "_auth_user_id" in ines.session
    assert not Event.objects.exists()
    assert not Mail.objects.exists()


def test_logins_past_their_time_are_forgotten() -> None:
    old, new = logged_in(make_organiser("Ines Kaltmann")), logged_in(make_organiser("Rufus Tarn"))
    Session.objects.filter(pk=kept_key(old.session.session_key)).update(expire_date=timezone.now())
    forget_old_logins()
    assert [each.pk for each in Session.objects.all()] == [kept_key(new.session.session_key)]
    with CaptureQueriesContext(connection) as queries:
        forget_old_logins()
    assert [each["sql"].split()[0] for each in queries] == ["SELECT"]
