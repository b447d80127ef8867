"""What the log signed last, kept apart from the database (record-format.md section 7).

A database restored from yesterday's backup knows less than the world does. A file on each host
that signs tells, so that the log refuses to sign a second history. Its text is
`<size> <root in base64>` and LF. The database keeps the same for all hosts, with the checkpoint:
before a host signs, it compares and swaps what stands there.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, connection, transaction

from undersigned.record.errors import WouldFork
from undersigned.record.locking import SHARED
from undersigned.record.models import Log, Signed
from undersigned.record.places import published_folder, signed_path
from undersigned.record.storage import PRIVATE_FILE, write_synced
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import Note


@dataclass(frozen=True)
class SignedTree:
    """A size and its root (32 bytes)."""

    size: int
    root: bytes


def signed_before(log: Log) -> list[SignedTree]:
    """The trees that this log is known to have signed last, here and for all hosts.

    Raises:
        WouldFork: when nothing tells although something was published, or one is larger than what
            this database has sequenced: then it has forgotten what the world has seen.
    """
    here, everywhere = read_signed(signed_path(log.slug)), signed_everywhere(log)
    if here is None and connection.vendor == SHARED:
        # A host that never signed this letter; what it shows may still tell of more.
        here = shown_tree(log.slug)
    elif here is None and log.published_size:
        raise WouldFork(
            f"{signed_path(log.slug)} is missing, although {log.origin} has published "
            f"{log.published_size} entries. It is what keeps a restored backup from signing a "
            "second history. Put it back, or write into it the second and third line of the "
            "published checkpoint, with one space between them."
        )
    known = [each for each in (here, everywhere) if each is not None]
    largest = max((each.size for each in known), default=0)
    if largest > log.size:
        raise WouldFork(
            f"{log.origin} has signed {largest} entries, but this database holds {log.size}. "
            "It is older than what the world has seen: restore a newer backup. If there is none, "
            "close this letter and go on under a new name; signing now would fork its history."
        )
    return known


def signed_everywhere(log: Log, using: str = "default") -> SignedTree | None:
    """What the database tells of all hosts; None before anything was signed."""
    row = Signed.objects.using(using).filter(log=log).values_list("size", "root").first()
    return None if row is None else SignedTree(row[0], bytes(row[1]))


def signed_note(log: Log, tree: SignedTree) -> bytes | None:
    """The checkpoint of exactly this tree, where one was signed already."""
    row = Signed.objects.filter(log=log, size=tree.size).values_list("root", "checkpoint").first()
    return bytes(row[1]) if row is not None and bytes(row[0]) == tree.root else None


def swap_signed(log: Log, before: Iterable[SignedTree], tree: SignedTree, note: bytes) -> None:
    """Say for all hosts, and on disk here, what is about to be signed.

    Args:
        log: Whose lock is held.
        before: From `signed_before`; this tree grows from them.
        tree: What is signed.
        note: Its checkpoint, which leaves once this returns.

    Raises:
        WouldFork: when what stands in the database is none of `before`; nothing was changed.
    """
    allowed = {(each.size, each.root) for each in before} | {(tree.size, tree.root)}
    try:
        with transaction.atomic():
            row = Signed.objects.select_for_update(no_key=True).filter(log=log).first()
            if row is None:
                Signed.objects.create(log=log, size=tree.size, root=tree.root, checkpoint=note)
            elif (row.size, bytes(row.root)) in allowed and row.size <= tree.size:
                row.size, row.root, row.checkpoint = tree.size, tree.root, note
                row.save(update_fields=["size", "root", "checkpoint"])
            else:
                raise _meanwhile(log)
    except IntegrityError as error:
        raise _meanwhile(log) from error
    store_signed(signed_path(log.slug), tree)


def _meanwhile(log: Log) -> WouldFork:
    return WouldFork(
        f"{log.origin} was signed by another host at this moment. Nothing was signed here; the "
        "next turn goes on from there."
    )


def shown_tree(slug: str) -> SignedTree | None:
    """The tree of the checkpoint that this host shows; None where there is none to be read."""
    try:
        data = (published_folder(slug) / "checkpoint").read_bytes()
        checkpoint = Checkpoint.parse(Note.parse(data).text)
    except (FileNotFoundError, Malformed):
        return None
    return SignedTree(checkpoint.size, checkpoint.root)


def read_signed(path: Path) -> SignedTree | None:
    """Read what was signed here last; None where nothing was.

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
