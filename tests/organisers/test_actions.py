import re

import pytest

from desk_people import make_letter, make_organiser
from undersigned.audit.actors import COMMAND
from undersigned.audit.models import Event
from undersigned.organisers.actions import OrganiserRefused, add_organiser
from undersigned.organisers.models import Membership, Organiser, Role
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
