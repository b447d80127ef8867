"""What the log signed last, kept apart from the database (record-format.md section 7).

A database restored from yesterday's backup knows less than the world does. This file tells, so
that the log refuses to sign a second history. Its text is `<size> <root in base64>` and LF.
"""

import base64
from dataclasses import dataclass
from pathlib import Path

from undersigned.record.errors import WouldFork
from undersigned.record.storage import PRIVATE_FILE, write_synced


@dataclass(frozen=True)
class SignedTree:
    """A size and its root (32 bytes)."""

    size: int
    root: bytes


def read_signed(path: Path) -> SignedTree | None:
    """Read what was signed last; None where nothing was.

    Raises:
        WouldFork: when the file can't be understood: better no checkpoint than a second history.
    """
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        return None
    try:
        size, root = text.split()
        tree = SignedTree(int(size), base64.b64decode(root, validate=True))
    except ValueError as error:
        raise WouldFork(
            f"{path} can't be read ({error}). It holds the size and root signed last. Write them "
            "there from the published checkpoint: its second and third line, one space between."
        ) from error
    return tree


def store_signed(path: Path, tree: SignedTree) -> None:
    """Store what is about to be signed; on disk before the checkpoint leaves."""
    root = base64.b64encode(tree.root).decode()
    write_synced(path, f"{tree.size} {root}\n".encode(), PRIVATE_FILE)
