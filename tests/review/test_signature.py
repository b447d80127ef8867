from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from desk_people import logged_in
from undersigned.audit.actors import organiser_actor
from undersigned.audit.models import Event
from undersigned.letters.models import Letter
from undersigned.organisers.models import Organiser
from undersigned.outbox import actions as outbox
from undersigned.outbox.models import Mail
from undersigned.record.models import Pending
from undersigned.review.dossier import seen_mark
from undersigned.signing.actions import decide
from undersigned.signing.models import Signature
from undersigned.signing.states import State

MakeSignature = Callable[..., Signature]
PublishRecord = Callable[[Letter], None]
ACTOR = organiser_actor(1, "Rufus Tarn")


@pytest.fixture
def client(owner: Organiser) -> Client:
    return logged_in(owner)


@pytest.fixture
def waiting(make_signature: MakeSignature) -> Signature:
    return make_signature(
        years=6,
        served=["Varga II"],
        place="Strelsau",
        statement="The law is <for> all.",
        hint="Court Calendar 2008, page 61.\nAsk anybody.",
    )


@pytest.fixture
def listed(
    letter: Letter, make_signature: MakeSignature, publish_record: PublishRecord
) -> Signature:
    made = make_signature("Paula Brennquist")
    decide.accept(made, by=ACTOR)
    publish_record(letter)
    made.refresh_from_db()
    assert made.entry is not None
    return made


@pytest.fixture
def corrected(listed: Signature) -> Signature:
    listed.correction = {
        "name": "Paula Brennquist-Ost",
        "by": "",
        "posts": [{**listed.posts[0], "title": "Chief Prosecutor"}],
        "years": None,
        "served": [],
        "place": "Hentzau",
        "statement": "",
    }
    listed.save()
    return listed


def path(signature: Signature, verb: str = "") -> str:
    return f"/desk/fair-courts/signatures/{signature.pk}/{verb}"


def page(client: Client, signature: Signature) -> str:
    return unescape(client.get(path(signature)).content.decode())


def send(client: Client, signature: Signature, verb: str, **form: Any) -> str:
    form.setdefault("seen", seen_mark(signature))
    answer = client.post(path(signature, verb), form, follow=True)
    return unescape(answer.content.decode())


def state(signature: Signature) -> str:
    return Signature.objects.get(pk=signature.pk).state


def test_all_that_is_known_stands_on_one_page(client: Client, waiting: Signature) -> None:
    text = client.get(path(waiting)).content.decode()
    for known in (
        "Henrike Lommquist",
        "Prosecutor, Public Prosecution Service, 2003 to 2009",
        "Served under Varga II",
        "The law is &lt;for&gt; all.",
        "Court Calendar 2008, page 61.",
        "I have read edition 1 of the letter, and I sign it.",
        "Varga II was 2002 to 2010; a post lies in it.",
        "Signs edition 1",
        "Confirmed by its owner, not listed",
    ):
        assert known in text, known
    hidden = text.index('<details class="secret">')
    assert hidden < text.index(waiting.address) < text.index("</details>", hidden)


def test_that_mail_to_its_address_came_back_is_said(client: Client, waiting: Signature) -> None:
    assert "Mail came back" not in page(client, waiting)
    outbox.put(key="a", kind="own", recipient=waiting.address, subject="Your page", text="Here.")
    number = Mail.objects.latest("id").id
    outbox.came_back(number, kind="bounce", status="5.1.1")
    assert "came back with status 5.1.1" in page(client, waiting)
    outbox.came_back(number, kind="complaint")
    assert "wants no mail from here" in page(client, waiting)
    queue = client.get(f"/desk/{waiting.letter.slug}/?state=unconfirmed").content.decode()
    assert "1 came back, 0 could not be delivered" not in queue  # it was no mail of this letter
    Mail.objects.update(letter=waiting.letter.slug)
    queue = client.get(f"/desk/{waiting.letter.slug}/?state=unconfirmed").content.decode()
    assert "1 came back, 0 could not be delivered" in queue


def test_how_it_was_confirmed_is_said(client: Client, waiting: Signature) -> None:
    Event.objects.filter(verb="confirmed").update(reason="by the code of the mail")
    assert "by the code of the mail." in page(client, waiting)


