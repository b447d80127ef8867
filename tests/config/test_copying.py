"""Rows as lines and back again, over the tests' database."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client

from signers import ADDRESS, publish_text, signed
from undersigned.audit.models import Event
from undersigned.config.copying import (
    CopyRefused,
    Table,
    digest_of,
    go_on_counting,
    is_empty,
    lines_of,
    put_lines,
    tables,
)
from undersigned.record.models import Document, Entry
from undersigned.signing.models import Signature

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


def everything() -> dict[str, list[bytes]]:
    return {table.name: list(lines_of(table, "default")) for table in tables()}


def empty_all() -> None:
    for table in tables():
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table.name}")  # noqa: S608 (our own tables)


def put_back(copied: dict[str, list[bytes]]) -> None:
    for table in tables():
        put_lines(table, table.columns, copied[table.name], "default")


def test_what_was_copied_comes_back_to_the_byte() -> None:
    publish_text()
    signed(Client())
    before = everything()
    assert before["signing_signature"]
    assert before["record_entry"]
    signature, document = Signature.objects.get(), Document.objects.order_by("pk")[0]
    empty_all()
    assert is_empty("default")
    put_back(before)
    connection.check_constraints()
    assert everything() == before
    again = Signature.objects.get()
    assert (again.address, again.created_at) == (ADDRESS, signature.created_at)
    assert bytes(Document.objects.get(pk=document.pk).data or b"") == bytes(document.data or b"")


def test_the_next_row_gets_a_number_of_its_own() -> None:
    publish_text()
    before = everything()
    highest = Event.objects.latest("pk").pk
    empty_all()
    put_back(before)
    go_on_counting("default")
    assert (
        Event.objects.create(verb="looked", actor_kind="command", actor_name="the command line").pk
        > highest
    )


def test_logins_and_kinds_of_rows_are_left_out() -> None:
    names = {table.name for table in tables()}
    assert not names & {"django_session", "django_content_type", "auth_permission"}
    assert {"letters_letter", "mfa_authenticator", "organisers_organiser"} <= names


def test_a_digest_tells_whether_a_copy_is_whole() -> None:
    publish_text()
    table = Table(Entry)
    count, digest = digest_of(lines_of(table, "default"))
    assert count == Entry.objects.count() > 0
    Entry.objects.filter(index=0).update(subject="changed")
    assert digest_of(lines_of(table, "default")) != (count, digest)


@pytest.mark.parametrize("line", [b"no json\n", b"[1]\n", b'{"a": 1}\n'])
def test_a_line_that_is_no_row_is_refused_by_table_and_number(line: bytes) -> None:
    table = Table(Event)
    with pytest.raises(CopyRefused, match="audit_event, row 1: "):
        put_lines(table, table.columns, [line], "default")


def test_a_column_of_another_version_is_refused() -> None:
    with pytest.raises(CopyRefused, match="has no column tomorrow"):
        put_lines(Table(Event), ["id", "tomorrow"], [], "default")


def test_times_are_written_in_utc() -> None:
    event = Event.objects.create(verb="looked", actor_kind="command", actor_name="the command line")
    east = dt.datetime(2026, 3, 1, 1, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    Event.objects.filter(pk=event.pk).update(at=east)
    (line,) = lines_of(Table(Event), "default")
    assert b'"2026-02-28T23:30:00.000000+00:00"' in line
