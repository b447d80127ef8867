from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from desk_people import logged_in, publish
from undersigned.audit.actors import organiser_actor
from undersigned.letters.models import Letter
from undersigned.lists.reader import read_list
from undersigned.organisers.models import Membership, Organiser
from undersigned.organisers.roles import Role
from undersigned.signing.actions import decide
from undersigned.signing.actions.imports import take_list
from undersigned.signing.models import Signature
from undersigned.signing.states import State

MakeSignature = Callable[..., Signature]
ACTOR = organiser_actor(1, "Ines Kaltmann")


@pytest.fixture
def client(owner: Organiser) -> Client:
    return logged_in(owner)


def shown(client: Client, query: str = "") -> str:
    return client.get(f"/desk/fair-courts/{query}").content.decode()


def found(client: Client, words: str, state: str = "") -> str:
    answer = client.post("/desk/fair-courts/find", {"words": words, "state": state}, follow=True)
    return answer.content.decode()


def test_who_waits_stands_there_oldest_first(client: Client, make_signature: MakeSignature) -> None:
    for name in ("Paula Brennquist", "Edmund Grauhof"):
        make_signature(name)
    make_signature("Milo Yststad", state=State.WAITING, confirmed_at=None)
    text = shown(client)
    assert text.index("Paula Brennquist") < text.index("Edmund Grauhof")
    assert "Milo Yststad" not in text
    assert "Prosecutor, Public Prosecution Service, 2003 to 2009" in text


def test_each_shelf_holds_its_own(
    client: Client,
    letter: Letter,
    make_signature: MakeSignature,
    publish_record: Callable[[Letter], None],
) -> None:
    decide.accept(make_signature("Listed One"), by=ACTOR)
    corrected = make_signature("Corrected One")
    decide.accept(corrected, by=ACTOR)
    publish_record(letter)
    Signature.objects.filter(pk=corrected.pk).update(correction={"name": "Corrected Two"})
    decide.accept(make_signature("Accepted One"), by=ACTOR)
    decide.decline(make_signature("Declined One"), by=ACTOR, note="No post found.")
    make_signature("Confirmed One")
    make_signature("Unconfirmed One", state=State.WAITING, confirmed_at=None)
    make_signature("", state=State.EXPIRED, address="", address_digest="", ended_at=timezone.now())
    expected = {
        "waiting": {"Confirmed One"},
        "corrections": {"Corrected One"},
        "accepted": {"Accepted One"},
        "listed": {"Listed One", "Corrected One"},
        "declined": {"Declined One"},
        "unconfirmed": {"Unconfirmed One"},
        "ended": set[str](),
    }
    every = {name for names in expected.values() for name in names}
    for shelf, names in expected.items():
        text = shown(client, f"?state={shelf}")
        assert {name for name in every if name in text} == names, shelf
    assert "erased" in shown(client, "?state=ended")
    assert {name for name in every if name in shown(client, "?state=")} == every


def test_people_and_organisations_apart(client: Client, make_signature: MakeSignature) -> None:
    make_signature("Paula Brennquist")
    make_signature("Institute for Open Courts", kind="organisation", by="Tilda Rost", posts=[])
    text = shown(client, "?state=waiting&kind=organisation")
    assert "Institute for Open Courts" in text
    assert "signed by Tilda Rost" in text
    assert "Paula Brennquist" not in text


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("emilie", True),
        ("ÉMILIE", True),
        ("brennquist émilie", True),
        ("tax section", True),
        ("prosecutor émilie", False),
        ("emilie@ruritania.example", True),
        ("nobody", False),
        ("<script>alert(1)</script>", False),
    ],
)
def test_words_are_found_in_name_post_and_address(
    client: Client, make_signature: MakeSignature, words: str, there: bool
) -> None:
    make_signature(
        "Émilie Brennquist",
        posts=[{"title": "Clerk", "office": "Tax Section"}],
        address="emilie@ruritania.example",
    )
    make_signature("Edmund Grauhof")
    text = found(client, words)
    assert ("Émilie Brennquist" in text) is there
    assert "Edmund Grauhof" not in text
    assert "<script>" not in text


def test_an_observer_finds_nobody_by_address(
    observer: Organiser, make_signature: MakeSignature
) -> None:
    make_signature("Émilie Brennquist", address="emilie.b@ruritania.example")
    assert "1 found" in found(logged_in(observer), "brennquist")
    assert "0 found" in found(logged_in(observer), "emilie.b@ruritania.example")


