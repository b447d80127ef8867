"""Writing a backup while everything runs: one look at the database, whole tables, private files.

What is written is right at one moment: the tables are read within one transaction that sees no
later change, and what the logs signed last is read before it, so that it is never ahead of them.
"""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from undersigned.config.backup.container import FORMAT, MANIFEST, BackupRefused, Parts, writing
from undersigned.config.backup.erasures import ERASURES, encode, erasures, write_erasures
from undersigned.config.copying import Table, lines_of, tables
from undersigned.config.instance import Instance
from undersigned.config.settings_file import SETTINGS_FILE
from undersigned.record.models import Log

SNAPSHOT = "snapshot"
ROWS_A_PART = 20_000
SUFFIX = ".undersigned"
ENCRYPTED_SUFFIX = ".undersigned.age"


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes:
        path: The file.
        rows: How many rows of all tables.
        letters: Each letter's name and how many entries its record had.
        deleted: Older backups that were deleted.
    """

    path: Path
    rows: int
    letters: dict[str, int]
    deleted: tuple[Path, ...]


def back_up(instance: Instance, folder: Path, keys: list[str], *, keep: int) -> Written:
    """Write one backup of an instance, and the list of erasures beside it.

    Args:
        instance: Which; others may write to it meanwhile.
        folder: Where backups lie; made where it is not there.
        keys: Recipients of age; none for a backup that anybody can read.
        keep: How many backups are left there, the newest; 0 for all.

    Raises:
        BackupRefused: when a key is none.
        OSError: as the system says; no half backup is left.
    """
    if folder.resolve().is_relative_to(instance.published):
        raise BackupRefused(f"{folder} is published to the world. Name another folder with --to.")
    now = dt.datetime.now(dt.UTC)
    suffix = ENCRYPTED_SUFFIX if keys else SUFFIX
    path = folder / f"{now:%Y-%m-%dT%H%M%S.%fZ}{suffix}"
    private = private_files(instance)
    with writing(path, keys) as parts, snapshot() as using:
        letters = dict(Log.objects.using(using).values_list("slug", "size"))
        known = erasures(using)
        parts.add(MANIFEST, json.dumps(manifest(instance, now, using), indent=2).encode())
        for name, data in private.items():
            parts.add(name, data)
        parts.add(ERASURES, encode(known))
        rows = sum(add_table(parts, table, using) for table in tables())
    write_erasures(folder, known)
    return Written(path, rows, letters, tuple(delete_older(folder, keep)))


@contextmanager
def snapshot() -> Iterator[str]:
    """A look at the database that no later write changes, and that keeps no writer waiting.

    Yields the alias of the connection.
    """
    found = deepcopy(connection.settings_dict)
    if connection.vendor == "sqlite":
        found["OPTIONS"]["transaction_mode"] = "DEFERRED"
    connections.databases[SNAPSHOT] = found
    try:
        with transaction.atomic(using=SNAPSHOT):
            with connections[SNAPSHOT].cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")  # the look begins here
            yield SNAPSHOT
    finally:
        connections[SNAPSHOT].close()
        del connections[SNAPSHOT]
        del connections.databases[SNAPSHOT]


def manifest(instance: Instance, now: dt.datetime, using: str) -> dict[str, Any]:
    """What the backup is of, and what has to be known to put it back."""
    applied = MigrationRecorder(connections[using]).applied_migrations()
    logs = Log.objects.using(using).order_by("slug")
    return {
        "format": FORMAT,
        "made": now.isoformat(timespec="seconds"),
        "host": instance.settings.host,
        "database": connection.vendor,
        "migrations": sorted(f"{app} {name}" for app, name in applied),
        "tables": {table.name: table.columns for table in tables()},
        "letters": {
            log.slug: {"key": log.key, "size": log.size, "published": log.published_size}
            for log in logs
        },
    }


def private_files(instance: Instance) -> dict[str, bytes]:
    """Settings, secret, keys and what was signed last, by their name in the backup."""
    folder = instance.folder
    paths = [folder / SETTINGS_FILE, folder / "secret"]
    paths += sorted((folder / "keys").glob("*.pem"))
    paths += sorted(path for path in (folder / "signed").glob("*") if path.name[0] != ".")
    return {f"files/{path.relative_to(folder)}": path.read_bytes() for path in paths}


def add_table(parts: Parts, table: Table, using: str) -> int:
    """Add the rows of a table, some thousand a part. Returns how many."""
    lines = lines_of(table, using)
    rows = number = 0
    while batch := list(islice(lines, ROWS_A_PART)):
        number += 1
        rows += len(batch)
        parts.add(f"tables/{table.name}/{number:06}.jsonl", b"".join(batch))
    return rows


def backups_in(folder: Path) -> list[Path]:
    """The backups in a folder, the oldest first."""
    found = [p for p in folder.glob("*Z.undersigned*") if not p.name.startswith(".")]
    return sorted(found)


def delete_older(folder: Path, keep: int) -> Iterator[Path]:
    """Delete all backups but the newest ones."""
    for path in backups_in(folder)[:-keep] if keep else []:
        path.unlink()
        yield path
