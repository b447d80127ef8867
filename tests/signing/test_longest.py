"""The longest that anybody may write goes all the way, on the databases that count letters too."""

import pytest
from django.test import Client

from signers import BY_RULES, NAME, publish_text, signed, work
from undersigned.audit.actions import note
from undersigned.audit.actors import organiser_actor
from undersigned.audit.models import Event
from undersigned.outbox.models import Mail
from undersigned.record.models import Log
from undersigned.signing.models import Intake

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
LINE = 300  # letters that a line of a letter file may have


def longest(text: str) -> str:
    """The same letter with a title and an organiser as long as they may be."""
    lines = []
    section = ""
    for line in text.splitlines():
        key = line.partition(":")[0]
        section = key if not line.startswith(" ") else section
        if key == "title" or (section == "organiser" and key.strip() == "name"):
            lines.append(f"{key}: {'Ünbowed ' * 37}end")
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def test_a_letter_of_the_longest_lines_is_signed() -> None:
    letter = publish_text(longest(BY_RULES))
    assert len(letter.title) > LINE - 10
    signed(
        Client(),
        name=f"{NAME} {'ö' * (199 - len(NAME))}",
        place="ß" * 120,
        statement="ж" * 300,
        hint="漢" * 1000,
        receipt_by_mail="on",
    )
    work(letter)
    assert not Intake.objects.exists()
    assert (Log.objects.get().figures or {})["total"] == 1
    assert all(len(mail.subject) <= 200 for mail in Mail.objects.all())


def test_an_organiser_of_the_longest_name_is_in_the_trail() -> None:
    note("accepted", by=organiser_actor(1, "ö" * 200))
    assert Event.objects.latest("id").actor_name.endswith("(account 1)")


def test_a_form_of_more_fields_than_any_has_is_refused() -> None:
    publish_text(BY_RULES)
    kind = "application/x-www-form-urlencoded"
    answer = Client().post("/fair-courts/sign", b"a&" * 20_001, content_type=kind)
    assert answer.status_code == 400
    assert not Intake.objects.exists()