def test_what_is_looked_for_stands_in_no_address(
    client: Client, make_signature: MakeSignature
) -> None:
    make_signature("Émilie Brennquist")
    make_signature("Milo Yststad")
    form = {"words": " brennquist ", "state": "waiting", "kind": "person"}
    answer = client.post("/desk/fair-courts/find", form)
    address = answer.headers["Location"]
    assert address == "/desk/fair-courts/?state=waiting&kind=person&found=1"
    text = client.get(address).content.decode()
    assert "“brennquist”: 1 found" in text
    assert 'value="brennquist"' in text
    assert "Milo Yststad" not in text
    # The address alone, in another session, looks for nothing.
    assert "Milo Yststad" in shown(client, "?state=waiting")
    assert "Milo Yststad" not in client.get(address).content.decode()
    client.post("/desk/fair-courts/find", form | {"words": ""})
    assert "Milo Yststad" in client.get(address).content.decode()


def test_what_is_looked_for_can_be_read_with_the_cookie_alone(
    client: Client, make_signature: MakeSignature
) -> None:
    make_signature("Émilie Brennquist")
    found(client, "Émilie Brennq")
    kept = repr([each.get_decoded() for each in Session.objects.all()])
    assert "words" in kept
    assert "Brennq" not in kept
    session = client.session
    session["words"] = {"fair-courts": "Émilie, kept in clear by an earlier version"}
    session.save()
    assert "clear" not in shown(client, "?found=1")


def test_words_of_one_letter_are_looked_for_in_no_other(
    client: Client, owner: Organiser, make_signature: MakeSignature
) -> None:
    other = publish("other-letter")
    Membership.objects.create(organiser=owner, letter=other, role=Role.OWNER)
    make_signature("Edmund Grauhof", letter=other)
    assert "0 found" in found(client, "brennquist")
    assert "Edmund Grauhof" in client.get("/desk/other-letter/?found=1").content.decode()


def test_a_namesake_is_one_whatever_case_and_accents(
    client: Client, letter: Letter, make_signature: MakeSignature
) -> None:
    make_signature("Émilie Brennquist")
    other = make_signature("ÉMILIE BRENNQUIST")
    text = b"name\nEmilie Brennquist\n"
    take_list(letter, read_list(text, "list.csv"), "list.csv", by=ACTOR)
    assert shown(client).count("The same name stands elsewhere: 2 in all.") == 2
    page = client.get(f"/desk/fair-courts/signatures/{other.pk}/").content.decode()
    assert "The same name stands elsewhere: signature" in page
    assert "line 2 of the imported list list.csv" in page
    other.name = ""
    other.save()
    assert other.folded_name == ""
    assert "The same name" not in shown(client)


def test_what_to_look_at_twice_stands_in_the_row(
    client: Client, make_signature: MakeSignature
) -> None:
    make_signature("Dr Johnny Bananas")
    make_signature("Edmund Grauhof")
    make_signature("Edmund Grauhof")
    for number in range(5):
        make_signature(f"Paula Brenn{'abcde'[number]}quist", network="same")
    text = shown(client)
    assert "reads like a joke: bananas" in text
    assert "The same name stands elsewhere: 2 in all." in text
    assert text.count("5 forms came from one network within an hour.") == 5


@pytest.mark.parametrize("query", ["?state=nonsense", "?kind=cat", "?found=1&state=waiting"])
def test_questions_that_make_no_sense_show_what_waits(
    client: Client, make_signature: MakeSignature, query: str
) -> None:
    make_signature("Paula Brennquist")
    assert "Paula Brennquist" in shown(client, query)


def test_other_letters_stay_out(client: Client, make_signature: MakeSignature) -> None:
    make_signature("Edmund Grauhof", letter=publish("other-letter"))
    assert "Edmund Grauhof" not in shown(client, "?state=")
    assert "0 found" in found(client, "grauhof")


@pytest.mark.parametrize("query", ["?state=waiting", "?state=&found=1", "?state="])
def test_a_long_queue_is_paged_and_costs_as_many_queries_as_a_short_one(
    client: Client,
    make_signature: MakeSignature,
    query: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_signature("Edmund Grauhof", network="n0")
    found(client, "grauhof")
    shown(client, query)
    with CaptureQueriesContext(connection) as short:
        shown(client, query)
    assert len(short) <= 10
    for number in range(119):
        make_signature("Edmund Grauhof", network=f"n{number % 7}")
    with django_assert_num_queries(len(short)):
        text = shown(client, query)
    assert text.count('<span class="who">') == 50
    assert "page=3" in text
    assert shown(client, f"{query}&page=3").count('<span class="who">') == 20


def test_the_first_page_tells_what_waits_where(
    client: Client,
    make_signature: MakeSignature,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_signature("Paula Brennquist")
    make_signature("Edmund Grauhof")
    with django_assert_num_queries(6):
        text = client.get("/desk/").content.decode()
    assert "A sentence is not a favour" in text
    assert "2 waiting" in text


def test_an_empty_desk_says_so(client: Client, letter: Letter) -> None:
    assert letter.slug in shown(client)
    assert "Nobody is waiting" in shown(client)
    assert "There is nothing here" in shown(client, "?state=declined")
