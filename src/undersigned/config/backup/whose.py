"""A folder of backups: their names, and whose they are.

They are one instance's alone, since the list of erasures beside them is about one.
"""

import datetime as dt
import hashlib
from pathlib import Path

from undersigned.config.backup.container import BackupRefused
from undersigned.record.storage import PRIVATE_FILE, write_synced

WHOSE = "instance"  # the name of the file that says so
MADE = "%Y-%m-%dT%H%M%S.%fZ"
SUFFIX = ".undersigned"
ENCRYPTED_SUFFIX = ".undersigned.age"


def name_of(made: dt.datetime, *, encrypted: bool) -> str:
    """The name of a backup of this moment (UTC)."""
    return f"{made:{MADE}}{ENCRYPTED_SUFFIX if encrypted else SUFFIX}"


def backups_in(folder: Path) -> list[Path]:
    """The backups in a folder, the oldest first."""
    found = [p for p in folder.glob(f"*Z{SUFFIX}*") if not p.name.startswith(".")]
    return sorted(found)


def made_at(path: Path) -> dt.datetime | None:
    """When a backup was made, as its name tells; None where that was changed."""
    try:
        return dt.datetime.strptime(path.name.partition(SUFFIX)[0], MADE).replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def mark_of(secret: str) -> str:
    """What tells one instance's backups from another's; nothing can be learnt from it."""
    return hashlib.sha256(f"undersigned backups of {secret}".encode()).hexdigest()[:32]


def check_whose(folder: Path, secret: str) -> None:
    """Keep two instances from one folder: they would delete each other's backups and erase rows.

    Raises:
        BackupRefused: when another instance's backups lie there.
    """
    path = folder / WHOSE
    if path.exists() and path.read_text("ascii", "replace").strip() != mark_of(secret):
        raise BackupRefused(
            f"{folder} is for the backups of another instance: the list of erasures there is not "
            "about this one. Give each instance a folder of its own."
        )


def say_whose(folder: Path, secret: str) -> None:
    """Say in a folder of backups whose they are."""
    write_synced(folder / WHOSE, f"{mark_of(secret)}\n".encode(), PRIVATE_FILE)
