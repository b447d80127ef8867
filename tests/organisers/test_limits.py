"""How often somebody may try: by account and by address, alone and behind a web server."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.test import Client

from desk_people import PASSWORD, make_organiser

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def attempt(login: str, *, peer: str = "127.0.0.1", named: str = "", password: str = "") -> str:
    answer = Client().post(
        LOGIN,
        {"login": login, "password": password or "not the one"},
        REMOTE_ADDR=peer,
        HTTP_X_FORWARDED_FOR=named,
    )
    return "too often" if b"too often" in answer.content else str(answer.status_code)


def test_one_account_is_tried_so_often_from_wherever() -> None:
    ines = make_organiser("Ines Kaltmann")
    said = [attempt(ines.email, named=f"198.51.100.{number}") for number in range(6)]
    assert said == ["200"] * 5 + ["too often"]
    assert attempt(ines.email.upper(), named="203.0.113.9") == "too often"
    assert attempt(ines.email, named="203.0.113.9", password=PASSWORD) == "too often"


def test_accounts_that_are_not_there_are_counted_alike() -> None:
    said = [attempt("nobody@ruritania.example", named=f"198.51.100.{n}") for n in range(6)]
    assert said == ["200"] * 5 + ["too often"]


def test_one_address_behind_the_web_server_is_stopped_and_no_other() -> None:
    said = [attempt(f"a{number}@ruritania.example", named="198.51.100.1") for number in range(11)]
    assert said == ["200"] * 10 + ["too often"]
    assert attempt("b@ruritania.example", named="198.51.100.2") == "200"


def test_a_header_from_elsewhere_hides_nobody() -> None:
    said = [
        attempt(f"a{number}@ruritania.example", peer="203.0.113.9", named=f"198.51.100.{number}")
        for number in range(11)
    ]
    assert said == ["200"] * 10 + ["too often"]


def test_several_servers_count_together() -> None:
    one, other = (DatabaseCache("organisers_attempts", {}) for _ in range(2))
    assert one.add("attempts", [1.0], 60)
    assert other.get("attempts") == [1.0]
    assert not other.add("attempts", [2.0], 60)
