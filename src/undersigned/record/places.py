"""Where a letter's files lie in the instance."""

from pathlib import Path

from django.conf import settings


def key_path(slug: str) -> Path:
    """The private key of the letter's log."""
    return Path(settings.INSTANCE_FOLDER) / "keys" / f"{slug}.pem"


def signed_path(slug: str) -> Path:
    """What the log signed last, apart from the database."""
    return Path(settings.INSTANCE_FOLDER) / "signed" / slug


def lock_path(slug: str) -> Path:
    """The lock that whoever sequences or publishes this letter holds."""
    return Path(settings.INSTANCE_FOLDER) / "locks" / f"{slug}.lock"


def published_folder(slug: str) -> Path:
    """What the world sees of the letter."""
    return Path(settings.PUBLISHED_FOLDER) / slug
