"""Invented people and letters for the tests of the desk."""

from django.test import Client

from undersigned.audit.actors import COMMAND
from undersigned.letters.actions import Wordings, publish_letter
from undersigned.letters.models import Letter
from undersigned.letters.reading import parse_manuscript
from undersigned.organisers.models import Membership, Organiser
from undersigned.organisers.roles import Role
from undersigned.record.models import Log

PASSWORD = "seven wooden bridges"


def make_letter(slug: str = "fair-courts", title: str = "A sentence is not a favour") -> Letter:
    log = Log.objects.create(
        slug=slug, origin=f"letters.ruritania.example/{slug}", key=f"key of {slug}"
    )
    return Letter.objects.create(slug=slug, log=log, title=title)


LETTER = """---
title: A sentence is not a favour
language: en
from: Former officials of the Department of Justice of Ruritania
addressee:
  name: Leontine Harbach
  office: Minister of Justice of Ruritania
organiser:
  name: The Fair Courts Committee
  contact: desk@letters.ruritania.example
demands:
  - text: Let the first recommendation stand.
    state: open
eligibility: People who have worked for the Department of Justice and have left it.
keeping: Addresses are deleted a year after the letter is closed.
checks: [mail, desk]
terms:
  - name: Castell
    group: Blue
    from: 1994
    to: 2002
  - name: Varga II
    group: Grey
    from: 2002
    to: 2010
facts:
  - day: 2026-02-10
    who: The minister
    what: The minister changed a recommendation overnight.
    sources:
      - title: Court file 14, page 3
---

Minister,

The recommendation was changed overnight. We ask you to let the first one stand.
"""


def publish(slug: str = "fair-courts") -> Letter:
    """A letter with its log and first edition; needs a folder of the test's own."""
    data = LETTER.encode()
    wordings = Wordings({"en": data}, {"en": parse_manuscript(data, "letter.md")})
    return publish_letter(slug, "letters.ruritania.example", wordings, by=COMMAND)


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
