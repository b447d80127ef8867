"""The key of a letter's log: Ed25519, the letter's own, a file of its own."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from undersigned.record.errors import RecordRefused
from undersigned.record.storage import PRIVATE_FILE, write_synced
from undersigned.tlog.note import VerifierKey, ed25519_key


def new_key(origin: str) -> tuple[VerifierKey, bytes]:
    """Make the key of a new log: its public half, and the file that `store_key` keeps."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return ed25519_key(origin, key.public_key().public_bytes_raw()), pem


def store_key(path: Path, pem: bytes) -> None:
    """Keep the key of a new log; an existing file is never overwritten.

    Raises:
        RecordRefused: when the file is there already.
    """
    if path.exists():
        raise RecordRefused(
            f"{path} exists, but its letter does not. It may be the key of a letter whose "
            "database was lost: restore that database, or move the key away by hand."
        )
    write_synced(path, pem, PRIVATE_FILE)


def sign(path: Path, vkey: VerifierKey, message: bytes) -> bytes:
    """Sign with the log's key: 64 bytes (RFC 8032).

    Raises:
        RecordRefused: when the key can't be read, or isn't the log's.
    """
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error  # the path stands here already
        raise RecordRefused(
            f"{path}: the log's key can't be read ({why}). Put it back from its copy; "
            "without it nothing can be published, and nothing published is lost."
        ) from error
    if (
        not isinstance(key, Ed25519PrivateKey)
        or key.public_key().public_bytes_raw() != vkey.public_key
    ):
        raise RecordRefused(f"{path} is another key than {vkey.encode()}. Put the right one back.")
    return key.sign(message)
