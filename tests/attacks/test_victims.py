"""Many forms with one address: its owner gets three mails, and can sign all the same.

Three for a letter and ten for all letters in 24 hours: `MOST_MAILS_A_LETTER`, `MOST_MAILS` and
`LIMIT_WINDOW` in signing/actions/admit.py, which no setting changes. trials/victims.py sends ten
thousand over HTTP; here are a few of the same, and a thousand that came already.
"""

import pytest
from django.test import Client

from signers import (
    ADDRESS,
    SIGN,
    age,
    newest_mail,
    opened,
    press,
    publish_text,
    send,
    typed,
)
from undersigned.outbox.models import Mail
from undersigned.signing.actions import admit
from undersigned.signing.actions.receive import SIGN as A_SIGNATURE
from undersigned.signing.models import Intake, Mailing, Signature
from victims import ASKED, MOST, SIGNED, run

SPELLINGS = ("henrike@lommquist.example", "Henrike@Lommquist.Example", "HENRIKE@LOMMQUIST.EXAMPLE")


def flood(posts: int) -> None:
    """What so many posts leave: the page writes this one row, whoever is named in the form."""
    Client().post(SIGN, typed())
    first = Intake.objects.get()
    Intake.objects.bulk_create(
        Intake(
            letter=first.letter,
            kind=A_SIGNATURE,
            form={**first.form, "address": SPELLINGS[number % len(SPELLINGS)]},
            browser=f"{number:064x}",
        )
        for number in range(posts - 1)
    )


@pytest.mark.sqlite
def test_a_short_run_of_the_trial() -> None:
    found = run(posts=60, senders=4, seed=3)
    assert found.broken == []
    assert found.mails == MOST == admit.MOST_MAILS_A_LETTER
    assert found.answers[SIGNED].total() + found.answers[ASKED].total() == 60
    assert min(answers.total() for answers in found.answers.values()) > 0


@pytest.mark.django_db
@pytest.mark.usefixtures("home")
def test_a_thousand_forms_that_came_send_three_mails() -> None:
    publish_text()
    flood(1_000)
    assert admit.admit_due() == 1_000
    assert {mail.recipient.lower() for mail in Mail.objects.all()} == {ADDRESS}
    assert Mail.objects.count() == Signature.objects.count() == 3
    assert not Intake.objects.exists()
    fourth = Client().post(SIGN, typed())  # the answer is that to everybody
    assert fourth.headers["Location"] == f"{SIGN}/sent"
    admit.admit_due()
    assert Mail.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("home")
def test_on_the_next_day_the_victim_is_mailed_again() -> None:
    publish_text()
    flood(50)
    admit.admit_due()
    Signature.objects.all().delete()
    for row in Mailing.objects.all():
        age(row, "at", hours=25)
    browser = Client()
    send(browser)
    assert Mail.objects.count() == 4
    assert press(browser, opened(newest_mail())).status_code == 303
    assert Signature.objects.get().state == "confirmed"
