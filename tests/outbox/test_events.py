import base64
import hashlib
import hmac
import json
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from undersigned.config.mail_ways import library_settings, mail_way
from undersigned.outbox.actions import put
from undersigned.outbox.marks import numbered
from undersigned.outbox.models import Mail
from undersigned.outbox.queries import bounced

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:django-anymail has dropped official support"),
]
ADDRESS = "agathe@ruritania.example"
PAIR = "reports:0123456789abcdef"
KEY = "0123456789abcdef"


def use(settings: Settings, way: str, secret: str) -> None:
    changed = replace(settings.INSTANCE.settings, mail=way, mail_events_secret=secret)
    settings.INSTANCE = replace(settings.INSTANCE, settings=changed)
    settings.MAIL_WAY = mail_way(way)
    settings.ANYMAIL = library_settings(settings.MAIL_WAY, secret)


@pytest.fixture
def mark() -> str:
    put(key="confirm:1", kind="confirm", recipient=ADDRESS, subject="One step", text="Press.")
    return numbered(Mail.objects.get().id)


def report(body: Any, pair: str = PAIR) -> Any:
    login = base64.b64encode(pair.encode()).decode()
    return Client(enforce_csrf_checks=True).post(
        "/mail/events/",
        data=json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Basic {login}"},
    )


def of_mailgun(mark: str, event: dict[str, Any], key: str = KEY) -> dict[str, Any]:
    token, timestamp = "t" * 50, "1795500000"
    signature = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {
        "signature": {"timestamp": timestamp, "token": token, "signature": signature},
        "event-data": {
            "id": "a",
            "timestamp": 1795500000.0,
            "recipient": ADDRESS,
            "message": {"headers": {"message-id": "x@y"}},
            "user-variables": {"undersigned_mail": mark},
            **event,
        },
    }


FAILED = {"event": "failed", "severity": "permanent", "reason": "bounce",
          "delivery-status": {"code": 550, "message": "5.1.1 no such mailbox"}}  # fmt: skip


def test_a_report_that_the_service_signed_is_taken(settings: Settings, mark: str) -> None:
    use(settings, "mailgun://KEY@letters.ruritania.example", KEY)
    assert report(of_mailgun(mark, FAILED)).status_code == 200
    assert bounced(ADDRESS) == "bounce"
    assert Mail.objects.get().came_back_as == "bounce"


def test_a_report_that_somebody_else_signed_is_not(settings: Settings, mark: str) -> None:
    use(settings, "mailgun://KEY@letters.ruritania.example", KEY)
    answer = report(of_mailgun(mark, FAILED, key="another key"))
    assert answer.status_code == 400
    assert bounced(ADDRESS) == ""


def test_a_complaint_is_taken_as_one(settings: Settings, mark: str) -> None:
    use(settings, "mailgun://KEY@letters.ruritania.example", KEY)
    report(of_mailgun(mark, {"event": "complained"}))
    assert bounced(ADDRESS) == "complaint"


SERVICES: dict[str, tuple[str, Any]] = {
    "postmark": (
        "postmark://TOKEN",
        lambda mark: {
            "RecordType": "Bounce", "Type": "HardBounce", "TypeCode": 1, "ID": 4,
            "MessageID": "m", "Email": ADDRESS, "BouncedAt": "2026-11-24T12:00:00Z",
            "Details": "smtp;550 5.1.1 no", "Description": "no", "Metadata":
            {"undersigned_mail": mark},
        },
    ),
    "sendgrid": (
        "sendgrid://KEY",
        lambda mark: [
            {"email": ADDRESS, "timestamp": 1795500000, "event": "bounce", "type": "bounce",
             "sg_event_id": "e", "reason": "550 5.1.1 no", "undersigned_mail": mark}
        ],
    ),
    "brevo": (
        "brevo://KEY",
        lambda mark: {
            "event": "hard_bounce", "email": ADDRESS, "id": 1, "ts_epoch": 1795500000000,
            "message-id": "<m>", "X-Mailin-custom": json.dumps({"undersigned_mail": mark}),
        },
    ),
    "mailjet": (
        "mailjet://KEY:SECRET",
        lambda mark: [
            {"event": "bounce", "time": 1795500000, "MessageID": 5, "email": ADDRESS,
             "hard_bounce": True, "Payload": json.dumps({"undersigned_mail": mark})}
        ],
    ),
    "resend": (
        "resend://KEY",
        lambda mark: {
            "type": "email.bounced", "created_at": "2026-11-24T12:00:00.000Z",
            "data": {"email_id": "m", "to": [ADDRESS], "created_at": "2026-11-24T12:00:00.000Z",
                     "bounce": {"message": "no", "type": "Permanent"},
                     "headers": [{"name": "X-Metadata",
                                  "value": json.dumps({"undersigned_mail": mark})}]},
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_reports_a_bounce_with_a_password(
    settings: Settings, mark: str, name: str
) -> None:
    way, body = SERVICES[name]
    use(settings, way, PAIR)
    assert report(body(mark), pair="reports:another").status_code == 400
    assert bounced(ADDRESS) == ""
    assert report(body("1." + "0" * 24)).status_code == 200
    assert bounced(ADDRESS) == ""
    assert report(body(mark)).status_code == 200
    assert bounced(ADDRESS) == "bounce"


def test_a_report_without_our_number_is_known_by_the_service_s(
    settings: Settings, mark: str
) -> None:
    use(settings, "postmark://TOKEN", PAIR)
    Mail.objects.update(service_number="m")
    assert report(SERVICES["postmark"][1]("")).status_code == 200
    assert mark
    assert bounced(ADDRESS) == "bounce"


@pytest.mark.parametrize("body", ["[]", [], {}, {"event": 5}, None, "\x00"])
@pytest.mark.parametrize("name", SERVICES)
def test_what_can_t_be_read_is_no_fault(
    settings: Settings, mark: str, name: str, body: Any
) -> None:
    use(settings, SERVICES[name][0], PAIR)
    assert report(body).status_code in {200, 400}
    assert mark
    assert bounced(ADDRESS) == ""


def test_a_report_larger_than_any_service_sends_is_not_read(settings: Settings) -> None:
    use(settings, "postmark://TOKEN", PAIR)
    assert report({"a": "x" * 200_000}).status_code == 200
    assert report({"a": "x" * 4_200_000}).status_code == 400


@pytest.mark.parametrize(
    ("way", "secret"), [("mailbox", ""), ("smtp://h.example", ""), ("postmark://TOKEN", "")]
)
def test_without_a_service_or_a_secret_there_is_no_such_page(
    settings: Settings, way: str, secret: str
) -> None:
    use(settings, way, secret)
    assert report({}).status_code == 404