def test_an_observer_sees_neither_address_nor_hint_nor_buttons(
    observer: Organiser, waiting: Signature
) -> None:
    text = page(logged_in(observer), waiting)
    assert "Henrike Lommquist" in text
    for hidden in (waiting.address, "Court Calendar", "Accept", 'name="seen"'):
        assert hidden not in text, hidden


def test_accepting_asks_the_record_and_goes_on_to_the_next(
    client: Client, waiting: Signature, make_signature: MakeSignature
) -> None:
    following = make_signature("Edmund Grauhof")
    answer = client.post(
        path(waiting, "accept"),
        {"seen": seen_mark(waiting), "reason": "Found in the register."},
    )
    assert answer.headers["Location"] == path(following)
    assert state(waiting) == State.ACCEPTED
    assert Pending.objects.filter(event="signed").count() == 1
    event = Event.objects.get(verb="accepted")
    assert event.reason == "Found in the register."
    assert event.actor_name.startswith("Ines Kaltmann")


def test_the_last_one_leads_back_to_the_queue(client: Client, waiting: Signature) -> None:
    answer = client.post(path(waiting, "accept"), {"seen": seen_mark(waiting), "reason": "Known."})
    assert answer.headers["Location"] == "/desk/fair-courts/"


def test_declining_tells_the_signer_why(client: Client, waiting: Signature) -> None:
    send(client, waiting, "decline", reason="We could not find the post.")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.note) == (State.DECLINED, "We could not find the post.")
    assert Mail.objects.get().recipient == waiting.address
    assert "Accept after all" in page(client, waiting)


@pytest.mark.parametrize("verb", ["accept", "decline"])
@pytest.mark.parametrize("reason", ["", "   ", "x" * 601])
def test_without_a_reason_nothing_is_decided(
    client: Client, waiting: Signature, verb: str, reason: str
) -> None:
    answer = client.post(path(waiting, verb), {"seen": seen_mark(waiting), "reason": reason})
    assert answer.status_code == 422
    assert "<title>Error: " in answer.content.decode()
    assert seen_mark(waiting) in answer.content.decode()
    assert state(waiting) == State.CONFIRMED


def test_who_comes_second_is_told_who_was_first(client: Client, waiting: Signature) -> None:
    mark = seen_mark(waiting)
    decide.accept(waiting, by=ACTOR, reason="Known.")
    for verb in ("accept", "decline"):
        text = send(client, waiting, verb, seen=mark, reason="Found.")
        assert "Somebody decided this already: Rufus Tarn (account 1) accepted it on" in text
    assert state(waiting) == State.ACCEPTED
    assert Event.objects.filter(verb="accepted").count() == 1


def test_pressing_twice_decides_once(client: Client, waiting: Signature) -> None:
    mark = seen_mark(waiting)
    send(client, waiting, "decline", seen=mark, reason="No post found.")
    text = send(client, waiting, "decline", seen=mark, reason="No post found.")
    assert "Somebody decided this already: Ines Kaltmann" in text
    assert Mail.objects.count() == 1


@pytest.mark.parametrize("mark", ["", "0" * 16])
def test_nobody_accepts_a_line_that_they_have_not_seen(
    client: Client, waiting: Signature, mark: str
) -> None:
    text = send(client, waiting, "accept", seen=mark, reason="Known.")
    assert "changed while you had it open" in text
    assert state(waiting) == State.CONFIRMED


def test_a_line_that_its_signer_changed_meanwhile_is_not_accepted(
    client: Client, waiting: Signature
) -> None:
    mark = seen_mark(waiting)
    Signature.objects.filter(pk=waiting.pk).update(name="Somebody Else")
    text = send(client, waiting, "accept", seen=mark, reason="Known.")
    assert "changed while you had it open" in text
    assert state(waiting) == State.CONFIRMED


def test_a_closed_letter_takes_nobody_and_says_so(client: Client, waiting: Signature) -> None:
    Letter.objects.update(is_open=False)
    assert "The letter is closed" in send(client, waiting, "accept", reason="Known.")
    assert state(waiting) == State.CONFIRMED


def test_who_has_not_confirmed_cannot_be_accepted(
    client: Client, make_signature: MakeSignature
) -> None:
    made = make_signature(state=State.WAITING, confirmed_at=None)
    assert "nothing can be decided" in page(client, made)
    assert 'aria-label="Decide"' not in page(client, made)
    send(client, made, "accept", reason="Known.")
    assert state(made) == State.WAITING


