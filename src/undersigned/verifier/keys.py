"""Whose signature a note carries: the log's (C2SP signed-note), a witness's (tlog-cosignature)."""

from dataclasses import dataclass

from undersigned.tlog.checkpoint import Checkpoint, cosigned_message
from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import ALGORITHM_ED25519, Note, VerifierKey
from undersigned.tlog.wire import LARGEST_NUMBER
from undersigned.verifier import ed25519

_TIME_BYTES = 8


class Refused(Exception):  # noqa: N818 - the verdict on a signature, in one word
    """A signature that does not hold; the message is a clause that says which and why."""


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint with the note that carries it."""

    note: Note
    checkpoint: Checkpoint

    @classmethod
    def parse(cls, data: bytes) -> "SignedCheckpoint":
        """Return the checkpoint of a signed note.

        Raises:
            Malformed: it is no note, or its text is no checkpoint.
        """
        note = Note.parse(data)
        return cls(note, Checkpoint.parse(note.text))


def parse_log_key(text: str) -> VerifierKey:
    """Return the key of a log from its vkey.

    Raises:
        Malformed: it is no vkey, or not one of an Ed25519 key that could sign.
    """
    key = VerifierKey.parse(text)
    if key.kind != ALGORITHM_ED25519:
        raise Malformed("key", f"a log's key, of type {ALGORITHM_ED25519}", f"type {key.kind}")
    if not ed25519.is_public_key(key.public_key):
        raise Malformed("key", "an Ed25519 public key", text)
    return key


def check_log_signature(note: Note, key: VerifierKey) -> None:
    """Check the one signature line that claims to be by the log's key.

    Raises:
        Refused: there is none, there are two, or it is not by this key over this text.
    """
    lines = [signature for signature in note.signatures if key.made(signature)]
    if not lines:
        others = [line for line in note.signatures if line.name == key.name]
        if others:
            raise Refused(
                f"the checkpoint is signed by another key of that name, of id "
                f"{others[0].key_id:08x}, and not by {key.encode()}"
            )
        raise Refused(f"the checkpoint has no signature by {key.encode()}")
    if len(lines) > 1:
        raise Refused(f"the checkpoint has {len(lines)} signature lines of the log's key, not one")
    if not ed25519.verify(key.public_key, note.text.encode(), lines[0].signature):
        raise Refused(f"the checkpoint's signature is not by {key.encode()} over these lines")


def cosigned_at(note: Note, key: VerifierKey) -> int | None:
    """Return when the witness of `key` cosigned, in seconds since 1970; None if it did not.

    Raises:
        Refused: there are two lines of this key, or the one there is does not hold.
    """
    lines = [signature for signature in note.signatures if key.made(signature)]
    if not lines:
        return None
    if len(lines) > 1:
        raise Refused(f"{len(lines)} signature lines are of the witness {key.name}, not one")
    blob = lines[0].signature
    if len(blob) != _TIME_BYTES + ed25519.SIGNATURE_BYTES:
        raise Refused(f"the cosignature by {key.name} has {len(blob)} bytes; 72 belong")
    time = int.from_bytes(blob[:_TIME_BYTES], "big")
    if time > LARGEST_NUMBER:
        raise Refused(f"the cosignature by {key.name} has a time past 2^63 - 1")
    message = cosigned_message(time, note.text)
    if not ed25519.verify(key.public_key, message, blob[_TIME_BYTES:]):
        raise Refused(f"the cosignature by {key.name} does not hold over this checkpoint")
    return time
