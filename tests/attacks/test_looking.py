"""Whoever looks changes nothing: no row of any table, and no file of the instance.

Every route by GET and HEAD, as everybody, with addresses that hold real objects and live links.
"""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django import Settings

from access_people import OWNER, VISITORS, World, make_world
from access_table import TABLE
from signers import newest_mail, opened, send, tables
from undersigned.signing.models import ImportedName, Invitation
from undersigned.signing.tokens import new_token, token_digest

pytestmark = pytest.mark.django_db

# The page behind a link to set a password takes the link's key out of the address into a session,
# so that no Referer and no history holds it: a row of that visitor alone, which expires.
WRITES_ITS_OWN_SESSION = {"account_reset_password_from_key"}
TOKENS = {"signing:link": "confirm", "signing:invited-link": "invited", "signing:never": "invited"}


def patterns(found: Any, prefix: str = "") -> dict[str, URLPattern]:
    """Every route of the URL conf by its whole name."""
    routes: dict[str, URLPattern] = {}
    for each in found:
        if isinstance(each, URLResolver):
            inner = f"{prefix}{each.namespace}:" if each.namespace else prefix
            routes |= patterns(each.url_patterns, inner)
        else:
            routes[f"{prefix}{each.name}"] = each
    return routes


def live_links() -> dict[str, str]:
    """A link to confirm and an invitation, both good and not used."""
    send(Client(), address="paula@ruritania.example")
    plain = new_token()
    name = ImportedName.objects.filter(source__letter__slug="fair-courts")[0]
    Invitation.objects.create(
        name=name,
        letter=name.source.letter,
        address_digest="a" * 64,
        digest=token_digest(plain),
        expires_at=timezone.now() + timedelta(days=1),
    )
    return {"confirm": opened(newest_mail("paula@ruritania.example")).token, "invited": plain}


def addresses(world: World, links: dict[str, str]) -> dict[str, str]:
    """Every route's address, with what is real and live in it."""
    found = {}
    for name, pattern in patterns(get_resolver().url_patterns).items():
        if name in {"None", "health"}:
            found["/health"] = "/health"
            continue
        pieces, words = dict(world.here), dict(TABLE[name].words)
        if name in TOKENS:
            pieces["token"] = links[TOKENS[name]]
        wanted = pattern.pattern.regex.groupindex
        found[name] = reverse(name, kwargs={word: pieces[words.get(word, word)] for word in wanted})
    return found


def files(folder: Path) -> dict[str, str]:
    """Every file of the instance with the digest of its bytes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def world(home: Path, settings: Settings) -> World:
    settings.SECOND_FACTOR_REQUIRED = True
    (home / "work.lock").touch()
    return make_world()


def changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [each for each in {*before, *after} if before.get(each) != after.get(each)]


def test_everybody_looks_at_everything_and_nothing_changes(world: World, home: Path) -> None:
    links = live_links()
    everything = addresses(world, links)
    assert len(everything) == len(TABLE) > 100
    rows, kept = tables(), files(home)
    for visitor in VISITORS:
        client = world.clients[visitor]
        for path in everything.values():
            for method in ("get", "head"):
                cache.clear()
                getattr(client, method)(path)
        now = tables()
        wrong = changed(rows, now)
        assert set(wrong) <= {"django_session"}, f"{visitor} changed {wrong}"
        rows = now
    assert changed(kept, files(home)) == []


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_no_page_but_one_writes_a_session_for_a_stranger(world: World, method: str) -> None:
    everything = addresses(world, live_links())
    before = tables()
    wrote = set()
    for name, path in everything.items():
        getattr(Client(), method)(path)
        now = tables()
        if now != before:
            wrote.add(name)
            before = now
    assert wrote <= WRITES_ITS_OWN_SESSION


def test_live_links_are_live(world: World) -> None:
    """Else the two tests above would ask about nothing."""
    everything = addresses(world, live_links())
    for name in TOKENS:
        assert Client().get(everything[name]).status_code == 200, name
    assert world.clients[OWNER].get(everything["review:queue"]).status_code == 200
