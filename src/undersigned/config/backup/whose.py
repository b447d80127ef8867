"""Whose backups lie in a folder: one instance's alone, since the list of erasures is about one."""

import hashlib
from pathlib import Path

from undersigned.config.backup.container import BackupRefused
from undersigned.record.storage import PRIVATE_FILE, write_synced

WHOSE = "instance"  # the name of the file that says so


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
