"""Invented people and letters for the tests of the desk."""

from django.test import Client

from undersigned.letters.models import Letter
from undersigned.organisers.models import Membership, Organiser, Role
from undersigned.record.models import Log

PASSWORD = "seven wooden bridges"


def make_letter(slug: str = "fair-courts", title: str = "A sentence is not a favour") -> Letter:
    log = Log.objects.create(
        slug=slug, origin=f"letters.ruritania.example/{slug}", key=f"key of {slug}"
    )
    return Letter.objects.create(slug=slug, log=log, title=title)


def make_organiser(name: str, letter: Letter | None = None, role: Role | None = None) -> Organiser:
    organiser = Organiser.objects.create_user(
        f"{name.split(maxsplit=1)[0].lower()}@ruritania.example", PASSWORD, name
    )
    if letter is not None and role is not None:
        Membership.objects.create(organiser=organiser, letter=letter, role=role)
    return organiser


def logged_in(organiser: Organiser) -> Client:
    client = Client()
    client.force_login(organiser)
    return client
