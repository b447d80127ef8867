"""Putting a backup back into an empty database, row for row, and then bringing it up to date.

The tables are made as the version had them that wrote the backup; only once its rows are in and
compared do this version's migrations run.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from undersigned.config.backup.container import BackupRefused
from undersigned.config.backup.erasures import ERASURES, Erasure, decode
from undersigned.config.copying import Table, digest_of, lines_of, put_lines, tables

Node = tuple[str, str]


@dataclass
class Content:
    """What a backup brought, once its rows are in the database.

    Attributes:
        manifest: Of the backup.
        erasures: Those known when it was made.
        rows: How many rows were put back.
    """

    manifest: dict[str, Any]
    erasures: list[Erasure]
    rows: int = 0


@dataclass
class _Seen:
    """What was read of one table."""

    rows: int = 0
    sha256: Any = field(default_factory=sha256)


def put_back(manifest: dict[str, Any], parts: Iterable[tuple[str, bytes]]) -> Content:
    """Fill the database from the parts of a backup, in one transaction.

    Args:
        manifest: Its first part.
        parts: The rest of the tables' parts and the erasures.

    Raises:
        BackupRefused: when the database holds something, or the backup is of a newer version.
    """
    if connection.vendor == "sqlite":  # which can't make tables with others' keys in a transaction
        known = _make_tables(manifest)
        with transaction.atomic():
            return _fill(manifest, parts, known)
    with transaction.atomic():
        return _fill(manifest, parts, _make_tables(manifest))


def _make_tables(manifest: dict[str, Any]) -> dict[str, Table]:
    """Make the tables as they were; returns them by name."""
    if found := connection.introspection.table_names():
        raise BackupRefused(
            f"The database holds tables already ({found[0]} and {len(found) - 1} more). A backup "
            "is restored into an empty one."
        )
    executor = MigrationExecutor(connection)
    had = {(app, name) for app, name in map(str.split, manifest["migrations"])}
    if newer := sorted(had - set(executor.loader.disk_migrations)):
        raise BackupRefused(
            f"The backup was written by a newer version of Undersigned ({' '.join(newer[0])}). "
            "Install that version."
        )
    targets = sorted(_last_of_each(executor, had))
    executor.migrate(targets)
    executor.loader.build_graph()
    state = executor.loader.project_state(targets)
    return {table.name: table for table in tables(state.apps)}


def _last_of_each(executor: MigrationExecutor, had: set[Node]) -> Iterator[Node]:
    for node in had:
        children = {child.key for child in executor.loader.graph.node_map[node].children}
        if not any(child in had and child[0] == node[0] for child in children):
            yield node


def _fill(
    manifest: dict[str, Any], parts: Iterable[tuple[str, bytes]], known: dict[str, Table]
) -> Content:
    content = Content(manifest, [])
    seen: dict[str, _Seen] = {}
    for name, data in parts:
        if name == ERASURES:
            content.erasures = decode(data, name)
            continue
        kind, table_name, *_ = name.split("/")
        table = known.get(table_name)
        if kind != "tables" or table is None:
            raise BackupRefused(f"The backup has a part {name!r} that this version does not know.")
        one = seen.setdefault(table_name, _Seen())
        one.sha256.update(data)
        one.rows += put_lines(
            table, manifest["tables"][table_name], data.splitlines(keepends=True), "default"
        )
    connection.check_constraints()
    for table_name, one in seen.items():
        lines = lines_of(known[table_name], "default", manifest["tables"][table_name])
        if digest_of(lines) != (one.rows, one.sha256.hexdigest()):
            raise BackupRefused(
                f"{table_name} reads otherwise from the database than from the backup. Nothing was "
                "put back; report this as a fault of Undersigned."
            )
        content.rows += one.rows
    return content
