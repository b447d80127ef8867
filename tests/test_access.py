"""Every route of the site, with everybody who could try it, against one table of answers."""

import re
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import html5lib
import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from access_people import (
    ELSEWHERE,
    NO_FACTOR,
    NOBODY,
    OBSERVER,
    OWNER,
    SIGNER,
    VISITORS,
    World,
    make_world,
)
from access_table import NOT_TAKEN, TABLE
from desk_people import PASSWORD
from signers import tables
from undersigned.config import health
from undersigned.organisers.models import Organiser

pytestmark = pytest.mark.django_db

if TYPE_CHECKING:  # only the types know this name
    from django.test.client import _MonkeyPatchedWSGIResponse as Response


@pytest.fixture
def world(home: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> World:
    settings.SECOND_FACTOR_REQUIRED = True
    (home / "work.lock").touch()  # the sign of life that /health looks for, good for ever here
    monkeypatch.setattr(health, "LONGEST_SILENCE", float("inf"))
    return make_world()


def routes() -> dict[str, URLPattern]:
    """Every route by its name, as Django resolves it."""
    return dict(_routes(get_resolver().url_patterns, ""))


def _routes(patterns: Any, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            inner = f"{prefix}{each.namespace}:" if each.namespace else prefix
            yield from _routes(each.url_patterns, inner)
        else:
            yield f"{prefix}{each.name or each.pattern}", each


def path_of(name: str, pieces: dict[str, Any]) -> str:
    """The address of a route, its words filled in."""
    if name == "health":
        return "/health"
    line = TABLE.get(name)
    words = line.words if line else {}
    wanted = routes()[name].pattern.regex.groupindex
    return reverse(name, kwargs={word: pieces[words.get(word, word)] for word in wanted})


def ask(client: Client, method: str, path: str) -> "Response":
    """Ask by GET, HEAD or POST; a form is sent empty."""
    response: Response = getattr(client, method)(path)
    return response


def answer_of(response: "Response") -> str:
    """The status, or where it leads for the ways that everybody is sent."""
    if 300 <= response.status_code < 400:
        where = response.headers["Location"]
        if where.startswith("/accounts/login/"):
            return "login"
        if where.startswith("/accounts/app/"):
            return "set up"
        if "/again/" in where:
            return "again"
    return str(response.status_code)


def tried(client: Client, method: str, path: str) -> str:
    """The answer, and everything as it was before: database, cookies, counted attempts."""
    cache.clear()
    cookies = copy(client.cookies)
    try:
        with transaction.atomic():
            answer = answer_of(ask(client, method, path))
            transaction.set_rollback(True)
    finally:
        client.cookies = cookies
    return answer


def test_every_route_has_a_line() -> None:
    missing = sorted(set(routes()) - set(TABLE))
    assert not missing, f"tests/access_table.py has no line for {', '.join(missing)}."
    gone = sorted(set(TABLE) - set(routes()))
    assert not gone, f"tests/access_table.py has lines for routes that are gone: {gone}."


def test_everybody_gets_the_answer_of_the_table(world: World) -> None:
    wrong = []
    for name, line in TABLE.items():
        path = path_of(name, world.here)
        for visitor in VISITORS:
            expected = (line.get[visitor], line.get[visitor], line.post[visitor])
            client = world.clients[visitor]
            found = tuple(tried(client, method, path) for method in ("get", "head", "post"))
            if found != expected:
                wrong.append(f"{name}, {visitor}: {found} in place of {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("visitor", VISITORS)
def test_looking_changes_nothing(world: World, visitor: str) -> None:
    client = world.clients[visitor]
    cookies = copy(client.cookies)
    before = kept()
    for name in TABLE:
        path = path_of(name, world.here)
        for method in ("get", "head"):
            cache.clear()
            client.cookies = copy(cookies)
            ask(client, method, path)
        assert kept() == before, f"{name} changed something when {visitor} looked at it"


def kept() -> dict[str, list[Any]]:
    """Every row of every table, logins aside."""
    return {name: rows for name, rows in tables().items() if name != "django_session"}


# What a mail program presses for its owner (RFC 8058), and what a mail service reports, come
# without a page of ours before them; each carries a token of its own.
WITHOUT_COOKIES = frozenset({"outbox:events", "signing:never"})
NUMBERS = (
    "signature",
    "list",
    "upload",
    "line",
    "invitation",
    "member",
    "passkey",
    "mail",
    "entry",
)


@pytest.mark.parametrize("visitor", [NOBODY, SIGNER, OWNER, NO_FACTOR, ELSEWHERE])
def test_what_is_not_theirs_is_refused_like_what_is_not_there(world: World, visitor: str) -> None:
    unlike = []
    for name in TABLE:
        if not routes()[name].pattern.regex.groupindex or name == "outbox:message":
            continue
        for method in ("get", "post"):
            client = world.clients[visitor]
            answers = {seen(client, method, name, pieces) for pieces in strange(world, visitor)}
            if len(answers) > 1:
                unlike.append(f"{name}, {method}: {sorted(answer[:60] for answer in answers)}")
    assert not unlike, "\n".join(unlike)


def strange(world: World, visitor: str) -> list[dict[str, Any]]:
    """What is another letter's, and what is nobody's, under a letter that the visitor knows."""
    mine, other = world.here, world.there
    if visitor == ELSEWHERE:
        mine, other = other, mine
    nobodys = {"token": "qqqqqqqq", "uidb36": "zzz", "key": "qqqqqqqq"}
    tokens = {"token": "zzzzzzzz", "uidb36": mine["uidb36"], "key": other["key"]}
    same = {"slug": mine["slug"], "invitation token": "qqqqqqqq"}
    return [
        {**other, **tokens, **same},
        {**other, **nobodys, **same, **dict.fromkeys(NUMBERS, 999_999)},
        {**other, **nobodys, **same, **dict.fromkeys(NUMBERS, 10**30)},
    ]


@pytest.mark.parametrize("visitor", [NOBODY, SIGNER, OWNER, NO_FACTOR, ELSEWHERE])
def test_letters_of_others_are_refused_like_letters_that_are_not_there(
    world: World, visitor: str
) -> None:
    unlike = []
    other = world.here if visitor == ELSEWHERE else world.there
    for name, line in TABLE.items():
        if line.of_a_letter:
            client = world.clients[visitor]
            for method in ("get", "post"):
                ways = [{**other, "slug": slug} for slug in (other["slug"], "no-letter")]
                answers = {seen(client, method, name, pieces) for pieces in ways}
                if len(answers) > 1:
                    unlike.append(f"{name}, {method}")
    assert not unlike, "\n".join(unlike)


def seen(client: Client, method: str, name: str, pieces: dict[str, Any]) -> str:
    """Everything of an answer, but for what the visitor typed and for the random form token."""
    path = path_of(name, pieces)
    cache.clear()
    cookies = copy(client.cookies)
    with transaction.atomic():
        response = ask(client, method, path)
        transaction.set_rollback(True)
    client.cookies = cookies
    where = response.headers.get("Location", "")
    text = f"{response.status_code} {where} {response.content.decode()}".replace(path, "PATH")
    for typed in sorted((str(piece) for piece in pieces.values()), key=len, reverse=True):
        text = text.replace(typed, "TYPED") if len(typed) > 5 else text
    return re.sub(r'value="\w{64}"', "", text)


def test_wrong_passwords_are_refused_alike(world: World) -> None:
    closed = Organiser.objects.create_user("closed@ruritania.example", PASSWORD, "Closed")
    Organiser.objects.filter(pk=closed.pk).update(is_active=False)
    Organiser.objects.create_user("waiting@ruritania.example", None, "Waiting")
    known = ("owner@ruritania.example", "waiting@ruritania.example", closed.email)
    answers = set()
    for address in (*known, "nobody@ruritania.example"):
        cache.clear()
        page = Client().post("/accounts/login/", {"login": address, "password": "not the one"})
        text = page.content.decode().replace(address, "ADDRESS")
        answers.add((page.status_code, re.sub(r'value="\w{64}"', "", text)))
    assert len(answers) == 1
    assert world.here["slug"] == "fair-courts"


@pytest.mark.parametrize("visitor", [OWNER, OBSERVER])
def test_pages_of_the_desk_are_valid_need_no_script_and_are_kept_by_nobody(
    world: World, visitor: str
) -> None:
    client = world.clients[visitor]
    for name, line in TABLE.items():
        if not name.startswith("review:") or line.get[visitor] != "200":
            continue
        answer = ask(client, "get", path_of(name, world.here))
        assert "no-store" in answer.headers["Cache-Control"], name
        if answer.headers["Content-Type"].startswith("text/html"):
            assert_good(answer.content.decode())


def assert_good(text: str) -> None:
    assert 'content="noindex"' in text
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    assert len(tree.findall(".//h1")) == 1
    assert "<script" not in text
    assert "style=" not in text
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert {each.get("for") for each in tree.iter("label")} <= set(ids)
    assert "lease " not in text


@pytest.mark.parametrize("visitor", [OWNER, OBSERVER])
def test_forms_need_the_page_of_this_site(world: World, visitor: str) -> None:
    client = world.clients[visitor]
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    for name, line in TABLE.items():
        if line.post[visitor] != NOT_TAKEN and name not in WITHOUT_COOKIES:
            answer = tried(strict, "post", path_of(name, world.here))
            assert answer == "403", f"{name} took a form of another site: {answer}"