def test_removing_takes_a_reason_of_the_record_and_a_note(
    client: Client, letter: Letter, listed: Signature, publish_record: PublishRecord
) -> None:
    text = send(client, listed, "remove", reason="duplicate", note="Has signed twice.")
    assert "is taken off" in text
    assert state(listed) == State.REMOVED
    assert Pending.objects.get(event="removed").fields["reason"] == "duplicate"
    assert Event.objects.get(verb="removed").reason == "duplicate: Has signed twice."
    Mail.objects.all().delete()
    publish_record(letter)
    text = page(client, listed)
    assert "has ended: removed" in text
    assert "Paula" not in text.split("<main")[1].split("</main")[0]


@pytest.mark.parametrize(
    ("reason", "note"), [("", "Why not."), ("superseded", "Old."), ("duplicate", ""), ("x", "y")]
)
def test_a_removal_that_is_not_whole_removes_nothing(
    client: Client, listed: Signature, reason: str, note: str
) -> None:
    answer = client.post(
        path(listed, "remove"), {"seen": seen_mark(listed), "reason": reason, "note": note}
    )
    assert answer.status_code == 422
    assert "to put right" in answer.content.decode()
    assert state(listed) == State.ACCEPTED


def test_removing_twice_is_answered_plainly(client: Client, listed: Signature) -> None:
    mark = seen_mark(listed)
    send(client, listed, "remove", seen=mark, reason="duplicate", note="Twice.")
    text = send(client, listed, "remove", seen=mark, reason="asked", note="Again.")
    assert "Somebody decided this already: Ines Kaltmann" in text
    assert Pending.objects.filter(event="removed").count() == 1


def test_a_correction_is_shown_beside_the_line_with_what_differs_marked(
    client: Client, corrected: Signature
) -> None:
    text = page(client, corrected)
    assert "A correction waits" in text
    assert "<mark>-Ost</mark>" in text.replace(
        "<mark>-</mark><mark>Ost</mark>", "<mark>-Ost</mark>"
    )
    assert "<mark>Chief </mark>" in text
    assert "<mark>Hentzau</mark>" in text


def test_an_accepted_correction_amends_the_record(client: Client, corrected: Signature) -> None:
    send(client, corrected, "correction/accept", reason="Found so in the register.")
    corrected.refresh_from_db()
    assert corrected.name == "Paula Brennquist-Ost"
    assert corrected.correction is None
    amended = Pending.objects.get(event="amended")
    assert b"Brennquist-Ost" in bytes(amended.line or b"")


def test_a_declined_correction_leaves_the_line(client: Client, corrected: Signature) -> None:
    mark = seen_mark(corrected)
    send(client, corrected, "correction/decline", seen=mark, reason="Not found so.")
    corrected.refresh_from_db()
    assert corrected.name == "Paula Brennquist"
    assert corrected.correction is None
    assert not Pending.objects.filter(event="amended").exists()
    text = send(client, corrected, "correction/accept", seen=mark, reason="Found after all.")
    assert "already: Ines Kaltmann (account" in text
    assert "declined the correction on" in text


def test_a_correction_changed_meanwhile_is_not_accepted(
    client: Client, corrected: Signature
) -> None:
    mark = seen_mark(corrected)
    correction = {**(corrected.correction or {}), "name": "Johnny Bananas"}
    Signature.objects.filter(pk=corrected.pk).update(correction=correction)
    text = send(client, corrected, "correction/accept", seen=mark, reason="Found so.")
    assert "changed while you had it open" in text


def test_the_history_names_who_did_what(client: Client, listed: Signature) -> None:
    text = page(client, listed)
    assert "the signer" in text
    assert "Rufus Tarn (account 1)" in text
    assert "Listed as entry" in text


def test_one_page_costs_as_many_queries_whatever_waits(
    client: Client,
    waiting: Signature,
    make_signature: MakeSignature,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    page(client, waiting)
    with CaptureQueriesContext(connection) as alone:
        page(client, waiting)
    assert len(alone) <= 14
    for number in range(30):
        make_signature("Henrike Lommquist" if number % 2 else f"Other {chr(97 + number)}bert")
    with django_assert_num_queries(len(alone)):
        page(client, waiting)
