import re
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from desk_people import LETTER, logged_in, make_organiser
from letter_example import sign
from undersigned.drafting.models import Draft
from undersigned.letters.models import Letter
from undersigned.organisers.models import Membership, Organiser
from undersigned.record.keeping import keep
from undersigned.record.models import Entry

PUBLISH = "/desk/fair-courts/letter/publish"
FILE = "/desk/fair-courts/letter/edit/en/file"


def seal_of(page: str) -> str:
    found = re.search(r'name="seal" value="([0-9a-f]{64})"', page)
    assert found, page
    return found[1]


def confirmed(desk: Client, address: str = PUBLISH, **more: str) -> Any:
    page = desk.get(address).content.decode()
    return desk.post(address, {"seal": seal_of(page), "read": "on"} | more)


def save(desk: Client, text: str, address: str = FILE, base: str = "0") -> None:
    assert desk.post(address, {"base": base, "file": text}).status_code == 302


def test_the_next_edition_is_shown_side_by_side_and_confirmed(desk: Client, letter: Letter) -> None:
    sign(letter, "Anka de Rassendy")
    sign(letter, "Rudi Gorlice")
    keep(letter.log)
    save(desk, LETTER.replace("overnight. We ask", "at night. We ask").replace("Grey", "Gray"))
    page = desk.get(PUBLISH).content.decode()
    assert "<b>2</b> signatures stand by edition 1" in page
    assert "<del>overnight.</del>" in page
    assert "<ins>at night.</ins>" in page
    assert "Term 2, group" in page
    assert "Rules 2" in page
    assert "- - Varga II, Grey" in page
    assert desk.post(PUBLISH, {"seal": seal_of(page)}).status_code == 422  # not ticked
    assert letter.editions.count() == 1
    assert confirmed(desk).status_code == 302
    keep(letter.log)
    events = Entry.objects.filter(log=letter.log).order_by("index").values_list("event", flat=True)
    assert list(events) == ["rules", "edition", "signed", "signed", "rules", "edition"]
    assert (
        "the draft says the same, byte for byte"
        in desk.get("/desk/fair-courts/letter/").content.decode()
    )


def test_what_changed_after_it_was_looked_at_is_not_published(desk: Client, letter: Letter) -> None:
    save(desk, LETTER.replace("overnight. We ask", "at night. We ask"))
    seal = seal_of(desk.get(PUBLISH).content.decode())
    save(desk, LETTER.replace("overnight. We ask", "by night. We ask"), base="1")
    answer = desk.post(PUBLISH, {"seal": seal, "read": "on"})
    assert answer.status_code == 422
    assert "Somebody saved while you were looking" in answer.content.decode()
    assert letter.editions.count() == 1


def test_what_is_wrong_or_the_same_is_not_published(desk: Client, letter: Letter) -> None:
    assert "nothing to publish" in desk.get(PUBLISH).content.decode()
    save(desk, LETTER.replace("2026-02-10", "someday"))
    page = desk.get(PUBLISH).content.decode()
    assert "One thing to put right first" in page
    assert "English: Fact 1, Day: “someday” is not a day." in page
    assert 'name="seal"' not in page
    assert letter.editions.count() == 1


def test_a_second_wording_is_begun_from_the_first_and_both_name_both(
    desk: Client, letter: Letter
) -> None:
    answer = desk.post("/desk/fair-courts/letter/wordings", {"language": "de"})
    assert answer.headers["Location"] == "/desk/fair-courts/letter/edit/de/"
    german = desk.get("/desk/fair-courts/letter/edit/de/download").content.decode()
    english = desk.get("/desk/fair-courts/letter/edit/en/download").content.decode()
    assert "languages: [en, de]" in german
    assert "languages: [en, de]" in english
    assert "language: de\n" in german
    assert confirmed(desk).status_code == 302
    assert letter.editions.get(number=2).languages == ["en", "de"]
    # It is left out again, and edition 3 names one language.
    assert desk.post("/desk/fair-courts/letter/wordings/de/out").status_code == 302
    assert desk.get("/desk/fair-courts/letter/edit/de/").status_code == 404
    assert confirmed(desk).status_code == 302
    assert letter.editions.get(number=3).languages == ["en"]


@pytest.mark.parametrize(("language", "said"), [("facts", "own pages"), ("en", "already"),
                                                ("DE", "lower case")])  # fmt: skip
def test_what_is_no_language_is_refused(desk: Client, language: str, said: str) -> None:
    answer = desk.post("/desk/fair-courts/letter/wordings", {"language": language})
    assert answer.status_code == 422
    assert said in answer.content.decode()


NEW = {"title": "A bridge for both banks", "slug": "bridge", "language": "en"}


def bridge(**changes: str) -> str:
    text = LETTER.replace("A sentence is not a favour", "A bridge for both banks")
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


def begun(desk: Client) -> None:
    answer = desk.post("/desk/letters/new", NEW)
    assert answer.headers["Location"] == "/desk/bridge/letter/edit/en/"


