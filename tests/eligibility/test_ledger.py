from dataclasses import replace
from datetime import date

import pytest

from undersigned.eligibility.claim import Claim, Post
from undersigned.eligibility.ledger import (
    Evidence,
    Finding,
    Result,
    Span,
    ledger,
    reasons_to_look,
)

CLAIM = Claim(
    kind="person",
    name="Henrike Lommquist",
    by="",
    posts=(Post("Prosecutor", "Public Prosecution Service", "2003", "2009"),),
    years=6,
    served=("Varga II",),
    place="Strelsau",
    statement="",
    hint="",
)
EVIDENCE = Evidence(
    edition=2,
    confirmed_on=date(2026, 3, 28),
    confirmed_how="in the browser that sent the form",
    address="henrike@ruritania.example",
    checks={"mail": date(2026, 3, 28)},
    spans=(Span("Castell", 1994, 2002), Span("Varga II", 2002, 2010), Span("Okoro", 2020, None)),
    watched=("Leontine Harbach",),
)


def row(topic: str, claim: Claim = CLAIM, evidence: Evidence = EVIDENCE) -> Finding:
    return next(each for each in ledger(claim, evidence) if each.topic == topic)


def test_a_plain_claim_has_nothing_to_look_at_twice() -> None:
    assert reasons_to_look(CLAIM, EVIDENCE) == ()
    assert [each.topic for each in ledger(CLAIM, EVIDENCE)] == [
        "Consent",
        "Name",
        "Service",
        "Term",
        "Address",
    ]


def test_consent_says_when_and_how() -> None:
    assert row("Consent") == Finding(
        "Consent",
        "Signs edition 2",
        "Button pressed on 28 March 2026, in the browser that sent the form.",
        Result.AGREES,
    )
    waiting = replace(EVIDENCE, confirmed_on=None)
    assert row("Consent", evidence=waiting).result is Result.NOTHING


@pytest.mark.parametrize(
    ("served", "posts", "result"),
    [
        ("Varga II", [("2003", "2009")], Result.AGREES),
        ("Castell", [("2003", "2009")], Result.DIFFERS),
        ("Castell", [("2003", "2009"), ("1999", "2001")], Result.AGREES),
        ("Castell", [("2002", "2009")], Result.AGREES),
        ("Okoro", [("2003", "")], Result.AGREES),
        ("Okoro", [("", "2021")], Result.AGREES),
        ("Castell", [("", "")], Result.NOTHING),
        ("Castell", [], Result.NOTHING),
        ("Rudolf", [("2003", "2009")], Result.DIFFERS),
    ],
)
def test_terms_are_held_against_the_years_of_posts(
    served: str, posts: list[tuple[str, str]], result: Result
) -> None:
    claim = replace(
        CLAIM, served=(served,), posts=tuple(Post("Prosecutor", "", *years) for years in posts)
    )
    assert row("Term", claim).result is result


@pytest.mark.parametrize(
    ("years", "result"), [(6, Result.AGREES), (8, Result.AGREES), (30, Result.DIFFERS)]
)
def test_years_of_service_are_held_against_the_posts(years: int, result: Result) -> None:
    assert row("Service", replace(CLAIM, years=years)).result is result


def test_years_without_years_of_posts_compare_with_nothing() -> None:
    open_post = Post("Judge", "", "2010", "")
    claim = replace(CLAIM, posts=(*CLAIM.posts, open_post))
    assert row("Service", claim).result is Result.NOTHING


def test_odd_names_and_namesakes_are_looked_at_twice() -> None:
    odd = replace(CLAIM, name="Johnny Bananas")
    assert row("Name", odd).result is Result.LOOK_TWICE
    twice = replace(EVIDENCE, namesakes=("signature 12, accepted",))
    assert "signature 12, accepted" in row("Name", evidence=twice).found


def test_an_organisation_may_be_called_anything() -> None:
    claim = replace(
        CLAIM, kind="organisation", name="Banana Workers", posts=(), served=(), years=None
    )
    assert reasons_to_look(claim, EVIDENCE) == ()


def test_a_crowded_network_is_looked_at_twice() -> None:
    assert row("Network", evidence=replace(EVIDENCE, network=14)).found == (
        "14 forms came from one network within an hour."
    )
    assert not reasons_to_look(CLAIM, replace(EVIDENCE, network=4))


@pytest.mark.parametrize(
    ("address", "twice"),
    [
        ("h@justice.gov", True),
        ("h@interior.gov.ruritania.example", True),
        ("h@governor.example", False),
        ("", False),
    ],
)
def test_an_address_at_work_is_looked_at_twice(address: str, twice: bool) -> None:
    found = row("Address", evidence=replace(EVIDENCE, address=address))
    assert (found.result is Result.LOOK_TWICE) is twice
