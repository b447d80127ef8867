from dataclasses import replace
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from undersigned.outbox.mailbox import MailboxBackend
from undersigned.outbox.models import MailboxMessage

pytestmark = pytest.mark.django_db
LINK = "http://127.0.0.1:8000/fair-courts/confirm/abcDEF_123"


@pytest.fixture
def message() -> MailboxMessage:
    mail = EmailMessage(
        subject="One step is left <now>",
        body=f"To sign, open this page:\n\n{LINK}\n\nIt works for three days.",
        to=["agathe@ruritania.example"],
    )
    mail.attach("fair courts.tlog-proof", b"\x00proof", "application/octet-stream")
    MailboxBackend().send_messages([mail])
    return MailboxMessage.objects.get()


def test_it_lists_what_would_have_been_mailed(message: MailboxMessage) -> None:
    text = Client().get("/mailbox/").content.decode()
    assert f'href="/mailbox/{message.id}/"' in text
    assert "One step is left &lt;now&gt;" in text
    assert LINK not in text


def test_an_empty_mailbox_says_how_to_fill_it() -> None:
    assert "Sign a letter" in Client().get("/mailbox/").content.decode()


def test_links_of_a_message_can_be_opened(message: MailboxMessage) -> None:
    text = Client().get(f"/mailbox/{message.id}/").content.decode()
    assert f'<a href="{LINK}"' in text
    assert "<now>" not in text


def test_an_attachment_comes_as_its_bytes(message: MailboxMessage) -> None:
    answer = Client().get(f"/mailbox/{message.id}/attachment")
    assert answer.content == b"\x00proof"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="fair-courts.tlog-proof"'
    )
    MailboxMessage.objects.update(attachment_name="")
    assert Client().get(f"/mailbox/{message.id}/attachment").status_code == 404


@pytest.mark.parametrize("path", ["/mailbox/", "/mailbox/{}/", "/mailbox/{}/attachment"])
def test_nobody_but_this_machine_sees_it(message: MailboxMessage, path: str) -> None:
    address = path.format(message.id)
    cases: list[tuple[bool, dict[str, Any]]] = [
        (True, {"REMOTE_ADDR": "127.0.0.1"}),
        (True, {"REMOTE_ADDR": "::1"}),
        (False, {"REMOTE_ADDR": "203.0.113.7"}),
        (False, {"REMOTE_ADDR": ""}),
        (False, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}),
        (False, {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=203.0.113.7"}),
        (False, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": "203.0.113.7"}),
        (False, {"REMOTE_ADDR": "127.0.0.1", "HTTP_VIA": "1.1 ruritania.example"}),
        (False, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_HOST": "ruritania.example"}),
        (False, {"REMOTE_ADDR": "127.0.0.1", "HTTP_CF_CONNECTING_IP": "203.0.113.7"}),
    ]
    for seen, headers in cases:
        assert Client(**headers).get(address).status_code == (200 if seen else 404), headers


def test_where_mail_really_leaves_there_is_no_such_page(
    message: MailboxMessage, settings: Settings
) -> None:
    leaving = replace(settings.INSTANCE.settings, mail="smtp://mail.ruritania.example")
    settings.INSTANCE = replace(settings.INSTANCE, settings=leaving)
    assert Client().get("/mailbox/").status_code == 404
    assert Client().get(f"/mailbox/{message.id}/").status_code == 404


def test_nothing_is_sent_to_it() -> None:
    assert Client().post("/mailbox/").status_code == 405


def test_many_messages_are_paged_with_as_many_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    MailboxMessage.objects.bulk_create(
        MailboxMessage(recipient="a@b.example", sender="", subject=f"mail {number}", text="")
        for number in range(120)
    )
    with django_assert_num_queries(2):
        first = Client().get("/mailbox/").content.decode()
    assert first.count("/mailbox/") == 50
    assert 'aria-current="page">1<' in first
    assert "page=3" in first
    assert "mail 0<" in Client().get("/mailbox/?page=3").content.decode()
    assert "mail 0<" in Client().get("/mailbox/?page=99").content.decode()


def test_where_the_site_is_public_there_is_no_such_page(settings: Settings) -> None:
    public = replace(settings.INSTANCE.settings, url="https://letters.ruritania.example")
    settings.INSTANCE = replace(settings.INSTANCE, settings=public)
    assert Client().get("/mailbox/").status_code == 404
