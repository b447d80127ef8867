"""What several workers and visitors do at the same moment is done once, on a real PostgreSQL."""

from collections import Counter
from functools import partial

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from at_once import at_once
from signers import (
    ADDRESS,
    BY_RULES,
    SECOND,
    SIGN,
    Opened,
    _wordings,
    age,
    newest_mail,
    opened,
    publish_text,
    send,
    signed,
    typed,
    work,
)
from undersigned.audit.actors import COMMAND, organiser_actor
from undersigned.audit.models import Event
from undersigned.letters.actions import close_letter, publish_edition
from undersigned.letters.errors import LetterRefused
from undersigned.letters.models import Letter
from undersigned.outbox.actions import send_due
from undersigned.outbox.models import Mail
from undersigned.record.keeping import keep
from undersigned.record.models import Entry, Log, Pending
from undersigned.review.actions import accept
from undersigned.review.dossier import seen_mark
from undersigned.signing.actions import admit
from undersigned.signing.actions.confirm import Came, Outcome, confirm, disown
from undersigned.signing.actions.expire import expire_due
from undersigned.signing.actions.follow import follow_record
from undersigned.signing.actions.own import withdraw
from undersigned.signing.models import Intake, Mailing, Refusal, Signature, Token
from undersigned.signing.states import STANDING, NotPossible, State

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

INES = organiser_actor(1, "Ines Kaltmann")
MIRA = organiser_actor(2, "Mira Aldous")


def came(outcomes: list[Outcome | Exception]) -> Counter[str]:
    return Counter(each.came.name if isinstance(each, Outcome) else repr(each) for each in outcomes)


def by_link(letter: Letter, mail: Opened) -> partial[Outcome]:
    return partial(confirm, letter, mail.token, code=mail.code, browser="")


def test_sixty_four_confirmations_count_once() -> None:
    letter = publish_text(BY_RULES)
    send(Client())
    outcomes = at_once(*[by_link(letter, opened(newest_mail()))] * 64)
    assert came(outcomes) == {"OPEN": 64}
    assert Signature.objects.get().state == State.ACCEPTED
    assert Pending.objects.filter(event="signed").count() == 1
    assert Event.objects.filter(verb="confirmed").count() == 1
    work(letter)
    log = Log.objects.get()
    assert (log.figures or {})["total"] == 1


def test_two_links_of_one_address_leave_one_signature() -> None:
    letter = publish_text(BY_RULES)
    send(Client())
    first = opened(newest_mail())
    send(Client(), name="Henrike Lommquist")
    second = opened(newest_mail())
    outcomes = at_once(*[by_link(letter, first), by_link(letter, second)] * 4)
    assert set(came(outcomes)) <= {"OPEN", "DEAD", "ALREADY"}
    assert Signature.objects.filter(state__in=STANDING).count() == 1
    assert Pending.objects.filter(event="signed").count() == 1


def test_confirming_and_disowning_leave_one_of_both() -> None:
    letter = publish_text(BY_RULES)
    send(Client())
    mail = opened(newest_mail())
    no = partial(disown, letter, mail.token, code=mail.code, browser="")
    outcomes = at_once(by_link(letter, mail), no, by_link(letter, mail))
    assert Came.DISOWNED.name in came(outcomes)
    assert Refusal.objects.count() == 1
    assert not Signature.objects.filter(state__in=STANDING).exists()
    work(letter)
    assert (Log.objects.get().figures or {})["total"] == 0


def test_several_workers_admit_each_form_once_and_keep_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publish_text()
    for _ in range(9):
        assert Client().post(SIGN, typed()).status_code == 303
    for number in range(20):
        form = typed(address=f"signer-{number}@ruritania.example")
        assert Client().post(SIGN, form).status_code == 303
    monkeypatch.setattr(admit, "ROWS_A_TRANSACTION", 1)
    dealt_with = at_once(*[admit.admit_due] * 6)
    assert all(isinstance(each, int) for each in dealt_with), dealt_with
    while admit.admit_due():  # a worker that finds all rows taken leaves them to the others
        pass
    assert not Intake.objects.exists()
    assert Mail.objects.filter(recipient=ADDRESS).count() == admit.MOST_MAILS_A_LETTER
    assert Mailing.objects.count() == admit.MOST_MAILS_A_LETTER + 20
    assert Event.objects.filter(verb="admitted").count() == admit.MOST_MAILS_A_LETTER + 20
    assert Event.objects.filter(verb="dropped").count() == 9 - admit.MOST_MAILS_A_LETTER


