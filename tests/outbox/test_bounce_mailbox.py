import imaplib
from typing import Any, Self

import pytest
from pytest_django.fixtures import Settings

from undersigned.outbox.actions import put
from undersigned.outbox.bounce_mailbox import SECONDS_BETWEEN_LOOKS, BounceMailbox
from undersigned.outbox.marks import numbered
from undersigned.outbox.models import Mail
from undersigned.outbox.queries import bounced

pytestmark = pytest.mark.django_db
ADDRESS = "agathe@ruritania.example"


class Imap:
    """A mailbox as `imaplib` speaks to it."""

    def __init__(self, *messages: bytes, password: str = "right") -> None:  # noqa: S107 (invented)
        self.messages = dict(enumerate(messages, 1))
        self.seen: set[int] = set()
        self.password = password
        self.opened: list[tuple[Any, ...]] = []

    def __call__(self, host: str, port: int, timeout: float) -> Self:
        self.opened.append((host, port, timeout))
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def login(self, _user: str, password: str) -> None:
        if password != self.password:
            raise imaplib.IMAP4.error(f"{_user}: no")

    def select(self, folder: str) -> None:
        assert folder == '"Bounces"'

    def search(self, _charset: None, _what: str) -> tuple[str, list[bytes]]:
        new = sorted(set(self.messages) - self.seen)
        return "OK", [" ".join(map(str, new)).encode()]

    def fetch(self, number: str, _parts: str) -> tuple[str, list[Any]]:
        return "OK", [(b"1 (BODY[]<0> {5}", self.messages[int(number)]), b")"]

    def store(self, number: str, _how: str, _flag: str) -> None:
        self.seen.add(int(number))


@pytest.fixture(autouse=True)
def mailbox_of_bounces(settings: Settings) -> None:
    settings.BOUNCE_MAILBOX = ("mail.ruritania.example", 993, "bounces", "right", "Bounces")


def looking(imap: Imap, now: list[float]) -> BounceMailbox:
    opens: Any = imap
    return BounceMailbox(clock=lambda: now[0], opens=opens)


def message(mark: str) -> bytes:
    return (
        f"From: MAILER-DAEMON@mx.example\nTo: bounces+{mark}@letters.ruritania.example\n\n"
        "550 5.1.1 no such user"
    ).encode()


def test_what_came_back_is_taken_in_once_every_few_minutes() -> None:
    put(key="own:1", kind="own", recipient=ADDRESS, subject="Your page", text="Here.")
    mark = numbered(Mail.objects.get().id)
    imap, now = Imap(b"an advertisement", message(mark)), [100.0]
    mailbox = looking(imap, now)
    assert mailbox.look() == 2
    assert bounced(ADDRESS) == "bounce"
    assert imap.seen == {1, 2}
    imap.messages[3] = b"another"
    assert mailbox.look() == 0
    now[0] += SECONDS_BETWEEN_LOOKS
    assert mailbox.look() == 1
    assert len(imap.opened) == 2


def test_a_mailbox_that_can_t_be_opened_is_said_without_its_user() -> None:
    with pytest.raises(OSError, match="mail_bounce_mailbox") as caught:
        looking(Imap(password="another"), [0.0]).look()
    assert "bounces:" not in str(caught.value)


def test_without_one_nothing_is_opened(settings: Settings) -> None:
    settings.BOUNCE_MAILBOX = None
    imap = Imap()
    assert looking(imap, [0.0]).look() == 0
    assert not imap.opened
