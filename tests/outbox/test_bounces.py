import email.message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.outbox.bounces import Bounce, read_bounce
from undersigned.outbox.marks import number_in, numbered

ADDRESS = "agathe@ruritania.example"


def report(
    action: str = "failed",
    status: str = "5.1.1",
    *,
    to: str = "sign@letters.ruritania.example",
    returned: str = "",
) -> bytes:
    """A delivery report in the form that RFC 3464 shows."""
    return f"""\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.ruritania.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="limit"

--limit
Content-Type: text/plain; charset=us-ascii

I could not deliver your message.

--limit
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.ruritania.example

Final-Recipient: rfc822; {ADDRESS}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <{ADDRESS}>: Recipient address rejected

--limit
Content-Type: text/rfc822-headers

Message-ID: {returned or "<of-another-program@ruritania.example>"}
Subject: One step is left

--limit--
""".encode()


def plain(
    words: str, *, sender: str = "MAILER-DAEMON@mx.ruritania.example", more: str = ""
) -> bytes:
    returned = f"Message-ID: <{numbered(17)}@letters.ruritania.example>"
    return (
        f"From: {sender}\nTo: sign@letters.ruritania.example\n{more}"
        f"Subject: failure notice\n\n{words}\n\n--- Below is a copy.\n\n{returned}\n"
    ).encode()


def verp(number: int) -> str:
    return f"bounces+{numbered(number)}@letters.ruritania.example"


@pytest.mark.parametrize(
    "data",
    [
        report(to=verp(17)),
        report(to=verp(17).upper()),
        report(returned=f"<{numbered(17)}@letters.ruritania.example>"),
    ],
)
def test_a_delivery_report_names_the_mail_by_either_way_back(data: bytes) -> None:
    assert read_bounce(data) == Bounce(17, "bounce", "5.1.1")


@pytest.mark.parametrize(
    ("action", "status"),
    [("delayed", "4.4.1"), ("delivered", "2.1.5"), ("relayed", "2.0.0"), ("failed", "4.2.2")],
)
def test_a_delay_or_a_delivery_is_no_bounce(action: str, status: str) -> None:
    found = read_bounce(report(action, status, to=verp(17)))
    assert found == Bounce(17, "", status)


def test_a_status_that_only_the_other_server_says_is_taken_from_there() -> None:
    assert read_bounce(report(status="?", to=verp(17))) == Bounce(17, "bounce", "5.1.1")


def test_a_bounce_in_words_is_known_by_the_mail_that_it_returns() -> None:
    assert read_bounce(plain("550 5.1.1 no such user here")) == Bounce(17, "bounce", "5.1.1")
    assert read_bounce(plain("Sorry, no mailbox here by that name.")) == Bounce(17, "bounce", "")
    assert read_bounce(plain("Delayed: 451 4.7.1 try later")) == Bounce(17, "", "4.7.1")


def test_an_automatic_reply_of_a_person_is_no_bounce() -> None:
    words = "The person you write to does not exist in this office any more. 550"
    assert read_bounce(plain(words, more="Auto-Submitted: auto-replied\n")) == Bounce(17, "", "")
    assert read_bounce(plain(words, sender="Anka <anka@ruritania.example>")) == Bounce(17, "", "")


def test_a_report_of_abuse_is_a_complaint() -> None:
    data = report(to=verp(17)).replace(b"delivery-status;", b"feedback-report;")
    assert read_bounce(data) == Bounce(17, "complaint", "")


def forged(number: int) -> str:
    return numbered(number)[:-1] + ("0" if numbered(number)[-1] != "0" else "1")


@pytest.mark.parametrize(
    "mark",
    ["17", f"18.{numbered(17).partition('.')[2]}", forged(17), "17." + "0" * 24, ""],
    ids=["none", "of another", "forged", "noughts", "empty"],
)
def test_a_stranger_who_knows_no_mark_can_t_make_an_address_bounce(mark: str) -> None:
    to = f"bounces+{mark}@letters.ruritania.example"
    assert read_bounce(report(to=to, returned=f"<{mark}@letters.ruritania.example>")) is None


def test_a_wrong_mark_before_the_right_one_is_passed_over() -> None:
    assert number_in(f"{forged(5)} {numbered(17)}") == 17


@given(st.binary(), st.integers(0, 400))
def test_nothing_that_comes_in_is_a_fault(noise: bytes, where: int) -> None:
    data = report(to=verp(17))
    found = read_bounce(data[:where] + noise + data[where:])
    assert found is None or found.number == 17
    assert read_bounce(noise) is None


@pytest.mark.parametrize("charset", ["utf-8", "no-such-charset", ""])
@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit", "none-such"])
def test_a_part_in_any_coding_is_read(charset: str, encoding: str) -> None:
    message = email.message.Message()
    message["From"] = "postmaster@mx.ruritania.example"
    message["To"] = verp(17)
    message["Content-Type"] = f"text/plain; charset={charset}"
    message["Content-Transfer-Encoding"] = encoding
    message.set_payload("=?")
    found = read_bounce(bytes(message))
    assert found is not None
    assert found.kind == ""
