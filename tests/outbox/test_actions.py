import smtplib
from collections.abc import Callable, Sequence

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from undersigned.outbox import actions
from undersigned.outbox.actions import RETRIES, cancel, erase, put, send_due
from undersigned.outbox.models import Mail, MailboxMessage

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
    monkeypatch.setattr(actions, "get_connection", lambda: made)
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
    assert (waits.text, bytes(waits.attachment), waits.last_error) == ("", b"", "SMTPDataError")
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
    with pytest.raises(OSError, match=r"gone|Timed out"):
        send_due()
    assert (stored(first).attempts, stored(second).attempts) == (1, 0)
    assert server.closed == 1
    assert send_due() == 1


def test_two_processes_send_no_mail_twice(server: Server) -> None:
    mail()
    server.answers = [lambda: None if send_due() == 0 else pytest.fail("sent by another one too")]
    assert send_due() == 1
    assert len(server.taken) == 1


def test_a_mail_of_a_killed_process_is_due_again(server: Server) -> None:
    waits = mail()
    server.answers = [raises(KeyboardInterrupt())]  # type: ignore[arg-type]  # stands for a kill
    with pytest.raises(KeyboardInterrupt):
        send_due()
    assert send_due() == 0
    assert stored(waits).due_at <= timezone.now() + actions.HELD
    make_due()
    assert send_due() == 1


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
