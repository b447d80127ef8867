"""A published letter with its people, and what a browser sends."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from desk_people import logged_in, make_organiser, publish
from undersigned.letters.models import Letter
from undersigned.organisers.models import Organiser
from undersigned.organisers.roles import Role
from undersigned.record.keeping import keep


@pytest.fixture(autouse=True)
def _instance(settings: Settings, home: Path) -> None:  # noqa: ARG001 (a folder of its own)
    settings.SECOND_FACTOR_REQUIRED = False
    settings.ORIGIN_HOST = "letters.ruritania.example"


@pytest.fixture
def letter(db: None) -> Letter:  # noqa: ARG001 (the database has to be there)
    made = publish()
    keep(made.log)
    return made


@pytest.fixture
def owner(letter: Letter) -> Organiser:
    return make_organiser("Ines Kaltmann", letter, Role.OWNER)


@pytest.fixture
def editor(letter: Letter) -> Organiser:
    return make_organiser("Edda Quill", letter, Role.EDITOR)


@pytest.fixture
def desk(owner: Organiser) -> Client:
    """The owner, logged in."""
    return logged_in(owner)


def fields_of(page: str) -> dict[str, str]:
    """The fields of the writing form of a page, as a browser would send them untouched."""
    form = page[page.index('id="writing"') : page.index("</form>", page.index('id="writing"'))]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        box = 'type="checkbox"' in tag
        if name and not (box and ("checked" not in tag or "disabled" in tag)):
            found[unescape(name[1])] = unescape(value[1]) if value else ""
    for tag, text in re.findall(r"<textarea ([^>]*)>\n(.*?)</textarea>", form, re.DOTALL):
        found[unescape(re.search(r'name="([^"]*)"', tag)[1])] = unescape(text)  # type: ignore[index]
    for name, options in re.findall(r'<select name="([^"]*)"[^>]*>(.*?)</select>', form):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[unescape(name)] = unescape(chosen[1]) if chosen else ""
    return found
