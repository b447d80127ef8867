"""An offline proof that an entry is in a log. Source: C2SP tlog-proof (``.tlog-proof`` files).

::

    c2sp.org/tlog-proof@v1
    extra <base64>
    index 211
    <base64 hash, the leaf's sibling first>
    ...

    <the checkpoint, byte for byte, with all its signatures>
"""

from dataclasses import dataclass

from undersigned.tlog.errors import Malformed
from undersigned.tlog.merkle import HASH_LENGTH
from undersigned.tlog.note import Note
from undersigned.tlog.wire import decode_text, encode_base64, parse_base64, parse_decimal

FIRST_LINE = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63
"""Hashes of the longest inclusion proof: the height of a tree of 2^63 leaves."""


@dataclass(frozen=True, slots=True)
class TlogProof:
    """An inclusion proof with its checkpoint.

    Attributes:
        extra: what the application put in; nothing authenticates it. None where there is no line.
        index: zero-based place of the entry.
        hashes: 32 bytes each, from the leaf's sibling up to the root's child.
        checkpoint: the signed note, byte for byte.
    """

    extra: bytes | None
    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes

    def encode(self) -> bytes:
        """Return the proof's bytes.

        Raises:
            Malformed: this is no proof that `parse` would read.
        """
        lines = [FIRST_LINE]
        if self.extra is not None:
            lines.append(f"extra {encode_base64(self.extra)}")
        lines.append(f"index {self.index}")
        lines += [encode_base64(each) for each in self.hashes]
        data = "\n".join(lines).encode() + b"\n\n" + self.checkpoint
        if TlogProof.parse(data) != self:
            raise Malformed("proof", "parts that read back as they are", repr(self))
        return data

    @classmethod
    def parse(cls, data: bytes) -> "TlogProof":
        """Return the proof that these bytes are; `encode` gives the same bytes back.

        Raises:
            Malformed: another form, or a checkpoint that is no signed note.
        """
        head, separator, checkpoint = data.partition(b"\n\n")
        if not separator:
            raise Malformed("proof", "an empty line before the checkpoint", data)
        lines = decode_text(head, "proof").split("\n")
        if lines.pop(0) != FIRST_LINE:
            raise Malformed("first line of the proof", FIRST_LINE, data[: len(FIRST_LINE) + 1])
        extra = None
        if lines and lines[0].startswith("extra "):
            extra = parse_base64(lines.pop(0).removeprefix("extra "), "extra data of the proof")
        if not lines or not lines[0].startswith("index "):
            raise Malformed("proof", "a line: index <number>", lines[0] if lines else "")
        index = parse_decimal(lines.pop(0).removeprefix("index "), "index of the proof")
        if len(lines) > MOST_HASHES:
            raise Malformed("proof", f"at most {MOST_HASHES} hashes", len(lines))
        hashes = tuple(
            parse_base64(line, f"hash {place} of the proof", HASH_LENGTH)
            for place, line in enumerate(lines, 1)
        )
        Note.parse(checkpoint)
        return cls(extra, index, hashes, checkpoint)
