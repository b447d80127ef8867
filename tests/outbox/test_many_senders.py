"""Several senders beside each other, as several workers are on PostgreSQL."""

import threading
from collections import Counter
from collections.abc import Sequence

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connections

from undersigned.outbox.actions import put, send_due, sending
from undersigned.outbox.models import Mail

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
MAILS, SENDERS = 120, 4


class Shared(BaseEmailBackend):
    """Keeps to whom a mail went."""

    taken: list[str]

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.taken += [each.to[0] for each in email_messages]
        return len(email_messages)


def test_each_mail_leaves_by_one_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = Shared()
    shared.taken = []
    monkeypatch.setattr(sending, "get_connection", lambda: shared)
    for number in range(MAILS):
        address = f"signer{number}@ruritania.example"
        put(key=f"k:{number}", kind="own", recipient=address, subject="Your page", text="Here.")
    sent: list[int] = []

    def work() -> None:
        try:
            sent.append(send_due())
        finally:
            connections.close_all()

    senders = [threading.Thread(target=work) for _ in range(SENDERS)]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    assert sum(sent) == MAILS
    assert set(Counter(shared.taken).values()) == {1}
    assert not Mail.objects.filter(sent_at=None).exists()
