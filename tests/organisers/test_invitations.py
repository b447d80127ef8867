"""The pages behind an invitation's link."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from desk_people import PASSWORD, logged_in, make_letter, make_organiser
from undersigned.organisers.actions import team
from undersigned.organisers.actions.logins import themselves
from undersigned.organisers.models import Invitation, Organiser
from undersigned.organisers.roles import Role
from undersigned.outbox.models import Mail

pytestmark = pytest.mark.django_db
ADDRESS = "rufus@ruritania.example"
OFFER = "/accounts/invitation/"
NEW = {"name": "Rufus Tarn", "password1": "nine copper kettles", "password2": "nine copper kettles"}


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def token() -> str:
    letter = make_letter()
    ines = make_organiser("Ines Kaltmann", letter, Role.OWNER)
    team.invite(letter, email=ADDRESS, role="reviewer", inviter=ines, by=themselves(ines))
    found = re.search(r"/accounts/invitation/([\w-]+)/\n", Mail.objects.get().text)
    assert found
    return found[1]


def opened(token: str, client: Client | None = None) -> Client:
    client = client or Client()
    answer = client.post("/accounts/invitation/open", {"token": token})
    assert (answer.status_code, answer.headers["Location"]) == (302, OFFER)
    return client


def text(client: Client, path: str = OFFER) -> str:
    return client.get(path).content.decode()


def test_the_link_shows_a_button_and_nothing_else(token: str) -> None:
    def page(link: str) -> str:
        shown = text(Client(), f"/accounts/invitation/{link}/").replace(link, "TOKEN")
        return re.sub(r'value="\w{64}"', "", shown)

    assert page(token) == page("nonsense")
    assert "Ines" not in page(token)
    assert Invitation.objects.exists()


def test_links_that_do_not_hold_get_one_answer(token: str) -> None:
    def press(link: str) -> tuple[int, bytes]:
        answer = Client().post("/accounts/invitation/open", {"token": link})
        return answer.status_code, answer.content

    dead = press("nonsense")
    assert dead[0] == 404
    assert press("") == dead
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert press(token) == dead
    Invitation.objects.all().delete()
    assert press(token) == dead


def test_the_offer_says_who_asks_and_what_one_could(token: str) -> None:
    page = text(opened(token))
    for words in ("Ines Kaltmann", "A sentence is not a favour", "Accept, decline and correct"):
        assert words in page
    assert "Publish the letter" not in page


def test_somebody_new_joins_and_is_logged_in(token: str) -> None:
    client = opened(token)
    answer = client.post(OFFER, NEW)
    assert answer.headers["Location"] == "/accounts/"
    rufus = Organiser.objects.get(email=ADDRESS)
    assert client.session["_auth_user_id"] == str(rufus.pk)
    assert rufus.memberships.get().role == Role.REVIEWER
    assert "You are reviewer of" in text(client, "/accounts/")
    # The password was given a moment ago: the app can be set up without giving it again.
    assert client.get("/accounts/app/").status_code == 200
    assert opened_dead(token)


def opened_dead(token: str) -> bool:
    answer = Client().post("/accounts/invitation/open", {"token": token})
    return answer.status_code == 404


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": " "}, "Give your name"),
        ({"name": "Rufus\u202eTarn"}, "can’t be printed"),
        ({"name": "R" * 121}, "at most 120"),
        ({"password1": "short", "password2": "short"}, "12 characters"),
        ({"password2": "another one altogether"}, "not the same"),
        ({"password1": "", "password2": ""}, "Choose a password"),
    ],
)
def test_what_is_missing_is_asked_for(token: str, changed: dict[str, str], says: str) -> None:
    answer = opened(token).post(OFFER, NEW | changed)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Organiser.objects.filter(email=ADDRESS).exists()


def test_an_account_logs_in_first_and_joins_then(token: str) -> None:
    make_organiser("Rufus Tarn")
    client = opened(token)
    assert "There is an account with your address" in text(client)
    assert client.post(OFFER, NEW).headers["Location"] == f"/accounts/login/?next={OFFER}"
    answer = client.post(
        f"/accounts/login/?next={OFFER}", {"login": ADDRESS, "password": PASSWORD, "next": OFFER}
    )
    assert answer.headers["Location"] == OFFER
    answer = client.post(OFFER, {"yes": "1"})
    assert answer.headers["Location"] == "/desk/"
    assert Organiser.objects.get(email=ADDRESS).memberships.exists()


def test_an_account_of_another_address_joins_nothing(token: str) -> None:
    client = opened(token, logged_in(make_organiser("Tilda Rost")))
    assert "another address" in text(client)
    assert ADDRESS not in text(client)
    assert client.post(OFFER, {"yes": "1"}).status_code == 409
    assert Invitation.objects.exists()


def test_no_says_no(token: str) -> None:
    client = opened(token)
    assert "You have said no" in client.post(OFFER, {"no": "1"}).content.decode()
    assert not Invitation.objects.exists()
    assert client.get(OFFER).status_code == 404


def test_a_renewed_link_ends_the_page_of_the_old_one(token: str) -> None:
    client = opened(token)
    ines = Organiser.objects.get()
    invitation = Invitation.objects.get()
    team.renew(invitation, invitation.letter, inviter=ines, by=themselves(ines))
    assert client.get(OFFER).status_code == 404
    assert client.post(OFFER, NEW).status_code == 404


def test_links_are_tried_only_so_often() -> None:
    client = Client()
    answers = [client.post("/accounts/invitation/open", {"token": "x"}) for _ in range(31)]
    assert [answer.status_code for answer in answers[-2:]] == [404, 429]
