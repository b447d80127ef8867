"""Receipts: what a signer keeps. Source: record format, section 8; C2SP tlog-proof.

A receipt proves that an entry is in the tree of a signed checkpoint. Nothing here verifies it: the
extra part isn't authenticated, so a verifier hashes the entry and the record itself.
"""

import json
from dataclasses import dataclass
from typing import Any

from undersigned.evidence.json_text import read_object
from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import VerifierKey
from undersigned.tlog.proof import TlogProof

FILE_ENDING = ".tlog-proof"
LARGEST_RECEIPT = 1_000_000
"""Bytes of the longest receipt that is read; a record and its escapes take the most of one."""

_MEMBERS = ("entry", "record", "key")


@dataclass(frozen=True, slots=True)
class Receipt:
    """An entry, its opening, and the proof that it is in the log.

    Attributes:
        entry: the entry's bytes.
        record: the record's line without its end; None for a name withheld.
        key: the log's verifier key, as the receipt says.
        index: the number of the entry.
        hashes: the inclusion proof, 32 bytes each, the leaf's sibling first.
        checkpoint: the signed note, byte for byte, with all its signatures.
    """

    entry: bytes
    record: bytes | None
    key: str
    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes

    def encode(self) -> bytes:
        """Return the receipt's bytes.

        Raises:
            Malformed: this is no receipt that `parse` would read.
        """
        members = {"entry": _text(self.entry)}
        if self.record is not None:
            members["record"] = _text(self.record)
        members["key"] = self.key
        extra = json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()
        data = TlogProof(extra, self.index, self.hashes, self.checkpoint).encode()
        if Receipt.parse(data) != self:
            raise Malformed("receipt", "parts that read back as they are", self)
        return data

    @classmethod
    def parse(cls, data: bytes) -> "Receipt":
        """Return the receipt that these bytes are.

        Raises:
            Malformed: another form than section 8's; the entry and the record are not looked into.
        """
        if len(data) > LARGEST_RECEIPT:
            raise Malformed("receipt", f"at most {LARGEST_RECEIPT} bytes", f"{len(data)} bytes")
        proof = TlogProof.parse(data)
        if proof.extra is None:
            raise Malformed("receipt", "a line of extra data", "none")
        members = read_object(proof.extra, "extra data of the receipt")
        if not {"entry", "key"} <= set(members) <= set(_MEMBERS):
            raise Malformed("extra data of the receipt", "entry, record, key", list(members))
        key = _string(members, "key").decode()
        VerifierKey.parse(key)
        record = _string(members, "record") if "record" in members else None
        entry = _string(members, "entry")
        return cls(entry, record, key, proof.index, proof.hashes, proof.checkpoint)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _string(members: dict[str, Any], name: str) -> bytes:
    value = members[name]
    if not isinstance(value, str):
        raise Malformed(f"{name} of the receipt", "text", repr(value))
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise Malformed(f"{name} of the receipt", "text of whole characters", value) from None
