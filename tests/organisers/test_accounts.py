"""Logging in, the second factor, and setting a password: allauth's pages on our sheet."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from desk_people import PASSWORD, logged_in, make_letter, make_organiser
from undersigned.audit.models import Event
from undersigned.organisers.accounts import Accounts
from undersigned.organisers.actions.accounts import send_password_links
from undersigned.organisers.models import Membership, Organiser
from undersigned.organisers.roles import Role
from undersigned.outbox.models import Mail

pytestmark = pytest.mark.django_db


HALF_MINUTE = 59_000_000  # the one in which every code of these tests is made and taken


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter([HALF_MINUTE]))


@pytest.fixture
def ines() -> Organiser:
    return make_organiser("Ines Kaltmann")


def code_for(secret: str) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(secret, HALF_MINUTE)))


def log_in(client: Client, organiser: Organiser, password: str = PASSWORD) -> str:
    answer = client.post(
        "/accounts/login/", {"login": organiser.email, "password": password}, follow=True
    )
    return answer.content.decode()


def set_up_app(client: Client) -> str:
    page = client.get("/accounts/app/").content.decode()
    found = re.search(r'<p class="command">(\w+)</p>', page)
    assert found is not None
    answer = client.post("/accounts/app/", {"code": code_for(found[1])}, follow=True)
    assert answer.redirect_chain == [("/accounts/recovery-codes/", 302)]
    assert answer.content.decode().count("<span>") == 10
    return found[1]


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(ines: Organiser) -> None:
    def masked(address: str) -> str:
        page = Client().post("/accounts/login/", {"login": address, "password": "not the one"})
        assert page.status_code == 200
        text = page.content.decode().replace(address, "ADDRESS")
        return re.sub(r'value="\w{64}"', "", text)

    wrong, unknown = masked(ines.email), masked("nobody@ruritania.example")
    assert wrong == unknown
    assert "do not belong together" in wrong


def test_passwords_are_taken_only_so_often(ines: Organiser) -> None:
    client = Client()
    for _ in range(5):
        log_in(client, ines, "not the one")
    assert "too often" in log_in(client, ines, PASSWORD)
    assert "_auth_user_id" not in client.session


def test_the_app_is_asked_at_the_next_login(
    ines: Organiser, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    log_in(client, ines)
    secret = set_up_app(client)
    cache.clear()
    again = Client()
    answer = again.post(
        "/accounts/login/", {"login": ines.email, "password": PASSWORD}, follow=True
    )
    assert answer.redirect_chain == [("/accounts/code/", 302)]
    assert "_auth_user_id" not in again.session
    wrong = again.post("/accounts/code/", {"code": "000000"})
    assert "does not fit" in wrong.content.decode()
    assert "_auth_user_id" not in again.session
    later = time.time() + 30  # the code that set it up is spent
    monkeypatch.setattr(time, "time", lambda: later)
    again.post("/accounts/code/", {"code": code_for(secret)})
    assert again.session["_auth_user_id"] == str(ines.pk)


def test_setting_the_app_up_ends_the_logins_that_gave_no_code(ines: Organiser) -> None:
    letter = make_letter()
    Membership.objects.create(organiser=ines, letter=letter, role=Role.OWNER)
    stolen, client, other = Client(), Client(), logged_in(make_organiser("Rufus Tarn"))
    for each in (stolen, client):
        log_in(each, ines)
    set_up_app(client)
    assert (
        stolen.get("/accounts/recovery-codes/").headers["Location"].startswith("/accounts/login/")
    )
    assert "_auth_user_id" not in stolen.session
    assert "_auth_user_id" in client.session
    assert "_auth_user_id" in other.session
    event = Event.objects.get(verb="set up a second factor")
    assert event.letter == letter.slug
    client.post("/accounts/app/off/")
    assert not Authenticator.objects.exists()
    assert Event.objects.latest("id").verb == "took off their second factor"


def test_a_recovery_code_works_once(ines: Organiser) -> None:
    client = Client()
    log_in(client, ines)
    set_up_app(client)
    page = client.get("/accounts/recovery-codes/").content.decode()
    first = re.findall(r"<span>([\w-]+)</span>", page)[0]
    for works in (True, False):
        cache.clear()
        again = Client()
        log_in(again, ines)
        again.post("/accounts/code/", {"code": first})
        assert ("_auth_user_id" in again.session) is works


def test_setting_the_app_up_asks_for_the_password_after_a_while(ines: Organiser) -> None:
    answer = logged_in(ines).get("/accounts/app/")
    assert answer.headers["Location"].startswith("/accounts/again/")


def test_a_wrong_code_sets_nothing_up(ines: Organiser) -> None:
    client = Client()
    log_in(client, ines)
    client.get("/accounts/app/")
    answer = client.post("/accounts/app/", {"code": "123456"})
    assert "does not fit" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_a_forgotten_password_answers_everybody_alike(ines: Organiser) -> None:
    pages = []
    for address in (ines.email, "nobody@ruritania.example"):
        answer = Client().post("/accounts/password/reset/", {"email": address}, follow=True)
        assert answer.redirect_chain == [("/accounts/password/reset/sent/", 302)]
        pages.append(answer.content)
    assert pages[0] == pages[1]
    assert not Mail.objects.exists()
    assert send_password_links() == 1
    assert send_password_links() == 0
    mail = Mail.objects.get()
    assert mail.recipient == ines.email
    assert "http" in mail.text


def test_a_link_sets_a_password_once(ines: Organiser) -> None:
    Client().post("/accounts/password/reset/", {"email": ines.email.upper()})
    send_password_links()
    link = re.search(r"/accounts/password/reset/key/\S+", Mail.objects.get().text)
    assert link is not None
    path = link[0]
    client = Client()
    form = client.get(path, follow=True)
    clean = form.redirect_chain[0][0]
    assert path.split("-", 1)[1] not in clean
    chosen = {"password1": "nine copper kettles", "password2": "nine copper kettles"}
    short = client.post(clean, {"password1": "short", "password2": "short"})
    assert "12 characters" in short.content.decode()
    done = client.post(clean, chosen, follow=True)
    assert "Your password is set" in done.content.decode()
    ines.refresh_from_db()
    assert ines.check_password("nine copper kettles")
    assert "has done its work" in Client().get(path, follow=True).content.decode()


def test_a_link_is_not_used_up_by_opening_it(ines: Organiser) -> None:
    Client().post("/accounts/password/reset/", {"email": ines.email.upper()})
    send_password_links()
    path = re.search(r"/accounts/password/reset/key/\S+", Mail.objects.get().text)
    assert path is not None
    for _ in range(2):
        assert "Set your password" in Client().get(path[0], follow=True).content.decode()
    ines.refresh_from_db()
    assert ines.check_password(PASSWORD)


def test_nobody_signs_up(rf: RequestFactory) -> None:
    assert Accounts().is_open_for_signup(rf.get("/")) is False
    for name in ("account_signup", "account_email", "account_confirm_login_code"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    for path in ("/accounts/signup/", "/accounts/email/", "/accounts/login/code/"):
        assert Client().get(path).status_code == 404


def test_logging_out_takes_a_button(ines: Organiser) -> None:
    client = logged_in(ines)
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/password/reset/",
        "/accounts/password/reset/sent/",
        "/accounts/password/reset/key/1-nonsense/",
        "/accounts/password/reset/key/done/",
        "/accounts/inactive/",
    ],
)
def test_pages_for_nobody_stand_on_our_sheet(path: str) -> None:
    text = Client().get(path).content.decode()
    assert 'class="sheet"' in text
    assert "noindex" in text
    assert "lease" not in text.replace("release", "")


def test_pages_of_the_account_stand_on_our_sheet(ines: Organiser) -> None:
    client = Client()
    log_in(client, ines)
    set_up_app(client)
    for path in (
        "/accounts/",
        "/accounts/logout/",
        "/accounts/password/",
        "/accounts/app/off/",
        "/accounts/recovery-codes/",
        "/accounts/recovery-codes/new/",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert 'class="sheet"' in answer.content.decode()
    cache.clear()
    stale = logged_in(ines)
    answer = stale.get("/accounts/app/off/", follow=True)
    assert 'class="sheet"' in answer.content.decode()


def test_too_many_tries_get_a_page_of_ours() -> None:
    client = Client()
    answers = [
        client.post("/accounts/password/reset/", {"email": "a@ruritania.example"}) for _ in range(8)
    ]
    assert answers[-1].status_code == 429
    assert "Wait five minutes" in answers[-1].content.decode()
