import smtplib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from undersigned.outbox.actions import came_back, cancel, erase, put, send_due, sending, take_over
from undersigned.outbox.actions.sending import CLAIM, RETRIES
from undersigned.outbox.models import CameBack, Mail, MailboxMessage
from undersigned.outbox.queries import Standing, bounced, standing
from undersigned.outbox.queries import came_back as came_back_from

pytestmark = pytest.mark.django_db
ADDRESS = "agathe@ruritania.example"


class Server(BaseEmailBackend):
    """A mail server that does what a test says."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[EmailMessage] = []
        self.opens: Callable[[], None] = lambda: None
        self.answers: list[Callable[[], None]] = []
        self.closed = 0

    def open(self) -> bool:
        self.opens()
        return True

    def close(self) -> None:
        self.closed += 1

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        if self.answers:
            self.answers.pop(0)()
        self.taken += email_messages
        return len(email_messages)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server()
    monkeypatch.setattr(sending, "get_connection", lambda: made)
    return made


def raises(error: Exception) -> Callable[[], None]:
    def answer() -> None:
        raise error

    return answer


def mail(key: str = "confirm:1", **members: str) -> Mail:
    put(
        key=key,
        kind="confirm",
        recipient=ADDRESS,
        subject=members.get("subject", "One step is left"),
        text="https://letters.ruritania.example/fair-courts/confirm/abc",
        letter="fair-courts",
        attachment=("fair-courts.tlog-proof", b"proof"),
    )
    return Mail.objects.get(key=key)


def stored(sent: Mail) -> Mail:
    sent.refresh_from_db()
    return sent


def make_due() -> None:
    Mail.objects.update(due_at=timezone.now())


def test_a_mail_leaves_once_and_nothing_of_its_text_stays(server: Server) -> None:
    sent = mail()
    mail()
    assert (send_due(), send_due()) == (1, 0)
    assert server.taken[0].attachments[0][1] == b"proof"
    assert server.closed == 1
    stored(sent)
    assert (sent.text, bytes(sent.attachment), sent.attempts) == ("", b"", 1)
    assert sent.sent_at is not None


def test_a_server_out_of_reach_counts_against_no_mail(server: Server) -> None:
    waits = mail()
    server.opens = raises(ConnectionRefusedError(111, "Connection refused"))
    with pytest.raises(OSError, match=r"Connection refused.*setting mail"):
        send_due()
    assert (stored(waits).attempts, waits.last_error) == (0, "")
    server.opens = lambda: None
    assert send_due() == 1


def test_a_mail_that_is_refused_waits_longer_each_time_and_is_given_up(server: Server) -> None:
    waits = mail()
    for number, pause in enumerate(RETRIES, 1):
        server.answers = [raises(smtplib.SMTPDataError(450, b"later"))]
        before = timezone.now()
        assert send_due() == 0
        assert stored(waits).attempts == number
        assert waits.due_at >= before + pause
        assert waits.text
        make_due()
    server.answers = [raises(smtplib.SMTPDataError(450, b"later"))]
    send_due()
    stored(waits)
    assert waits.given_up_at is not None
    assert (waits.text, bytes(waits.attachment), waits.last_error) == (
        *("", b"", "the mail was refused with 450"),
    )
    make_due()
    assert send_due() == 0


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"no such mailbox")}),
        ValueError("a header can't be written"),
    ],
)
def test_what_will_never_be_taken_is_given_up_at_once_and_the_rest_leaves(
    server: Server, error: Exception
) -> None:
    bad, good = mail(), mail("confirm:2")
    server.answers = [raises(error)]
    assert send_due() == 1
    assert stored(bad).given_up_at is not None
    assert stored(good).sent_at is not None


def test_a_mailbox_that_is_full_is_tried_again(server: Server) -> None:
    waits = mail()
    server.answers = [raises(smtplib.SMTPRecipientsRefused({ADDRESS: (452, b"full")}))]
    send_due()
    assert stored(waits).given_up_at is None


@pytest.mark.parametrize(
    "error", [smtplib.SMTPServerDisconnected("gone"), TimeoutError(110, "Timed out")]
)
def test_a_server_that_breaks_off_is_left_alone_and_the_rest_stays_due(
    server: Server, error: Exception
) -> None:
    first, second = mail(), mail("confirm:2")
    server.answers = [raises(error)]
    with pytest.raises(OSError, match=r"broke off.*Mails wait"):
        send_due()
    assert (stored(first).attempts, stored(second).attempts) == (1, 0)
    assert server.closed == 1
    assert send_due() == 1


def test_two_processes_send_no_mail_twice(server: Server) -> None:
    mail()
    server.answers = [lambda: None if send_due() == 0 else pytest.fail("sent by another one too")]
    assert send_due() == 1
    assert len(server.taken) == 1


def leave_as_if_killed(server: Server) -> None:
    server.answers = [raises(KeyboardInterrupt())]  # type: ignore[arg-type]  # stands for a kill
    with pytest.raises(KeyboardInterrupt):
        send_due()


def test_a_mail_of_a_killed_process_is_nobodys_until_its_claim_is_over(server: Server) -> None:
    waits = mail()
    leave_as_if_killed(server)
    assert send_due() == 0
    Mail.objects.update(claimed_at=timezone.now() - CLAIM)
    assert send_due() == 1
    assert stored(waits).doubts == 1


def test_the_one_sender_of_an_instance_takes_over_at_once(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = mail(), mail("confirm:2")
    leave_as_if_killed(server)
    assert take_over() == 0  # what this process itself has claimed
    monkeypatch.setattr(sending, "_NAME", "another one")
    if connection.vendor != "sqlite":
        # Others may be sending; the claim ends by its time.
        assert (take_over(), send_due()) == (0, 1)
        return
    assert take_over() == 1
    assert send_due() == 2
    assert (stored(first).doubts, stored(second).doubts) == (1, 0)
    ids = [each.extra_headers["Message-ID"] for each in server.taken]
    assert len(set(ids)) == 2


def test_a_mark_under_somebody_elses_claim_is_not_made(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = mail()
    server.answers = [lambda: monkeypatch.setattr(sending, "_NAME", "one that came later")]
    send_due()
    assert stored(waits).sent_at is None


def test_what_somebody_waits_for_leaves_first_and_keeps_a_fifth_of_the_hour(
    server: Server, settings: Settings
) -> None:
    limited = replace(settings.INSTANCE.settings, mail_per_hour=10)
    settings.INSTANCE = replace(settings.INSTANCE, settings=limited)
    for number in range(12):
        invitation(number)
    mail()
    assert send_due() == 8
    assert server.taken[0].subject == "One step is left"
    for number in range(2, 12):
        mail(f"confirm:{number}")
    assert send_due() == 2
    assert {each.subject for each in server.taken[8:]} == {"One step is left"}
    assert send_due() == 0
    Mail.objects.exclude(sent_at=None).update(sent_at=timezone.now() - timedelta(hours=1))
    assert send_due() == 8


def test_what_a_clock_that_ran_ahead_wrote_or_put_off_waits_no_longer_than_by_the_right_one(
    server: Server,
) -> None:
    day = timedelta(days=1)
    written, retried, put_off = mail("confirm:1"), mail("confirm:2"), mail("confirm:3")
    Mail.objects.filter(pk=written.pk).update(due_at=timezone.now() + day)
    Mail.objects.filter(pk=retried.pk).update(due_at=timezone.now() + day + RETRIES[1], attempts=2)
    Mail.objects.filter(pk=put_off.pk).update(due_at=timezone.now() + RETRIES[1], attempts=2)
    assert send_due() == 2
    assert len(server.taken) == 2
    assert stored(put_off).sent_at is None


def test_what_left_by_a_clock_that_ran_ahead_is_not_of_this_hour(
    server: Server, settings: Settings
) -> None:
    limited = replace(settings.INSTANCE.settings, mail_per_hour=1)
    settings.INSTANCE = replace(settings.INSTANCE, settings=limited)
    mail("confirm:1")
    assert send_due() == 1
    Mail.objects.update(sent_at=timezone.now() + timedelta(days=1))
    mail("confirm:2")
    assert send_due() == 1
    assert len(server.taken) == 2


def invitation(number: int, recipient: str = "") -> Mail:
    put(
        key=f"invitation:{number}",
        kind="invitation",
        recipient=recipient or f"signer{number}@ruritania.example",
        subject="You are asked to confirm",
        text="To confirm, open this page.",
        unsubscribe_url=f"https://letters.ruritania.example/never-again/{number}",
    )
    return Mail.objects.get(key=f"invitation:{number}")


def test_an_address_that_takes_no_mail_gets_no_invitation_but_what_its_owner_asks_for(
    server: Server,
) -> None:
    server.answers = [raises(smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"5.1.1 gone")}))]
    first = mail()
    waits = invitation(1, ADDRESS)
    assert send_due() == 0
    assert (stored(first).came_back_as, bounced(ADDRESS.upper())) == ("bounce", "bounce")
    assert [each.status for each in came_back_from(ADDRESS)] == ["5.1.1"]
    assert stored(waits).given_up_at is not None
    assert invitation(2, ADDRESS).given_up_at is not None
    assert mail("own:1").given_up_at is None


def test_after_a_complaint_nothing_is_sent_ever_again(server: Server) -> None:
    sent, waits = mail(), mail("own:1")
    Mail.objects.filter(id=waits.id).update(due_at=timezone.now() + timedelta(minutes=1))
    send_due()
    assert came_back(sent.id, kind="complaint")
    make_due()
    assert send_due() == 0
    assert stored(waits).given_up_at is not None
    late = mail("own:2")
    assert (late.given_up_at is not None, late.text, bytes(late.attachment)) == (True, "", b"")
    erase(recipient=ADDRESS, letter="fair-courts")
    assert bounced(ADDRESS) == "complaint"
    assert len(server.taken) == 1


def test_a_bounce_is_forgotten_with_its_address(server: Server) -> None:
    sent = mail()
    send_due()
    came_back(sent.id, kind="bounce", status="5.1.1")
    came_back(sent.id, kind="bounce", status="5.2.1")
    assert CameBack.objects.count() == 1
    assert server.taken
    erase(recipient=ADDRESS, letter="fair-courts")
    assert not came_back(sent.id, kind="bounce")
    assert not CameBack.objects.exists()


def test_a_fault_of_ours_holds_up_nothing_and_loses_nothing(server: Server) -> None:
    bad, good = mail(), mail("confirm:2")
    server.answers = [raises(KeyError("fault"))]
    with pytest.raises(KeyError):
        send_due()
    assert send_due() == 1
    assert stored(good).sent_at is not None
    assert (stored(bad).attempts, bad.claimed_by) == (0, "")
    assert bad.text


def test_how_sending_stands_is_told_in_numbers(server: Server) -> None:
    server.answers = [
        raises(smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"")})),
        raises(ValueError("can't be written")),
    ]
    for number in range(4):
        mail(f"confirm:{number}")
    late = Mail.objects.order_by("id").last()
    send_due()
    Mail.objects.filter(id=late.id if late else 0).update(
        sent_at=None, due_at=timezone.now() - timedelta(hours=1)
    )
    assert standing("fair-courts") == Standing(1, 1, 1, 1, 0)
    assert standing("another") == Standing(0, 0, 0, 0, 0)
    assert standing() == standing("fair-courts")


@pytest.mark.parametrize("refused", [False, True])
def test_an_address_that_is_erased_while_its_mail_leaves_does_not_come_back(
    server: Server, *, refused: bool
) -> None:
    mail()

    def answer() -> None:
        erase(recipient=ADDRESS.upper(), letter="fair-courts")
        if refused:
            raise smtplib.SMTPDataError(450, b"later")

    server.answers = [answer]
    send_due()
    assert not Mail.objects.exists()


def test_a_cancelled_mail_does_not_leave(server: Server) -> None:
    mail()
    mail("receipt:1")
    cancel(key_prefix="confirm:")
    assert send_due() == 1
    assert len(server.taken) == 1


def test_the_mailbox_forgets_who_is_erased_and_what_was_attached() -> None:
    MailboxMessage.objects.create(
        recipient=ADDRESS,
        sender="sign@letters.ruritania.example",
        subject="You are listed",
        text="Your signature is listed.",
        attachment_name="Anka.tlog-proof",
        attachment=b"Anka",
    )
    erase(recipient=ADDRESS.upper(), letter="fair-courts")
    message = MailboxMessage.objects.get()
    assert (message.recipient, message.attachment_name) == ("(erased)", "")
    assert bytes(message.attachment) == b""
