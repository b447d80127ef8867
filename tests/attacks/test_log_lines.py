"""No line names anybody: invitations, their answers, refusals by a mail server, and bounces too."""

import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client
from pytest_django import Settings

from desk_people import make_organiser
from mail_server import mail_server
from signers import BY_RULES, publish_text, work
from undersigned.audit.actors import organiser_actor
from undersigned.audit.models import Event
from undersigned.lists.reader import read_list
from undersigned.organisers.actions import team
from undersigned.outbox.actions import put, send_due, take_in
from undersigned.outbox.marks import numbered
from undersigned.outbox.models import CameBack, Mail
from undersigned.signing.actions import imports
from undersigned.signing.actions.invite import ask_due, begin_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
ADDRESS = "quendolin-canary@ruritania.example"
LIST = f"name,title,email\nQuendolin Canary-Vossberg,Canary-keeper,{ADDRESS}\n"
OWNER = organiser_actor(1, "Ines Kaltmann")


@pytest.fixture(autouse=True)
def _refusing(settings: Settings) -> Iterator[None]:
    """A mail server whose refusals repeat the address, as real ones do."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "undersigned.outbox.smtp.PatientBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        bounces = replace(
            settings.INSTANCE.settings, mail_bounces_to="bounces@letters.ruritania.example"
        )
        settings.INSTANCE = replace(settings.INSTANCE, settings=bounces)
        server.on_recipient = lambda address: f"550 5.1.1 <{address}>: no such mailbox"
        yield


def report(number: int) -> bytes:
    """A delivery report about a mail, with the address and the name in it (RFC 3464)."""
    return (
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.ruritania.example\n"
        "To: sign@letters.ruritania.example\nSubject: Undelivered mail to Canary\n"
        "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; "
        'boundary="limit"\n\n--limit\nContent-Type: text/plain\n\nNo Canary lives here.\n'
        "--limit\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {ADDRESS}\nAction: failed\nStatus: 5.1.1\n"
        f"Diagnostic-Code: smtp; 550 5.1.1 <{ADDRESS}>: rejected\n\n"
        "--limit\nContent-Type: text/rfc822-headers\n\n"
        f"Message-ID: <{numbered(number)}@letters.ruritania.example>\n\n--limit--\n"
    ).encode()


def test_invitations_refusals_and_bounces_name_nobody(caplog: pytest.LogCaptureFixture) -> None:
    letter = publish_text(BY_RULES)
    with caplog.at_level(logging.DEBUG):
        found = imports.take_list(letter, read_list(LIST.encode(), "a.csv"), "a.csv", by=OWNER)
        begin_round(found.imported_list, note="", per_hour=100, by=OWNER)
        assert ask_due()
        mail = Mail.objects.get(recipient=ADDRESS)
        path = next(
            line.removeprefix("http://127.0.0.1:8000")
            for line in mail.text.splitlines()
            if "/invited/" in line
        )
        token = path.rpartition("/")[2]
        send_due()
        put(key="k", kind="own", recipient=f"other-{ADDRESS}", subject="Your page", text="Here.")
        assert take_in(report(Mail.objects.latest("id").pk)) is not None
        take_in(b"Subject: Canary\n\nQuendolin Canary writes no report.\n")
        for method in ("get", "post"):
            getattr(Client(), method)(f"{path}/never")
        inviter = make_organiser("Ines Kaltmann")
        team.invite(letter, email=f"team-{ADDRESS}", role="editor", inviter=inviter, by=OWNER)
        send_due()
        work(letter)
    assert CameBack.objects.exists()
    # Statements are logged by no setting of ours; the other is the test's own mail server.
    others = ("django.db", "mail.log")
    said = "\n".join(
        each.getMessage() for each in caplog.records if not each.name.startswith(others)
    )
    assert "came back" in said
    trail = repr(list(Event.objects.values()))
    for mark in ("Canary", "canary", "quendolin", token):
        assert mark not in said
        assert mark not in trail
