"""Who may open what: every route of the desk, with everybody who could try."""

from collections.abc import Iterator
from typing import NamedTuple

import html5lib
import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from desk_people import logged_in, make_organiser, publish
from undersigned.audit.actors import COMMAND
from undersigned.letters.models import Letter
from undersigned.lists.reader import read_list
from undersigned.organisers.roles import Role
from undersigned.review.urls import urlpatterns
from undersigned.signing.actions.imports import take_list
from undersigned.signing.models import ImportedName, Signature

ROLES = (Role.OWNER, Role.EDITOR, Role.REVIEWER, Role.OBSERVER)
READ = {Role.OWNER: 200, Role.EDITOR: 200, Role.REVIEWER: 200, Role.OBSERVER: 200}
# An empty form is refused (422), or sent back with what is missing (302): both after the door.
DECIDE = {Role.OWNER: 422, Role.EDITOR: 403, Role.REVIEWER: 422, Role.OBSERVER: 403}
OWN = {Role.OWNER: 422, Role.EDITOR: 403, Role.REVIEWER: 403, Role.OBSERVER: 403}
LEAVE_OUT = {Role.OWNER: 302, Role.EDITOR: 403, Role.REVIEWER: 302, Role.OBSERVER: 403}


class Route(NamedTuple):
    path: str
    method: str
    status: dict[Role, int]


ROUTES = {
    "letters": Route("/desk/", "GET", READ),
    "queue": Route("/desk/{slug}/", "GET", READ),
    "find": Route("/desk/{slug}/find", "POST", dict.fromkeys(READ, 302)),
    "trail": Route("/desk/{slug}/trail/", "GET", READ),
    "signature": Route("/desk/{slug}/signatures/{signature}/", "GET", READ),
    "accept": Route("/desk/{slug}/signatures/{signature}/accept", "POST", DECIDE),
    "decline": Route("/desk/{slug}/signatures/{signature}/decline", "POST", DECIDE),
    "remove": Route("/desk/{slug}/signatures/{signature}/remove", "POST", DECIDE),
    "accept-correction": Route(
        "/desk/{slug}/signatures/{signature}/correction/accept", "POST", DECIDE
    ),
    "decline-correction": Route(
        "/desk/{slug}/signatures/{signature}/correction/decline", "POST", DECIDE
    ),
    "imports": Route("/desk/{slug}/imports/", "GET", READ),
    "import": Route("/desk/{slug}/imports/{list}/", "GET", READ),
    "show": Route("/desk/{slug}/imports/{list}/show", "POST", OWN),
    "leave-out": Route("/desk/{slug}/imports/{list}/lines/{line}/leave-out", "POST", LEAVE_OUT),
}
OF_A_LETTER = [name for name in ROUTES if name != "letters"]
NUMBERED = [name for name in OF_A_LETTER if name not in ("queue", "find", "trail", "imports")]


def pieces(letter: Letter, signature: Signature) -> dict[str, object]:
    text = b"name\nEdmund Grauhof\n"
    taken = take_list(letter, read_list(text, "list.csv"), "list.csv", by=COMMAND)
    line = ImportedName.objects.get(source=taken.imported_list).line
    return {
        "slug": letter.slug,
        "signature": signature.pk,
        "list": taken.imported_list.pk,
        "line": line,
    }


@pytest.fixture
def here(letter: Letter, make_signature: "Iterator[Signature]") -> dict[str, object]:
    return pieces(letter, make_signature())  # type: ignore[operator]  # a factory, see conftest


@pytest.fixture
def elsewhere(here: dict[str, object], make_signature: "Iterator[Signature]") -> dict[str, object]:
    assert here
    other = publish("other-letter")
    return pieces(other, make_signature(letter=other))  # type: ignore[operator]


def ask(client: Client, route: Route, where: dict[str, object]) -> int:
    path = route.path.format(**where)
    answer = client.get(path) if route.method == "GET" else client.post(path)
    return answer.status_code


