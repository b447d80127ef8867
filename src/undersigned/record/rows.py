"""Rows by the thousand, without an object made of each."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection, models

from undersigned.record.locking import SHARED


def insert_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert rows into a model's table, in the caller's transaction.

    Nothing is filled in by defaults and nothing is converted: each row has a value for each field
    that has no default in the database, as the database's driver takes it.

    Args:
        model: Whose table.
        names: Fields, in the order of the values.
        rows: The values of each.

    Raises:
        django.db.Error: as the database says; nothing of them stands then.
    """
    quote, options = connection.ops.quote_name, model._meta  # noqa: SLF001 (as Django documents it)
    column_of = {field.name: str(field.column) for field in options.concrete_fields}
    table, columns = quote(options.db_table), ", ".join(quote(column_of[name]) for name in names)
    with connection.cursor() as cursor:
        if connection.vendor == SHARED:
            with (
                connection.wrap_database_errors,
                cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
            ):
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(names))
            insert = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 (our names)
            cursor.executemany(insert, list(rows))


def delete_rows(model: type[models.Model], keys: Collection[int]) -> None:
    """Delete rows that no other row refers to, by their primary keys, some thousands at most.

    Raises:
        django.db.Error: as the database says.
    """
    if not keys:
        return
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
    marks = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE id IN ({marks})", tuple(keys))  # noqa: S608
