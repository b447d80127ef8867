"""Checkpoints: what a log signs. Source: C2SP tlog-checkpoint and tlog-cosignature.

A checkpoint's text has three lines::

    letters.example.org/fair-courts
    22
    Jvl6DOmr1pM/Io/4aUr6YBGM2SqdjTXLfwJ/ByaCPU4=
"""

from dataclasses import dataclass

from undersigned.tlog.errors import Malformed
from undersigned.tlog.merkle import EMPTY_ROOT, HASH_LENGTH
from undersigned.tlog.note import check_plain
from undersigned.tlog.wire import LARGEST_NUMBER, encode_base64, parse_base64, parse_decimal

_LINES = 4
"""Origin, size, root, and the nothing after the last newline."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One tree of one log.

    Attributes:
        origin: the log's name.
        size: entries in the tree.
        root: the tree's root, 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the text that is signed, with its final newline."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Return the checkpoint of a note's text.

        Extension lines are refused: a letter's log has none (record format, section 1).

        Raises:
            Malformed: other lines than origin, size, root; or size 0 with another root than the
                empty tree's.
        """
        lines = text.split("\n")
        if "\n\n" in text:
            raise Malformed("checkpoint", "no empty line but the one before the signatures", text)
        if len(lines) > _LINES:
            raise Malformed("checkpoint", "no extension lines", lines[_LINES - 1])
        if len(lines) != _LINES or lines[-1]:
            raise Malformed("checkpoint", "three lines: origin, size, root", text)
        origin, size_text, root_text, _ = lines
        check_plain(origin, "checkpoint origin", newline=False)
        if not origin:
            raise Malformed("checkpoint origin", "a name", origin)
        size = parse_decimal(size_text, "checkpoint size")
        root = parse_base64(root_text, "checkpoint root", HASH_LENGTH)
        if size == 0 and root != EMPTY_ROOT:
            raise Malformed("checkpoint root", "the empty tree's at size 0", root_text)
        return cls(origin, size, root)


def cosigned_message(timestamp: int, text: str) -> bytes:
    """Return what a witness signs for a checkpoint (C2SP tlog-cosignature, type 0x04).

    Args:
        timestamp: seconds since 1970 in UTC, 0 to 2^63 - 1.
        text: the note's whole text, with its final newline.

    Raises:
        ValueError: the time is out of range.
    """
    if not 0 <= timestamp <= LARGEST_NUMBER:
        raise ValueError(f"A cosignature's time is 0 to 2^63 - 1; {timestamp} is not.")
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()
