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
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from undersigned.audit.queries import head
from undersigned.config.backup.container import FORMAT, MANIFEST, BackupRefused, Parts, writing
from undersigned.config.backup.erasures import ERASURES, encode, erasures, write_erasures
from undersigned.config.backup.whose import SUFFIX, backups_in, check_whose, name_of, say_whose
from undersigned.config.copying import Table, lines_of, tables
from undersigned.config.instance import Instance
from undersigned.config.settings_file import SETTINGS_FILE
from undersigned.config.trail import keep_beside_backups
from undersigned.record.models import Log

SNAPSHOT = "snapshot"
ROWS_A_PART = 20_000
BYTES_A_PART = 16 * 1024**2  # far below what is read again; one row more may come on top
LEFT_BEHIND = dt.timedelta(days=1)


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
    """Write one backup of an instance, and beside it the list of erasures and the trail's head.

    Args:
        instance: Which; others may write to it meanwhile.
        folder: Where backups lie; made where it is not there.
        keys: Recipients of age; none for a backup that anybody can read.
        keep: How many backups are left there, the newest; 0 for all.

    Raises:
        BackupRefused: when a key is none, or the folder is not for this instance's backups.
        OSError: as the system says; no half backup is left.
    """
    if folder.resolve().is_relative_to(instance.published):
        raise BackupRefused(f"{folder} is published to the world. Name another folder with --to.")
    now = dt.datetime.now(dt.UTC)
    path = folder / name_of(now, encrypted=bool(keys))
    check_whose(folder, instance.secret)
    clear_left_behind(folder, now)
    # What was signed is read before the rows, so that it is never ahead of them; keys after them,
    # so that a letter begun at this moment has its key.
    signed = files_of(instance, "signed", "*")
    with writing(path, keys) as parts, snapshot() as using:
        private = {**settings_of(instance), **files_of(instance, "keys", "*.pem"), **signed}
        letters = dict(Log.objects.using(using).values_list("slug", "size"))
        known = erasures(using)
        parts.add(MANIFEST, json.dumps(manifest(instance, now, using), indent=2).encode())
        for name, data in private.items():
            parts.add(name, data)
        parts.add(ERASURES, encode(known))
        rows = sum(add_table(parts, table, using) for table in tables())
        # Before the backup has its name: whatever becomes of it, the list is not behind.
        write_erasures(folder, known)
        keep_beside_backups(folder, now.isoformat(timespec="seconds"), head(using))
    say_whose(folder, instance.secret)
    return Written(path, rows, letters, tuple(delete_older(folder, keep, path)))


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


def settings_of(instance: Instance) -> dict[str, bytes]:
    """Settings and secret, by their name in the backup."""
    return {
        f"files/{name}": (instance.folder / name).read_bytes() for name in (SETTINGS_FILE, "secret")
    }


def files_of(instance: Instance, folder: str, pattern: str) -> dict[str, bytes]:
    """The files of a private folder, by their name in the backup."""
    paths = sorted((instance.folder / folder).glob(pattern))
    return {
        f"files/{folder}/{path.name}": path.read_bytes() for path in paths if path.name[0] != "."
    }


def clear_left_behind(folder: Path, now: dt.datetime) -> None:
    """Delete what a killed backup left half: what people took back would stay in it for ever."""
    for path in folder.glob(f".*Z{SUFFIX}*.writing"):
        if now - dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) > LEFT_BEHIND:
            path.unlink(missing_ok=True)


def add_table(parts: Parts, table: Table, using: str) -> int:
    """Add the rows of a table, some thousand a part. Returns how many."""
    rows = 0
    for number, batch in enumerate(batches(lines_of(table, using)), start=1):
        rows += len(batch)
        parts.add(f"tables/{table.name}/{number:06}.jsonl", b"".join(batch))
    return rows


def batches(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    """The lines by some thousand, or fewer where they are long."""
    batch: list[bytes] = []
    length = 0
    for line in lines:
        batch.append(line)
        length += len(line)
        if len(batch) >= ROWS_A_PART or length >= BYTES_A_PART:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


def delete_older(folder: Path, keep: int, newest: Path) -> Iterator[Path]:
    """Delete all backups but the newest ones; what was just written is, whatever the clock says."""
    others = [each for each in backups_in(folder) if each != newest]
    for path in others[: max(0, len(others) + 1 - keep)] if keep else []:
        path.unlink()
        yield path
