"""Where a letter's files lie in the instance."""

import hashlib
import socket
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection


def instance_folder() -> Path:
    """The instance, above all that follows."""
    return Path(settings.INSTANCE_FOLDER)


def key_path(slug: str) -> Path:
    """The private key of the letter's log."""
    return Path(settings.INSTANCE_FOLDER) / "keys" / f"{slug}.pem"


def signed_path(slug: str) -> Path:
    """What the log signed last, apart from the database."""
    return Path(settings.INSTANCE_FOLDER) / "signed" / slug


def lock_path(slug: str) -> Path:
    """The lock that whoever sequences or publishes this letter holds."""
    return Path(settings.INSTANCE_FOLDER) / "locks" / f"{slug}.lock"


def mirrored_path(slug: str) -> Path:
    """What this host knows to be in the bucket."""
    return Path(settings.INSTANCE_FOLDER) / "mirrored" / f"{slug}.json"


def published_folder(slug: str) -> Path:
    """What the world sees of the letter."""
    return Path(settings.PUBLISHED_FOLDER) / slug


def this_place() -> str:
    """What tells this host's published files from those of the others; empty on SQLite.

    It is made of the host's name and the folder, so a copy of the folder on another host is
    another place.
    """
    return "" if connection.vendor == "sqlite" else _place_of(Path(settings.PUBLISHED_FOLDER))


@cache
def _place_of(folder: Path) -> str:
    return hashlib.sha256(f"{socket.gethostname()} {folder.resolve()}".encode()).hexdigest()