def test_a_letter_is_begun_written_and_published_by_its_owner(
    desk: Client, owner: Organiser
) -> None:
    begun(desk)
    assert desk.get("/desk/bridge/").status_code == 404  # it has no desk yet
    assert "A bridge for both banks" in desk.get("/desk/").content.decode()
    page = desk.get("/desk/bridge/letter/").content.decode()
    assert "letters.ruritania.example/bridge" in page
    save(desk, bridge(), "/desk/bridge/letter/edit/en/file", "1")
    page = desk.get("/desk/bridge/letter/publish").content.decode()
    assert "What can never change after this" in page
    assert "The origin <b>letters.ruritania.example/bridge</b>" in page
    answer = confirmed(desk, "/desk/bridge/letter/publish")
    assert answer.status_code == 302
    letter = Letter.objects.get(slug="bridge")
    assert letter.log.origin == "letters.ruritania.example/bridge"
    assert letter.is_open
    assert Membership.objects.get(letter=letter).organiser == owner
    assert Draft.objects.get(slug="bridge").letter == letter
    assert desk.get("/desk/bridge/").status_code == 200


def test_it_may_open_later_and_close_by_itself(desk: Client) -> None:
    begun(desk)
    save(desk, bridge(), "/desk/bridge/letter/edit/en/file", "1")
    times = {"opens_at_0": "2100-01-01", "opens_at_1": "12:00", "closes_at_0": "2100-02-01"}
    answer = confirmed(desk, "/desk/bridge/letter/publish", opens_at_0="1999-01-01")
    assert "past already" in answer.content.decode()
    assert confirmed(desk, "/desk/bridge/letter/publish", **times).status_code == 302
    letter = Letter.objects.get(slug="bridge")
    assert not letter.is_open
    assert str(letter.opens_at) == "2100-01-01 12:00:00+00:00"
    assert str(letter.closes_at) == "2100-02-01 00:00:00+00:00"
    keep(letter.log)
    events = Entry.objects.filter(log=letter.log).order_by("index").values_list("event", flat=True)
    assert list(events) == ["rules", "edition", "closed"]


def test_names_that_are_taken_or_none_are_refused(desk: Client) -> None:
    begun(desk)
    for slug, said in (("fair-courts", "already"), ("bridge", "already"), ("Desk!", "lower-case"),
                       ("desk", "needed by the site")):  # fmt: skip
        answer = desk.post("/desk/letters/new", NEW | {"slug": slug})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert desk.post("/desk/bridge/letter/rename", {"slug": "ferry"}).status_code == 302
    assert desk.get("/desk/bridge/letter/").status_code == 404
    assert desk.get("/desk/ferry/letter/").status_code == 200
    answer = desk.post("/desk/fair-courts/letter/rename", {"slug": "other"})
    assert answer.status_code == 422
    assert desk.get("/desk/fair-courts/letter/").status_code == 200


def test_a_letter_that_was_never_published_is_thrown_away_and_a_published_one_stays(
    desk: Client, letter: Letter
) -> None:
    begun(desk)
    assert desk.post("/desk/bridge/letter/throw-away").status_code == 302
    assert Draft.objects.count() == 1
    assert desk.post("/desk/bridge/letter/throw-away", {"sure": "1"}).status_code == 302
    assert not Draft.objects.exists()
    answer = desk.post("/desk/fair-courts/letter/throw-away", {"sure": "1"}, follow=True)
    assert "what is published stays" in answer.content.decode()
    assert Letter.objects.filter(pk=letter.pk).exists()


def test_two_people_may_write_under_one_name_and_the_first_to_publish_has_it(
    desk: Client, letter: Letter
) -> None:
    other = logged_in(make_organiser("Rufus Tarn", letter, "owner"))  # type: ignore[arg-type]
    begun(desk)
    begun(other)
    for client in (desk, other):
        save(client, bridge(), "/desk/bridge/letter/edit/en/file", "1")
    page = other.get("/desk/bridge/letter/publish").content.decode()
    assert confirmed(desk, "/desk/bridge/letter/publish").status_code == 302
    answer = other.post("/desk/bridge/letter/publish", {"seal": seal_of(page), "read": "on"})
    assert answer.status_code == 422
    assert "Give this one another name" in answer.content.decode()


def test_without_a_host_nothing_is_published(desk: Client, settings: Settings) -> None:
    settings.ORIGIN_HOST = ""
    begun(desk)
    save(desk, bridge(), "/desk/bridge/letter/edit/en/file", "1")
    page = desk.get("/desk/bridge/letter/publish").content.decode()
    assert "undersigned.toml" in page
    assert 'name="seal"' not in page


def test_who_may_not_begin_letters_any_more_publishes_none(
    desk: Client, letter: Letter, owner: Organiser
) -> None:
    begun(desk)
    Membership.objects.filter(organiser=owner, letter=letter).delete()
    assert desk.get("/desk/bridge/letter/").status_code == 200
    assert desk.get("/desk/bridge/letter/publish").status_code == 403
    assert desk.get("/desk/letters/new").status_code == 403


def test_going_back_to_what_is_published(desk: Client) -> None:
    save(desk, LETTER.replace("Grey", "Gray"))
    assert "differs from it" in desk.get("/desk/fair-courts/letter/").content.decode()
    assert desk.post("/desk/fair-courts/letter/again").status_code == 302
    assert desk.get("/desk/fair-courts/letter/edit/en/download").content == LETTER.encode()
