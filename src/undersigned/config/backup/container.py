"""The file of a backup: a compressed tar of named parts, encrypted with age where keys are given.

It is written and read from front to back, so that neither a disk nor memory has to hold it twice.
`manifest.json` is the first part; the last, `digests.json`, tells of every part before it how long
it is and its SHA-256. A backup without it was cut off.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyrage

from undersigned.record.storage import PRIVATE_FILE, replacing

FORMAT = 1
DIGESTS = "digests.json"
MANIFEST = "manifest.json"
AGE_HEADER = b"age-encryption.org/"
GZIP_HEADER = b"\x1f\x8b"
COPIED_AT_ONCE = 64 * 1024  # bytes
LARGEST_PART = 256 * 1024**2  # bytes; a part is held in memory once


class BackupRefused(Exception):  # noqa: N818 (the word a person reads)
    """A backup can't be written, read or put back; the message says why and what to do."""


class Parts:
    """The parts of a backup that is being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        """Take where they go."""
        self.tar = tar
        self.digests: dict[str, dict[str, Any]] = {}

    def add(self, name: str, data: bytes) -> None:
        """Add one part."""
        self.digests[name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        self._write(name, data)

    def end(self) -> None:
        """Add the digests of all parts, last of all."""
        self._write(DIGESTS, json.dumps(self.digests).encode())

    def _write(self, name: str, data: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        member.mode = PRIVATE_FILE
        self.tar.addfile(member, io.BytesIO(data))


@contextmanager
def writing(path: Path, keys: list[str]) -> Iterator[Parts]:
    """Write a backup; it takes its name once it is whole and on disk.

    Args:
        path: Where to.
        keys: Recipients of age (`age1...`, or `ssh-ed25519 ...`); unencrypted if there are none.

    Raises:
        BackupRefused: when a key is none.
        OSError: as the system says; nothing stands under the name then.
    """
    recipients = [recipient(key) for key in keys]
    with (
        replacing(path, PRIVATE_FILE) as file,
        encrypted(file, recipients) as plain,
        gzip.GzipFile("", "wb", 6, plain) as pressed,
        tarfile.open(fileobj=pressed, mode="w|") as tar,
    ):
        parts = Parts(tar)
        yield parts
        parts.end()


def recipient(key: str) -> Any:
    """A recipient of age.

    Raises:
        BackupRefused: when it is none.
    """
    try:
        if key.startswith("ssh-"):
            return pyrage.ssh.Recipient.from_str(key)
        return pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as error:
        raise BackupRefused(
            f"{key!r} is no public key of age. One looks like age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3"
            "j2elw8zmrj2kg5sfn9aqmcac8p; age-keygen makes a pair."
        ) from error


@contextmanager
def encrypted(file: BinaryIO, recipients: list[Any]) -> Iterator[BinaryIO]:
    """A file to write to, whose bytes arrive encrypted in another."""
    if not recipients:
        yield file
        return
    read_end, write_end = os.pipe()

    def encrypt() -> None:
        with os.fdopen(read_end, "rb") as source:  # closed at a fault, so that nobody waits
            pyrage.encrypt_io(source, file, recipients)

    thread = Running(encrypt)
    try:
        with os.fdopen(write_end, "wb") as sink:
            yield sink
    except BrokenPipeError:
        thread.finish()
        raise
    finally:
        thread.join()  # whatever happened: the file below is about to be closed
    thread.finish()


class Running(threading.Thread):
    """Does something beside; what it raises is raised where its end is waited for."""

    def __init__(self, does: Callable[[], object]) -> None:
        """Begin at once."""
        super().__init__(daemon=True)
        self.does = does
        self.error: Exception | None = None
        self.start()

    def run(self) -> None:
        """Do it."""
        try:
            self.does()
        except Exception as error:  # noqa: BLE001 (raised again by `finish`)
            self.error = error

    def finish(self) -> None:
        """Wait for its end.

        Raises:
            BackupRefused: when encrypting failed.
            Exception: whatever else it raised.
        """
        self.join()
        if isinstance(self.error, pyrage.EncryptError):
            raise BackupRefused(f"The backup can't be written: {self.error}.") from self.error
        if self.error is not None:
            raise self.error


@contextmanager
def reading(path: Path, identity: Path | None) -> Iterator[Iterator[tuple[str, bytes]]]:
    """Read a backup part by part: name and bytes, each held to its digest once all are read.

    Args:
        path: The file.
        identity: The file with the private key of age, where it is encrypted.

    Raises:
        BackupRefused: when it is no backup, cut off, changed, or not for this key.
    """
    with path.open("rb") as file, decrypted(file, path, identity) as plain:
        yield _parts(plain, path)


def _parts(plain: BinaryIO, path: Path) -> Iterator[tuple[str, bytes]]:
    found: dict[str, dict[str, Any]] = {}
    told: dict[str, dict[str, Any]] | None = None
    try:
        with (
            gzip.GzipFile(fileobj=plain, mode="rb") as pressed,
            tarfile.open(fileobj=pressed, mode="r|") as tar,
        ):
            for member in tar:
                if told is not None or not member.isfile() or member.size > LARGEST_PART:
                    raise BackupRefused(f"{path}: {member.name!r} is no part of a backup.")
                data = cast("BinaryIO", tar.extractfile(member)).read()
                if member.name == DIGESTS:
                    told = json.loads(data)
                    continue
                sha256 = hashlib.sha256(data).hexdigest()
                found[member.name] = {"bytes": len(data), "sha256": sha256}
                yield member.name, data
            while pressed.read(COPIED_AT_ONCE):  # to the sum at its very end
                pass
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, OSError, ValueError) as error:
        raise BackupRefused(
            f"{path} can't be read to its end ({error}). It was cut off or damaged: take another."
        ) from error
    if told != found:
        raise BackupRefused(f"{path} is not whole: its parts are not those it lists. Take another.")


@contextmanager
def decrypted(file: BinaryIO, path: Path, identity: Path | None) -> Iterator[BinaryIO]:
    """The plain bytes of a backup."""
    head = file.read(len(AGE_HEADER))
    file.seek(0)
    if head.startswith(GZIP_HEADER):
        yield file
        return
    if head != AGE_HEADER:
        raise BackupRefused(f"{path} is no backup of Undersigned.")
    if identity is None:
        raise BackupRefused(
            f"{path} is encrypted. Name the file with the private key: --identity FILE."
        )
    identities = identities_in(identity)
    read_end, write_end = os.pipe()
    sink = os.fdopen(write_end, "wb")

    def decrypt() -> None:
        with sink:
            pyrage.decrypt_io(file, sink, identities)

    thread = Running(decrypt)
    with os.fdopen(read_end, "rb") as source:
        try:
            yield source
        except BackupRefused as error:
            source.close()  # lets the other side end, whatever it still had to say
            thread.join()
            if isinstance(thread.error, pyrage.DecryptError):
                raise BackupRefused(
                    f"{path} can't be decrypted with {identity}: {thread.error}. Take the key it "
                    "was encrypted to, or another backup."
                ) from error
            raise
    thread.finish()


def identities_in(path: Path) -> list[Any]:
    """The private keys in a file as `age-keygen` or `ssh-keygen` write it.

    Raises:
        BackupRefused: when there is none.
    """
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        if "PRIVATE KEY" in text:
            return [pyrage.ssh.Identity.from_buffer(text.encode())]
        lines = [line.strip() for line in text.splitlines()]
        keys = [line for line in lines if line and not line.startswith("#")]
        found = [pyrage.x25519.Identity.from_str(key) for key in keys]
    except pyrage.IdentityError as error:
        raise BackupRefused(f"{path} holds no private key of age: {error}.") from error
    if not found:
        raise BackupRefused(f"{path} holds no private key of age.")
    return found


def parse_manifest(data: bytes, path: Path) -> dict[str, Any]:
    """Read the first part of a backup.

    Raises:
        BackupRefused: when this version can't put such a backup back.
    """
    manifest: dict[str, Any] = json.loads(data)
    if manifest.get("format") != FORMAT:
        raise BackupRefused(
            f"{path} is a backup of format {manifest.get('format')}, and this version knows "
            f"{FORMAT}. Install the version that wrote it, or a newer one."
        )
    return manifest
