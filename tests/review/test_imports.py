from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk_people import logged_in
from undersigned.audit.actors import COMMAND
from undersigned.audit.models import Event
from undersigned.letters.models import Letter
from undersigned.lists.reader import read_list
from undersigned.organisers.models import Organiser
from undersigned.record.models import Pending
from undersigned.signing.actions.imports import take_list
from undersigned.signing.models import ImportedList

LIST = """name,title,office,place,email
Edmund Grauhof,Prosecutor,Eastern District,Strelsau,edmund@ruritania.example
Edmund  Grauhof,Prosecutor,Eastern District,Strelsau,
Paula <b>Brennquist</b>,Trial Attorney,Tax Section,,
Institute for Open Courts,,,Hentzau,
and many others who can't be named,,,,
"""
WHERE = {"url": "https://blog.ruritania.example/signatures", "day": "2026-03-01", "public": "on"}


@pytest.fixture
def taken(letter: Letter) -> ImportedList:
    reading = read_list(LIST.encode(), "list.csv")
    return take_list(letter, reading, "list.csv", by=COMMAND).imported_list


@pytest.fixture
def client(owner: Organiser) -> Client:
    return logged_in(owner)


def path(taken: ImportedList, verb: str = "") -> str:
    return f"/desk/fair-courts/imports/{taken.pk}/{verb}"


def page(client: Client, taken: ImportedList, query: str = "") -> str:
    return client.get(path(taken) + query).content.decode()


def test_the_lists_are_named_with_what_became_of_them(client: Client, taken: ImportedList) -> None:
    text = client.get("/desk/fair-courts/imports/").content.decode()
    assert "list.csv" in text
    assert f"{taken.read} read, {taken.refused} refused" in text


def test_without_a_list_the_page_says_how_one_comes(client: Client) -> None:
    text = client.get("/desk/fair-courts/imports/").content.decode()
    assert "undersigned import fair-courts FILE" in text


def test_a_list_shows_what_was_read_and_taken_and_its_doubts(
    client: Client, taken: ImportedList
) -> None:
    text = page(client, taken)
    assert f"{taken.read} lines = {taken.read - taken.refused} taken + {taken.refused}" in text
    assert "Edmund Grauhof, Prosecutor, Eastern District, Strelsau" in text
    assert "<b>" not in text
    assert "Could be the same" in text
    assert "edmund@ruritania.example" in text
    assert "Nobody outside the desk sees these names" in text


def test_an_observer_sees_no_address_and_no_button(
    observer: Organiser, taken: ImportedList
) -> None:
    text = page(logged_in(observer), taken)
    assert "Edmund Grauhof" in text
    assert "edmund@ruritania.example" not in text
    assert "<button" not in text


def test_only_the_owner_shows_a_list_and_says_where_it_is_public(
    client: Client, reviewer: Organiser, taken: ImportedList
) -> None:
    assert "Only the owner" in page(logged_in(reviewer), taken)
    assert logged_in(reviewer).post(path(taken, "show"), WHERE).status_code == 403
    assert "by your decision" in page(client, taken)
    answer = client.post(path(taken, "show"), WHERE, follow=True)
    assert "names are on their way to the record" in answer.content.decode()
    assert Pending.objects.filter(event="imported").count() == taken.names.count()
    assert "Ines Kaltmann" in Event.objects.get(verb="showed a list").actor_name
    again = client.post(path(taken, "show"), WHERE, follow=True)
    assert "were shown already" in again.content.decode()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"url": ""}, "Give the address"),
        ({"url": "not an address"}, "no address of a page"),
        ({"url": "ftp://example.org/list"}, "no address of a page"),
        ({"day": ""}, "Give the day"),
        ({"day": "yesterday"}, "year-month-day"),
        ({"day": "2999-01-01"}, "has not come yet"),
        ({"public": ""}, "Tick this"),
    ],
)
def test_a_decision_that_is_not_whole_shows_nobody(
    client: Client, taken: ImportedList, wrong: dict[str, str], says: str
) -> None:
    answer = client.post(path(taken, "show"), WHERE | wrong, follow=True)
    assert says in unescape(answer.content.decode())
    assert not Pending.objects.filter(event="imported").exists()
    taken.refresh_from_db()
    assert taken.shown_at is None


def test_a_closed_letter_shows_nobody(client: Client, taken: ImportedList) -> None:
    Letter.objects.update(is_open=False)
    answer = client.post(path(taken, "show"), WHERE, follow=True)
    assert "The letter is closed" in answer.content.decode()


def test_a_line_is_left_out_with_a_reason_and_once(client: Client, taken: ImportedList) -> None:
    line = taken.names.earliest("line").line
    leave = path(taken, f"lines/{line}/leave-out")
    missing = client.post(leave, {"reason": ""}, follow=True)
    assert "Say why" in missing.content.decode()
    done = client.post(leave, {"reason": "Stands twice."}, follow=True)
    assert f"Line {line} is left out." in done.content.decode()
    assert "Could be the same" not in done.content.decode()
    again = client.post(leave, {"reason": "Stands twice."}, follow=True)
    assert "was left out already" in again.content.decode()
    assert Event.objects.filter(verb="left out an imported line").count() == 1


def test_a_list_stopped_halfway_says_so(client: Client, taken: ImportedList) -> None:
    ImportedList.objects.update(report={})
    assert "was not taken whole" in page(client, taken)
    taken.refresh_from_db()
    client.post(path(taken, "show"), WHERE)
    assert not Pending.objects.filter(event="imported").exists()


def test_showing_stopped_halfway_can_go_on(client: Client, taken: ImportedList) -> None:
    client.post(path(taken, "show"), WHERE)
    late = taken.names.latest("line")
    late.shown_at = None
    late.save()
    assert "Go on" in page(client, taken)
    client.post(path(taken, "show"), WHERE)
    assert "Go on" not in page(client, taken)


def test_only_doubts_can_be_shown(client: Client, taken: ImportedList) -> None:
    taken.names.filter(name__startswith="Institute").update(doubt="Is this a person?")
    text = page(client, taken, "?only=doubts")
    assert "Is this a person?" in text
    assert "Tax Section" not in text


def test_a_long_list_is_paged_with_as_many_queries_as_a_short_one(
    client: Client, letter: Letter, taken: ImportedList
) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = "name\n" + "".join(f"Edm{a}n{b} Grauhof\n" for a in letters for b in letters[:6])
    names += "Edman Grauhof\nEdman Grauhof\n"
    long = take_list(letter, read_list(names.encode(), "b.csv"), "b.csv", by=COMMAND).imported_list
    page(client, taken)
    with CaptureQueriesContext(connection) as of_the_short_one:
        page(client, taken)
    with CaptureQueriesContext(connection) as of_the_long_one:
        text = page(client, long)
    assert len(of_the_long_one) == len(of_the_short_one) <= 14
    assert "page=4" in text