def test_two_reviewers_accept_and_one_is_told() -> None:
    letter = publish_text()
    signature = signed(Client())
    seen = seen_mark(signature)
    said = at_once(
        *[partial(accept, letter, signature.pk, seen=seen, reason="Known.", by=by)
          for by in (INES, MIRA)]
    )  # fmt: skip
    assert [type(each) for each in said if each is not None] == [NotPossible]
    assert "Somebody decided this already" in str(next(each for each in said if each))
    assert Pending.objects.filter(event="signed").count() == 1
    assert Event.objects.filter(verb="accepted").count() == 1


def test_accepting_while_the_letter_closes_leaves_nothing_that_the_record_can_not_take() -> None:
    letter = publish_text()
    numbers = []
    for number in range(6):
        signature = signed(Client(), address=f"signer-{number}@ruritania.example")
        numbers.append((signature.pk, seen_mark(signature)))
    accepting = [
        partial(accept, letter, number, seen=seen, reason="", by=INES) for number, seen in numbers
    ]
    closing = partial(close_letter, letter, by=COMMAND, reason="Enough.")
    said = at_once(*accepting[:3], closing, *accepting[3:])
    assert all(each is None or isinstance(each, NotPossible) for each in said), said
    work(letter)
    assert not Pending.objects.exists()
    accepted = Signature.objects.filter(state=State.ACCEPTED).count()
    assert (Log.objects.get().figures or {})["total"] == accepted == said.count(None) - 1


def test_publishing_an_edition_while_the_letter_closes_is_refused_or_done_before() -> None:
    letter = publish_text()
    said = at_once(
        partial(publish_edition, letter, _wordings(SECOND), by=COMMAND),
        partial(close_letter, letter, by=COMMAND, reason="Enough."),
    )
    assert said[1] is None
    assert not isinstance(said[0], Exception) or isinstance(said[0], LetterRefused)
    work(letter)
    assert not Pending.objects.exists()
    editions = Letter.objects.get().editions.count()
    assert Entry.objects.filter(event="edition").count() == editions
    assert editions == (1 if isinstance(said[0], LetterRefused) else 2)


def test_withdrawing_while_it_is_sequenced_ends_it_once() -> None:
    letter = publish_text(BY_RULES)
    for number in range(4):
        signed(Client(), address=f"signer-{number}@ruritania.example")
    everybody = list(Signature.objects.all())
    said = at_once(*[partial(withdraw, each) for each in everybody], partial(work, letter))
    assert not [each for each in said if isinstance(each, Exception)]
    work(letter)
    assert not Pending.objects.exists()
    assert (Log.objects.get().figures or {})["total"] == 0
    assert not Signature.objects.exclude(state=State.WITHDRAWN).exists()


def test_two_followers_tell_and_mail_once() -> None:
    letter = publish_text(BY_RULES)
    for number in range(3):
        address = f"signer-{number}@ruritania.example"
        signed(Client(), address=address, receipt_by_mail="on")
    work_once = partial(follow_record, letter)
    letter.log.refresh_from_db()
    keep(letter.log)
    assert at_once(*[work_once] * 4) == [None] * 4
    assert Event.objects.filter(verb="listed").count() == 3
    withdrawn = list(Signature.objects.all())
    for each in withdrawn:
        withdraw(each)
    keep(letter.log)
    assert at_once(*[work_once] * 4) == [None] * 4
    assert Event.objects.filter(verb="erased").count() == 3


def test_expiring_on_several_hosts_expires_each_once() -> None:
    publish_text()
    for number in range(6):
        send(Client(), address=f"signer-{number}@ruritania.example")
    for signature in Signature.objects.all():
        age(signature, "created_at", days=4)
    said = at_once(*[expire_due] * 4)
    assert all(isinstance(each, int) for each in said), said
    expire_due()
    assert Event.objects.filter(verb="expired").count() == 6
    assert not Token.objects.exists()


def test_a_mail_leaves_once_whoever_sends(mailoutbox: list[EmailMessage]) -> None:
    publish_text()
    for number in range(10):
        send(Client(), address=f"signer-{number}@ruritania.example")
    sent = at_once(*[send_due] * 6)
    assert all(isinstance(each, int) for each in sent), sent
    send_due()
    assert Mail.objects.exclude(sent_at=None).count() == 10
    recipients = [each.to[0] for each in mailoutbox]
    assert len(recipients) == len(set(recipients)) == 10
