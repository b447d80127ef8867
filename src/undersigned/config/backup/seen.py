"""What the world has seen of a letter: the newest checkpoint that is published anywhere.

A restored backup knows what was at its time. If more was published afterwards, going on from it
would fork the letter's history, so whoever restores has to say where the newest files are, or that
nothing was published since.
"""

import http.client
import urllib.error
import urllib.request
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from undersigned.config.backup.container import BackupRefused
from undersigned.record.bucket import Bucket
from undersigned.record.bucket_address import SCHEMES, parse_bucket
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import Note, VerifierKey
from undersigned.verifier.ed25519 import verify

BUCKETS = tuple(f"{scheme}://" for scheme in SCHEMES)
LARGEST_CHECKPOINT = 64 * 1024  # bytes
PATIENCE = 30.0  # seconds


@dataclass(frozen=True)
class Seen:
    """Where published files are.

    Attributes:
        place: A folder that holds a folder for each letter, the address of the site, or a bucket as
            the setting `storage` names it.
    """

    place: str

    def checkpoint(self, slug: str, key: str) -> Checkpoint | None:
        """The checkpoint of a letter there; None where nothing is published.

        Args:
            slug: The letter's name.
            key: The verifier key of its log.

        Raises:
            BackupRefused: when it can't be read, or is not signed by the letter's key.
        """
        data = self._read(f"{slug}/checkpoint")
        if data is None:
            return None
        vkey = VerifierKey.parse(key)
        try:
            note = Note.parse(data)
            checkpoint = Checkpoint.parse(note.text)
        except Malformed as error:
            raise BackupRefused(f"{self.place}: {slug}/checkpoint is none: {error}.") from error
        signed = any(
            (each.name, each.key_id) == (vkey.name, vkey.key_id)
            and verify(vkey.public_key, note.text.encode(), each.signature)
            for each in note.signatures
        )
        if not signed or checkpoint.origin != vkey.name:
            raise BackupRefused(
                f"{self.place}: {slug}/checkpoint is not signed by the key of {vkey.name}. "
                "Name the place where this letter is published."
            )
        return checkpoint

    def _read(self, name: str) -> bytes | None:
        if self.place.startswith(BUCKETS):
            try:
                found = Bucket(parse_bucket(self.place)).read(name)
            except (OSError, ValueError) as error:
                raise BackupRefused(f"{name} can't be read from the bucket: {error}") from error
            return found and found[0]
        if "://" not in self.place:
            folder = Path(self.place)
            if not folder.is_dir():
                raise BackupRefused(f"{folder} is no folder. Name that of the published files.")
            path = folder / name
            return path.read_bytes() if path.exists() else None
        address = f"{self.place.rstrip('/')}/{name}"
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 (as was typed)
                return bytes(answer.read(LARGEST_CHECKPOINT))
        except urllib.error.HTTPError as error:
            with error:
                if error.code == 404:  # noqa: PLR2004 (RFC 9110, 15.5.5)
                    return None
            raise BackupRefused(f"{address} answers {error.code}. Try again later.") from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise BackupRefused(f"{address} can't be read: {error}.") from error

    def others(self, slugs: Collection[str]) -> list[str]:
        """The letters that are published in a folder besides these; other places don't tell."""
        if "://" in self.place:
            return []
        found = (path.parent.name for path in Path(self.place).glob("*/checkpoint"))
        return sorted(set(found) - set(slugs))
