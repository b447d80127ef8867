"""The trail is a chain: whoever touches a row behind the program's back is found."""

import datetime as dt

import pytest
from django.db import connection

from undersigned.audit.actions import note, seal_some
from undersigned.audit.actors import COMMAND
from undersigned.audit.models import Event
from undersigned.audit.queries import head, holds, sealed, unsealed
from undersigned.audit.seals import Head, broken_places, parse_head, seal_of


def tell(number: int) -> Event:
    return note("did", by=COMMAND, letter="fair-courts", subject_kind="thing", subject=number)


def broken() -> list[int]:
    return [place for place, _ in broken_places(sealed().iterator())]


def sql(statement: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def trail(db: None) -> list[int]:  # noqa: ARG001 (the database has to be there)
    """Five sealed events."""
    numbers = [tell(number).pk for number in range(5)]
    assert seal_some() == len(numbers)
    return numbers


def test_events_are_chained_in_turn(trail: list[int]) -> None:
    assert list(sealed().values_list("pk", "place")) == list(zip(trail, range(1, 6), strict=True))
    assert broken() == []
    assert seal_some() == 0
    tell(5)
    assert unsealed().count() == 1
    assert seal_some() == 1
    assert head().place == 6
    assert broken() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2020-01-01 00:00:00"),
        ("actor_kind", "worker"),
        ("actor_name", "Rufus Tarn (account 7)"),
        ("verb", "accepted"),
        ("letter", ""),
        ("subject_kind", "signature"),
        ("subject", 77),
        ("reason", "She asked."),
        ("id", 999),
        ("seal", "0" * 64),
        ("place", 99),
    ],
)
def test_a_changed_column_is_found(trail: list[int], column: str, value: str | int) -> None:
    sql(f"UPDATE audit_event SET {column} = %s WHERE id = %s", value, trail[2])  # noqa: S608
    assert broken()


def test_a_row_taken_out_or_moved_is_found(trail: list[int]) -> None:
    sql("DELETE FROM audit_event WHERE id = %s", trail[1])
    assert broken() == [2]


def test_rows_that_change_places_are_found(trail: list[int]) -> None:
    seals = list(sealed().values_list("seal", flat=True))
    sql("UPDATE audit_event SET place = 100 WHERE id = %s", trail[1])
    sql("UPDATE audit_event SET place = 2, seal = %s WHERE id = %s", seals[1], trail[2])
    sql("UPDATE audit_event SET place = 3, seal = %s WHERE id = %s", seals[2], trail[1])
    assert broken() == [2, 3]


def test_the_last_rows_taken_away_leave_a_chain_that_a_kept_head_does_not_fit(
    trail: list[int],
) -> None:
    kept = parse_head(head().text())
    assert holds(kept)
    sql("DELETE FROM audit_event WHERE id > %s", trail[2])
    assert broken() == []
    assert not holds(kept)
    assert holds(Head())
    for number in range(2):
        tell(number)
    seal_some()
    assert head().place == kept.place
    assert not holds(kept)


def test_a_seal_is_of_this_instance_alone(trail: list[int], settings: object) -> None:
    event = sealed().first()
    assert event is not None
    other = type("Other", (), {"secret": "b" * 64})()
    settings.INSTANCE = other  # type: ignore[attr-defined]  # pytest-django's
    assert seal_of(Head(), event).seal != event.seal
    assert broken()
    assert trail


@pytest.mark.parametrize("text", ["", "1", "1 zz", "x " + "0" * 64, "1 00", "1 2 3"])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (whichever part does not fit)
        parse_head(text)


def test_many_events_are_sealed_some_hundred_at_a_time(db: None) -> None:  # noqa: ARG001 (the database)
    now = dt.datetime(2026, 3, 16, tzinfo=dt.UTC)
    Event.objects.bulk_create(
        Event(at=now, actor_kind="command", actor_name="x", verb="did", subject=number)
        for number in range(1200)
    )
    assert [seal_some() for _ in range(4)] == [500, 500, 200, 0]
    assert broken() == []
