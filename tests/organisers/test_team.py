"""The team of a letter: invited, joined, given another role, taken off, left."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from desk_people import make_letter, make_organiser
from undersigned.audit.models import Event
from undersigned.letters.models import Letter
from undersigned.organisers.actions import team
from undersigned.organisers.actions.accounts import OrganiserRefused
from undersigned.organisers.actions.logins import themselves
from undersigned.organisers.models import Invitation, Membership, Organiser
from undersigned.organisers.roles import Role
from undersigned.organisers.tokens import token_digest
from undersigned.outbox.models import Mail

pytestmark = pytest.mark.django_db
ADDRESS = "rufus@ruritania.example"


@pytest.fixture
def letter() -> Letter:
    return make_letter()


@pytest.fixture
def owner(letter: Letter) -> Organiser:
    return make_organiser("Ines Kaltmann", letter, Role.OWNER)


def invite(letter: Letter, owner: Organiser, email: str = ADDRESS, role: str = "reviewer") -> str:
    """Returns the token out of the mail."""
    team.invite(letter, email=email, role=role, inviter=owner, by=themselves(owner))
    return newest_token()


def newest_token() -> str:
    found = re.search(r"http://127\.0\.0\.1:8000/accounts/invitation/([\w-]{43})/\n", last_text())
    assert found
    return found[1]


def last_text() -> str:
    return Mail.objects.latest("id").text


def verbs() -> list[str]:
    return list(Event.objects.order_by("id").values_list("verb", flat=True))


def test_an_invitation_says_who_asks_for_what_and_keeps_no_token(
    letter: Letter, owner: Organiser
) -> None:
    token = invite(letter, owner, " Rufus@Ruritania.example ")
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role) == (ADDRESS, "reviewer")
    assert invitation.digest == token_digest(token) != token
    mail = Mail.objects.get()
    for words in (owner.name, owner.email, letter.title, "Whoever has that role checks who signed"):
        assert words in mail.text
    assert (mail.recipient, mail.reply_to) == (ADDRESS, owner.email)
    event = Event.objects.get()
    assert (event.verb, event.reason, event.subject) == (
        "invited somebody", "as reviewer", invitation.pk,
    )  # fmt: skip
    assert ADDRESS not in f"{event.reason} {event.actor_name}"


@pytest.mark.parametrize(
    ("email", "role", "says"),
    [
        ("rufus", "reviewer", "is no address"),
        (ADDRESS, "king", "is no role"),
        ("ines@ruritania.example", "reviewer", "on the team already"),
        ("INVITED@ruritania.example", "reviewer", "invited already"),
    ],
)
def test_what_cannot_be_is_refused(
    letter: Letter, owner: Organiser, email: str, role: str, says: str
) -> None:
    invite(letter, owner, "invited@ruritania.example")
    with pytest.raises(OrganiserRefused, match=says):
        invite(letter, owner, email, role)
    assert Invitation.objects.count() == Mail.objects.count() == 1


def test_open_invitations_are_counted(
    letter: Letter, owner: Organiser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team, "MOST_OPEN", 1)
    invite(letter, owner)
    with pytest.raises(OrganiserRefused, match="1 invitations are open"):
        invite(letter, owner, "another@ruritania.example")


def test_renewing_ends_the_old_link_and_has_an_end(letter: Letter, owner: Organiser) -> None:
    old = invite(letter, owner)
    invitation = Invitation.objects.get()
    for _ in range(team.MOST_MAILS - 1):
        team.renew(invitation, letter, inviter=owner, by=themselves(owner))
    assert Mail.objects.count() == 1  # those that had not left yet are dropped
    assert Invitation.objects.get().digest == token_digest(newest_token()) != token_digest(old)
    with pytest.raises(OrganiserRefused, match="5 mails went"):
        team.renew(invitation, letter, inviter=owner, by=themselves(owner))
    invitation.delete()
    with pytest.raises(OrganiserRefused, match="accepted or withdrawn"):
        team.renew(invitation, letter, inviter=owner, by=themselves(owner))


def test_withdrawing_forgets_the_address(letter: Letter, owner: Organiser) -> None:
    invite(letter, owner)
    invitation = Invitation.objects.get()
    assert team.withdraw(invitation, letter, by=themselves(owner))
    assert not Invitation.objects.exists()
    assert not Mail.objects.exists()
    assert not team.withdraw(invitation, letter, by=themselves(owner))
    assert not team.join(invitation, make_organiser("Rufus Tarn"))
    assert verbs() == ["invited somebody", "withdrew an invitation"]


def test_an_account_joins_and_only_the_one_that_was_invited(
    letter: Letter, owner: Organiser
) -> None:
    invite(letter, owner)
    invitation = Invitation.objects.get()
    assert not team.join(invitation, make_organiser("Tilda Rost"))
    rufus = make_organiser("Rufus Tarn")
    assert team.join(invitation, rufus)
    assert not team.join(invitation, rufus)
    assert rufus.memberships.get().role == Role.REVIEWER
    assert verbs() == ["invited somebody", "accepted an invitation", "gave a role"]
    assert Event.objects.latest("id").actor_name == f"Rufus Tarn (account {rufus.pk})"


def test_somebody_new_gets_an_account(letter: Letter, owner: Organiser) -> None:
    invite(letter, owner)
    made = team.join_new(
        Invitation.objects.get(), name=" Rufus Tarn ", password="nine copper kettles"
    )
    assert made is not None
    assert (made.email, made.name) == (ADDRESS, "Rufus Tarn")
    assert made.check_password("nine copper kettles")
    assert made.memberships.get().letter == letter


def test_no_invitation_takes_an_account_over(letter: Letter, owner: Organiser) -> None:
    rufus = make_organiser("Rufus Tarn")
    invite(letter, owner)
    assert team.join_new(Invitation.objects.get(), name="X", password="nine copper kettles") is None
    rufus.refresh_from_db()
    assert (rufus.name, rufus.check_password("nine copper kettles")) == ("Rufus Tarn", False)
    assert Invitation.objects.exists()


def test_an_account_that_never_had_a_password_is_theirs(letter: Letter, owner: Organiser) -> None:
    Organiser.objects.create_user(ADDRESS, name="As typed")
    invite(letter, owner)
    made = team.join_new(Invitation.objects.get(), name="Rufus", password="nine copper kettles")
    assert made is not None
    assert Organiser.objects.get(email=ADDRESS).name == "Rufus"


def test_a_gone_invitation_makes_no_account(letter: Letter, owner: Organiser) -> None:
    invite(letter, owner)
    invitation = Invitation.objects.get()
    team.decline(invitation)
    assert team.join_new(invitation, name="Rufus", password="nine copper kettles") is None
    assert not Organiser.objects.filter(email=ADDRESS).exists()
    assert verbs()[-1] == "declined an invitation"


def test_the_last_owner_stays_owner(letter: Letter, owner: Organiser) -> None:
    member = Membership.objects.get()
    by = themselves(owner)
    for act in (
        lambda: team.change_role(member, "editor", by=by),
        lambda: team.take_off(member, by=by),
        lambda: team.leave(member, by=by),
    ):
        with pytest.raises(OrganiserRefused, match="needs an owner"):
            act()
    closed = make_organiser("Closed", letter, Role.OWNER)
    Organiser.objects.filter(pk=closed.pk).update(is_active=False)
    with pytest.raises(OrganiserRefused, match="needs an owner"):
        team.leave(member, by=by)
    make_organiser("Rufus Tarn", letter, Role.OWNER)
    team.leave(member, by=by)
    assert not owner.memberships.exists()
    assert verbs() == ["left the team"]


def test_a_role_is_changed_with_a_word_to_whom_it_is_about(
    letter: Letter, owner: Organiser
) -> None:
    rufus = make_organiser("Rufus Tarn", letter, Role.OBSERVER)
    member = rufus.memberships.get()
    assert team.change_role(member, "editor", by=themselves(owner))
    assert not team.change_role(member, "editor", by=themselves(owner))
    assert Event.objects.get().reason == "Rufus Tarn is editor, observer before"
    assert "You are editor of" in last_text()
    with pytest.raises(OrganiserRefused, match="is no role"):
        team.change_role(member, "king", by=themselves(owner))


def test_taken_off_is_gone_and_told(letter: Letter, owner: Organiser) -> None:
    member = make_organiser("Rufus Tarn", letter, Role.REVIEWER).memberships.get()
    team.take_off(member, by=themselves(owner))
    assert Event.objects.get().reason == "Rufus Tarn, reviewer before"
    assert "not on the team" in last_text()
    with pytest.raises(OrganiserRefused, match="any more"):
        team.take_off(member, by=themselves(owner))


def test_old_invitations_are_forgotten(letter: Letter, owner: Organiser) -> None:
    invite(letter, owner)
    team.forget_old_invitations()
    assert Invitation.objects.exists()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=31))
    team.forget_old_invitations()
    assert not Invitation.objects.exists()


def test_who_is_no_owner_any_more_leaves_no_door_open(letter: Letter, owner: Organiser) -> None:
    mira = make_organiser("Mira Holm", letter, Role.OWNER)
    ends = (
        lambda member: team.take_off(member, by=themselves(owner)),
        lambda member: team.change_role(member, "observer", by=themselves(owner)),
        lambda member: team.leave(member, by=themselves(mira)),
    )
    for end in ends:
        member, _ = Membership.objects.update_or_create(
            organiser=mira, letter=letter, defaults={"role": Role.OWNER}
        )
        invite(letter, mira, "mira-again@ruritania.example", "owner")
        end(member)
        assert not Invitation.objects.exists()


def test_whoever_has_a_role_by_now_keeps_it(letter: Letter, owner: Organiser) -> None:
    invite(letter, owner)
    rufus = make_organiser("Rufus Tarn", letter, Role.OWNER)
    assert team.join(Invitation.objects.get(), rufus)
    assert rufus.memberships.get().role == Role.OWNER


def test_invitations_of_a_day_are_counted_also_where_they_were_withdrawn(
    letter: Letter, owner: Organiser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team, "MOST_A_DAY", 2)
    for _ in range(2):
        invite(letter, owner)
        team.withdraw(Invitation.objects.get(), letter, by=themselves(owner))
    with pytest.raises(OrganiserRefused, match="within a day"):
        invite(letter, owner)
