from importlib import import_module

import pytest

from undersigned.config.mail_ways import (
    SERVICES,
    NoWay,
    bounce_mailbox,
    events_problem,
    library_settings,
    mail_way,
)

KEY = "k3y-canary"


def test_the_mailbox_is_a_way() -> None:
    assert mail_way("mailbox").backend.endswith("MailboxBackend")


@pytest.mark.parametrize(
    ("address", "port"),
    [
        ("smtp://mail.ruritania.example", 25),
        ("smtp+tls://mail.ruritania.example", 587),
        ("smtps://mail.ruritania.example", 465),
        ("smtps://mail.ruritania.example:2465/", 2465),
    ],
)
def test_a_server_has_the_port_of_its_scheme(address: str, port: int) -> None:
    way = mail_way(address)
    assert (way.host, way.port) == ("mail.ruritania.example", port)


def test_user_and_password_are_read_as_they_were_meant() -> None:
    way = mail_way("smtp://a%40b:p%2Fw%3A@mail.ruritania.example")
    assert (way.user, way.password) == ("a@b", "p/w:")


@pytest.mark.parametrize("scheme", SERVICES)
def test_every_service_is_read_and_the_library_knows_it(scheme: str) -> None:
    form = SERVICES[scheme].form
    way = mail_way(form.replace("DOMAIN", "letters.ruritania.example"))
    module, _, name = way.backend.rpartition(".")
    assert hasattr(import_module(module), name)
    assert set(SERVICES[scheme].keys) <= set(way.keys)
    assert all(way.keys.values()) or scheme == "resend"


@pytest.mark.parametrize(
    "address",
    [
        *("mailgun://", f"mailgun://{KEY}", f"mailgun://{KEY}@", f"mailjet://{KEY}"),
        *(f"postmark://{KEY}@host", f"postmark://{KEY}/x", f"pigeon://{KEY}", f"brevo://{KEY}?a"),
        *(f"smtp://u:{KEY}@", f"smtp://u:{KEY}@host/x", f"smtp://u:{KEY}@host:0", f"resend:{KEY}"),
    ],
)
def test_what_names_no_way_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(NoWay, match="not understood") as caught:
        mail_way(address)
    assert KEY not in str(caught.value)


def test_reports_are_signed_where_a_service_signs_and_carry_a_password_elsewhere() -> None:
    mailgun = mail_way("mailgun://KEY@letters.ruritania.example")
    postmark = mail_way("postmark://TOKEN")
    key, pair = "0123456789abcdef", "reports:0123456789abcdef"
    assert library_settings(mailgun, key)["MAILGUN_WEBHOOK_SIGNING_KEY"] == key
    assert library_settings(mailgun, pair)["WEBHOOK_SECRET"] == pair
    assert library_settings(postmark, pair)["WEBHOOK_SECRET"] == pair
    assert "WEBHOOK_SECRET" not in library_settings(postmark, "")
    assert library_settings(mail_way("mailbox"), pair) == {}


def test_a_secret_that_protects_nothing_is_refused() -> None:
    postmark = mail_way("postmark://TOKEN")
    assert "too short" in events_problem(postmark, "a:b")
    assert "colon" in events_problem(postmark, "0123456789abcdef")
    assert "names none" in events_problem(mail_way("mailbox"), "reports:0123456789abcdef")
    assert events_problem(postmark, "") == ""


def test_a_bounce_mailbox_bounces_is_read() -> None:
    assert bounce_mailbox("imaps://b%40x:p%2Fw@mail.ruritania.example/Bounces") == (
        *("mail.ruritania.example", 993, "b@x", "p/w", "Bounces"),
    )
    assert bounce_mailbox("") is None
    for address in (
        "imap://u:p@h",
        "imaps://h",
        "imaps://u@h",
        'imaps://u:p@h/a"b',
        "imaps://u:p@h:x",
    ):
        with pytest.raises(NoWay, match="imaps://user:password"):
            bounce_mailbox(address)
