"""Who may open what: the letters of others are as if they were not there."""

from itertools import product

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from desk_people import logged_in, make_organiser, publish
from undersigned.drafting.actions import begin, begin_addendum
from undersigned.drafting.queries import work_on_letter
from undersigned.drafting.urls import urlpatterns
from undersigned.letters.models import Letter
from undersigned.organisers.models import Organiser
from undersigned.organisers.roles import Role
from undersigned.record.keeping import keep

OF_A_LETTER = [each for each in urlpatterns if each.name not in ("letters", "new")]
READ_ONLY_POST = {"addenda", "handing-over", "edit", "edit-file", "publish", "publish-addendum"}


def address(pattern: URLPattern, slug: str) -> str:
    known = {"slug": slug, "part": "en", "number": 1, "size": "2", "ending": "txt"}
    names = pattern.pattern.regex.groupindex
    return reverse(f"drafting:{pattern.name}", kwargs={name: known[name] for name in names})


@pytest.fixture
def stranger(letter: Letter) -> Client:  # noqa: ARG001 (there has to be another letter)
    other = publish("other")
    return logged_in(make_organiser("Yrsa Passau", other, Role.OWNER))


@pytest.mark.parametrize("pattern", OF_A_LETTER, ids=lambda each: str(each.name))
def test_letters_of_others_and_letters_that_are_not_there_are_refused_alike(
    pattern: URLPattern, stranger: Client, letter: Letter, owner: Organiser
) -> None:
    begin("secret", "A secret letter", "en", organiser=owner)
    for method in (stranger.get, stranger.post):
        answers = [
            method(address(pattern, slug)) for slug in (letter.slug, "secret", "no-such-letter")
        ]
        statuses = {each.status_code for each in answers}
        assert statuses in ({404}, {405})
        assert len({each.content for each in answers}) == 1


@pytest.mark.parametrize("pattern", OF_A_LETTER, ids=lambda each: str(each.name))
def test_nobody_else_gets_beyond_the_login(pattern: URLPattern, letter: Letter) -> None:
    for method, slug in product((Client().get, Client().post), (letter.slug, "no-such-letter")):
        answer = method(address(pattern, slug))
        if answer.status_code != 405:
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.OBSERVER])
def test_who_only_looks_changes_nothing(letter: Letter, role: Role, owner: Organiser) -> None:
    keep(letter.log)
    begin_addendum(work_on_letter(letter), "note", "en", "2026-03-09", organiser=owner)
    client = logged_in(make_organiser("Otto Sandor", letter, role))
    for pattern in OF_A_LETTER:
        answer = client.post(address(pattern, letter.slug), {"base": "0", "file": "x"})
        if not (pattern.name == "preview" and answer.status_code == 200):
            assert answer.status_code in (403, 405), pattern.name
    for name in ("letter", "edit", "edit-file", "preview", "download", "savings", "opening",
                 "addenda", "handing-over", "handed-list"):  # fmt: skip
        pattern = next(each for each in OF_A_LETTER if each.name == name)
        assert client.get(address(pattern, letter.slug)).status_code == 200, name
    shown = client.get(f"/desk/{letter.slug}/letter/edit/en/").content.decode()
    assert "Save and check" not in shown
    assert client.get(f"/desk/{letter.slug}/letter/publish").status_code == 403
    assert client.get("/desk/letters/new").status_code == 403


def test_an_editor_writes_and_an_owner_publishes(letter: Letter, editor: Organiser) -> None:
    client = logged_in(editor)
    sent = {"base": "0", "file": "---\ntitle: x\n---\n"}
    assert client.post(f"/desk/{letter.slug}/letter/edit/en/file", sent).status_code == 302
    assert client.get(f"/desk/{letter.slug}/letter/publish").status_code == 403
    assert client.post(f"/desk/{letter.slug}/letter/opening/now").status_code == 403
    assert client.post(f"/desk/{letter.slug}/letter/handing-over/", {"to": "x"}).status_code == 403
