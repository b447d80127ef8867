from django.test import Client

from desk_people import LETTER, logged_in
from drafting.conftest import fields_of
from undersigned.audit.models import Event
from undersigned.drafting.models import Saved
from undersigned.drafting.queries import work_on_letter
from undersigned.letters.models import Letter
from undersigned.organisers.models import Organiser

EDIT = "/desk/fair-courts/letter/edit/en/"


def page(desk: Client, address: str = EDIT) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def text_of(letter: Letter) -> str:
    return work_on_letter(letter).file("en").text


def test_a_form_sent_untouched_saves_nothing(desk: Client, letter: Letter) -> None:
    answer = desk.post(EDIT, fields_of(page(desk)))
    assert answer.status_code == 302
    assert not Saved.objects.exists()
    assert text_of(letter) == LETTER


def test_a_field_is_saved_into_the_file(desk: Client, letter: Letter) -> None:
    fields = fields_of(page(desk)) | {"place": "Strelsau", "facts[1].day": "2026-02-11"}
    answer = desk.post(EDIT, fields)
    assert answer.headers["Location"] == f"{EDIT}?check=1"
    text = text_of(letter)
    assert "place: Strelsau\n" in text
    assert text.replace("place: Strelsau\n", "").replace("2026-02-11", "2026-02-10") == LETTER
    assert Event.objects.filter(verb="saved a draft", letter="fair-courts").count() == 1
    assert "Nothing is to be put right." in page(desk, f"{EDIT}?check=1")


def test_what_is_wrong_is_told_at_its_field(desk: Client) -> None:
    desk.post(EDIT, fields_of(page(desk)) | {"facts[1].day": "someday", "title": ""})
    shown = page(desk, f"{EDIT}?check=1")
    assert '<a href="#in-facts-1-day">Fact 1, Day: “someday” is not a day.' in shown
    at = shown.index('id="in-facts-1-day-error0"')
    assert "“someday” is not a day. Write it as 2026-03-09." in shown[at : at + 200]
    assert '<a href="#in-title">Title: This is missing.' in shown


def test_the_file_is_the_same_text(desk: Client, letter: Letter) -> None:
    fields = fields_of(page(desk, f"{EDIT}file"))
    assert fields["file"] == LETTER
    assert desk.get(f"{EDIT}download").content == LETTER.encode()
    sent = fields | {"file": LETTER.replace("Castell", "Kastell").replace("\n", "\r\n")}
    assert desk.post(f"{EDIT}file", sent).status_code == 302
    assert text_of(letter) == LETTER.replace("Castell", "Kastell")
    assert fields_of(page(desk))["terms[1].name"] == "Kastell"


def test_front_matter_that_cannot_be_read_is_mended_in_the_file(desk: Client) -> None:
    broken = LETTER.replace("from: Former", "from: [Former")
    desk.post(f"{EDIT}file", {"base": "0", "file": broken})
    shown = page(desk)
    assert 'name="file"' in shown
    assert "can be read" in shown
    assert 'class="of-problem"' in shown


def test_two_editors_lose_nothing(
    desk: Client, letter: Letter, owner: Organiser, editor: Organiser
) -> None:
    other = logged_in(editor)
    mine, theirs = fields_of(page(desk)), fields_of(page(other))
    assert other.post(EDIT, theirs | {"place": "Zenda"}).status_code == 302
    answer = desk.post(EDIT, mine | {"place": "Strelsau"})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Edda Quill saved while you were writing" in shown
    assert "place: Zenda" in text_of(letter)
    kept = Saved.objects.get(beside=True)
    assert "place: Strelsau" in kept.text
    assert (kept.number, kept.who) == (2, owner.name)
    # Whoever has seen it saves again, and theirs stays where it was.
    assert desk.post(EDIT, fields_of(shown)).status_code == 302
    assert "place: Strelsau" in text_of(letter)
    assert Saved.objects.filter(text__contains="place: Zenda").count() == 1
    assert "Number 1" in page(desk, f"{EDIT}savings/")
    answer = desk.post(f"{EDIT}savings/1/back", {"base": "3"})
    assert "place: Zenda" in text_of(letter)


def test_a_text_larger_than_any_letter_is_not_saved_and_not_lost(desk: Client) -> None:
    answer = desk.post(f"{EDIT}file", {"base": "0", "file": LETTER + "x" * 1_000_000})
    assert answer.status_code == 422
    assert "1,000,000 bytes" in answer.content.decode()
    assert "x" * 1_000_000 in answer.content.decode()
    assert not Saved.objects.exists()


def test_parts_that_are_not_there_are_not_found(desk: Client) -> None:
    for part in ("de", "addenda", "xx"):
        assert desk.get(f"/desk/fair-courts/letter/edit/{part}/").status_code == 404
    assert desk.get(f"{EDIT}savings/1/").status_code == 404


def test_only_the_editor_has_a_script(desk: Client) -> None:
    policy = desk.get(EDIT).headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    elsewhere = desk.get("/desk/fair-courts/letter/").headers["Content-Security-Policy"]
    assert "script-src" not in elsewhere


def test_what_two_wordings_disagree_about_is_told_at_the_field_of_the_second(desk: Client) -> None:
    desk.post("/desk/fair-courts/letter/wordings", {"language": "de"})
    fields = fields_of(page(desk)) | {"facts[1].day": "2026-02-11"}
    assert desk.post(EDIT, fields).status_code == 302
    assert "Nothing is to be put right." in page(desk, f"{EDIT}?check=1")
    shown = page(desk, "/desk/fair-courts/letter/edit/de/?check=1")
    at = shown.index('id="in-facts-1-day-error0"')
    assert "fair-courts.en.md has 2026-02-11. Make them agree." in shown[at : at + 300]
