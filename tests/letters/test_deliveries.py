import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as some

from undersigned.letters.deliveries import (
    Delivery,
    day_fault,
    delivery_document,
    parse_delivery,
    words_fault,
)

DELIVERY = Delivery(
    day=dt.date(2026, 4, 2),
    to="Emmerich Vossholt, Minister of Justice of Ruritania",
    by="Ines Kaltmann: for the organisers",
    note="At the door.\nHe read it standing.",
    letter="letters.ruritania.example/fair-courts",
    root="ErHZwM8lgzYmMFfUe0i5AbLGHW0M9XwaBLMXjRwJEqk=",
    size=1204,
    edition=2,
    total=1137,
    named=1120,
    organisations=17,
    withheld=0,
    imported=23,
)


def test_it_reads_back() -> None:
    assert parse_delivery(delivery_document(DELIVERY)) == DELIVERY


@given(
    some.sampled_from(["", "a: b # c", "x" * 300, "- “q”", "{{ x", "no"]), some.integers(0, 10**12)
)
def test_whatever_stands_in_it(words: str, size: int) -> None:
    given_ = replace(DELIVERY, by=words if "{{" not in words else "", note=words[:0], size=size)
    assert parse_delivery(delivery_document(given_)) == given_


def test_another_document_says_nothing() -> None:
    assert parse_delivery(b"# Delivery 1\n") is None
    assert parse_delivery(b"---\ndelivered: someday\n---\n") is None
    assert parse_delivery(b"\xff\xfe") is None


def test_days_and_words_are_refused_in_words() -> None:
    today = dt.date(2026, 4, 2)
    assert day_fault(today, today) == ""
    assert "not come yet" in day_fault(today + dt.timedelta(1), today)
    assert "ten years" in day_fault(dt.date(1926, 4, 2), today)
    assert words_fault("Who", "", needed=True).startswith("Who is missing.")
    assert "one line" in words_fault("Who", "a\nb")
    assert words_fault("Who", "a\nb", lines=True) == ""
    assert "300" in words_fault("Who", "x" * 301)
    assert "not seen" in words_fault("Who", "x\u202ey")
    assert "braces" in words_fault("Who", "{{ x }}")
