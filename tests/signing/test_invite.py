"""People of an imported list are asked once, sign by the link, and are left alone if they wish."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from signers import (
    ADDRESS,
    BY_RULES,
    NAME,
    newest_mail,
    opened,
    press,
    publish_text,
    send,
    signed,
    tables,
    typed,
    work,
)
from undersigned.audit.actors import COMMAND, organiser_actor
from undersigned.letters.models import Letter
from undersigned.lists.reader import read_list
from undersigned.outbox.marks import address_digest
from undersigned.outbox.models import CameBack, Mail
from undersigned.record.sequencing import REPLAYS
from undersigned.signing.actions import imports
from undersigned.signing.actions.invite import (
    ask_due,
    begin_round,
    go_on_with_round,
    pause_round,
)
from undersigned.signing.invitations import asking_of
from undersigned.signing.models import (
    ImportedList,
    ImportedName,
    Invitation,
    InvitationRound,
    Signature,
)
from undersigned.signing.states import NotPossible, State

pytestmark = pytest.mark.django_db
OWNER = organiser_actor(1, "Ines Kaltmann")
OTHER = "paula@brennquist.example"
LIST = f"name,title,email\nHenrike Lommquist,Prosecutor,{ADDRESS}\nPaula Brennquist,,{OTHER}\n"


@pytest.fixture(autouse=True)
def _home(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.INSTANCE_FOLDER = tmp_path
    settings.PUBLISHED_FOLDER = tmp_path / "published"
    REPLAYS.by_log.clear()
    yield
    REPLAYS.by_log.clear()


@pytest.fixture
def letter() -> Letter:
    return publish_text(BY_RULES)


def bring(letter: Letter, text: str = LIST, name: str = "list.csv") -> ImportedList:
    return imports.take_list(letter, read_list(text.encode(), name), name, by=COMMAND).imported_list


def ask(found: ImportedList, note: str = "", per_hour: int = 100) -> InvitationRound:
    begin_round(found, note=note, per_hour=per_hour, by=OWNER)
    while ask_due():
        pass
    return InvitationRound.objects.get(source=found)


def link_in(address: str = ADDRESS) -> str:
    found = re.search(
        r"http://127\.0\.0\.1:8000(/[a-z-]+/invited/[\w-]+)\n", newest_mail(address).text
    )
    assert found
    return found[1]


def open_form(client: Client, path: str) -> str:
    token = path.rpartition("/")[2]
    response = client.post("/fair-courts/invited", {"token": token})
    assert response.status_code == 303
    return client.get(response["Location"]).content.decode()


def invited_form(**changes: str) -> dict[str, object]:
    form = typed(**changes)
    del form["address"]
    return form


def test_each_address_gets_one_mail_that_says_who_asks_and_why(letter: Letter) -> None:
    found = bring(letter, f"{LIST}Paula  Brennquist,Judge,{OTHER.upper()}\nIrena Hargoult,,\n")
    ask(found, note="We met in Strelsau.")
    mail = newest_mail()
    assert Mail.objects.count() == 2
    for said in (
        "The Fair Courts Committee",
        "We met in Strelsau.",
        "If you do nothing",
        "Signing makes it",
    ):
        assert said in mail.text
    assert mail.unsubscribe_url == f"http://127.0.0.1:8000{link_in()}/never"
    assert "Lommquist" not in mail.text
    asking = asking_of(found)
    assert (asking.asked, asking.with_address) == (2, 0)
    assert asking.skipped == (("the same address was asked already", 1),)


def test_opening_the_link_changes_nothing_and_shows_nothing_personal(letter: Letter) -> None:
    ask(bring(letter))
    before = tables()
    response = Client().get(link_in())
    assert response.status_code == 200
    assert "Lommquist" not in response.content.decode()
    assert tables() == before


def test_who_signs_by_the_link_has_a_signature_and_the_line_ends(letter: Letter) -> None:
    found = bring(letter)
    ask(found)
    client, path = Client(), link_in()
    text = open_form(client, path)
    assert 'value="Henrike Lommquist"' in text
    assert 'value="Prosecutor"' in text
    response = client.post("/fair-courts/invited", invited_form())
    assert response.status_code == 303, response.content.decode()
    assert response["Location"] == "/fair-courts/mine"
    assert client.get(response["Location"]).status_code == 200
    signature = Signature.objects.get()
    assert (signature.state, signature.name, signature.address) == (State.ACCEPTED, NAME, ADDRESS)
    assert set(signature.consents.values_list("kind", flat=True)) == {"sign", "publish"}
    work(letter)
    signature.refresh_from_db()
    assert signature.entry is not None
    assert ImportedName.objects.get(source=found, line=2).name == ""
    assert asking_of(found).signed == 1
    assert Client().get(path).status_code == 404


def test_without_the_ticks_nothing_is_signed(letter: Letter) -> None:
    ask(bring(letter))
    client = Client()
    open_form(client, link_in())
    response = client.post("/fair-courts/invited", invited_form(agree_sign=""))
    assert response.status_code == 200
    assert "Tick this if you sign" in response.content.decode()
    assert not Signature.objects.exists()


def test_without_the_button_of_the_link_there_is_no_form(letter: Letter) -> None:
    ask(bring(letter))
    assert Client().get("/fair-courts/invited").status_code == 404
    assert Client().post("/fair-courts/invited", invited_form()).status_code == 409
    assert not Signature.objects.exists()


def test_a_link_past_its_time_is_dead_but_for_never_again(letter: Letter) -> None:
    ask(bring(letter))
    path = link_in()
    Invitation.objects.update(expires_at="2026-01-01T00:00:00Z")
    assert Client().get(path).status_code == 404
    token = path.rpartition("/")[2]
    assert Client().post("/fair-courts/invited", {"token": token}).status_code == 409
    assert Client().get(f"{path}/never").status_code == 200


def test_no_takes_the_name_off_and_asks_nobody_again(letter: Letter) -> None:
    found = bring(letter)
    ask(found)
    client = Client()
    open_form(client, link_in())
    assert client.post("/fair-courts/invited", {"no": "1"}).status_code == 200
    assert ImportedName.objects.get(source=found, line=2).name == ""
    assert not Mail.objects.filter(recipient=ADDRESS).exists()
    assert asking_of(found).no == 1
    later = bring(letter, f"name,email\nHenrike L. Lommquist,{ADDRESS}\n", "later.csv")
    ask(later)
    assert not Mail.objects.filter(recipient=ADDRESS).exists()


def test_never_again_is_one_post_without_cookies_and_holds_for_every_letter(
    letter: Letter,
) -> None:
    ask(bring(letter))
    path = f"{link_in()}/never"
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Mail.objects.filter(recipient=ADDRESS).exists()
    other = publish_text(BY_RULES, slug="other-letter")
    found = bring(other)
    ask(found)
    assert asking_of(found).skipped == (("wants no such mail", 1),)


def test_nobody_is_asked_who_signed_refused_or_whose_mail_came_back(letter: Letter) -> None:
    signed(Client())
    refuser = "rolf@refuser.example"
    client = Client()
    send(client, address=refuser)
    assert press(client, opened(newest_mail(refuser)), "disown").status_code == 200
    gone = "gone@ruritania.example"
    CameBack.objects.create(
        address_digest=address_digest(gone), kind="bounce", at="2026-03-01T00:00:00Z"
    )
    found = bring(
        letter,
        f"name,email\nHenrike Lommquist,{ADDRESS}\nRolf Refuser,{refuser}\nGreta Weggen,{gone}\n"
        "Nadja Falsch,not an address\n",
    )
    ask(found)
    assert asking_of(found).asked == 0
    reasons = {why for why, _ in asking_of(found).skipped}
    assert {
        "has signed, or filled in the form",
        "said that they did not sign",
        "mail to it came back",
    } <= reasons


def test_only_so_many_an_hour_and_none_while_it_is_paused(letter: Letter) -> None:
    found = bring(letter)
    asking = ask(found, per_hour=1)
    assert Mail.objects.count() == 1
    pause_round(asking, by=OWNER)
    # A day ahead, by a clock that was set right since.
    Invitation.objects.update(made_at=timezone.now() + dt.timedelta(days=1))
    assert ask_due() == 0
    go_on_with_round(asking, by=OWNER)
    assert ask_due() == 1
    assert Mail.objects.count() == 2


@pytest.mark.parametrize("note", ["x" * 301, "See https://evil.example", "a\u202eb"])
def test_a_note_that_no_mail_should_hold_is_refused(letter: Letter, note: str) -> None:
    with pytest.raises(NotPossible):
        begin_round(bring(letter), note=note, per_hour=10, by=OWNER)
    assert not InvitationRound.objects.exists()


def test_the_other_form_of_the_same_address_ends_and_the_link_is_of_no_use(letter: Letter) -> None:
    ask(bring(letter))
    client = Client()
    open_form(client, link_in())
    signed(Client())
    response = client.post("/fair-courts/invited", invited_form())
    assert response.status_code == 409
    assert Signature.objects.count() == 1
