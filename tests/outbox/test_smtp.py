import logging
import smtplib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django.fixtures import Settings

from mail_server import MailServer, mail_server
from undersigned.outbox import taken
from undersigned.outbox.actions import put, send_due, settle
from undersigned.outbox.actions.sending import PostClosed
from undersigned.outbox.marks import number_in
from undersigned.outbox.models import Mail
from undersigned.outbox.queries import bounced

pytestmark = pytest.mark.django_db
GONE = "gone-canary@ruritania.example"
GREY = "grey-canary@ruritania.example"


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    with mail_server() as made:
        settings.EMAIL_BACKEND = "undersigned.outbox.smtp.PatientBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
        bounces = replace(
            settings.INSTANCE.settings, mail_bounces_to="bounces@letters.ruritania.example"
        )
        settings.INSTANCE = replace(settings.INSTANCE, settings=bounces)
        made.on_recipient = answer
        yield made


def answer(address: str) -> str:
    """What the server says to a recipient."""
    if address == GONE:
        return f"550 5.1.1 <{address}>: no such mailbox"
    if address == GREY:
        return f"451 4.7.1 <{address}>: greylisted, come back"
    return "250 2.1.5 fine"


def fill(*addresses: str) -> None:
    for number, address in enumerate(addresses):
        put(key=f"k:{number}", kind="own", recipient=address, subject="Your page", text="Here.")


def test_a_batch_leaves_over_one_connection_and_each_mail_by_its_own_way_back(
    server: MailServer,
) -> None:
    fill(*(f"signer{number}@ruritania.example" for number in range(20)))
    assert send_due() == 20
    assert server.connections == 1
    ids = {number_in(each.mail_from or "") for each in server.taken}
    assert ids == set(Mail.objects.values_list("id", flat=True))
    assert {number_in(each["Message-ID"]) for each in server.messages()} == ids


def test_a_refusal_for_good_is_a_bounce_and_greylisting_is_a_retry(server: MailServer) -> None:
    fill(GONE, GREY, "fine@ruritania.example")
    assert send_due() == 1
    gone, grey = Mail.objects.get(recipient=GONE), Mail.objects.get(recipient=GREY)
    assert (gone.came_back_as, bounced(GONE), gone.text) == ("bounce", "bounce", "")
    assert (grey.attempts, grey.given_up_at, bounced(GREY)) == (1, None, "")
    server.on_recipient = lambda _: "250 2.1.5 fine"
    Mail.objects.update(due_at=grey.created_at)
    assert send_due() == 1


@pytest.mark.parametrize("code", [550, 554, 530])
def test_a_server_that_closes_itself_to_us_makes_nobody_s_address_bad(
    server: MailServer, code: int
) -> None:
    server.on_recipient = lambda _: f"{code} 5.7.1 relaying denied"
    fill("fine@ruritania.example")
    assert send_due() == 0
    assert bounced("fine@ruritania.example") == ""
    assert Mail.objects.get().given_up_at is None


def test_a_mail_refused_as_a_whole_waits_for_what_is_to_be_mended(server: MailServer) -> None:
    server.before_taking = lambda _: "554 5.7.1 SPF fails"
    fill("fine@ruritania.example")
    assert send_due() == 0
    assert Mail.objects.get().last_error == "the mail was refused with 554 5.7.1"


def test_no_address_stands_in_a_log_line(
    server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="undersigned")
    fill(GONE, GREY, "fine-canary@ruritania.example")
    send_due()
    assert server.taken
    assert "could not be sent" in caplog.text
    assert "canary" not in caplog.text
    assert not Mail.objects.filter(last_error__contains="canary").exists()


def test_what_the_server_has_taken_is_known_though_the_database_was_not_told(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    fill("one@ruritania.example", "two@ruritania.example")
    with monkeypatch.context() as patched:
        patched.setattr("undersigned.outbox.actions.sending._change", killed)
        with pytest.raises(KeyboardInterrupt):
            send_due()
    assert len(server.taken) == 1
    assert len(taken.noted()) == 1
    assert settle() == 1
    assert (taken.noted(), settle()) == ([], 0)
    assert send_due() == 1
    assert len(server.taken) == 2
    assert Mail.objects.filter(sent_at=None).count() == 0


def test_a_note_that_was_cut_off_is_not_read() -> None:
    taken.note(17)
    path = taken._path()  # noqa: SLF001 (what a killed process left)
    path.write_bytes(path.read_bytes() + b"18")
    assert taken.noted() == [17]
    taken.forget()


def test_a_server_that_hangs_up_stops_the_batch_and_loses_nothing(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill("one@ruritania.example", "two@ruritania.example")

    def hang_up(*_: object) -> None:
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as patched:
        patched.setattr(smtplib.SMTP, "data", hang_up)
        with pytest.raises(PostClosed, match="broke off"):
            send_due()
    assert Mail.objects.filter(doubts=1).count() == 1
    Mail.objects.update(due_at=Mail.objects.latest("id").created_at)
    assert send_due() == 2
    assert len(server.taken) == 2
