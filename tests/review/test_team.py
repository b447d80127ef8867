"""The team's pages at the desk."""

import pytest
from django.test import Client

from desk_people import logged_in, make_organiser
from undersigned.letters.models import Letter
from undersigned.organisers.models import Invitation, Membership, Organiser
from undersigned.organisers.roles import Role
from undersigned.outbox.models import Mail

TEAM = "/desk/fair-courts/team/"
ADDRESS = "tilda@ruritania.example"


@pytest.fixture
def desk(owner: Organiser) -> Client:
    return logged_in(owner)


def text(client: Client, path: str = TEAM) -> str:
    return client.get(path).content.decode()


def invited(desk: Client, **changed: str) -> str:
    answer = desk.post(f"{TEAM}invite", {"email": ADDRESS, "role": "editor"} | changed, follow=True)
    return answer.content.decode()


def test_the_owner_sees_addresses_and_who_has_no_second_factor(
    desk: Client, reviewer: Organiser
) -> None:
    page = text(desk)
    assert reviewer.email in page
    assert page.count("no second factor yet") == 2
    assert "Ines Kaltmann (you)" in page


def test_the_others_see_names_and_roles(owner: Organiser, reviewer: Organiser) -> None:
    page = text(logged_in(reviewer))
    assert owner.name in page
    assert owner.email not in page
    assert "Invite somebody" not in page
    assert "second factor" not in page


def test_somebody_is_invited_and_the_invitation_renewed_and_withdrawn(
    desk: Client, letter: Letter
) -> None:
    assert f"An invitation is on its way to {ADDRESS}" in invited(desk)
    invitation = Invitation.objects.get(letter=letter)
    assert "holds until" in text(desk)
    path = f"{TEAM}invitations/{invitation.pk}/"
    assert "The one before has ended" in desk.post(f"{path}renew", follow=True).content.decode()
    assert "two mails" in text(desk)
    assert "is withdrawn" in desk.post(f"{path}withdraw", follow=True).content.decode()
    assert not Mail.objects.exists()
    assert desk.post(f"{path}withdraw").status_code == 404


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"email": ""}, "Give the address"),
        ({"email": "tilda"}, "This is no address"),
        ({"role": ""}, "Choose a role"),
        ({"role": "king"}, "one of the four roles"),
        ({"email": "ines@ruritania.example"}, "on the team already"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    desk: Client, changed: dict[str, str], says: str
) -> None:
    assert says in invited(desk, **changed)
    assert not Invitation.objects.exists()


def test_a_role_is_changed(desk: Client, reviewer: Organiser) -> None:
    member = reviewer.memberships.get()
    page = desk.post(f"{TEAM}{member.pk}/role", {"role": "observer"}, follow=True)
    assert "Rufus Tarn is observer" in page.content.decode()
    again = desk.post(f"{TEAM}{member.pk}/role", {"role": "observer"}, follow=True)
    assert "Rufus Tarn was already observer" in again.content.decode()
    wrong = desk.post(f"{TEAM}{member.pk}/role", {"role": "king"})
    assert wrong.status_code == 422


def test_who_is_taken_off_sees_nothing_from_the_next_page_on(
    desk: Client, reviewer: Organiser
) -> None:
    working = logged_in(reviewer)
    assert working.get("/desk/fair-courts/").status_code == 200
    desk.post(f"{TEAM}{reviewer.memberships.get().pk}/take-off")
    assert working.get("/desk/fair-courts/").status_code == 404
    assert "fair-courts" not in text(working, "/desk/")


def test_the_last_owner_stays(desk: Client, owner: Organiser, letter: Letter) -> None:
    member = Membership.objects.get(organiser=owner)
    for path in (f"{member.pk}/take-off", "leave"):
        page = desk.post(f"{TEAM}{path}", follow=True).content.decode()
        assert "A letter needs an owner" in page
    refused = desk.post(f"{TEAM}{member.pk}/role", {"role": "editor"})
    assert (refused.status_code, b"A letter needs an owner" in refused.content) == (422, True)
    make_organiser("Mira Holm", letter, Role.OWNER)
    gone = desk.post(f"{TEAM}leave", follow=True)
    assert gone.redirect_chain == [("/desk/", 302)]
    assert desk.get(TEAM).status_code == 404


def test_an_owner_may_take_themselves_off(desk: Client, owner: Organiser, letter: Letter) -> None:
    make_organiser("Mira Holm", letter, Role.OWNER)
    page = desk.post(f"{TEAM}{owner.memberships.get().pk}/take-off", follow=True)
    assert page.redirect_chain == [("/desk/", 302)]