def test_the_table_names_every_route() -> None:
    named = {pattern.name for pattern in urlpatterns}
    assert named == set(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
def test_nobody_is_sent_to_the_login(name: str, here: dict[str, object]) -> None:
    route = ROUTES[name]
    path = route.path.format(**here)
    client = Client()
    answer = client.get(path) if route.method == "GET" else client.post(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")
    after = path if route.method == "GET" else "/desk/"  # nothing is pressed by logging in
    assert answer.headers["Location"] == f"/accounts/login/?next={after}"
    unknown = route.path.format(**{**here, "slug": "no-letter"})
    other = client.get(unknown) if route.method == "GET" else client.post(unknown)
    assert other.status_code == 302


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", ROUTES)
def test_each_role_gets_what_it_may(
    name: str, role: Role, letter: Letter, here: dict[str, object]
) -> None:
    client = logged_in(make_organiser("Ines Kaltmann", letter, role))
    route = ROUTES[name]
    assert ask(client, route, here) == route.status[role]
    wrong = (
        client.post(route.path.format(**here))
        if route.method == "GET"
        else client.get(route.path.format(**here))
    )
    assert wrong.status_code == 405


@pytest.mark.parametrize("name", OF_A_LETTER)
def test_a_stranger_with_an_account_finds_nothing(
    name: str, here: dict[str, object], elsewhere: dict[str, object]
) -> None:
    stranger = logged_in(make_organiser("Tilda Rost"))
    at_home = make_organiser("Mira Holm", Letter.objects.get(slug="other-letter"), Role.OWNER)
    for client in (stranger, logged_in(at_home)):
        for where in (here, {**here, "slug": "no-letter"}):
            assert ask(client, ROUTES[name], where) == 404
    assert elsewhere


@pytest.mark.parametrize("name", NUMBERED)
def test_numbers_of_other_letters_are_refused_like_numbers_that_do_not_exist(
    name: str, letter: Letter, here: dict[str, object], elsewhere: dict[str, object]
) -> None:
    client = logged_in(make_organiser("Ines Kaltmann", letter, Role.OWNER))
    route = ROUTES[name]
    answers = []
    for where in (
        {**elsewhere, "slug": letter.slug},
        {**here, "signature": 999_999, "list": 999_999},
        {**here, "signature": 10**30, "list": 10**30},
    ):
        path = route.path.format(**where)
        answer = client.get(path) if route.method == "GET" else client.post(path, {"reason": "x"})
        assert answer.status_code == 404
        answers.append(answer.content)
    assert len(set(answers)) == 1


@pytest.mark.parametrize("name", [n for n, route in ROUTES.items() if route.method == "GET"])
def test_looking_changes_nothing(name: str, letter: Letter, here: dict[str, object]) -> None:
    client = logged_in(make_organiser("Ines Kaltmann", letter, Role.OWNER))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        ask(client, ROUTES[name], here)
    wrote = [
        query["sql"]
        for query in queries
        if query["sql"].split(maxsplit=1)[0] in ("INSERT", "UPDATE", "DELETE")
    ]
    assert wrote == []


@pytest.mark.parametrize("name", ROUTES)
def test_without_the_second_factor_one_is_sent_to_set_it_up(
    name: str, settings: Settings, letter: Letter, here: dict[str, object]
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    organiser = make_organiser("Ines Kaltmann", letter, Role.OWNER)
    client = logged_in(organiser)
    route = ROUTES[name]
    for where in (here, {**here, "slug": "no-letter"}):
        path = route.path.format(**where)
        answer = client.get(path) if route.method == "GET" else client.post(path)
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/accounts/app/"
    Authenticator.objects.create(user=organiser, type="recovery_codes", data={})
    assert ask(client, route, here) == 302
    Authenticator.objects.create(user=organiser, type="totp", data={})
    assert ask(client, route, here) == route.status[Role.OWNER]


def test_pages_of_the_desk_are_kept_by_no_cache(letter: Letter, here: dict[str, object]) -> None:
    client = logged_in(make_organiser("Ines Kaltmann", letter, Role.OWNER))
    for route in ROUTES.values():
        if route.method == "GET":
            answer = client.get(route.path.format(**here))
            assert "no-store" in answer.headers["Cache-Control"]
            assert b'content="noindex"' in answer.content


@pytest.mark.parametrize("name", [n for n, route in ROUTES.items() if route.method == "GET"])
def test_pages_are_valid_and_need_no_script(
    name: str, letter: Letter, here: dict[str, object]
) -> None:
    client = logged_in(make_organiser("Ines Kaltmann", letter, Role.OWNER))
    text = client.get(ROUTES[name].path.format(**here)).content.decode()
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    assert len(tree.findall(".//h1")) == 1
    assert "<script" not in text
    assert "style=" not in text
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert {each.get("for") for each in tree.iter("label")} <= set(ids)
    assert "lease " not in text


def test_decisions_need_the_form_of_this_site(letter: Letter, here: dict[str, object]) -> None:
    organiser = make_organiser("Ines Kaltmann", letter, Role.OWNER)
    client = Client(enforce_csrf_checks=True)
    client.force_login(organiser)
    for route in ROUTES.values():
        if route.method == "POST":
            assert client.post(route.path.format(**here)).status_code == 403
