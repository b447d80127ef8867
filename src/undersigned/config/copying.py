"""Rows of every table as lines of text, the same from each database, and back into another.

A line is a JSON array with a row's columns in the order of the table's heading, in UTF-8, with LF.
Times are written in UTC with microseconds, bytes in base64, and what is JSON already as it is. What
was written from one database and read into another gives the same lines again, so that a digest of
the lines tells whether a copy is whole.
"""

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connections
from django.db.models import BinaryField, DateField, DateTimeField, Field, Model, QuerySet
from django.db.models.sql import InsertQuery

ROWS_AT_ONCE = 1000
PARAMETERS_AT_ONCE = 30_000  # SQLite takes 32,766 in a statement, PostgreSQL 65,535
# Made anew by every database: kinds of rows, rights that nothing here uses, and logins, which end.
NOT_COPIED = frozenset({"contenttypes", "auth", "sessions"})

if TYPE_CHECKING:  # only for types do Django's fields take a subscript
    Column = Field[Any, Any]
else:
    Column = Field


class CopyRefused(Exception):  # noqa: N818 (the word a person reads)
    """What was to be copied does not fit; the message says what and where."""


@dataclass(frozen=True)
class Table:
    """One table and its columns.

    Attributes:
        model: What Django knows of it.
    """

    model: type[Model]

    @property
    def name(self) -> str:
        """Its name in the database."""
        return self.model._meta.db_table  # noqa: SLF001 (Django's public name for it)

    @property
    def fields(self) -> list[Column]:
        """Its columns, in the order of the model."""
        return list(self.model._meta.concrete_fields)  # noqa: SLF001

    @property
    def columns(self) -> list[str]:
        """The names of its columns."""
        return [each.attname for each in self.fields]

    def rows(self, using: str) -> QuerySet[Model]:
        """All of its rows in one database."""
        return self.model._base_manager.using(using)  # noqa: SLF001


def tables(known: Apps = apps) -> list[Table]:
    """Every table that is an instance's own, by name.

    Args:
        known: The models; those of an earlier version where its rows are to be read.
    """
    models = known.get_models(include_auto_created=True)
    kept = [m for m in models if m._meta.managed and m._meta.app_label not in NOT_COPIED]  # noqa: SLF001
    return sorted((Table(model) for model in kept), key=lambda table: table.name)


def lines_of(table: Table, using: str, columns: list[str] | None = None) -> Iterator[bytes]:
    """The rows of a table in the order of their keys, a line each.

    Args:
        table: Which.
        using: The alias of the database; inside a transaction there if others may write.
        columns: Which columns, in which order; the model's if not given.
    """
    rows = table.rows(using).order_by("pk").values_list(*(columns or table.columns))
    for row in rows.iterator(ROWS_AT_ONCE):
        yield (
            json.dumps(
                [_written(value) for value in row],
                ensure_ascii=False,
                separators=(",", ":"),
                sort_keys=True,
            ).encode("utf-8", "surrogatepass")  # half a pair in a JSON column must stop no backup
            + b"\n"
        )


def put_lines(table: Table, columns: list[str], lines: Iterable[bytes], using: str) -> int:
    """Write rows into an empty table. Returns how many.

    Args:
        table: Which.
        columns: What the lines hold, in their order.
        lines: As `lines_of` gives them.
        using: The alias of the database; inside a transaction.

    Raises:
        CopyRefused: when a line is none of this table.
    """
    by_name = {each.attname: each for each in table.fields}
    if unknown := sorted(set(columns) - set(by_name)):
        raise CopyRefused(f"{table.name} has no column {', '.join(unknown)} in this version.")
    fields = [by_name[name] for name in columns]
    at_once = max(1, min(ROWS_AT_ONCE, PARAMETERS_AT_ONCE // len(fields)))
    done = 0
    remaining = iter(lines)
    while batch := list(islice(remaining, at_once)):
        rows = [_row(table, fields, line, done + n) for n, line in enumerate(batch, start=1)]
        query = InsertQuery(table.model)
        # raw: as the lines have it, without the present time or anything else made anew.
        query.insert_values(fields, rows, raw=True)
        query.get_compiler(using=using).execute_sql()
        done += len(rows)
    return done


def digest_of(lines: Iterable[bytes]) -> tuple[int, str]:
    """How many lines, and the SHA-256 over all of them in hex."""
    sha256 = hashlib.sha256()
    count = 0
    for line in lines:
        sha256.update(line)
        count += 1
    return count, sha256.hexdigest()


def go_on_counting(using: str) -> None:
    """Let the next row of every table get a number that no copied row has."""
    connection = connections[using]
    models = [table.model for table in tables()]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def is_empty(using: str) -> bool:
    """Whether no table holds a row."""
    return not any(table.rows(using).exists() for table in tables())


def _row(table: Table, fields: list[Column], line: bytes, number: int) -> Model:
    try:
        values = json.loads(line)
        pairs = zip(fields, values, strict=True)
        return table.model(**{each.attname: _read(each, value) for each, value in pairs})
    except (ValueError, TypeError) as error:
        raise CopyRefused(f"{table.name}, row {number}: this is no row of it ({error}).") from error


def _written(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


def _read(field: Column, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, BinaryField):
        return base64.b64decode(value, validate=True)
    if isinstance(field, DateTimeField):
        return dt.datetime.fromisoformat(value)
    if isinstance(field, DateField):
        return dt.date.fromisoformat(value)
    return value
