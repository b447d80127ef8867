from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from undersigned.config.mail_ways import mail_way
from undersigned.outbox.marks import number_in
from undersigned.outbox.messages import message_of
from undersigned.outbox.models import Mail

LINK = "https://letters.ruritania.example/fair-courts/confirm/abc"


def mail(**members: Any) -> Mail:
    given: dict[str, Any] = {
        "id": 17,
        "kind": "confirm",
        "recipient": "agathe@ruritania.example",
        "subject": "One step is left",
        "text": f"To sign, open this page:\n\n{LINK}\n\n-- \nWhy you get this.",
        "button": "Open the page",
    }
    return Mail(**{**given, **members})


def sent(made: Mail) -> EmailMessage:
    data = message_of(made).message().as_bytes()
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def use(settings: Settings, **changed: Any) -> None:
    now = replace(settings.INSTANCE.settings, **changed)
    settings.INSTANCE = replace(settings.INSTANCE, settings=now)


def test_every_mail_has_text_and_html_and_the_text_is_as_it_was_put() -> None:
    message = sent(mail())
    assert [each.get_content_type() for each in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert LINK in plain.get_content()
    assert "\n-- \nWhy" in plain.get_content()
    assert f'href="{LINK}"' in html.get_content()


def test_it_says_that_a_machine_wrote_it_when_and_which_one_it_is() -> None:
    first, again = sent(mail()), sent(mail())
    assert first["Message-ID"] == again["Message-ID"]
    assert number_in(first["Message-ID"]) == 17
    assert first["Message-ID"] != sent(mail(id=18))["Message-ID"]
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Date"]
    assert "List-Unsubscribe" not in first


def test_who_writes_stands_beside_our_address_and_answers_reach_them() -> None:
    message = sent(mail(sender_name="Former, Officials “ö”", reply_to="ines@ruritania.example"))
    (sender,) = message["From"].addresses
    assert sender.display_name == "Former, Officials “ö”"
    assert sender.addr_spec == "sign@letters.ruritania.example"
    assert message["Reply-To"] == "ines@ruritania.example"


def test_a_mail_that_can_be_stopped_says_how() -> None:
    url = "https://letters.ruritania.example/fair-courts/never-again/abc"
    message = sent(mail(unsubscribe_url=url))
    assert message["List-Unsubscribe"].strip() == f"<{url}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain = sent(mail(unsubscribe_url=url.replace("https", "http")))
    assert "List-Unsubscribe-Post" not in plain


def test_bounces_come_to_a_marked_address_where_the_settings_name_one(settings: Settings) -> None:
    assert message_of(mail()).from_email == "sign@letters.ruritania.example"
    use(settings, mail_bounces_to="bounces@letters.ruritania.example")
    made = message_of(mail())
    local, _, host = made.from_email.partition("@")
    assert (number_in(local), host) == (17, "letters.ruritania.example")
    assert len(local) <= 64
    assert "bounces" not in made.message()["From"]
    longest = message_of(mail(id=10**18 - 1)).from_email.partition("@")[0]
    assert len(longest) <= 64


@pytest.mark.parametrize(
    ("way", "tracks"),
    [("postmark://TOKEN", True), ("mailgun://KEY@h.example", True), ("brevo://KEY", False)],
)
def test_a_service_is_told_the_number_and_to_track_nothing(
    settings: Settings, way: str, *, tracks: bool
) -> None:
    settings.MAIL_WAY = mail_way(way)
    made: Any = message_of(mail())
    assert number_in(made.metadata["undersigned_mail"]) == 17
    assert getattr(made, "track_opens", None) is (False if tracks else None)
    assert getattr(made, "track_clicks", None) is (False if tracks else None)


def test_a_line_break_can_t_make_a_header() -> None:
    with pytest.raises(ValueError, match="newline"):
        message_of(mail(subject="One\nBcc: x@y.example")).message()
