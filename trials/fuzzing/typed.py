"""What strangers send: mails that came back, addresses, and the fields of the form."""

import datetime as dt
import smtplib

from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict

from fuzzing.target import Target, examples, holds
from letter_files import LETTER
from undersigned.eligibility.addresses import canonical_address, check_address
from undersigned.eligibility.claim import Claim, Typed, TypedPost, check_claim
from undersigned.evidence.records import Post, Record, parse_record
from undersigned.letters.reading import parse_manuscript
from undersigned.outbox.bounces import read_bounce
from undersigned.outbox.failures import failure_of
from undersigned.outbox.marks import address_digest, numbered
from undersigned.outbox.parts import html_part
from undersigned.signing.forms import AddressForm, CodeForm, SignForm, blocks_typed, kept
from undersigned.signing.queries import Offer

LONGEST_FORM = 65_536
TODAY = dt.date(2026, 3, 16)
TERMS = ("Vael", "Ott")


def read_mail(data: bytes) -> None:
    """A message that came back, a server's answer, an address, a mail's text."""
    for message in (data, data.replace(b"MARK", numbered(17).encode())):
        bounce = read_bounce(message)
        if bounce is not None:
            holds(bounce.number == 17, "a mark that is not ours is not taken")
            holds(bounce.kind in {"", "bounce", "complaint"}, "a bounce is of a known kind")
    for error in (
        smtplib.SMTPDataError(550, data),
        smtplib.SMTPRecipientsRefused({"a@b.example": (550, data)}),
        smtplib.SMTPSenderRefused(552, data, "a@b.example"),
    ):
        holds(failure_of(error).words, "a failure has words")
    text = data.decode("utf-8", "replace")
    address, problem = check_address(text)
    holds(bool(address) != bool(problem), "an address is taken or refused")
    if address:
        holds(check_address(address) == (address, None), "what was taken is taken again")
        holds(canonical_address(address), "an address has one spelling")
        holds(address.isascii() and "\n" not in address, "an address is plain")
        address_digest(address)
    html_part(text[:2000], subject="One step is left", who="Both Banks")


def read_form(data: bytes) -> None:
    """The form by which one signs, as it comes in a body, up to the record that it makes."""
    try:
        typed = QueryDict(data[:LONGEST_FORM], encoding="utf-8")
    except TooManyFieldsSent:
        return  # which Django answers with 400
    form = SignForm(typed, offer=_offer(), blocks=blocks_typed(typed))
    kept(typed)
    if form.is_valid():
        intake = form.intake()
        holds(form.claim and intake["address"], "a valid form has a claim and an address")
    str(form.as_p())
    for each in (AddressForm(typed), CodeForm(typed)):
        each.is_valid()
    _claim(typed)


def _claim(typed: QueryDict) -> None:
    posts = [
        TypedPost(
            *(typed.get(f"{part}-{number}", "") for part in ("title", "office", "from", "to"))
        )
        for number in range(1, blocks_typed(typed) + 1)
    ]
    words = {
        name: typed.get(name, "")
        for name in ("kind", "name", "by", "years", "place", "statement", "hint")
    }
    claim, problems = check_claim(
        Typed(**words, posts=posts, served=typed.getlist("served")), TERMS, TODAY
    )
    holds((claim is None) == bool(problems), "a claim is taken, or told what to put right")
    if claim is None:
        return
    again, _ = check_claim(_typed(claim), TERMS, TODAY)
    holds(again == claim, "a claim that was taken is taken again, the same")
    record = _record(claim)
    holds(parse_record(record.encode()) == record, "each claim has a record")


def _typed(claim: Claim) -> Typed:
    return Typed(
        kind=claim.kind,
        name=claim.name,
        by=claim.by,
        posts=[TypedPost(each.title, each.office, each.from_, each.to) for each in claim.posts],
        years="" if claim.years is None else str(claim.years),
        served=claim.served,
        place=claim.place,
        statement=claim.statement,
        hint=claim.hint,
    )


def _record(claim: Claim) -> Record:
    return Record(
        salt=bytes(32),
        letter="letters.ruritania.example/fair-courts",
        as_=claim.kind,
        name=claim.name,
        edition=1,
        language="en",
        by=claim.by,
        posts=tuple(Post(each.title, each.office, each.from_, each.to) for each in claim.posts),
        years=claim.years,
        served=claim.served,
        place=claim.place,
        statement=claim.statement,
        checks={"mail": TODAY},
    )


def _offer() -> Offer:
    manuscript = parse_manuscript(LETTER.encode(), "bridge.en.md")
    return Offer(1, "en", ("en",), manuscript, TERMS)


def _mails() -> list[bytes]:
    report = (
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: bounces+MARK@letters.example\n"
        "Subject: =?utf-8?q?Undelivered?=\nMIME-Version: 1.0\nContent-Type: multipart/report; "
        'report-type=delivery-status; boundary="limit"\n\n--limit\nContent-Type: text/plain; '
        "charset=us-ascii\n\nSorry.\n--limit\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\n"
        "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 unknown\n\n--limit\n"
        "Content-Type: text/rfc822-headers\n\nMessage-ID: <MARK@letters.example>\n\n--limit--\n"
    )
    known = examples("outbox/*.py", "eligibility/test_addresses.py")
    return [
        report.encode(),
        report.replace("delivery-status;", "feedback-report;").encode(),
        *known,
    ]


def _forms() -> list[bytes]:
    whole = (
        "kind=person&name=Anka+Ott&title-1=Judge&office-1=Court&from-1=2003&to-1=2009&title-2=Clerk"
        "&years=6&served=Vael&served=Ott&place=Strelsau&statement=Yes.&hint=a%0Ab"
        "&address=anka%40ruritania.example&agree-sign=on&agree-publish=on&receipt=on&edition=1"
    )
    body = "kind=organisation&name=Both+Banks&by=Anka+Ott&address=a%40b.example&code=ABCDEF"
    typed = [b"kind=person&name=" + each for each in examples("eligibility/test_*.py")]
    return [whole.encode(), body.encode(), *typed]


TARGETS = (Target("mails", read_mail, _mails), Target("forms", read_form, _forms))
