"""From entries in the database to files in the world, in the order of record-format.md section 7.

1. the tree is computed, and held against what was signed last; until then nothing is written;
2. documents, bundles, tiles and records, each on disk before the next step;
3. (size, root) compared and swapped in the database for all hosts, and in a file apart from it;
4. the checkpoint, by a rename;
5. `count.json`, and at last what the database says of it.

Stopped anywhere, the next run writes the same bytes again and goes on. Where published files are
missing or damaged, all of them are compared with the database and put back, as long as that holds
the tree that was signed. Where several hosts share the database, each brings its own files up to
what was signed, with the checkpoint that the database keeps; for that no key is needed.
"""

import json
import logging
from collections.abc import Iterable
from pathlib import Path

from django.db import connection
from django.utils import timezone

from undersigned.evidence.entries import Amended, Reconfirmed, Removed, Withdrawn, parse_entry
from undersigned.evidence.figures import encode_count
from undersigned.evidence.records_file import encode_records
from undersigned.record.errors import WouldFork
from undersigned.record.keys import sign
from undersigned.record.locking import SHARED
from undersigned.record.models import Document, Entry, Log, Opening
from undersigned.record.places import instance_folder, key_path, published_folder
from undersigned.record.sequencing import REPLAYS
from undersigned.record.signed import (
    SignedTree,
    shown_tree,
    signed_before,
    signed_note,
    swap_signed,
)
from undersigned.record.storage import Files, sync_folder, write_synced
from undersigned.record.tree import Tree, entries_between, tree_from
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import Note, NoteSignature, VerifierKey
from undersigned.tlog.tiles import TILE_WIDTH, encode_bundle, entries_path, number_path

log_of_errors = logging.getLogger(__name__)

CHANGING = frozenset({"amended", "removed", "withdrawn"})
"""What changes the record of an earlier entry."""


def is_due(log: Log) -> bool:
    """Whether something sequenced is not published, or this host shows less than was published."""
    return log.published_size < log.size or shown_size(log) < log.published_size


def shown_size(log: Log) -> int:
    """The published size that this host's files are at.

    It is 0 where the checkpoint is gone, since then the other files may be too.
    """
    shown = shown_tree(log.slug)
    return 0 if shown is None else min(shown.size, log.published_size)


def publish(log_id: int) -> bool:
    """Publish what is sequenced; hold the letter's lock. Returns whether anything was due.

    Raises:
        WouldFork: when the log signed a larger or another tree before; nothing was written.
        RecordRefused: when the key is missing or wrong.
        OSError: when a file can't be written; nothing is lost, the next run tries again.
    """
    log = Log.objects.get(pk=log_id)
    if not is_due(log):
        return False
    folder = published_folder(log.slug)
    known = signed_before(log)
    tree, old_size = tree_to_sign(log, folder, known)
    root = tree.root(log.size)
    ours = SignedTree(log.size, root)
    checkpoint = signed_note(log, ours) or sign_checkpoint(log, ours)
    with Files(instance_folder()) as files:
        write_documents(log, folder, files)
        write_tiles(log, tree, files)
        write_records(log, folder, bundles_changed(log, old_size), files)
    swap_signed(log, known, ours, checkpoint)
    write_synced(folder / "checkpoint", checkpoint)
    count = write_figures(log, folder, root)
    remove_struck(log, folder)
    remove_partial(tree)
    note_published(log, count)
    return True


def tree_to_sign(log: Log, folder: Path, known: list[SignedTree]) -> tuple[Tree, int]:
    """The tree at `log.size`, sure to make no second history, and the size it grows from.

    That size is 0 where published files are missing or damaged: then everything is written.

    Args:
        log: Whose.
        folder: What this host shows of it.
        known: What was signed before, from `signed_before`.

    Raises:
        WouldFork: when a tree signed before is no part of this one.
    """
    shown = shown_size(log)
    if shown:
        try:
            tree = tree_from(log, folder, shown)
            if all(tree.root(each.size) == each.root for each in known):
                return tree, shown
        except (FileNotFoundError, Malformed):
            pass  # a tile is gone or damaged; the database decides
    tree = tree_from(log, folder, 0)
    for each in known:
        if tree.root(each.size) != each.root:
            raise WouldFork(
                f"{log.origin} has signed another tree of {each.size} entries than this database "
                "holds. Restore the database that belongs to the published files; signing now "
                "would fork the letter's history. Nothing was written."
            )
    if log.published_size and (connection.vendor != SHARED or shown):
        log_of_errors.warning(
            "%s: published files are missing or damaged; all of them are written again from the "
            "database, which holds the tree that was signed.",
            log.origin,
        )
    return tree, 0


def bundles_changed(log: Log, old_size: int) -> set[int]:
    """The bundles whose records differ from those at `old_size`: by new entries or altered ones."""
    changed = set(range(old_size // TILE_WIDTH, -(-log.size // TILE_WIDTH)))
    return changed | {index // TILE_WIDTH for index in altered_since(log, old_size, CHANGING)}


def altered_since(log: Log, old_size: int, events: frozenset[str]) -> set[int]:
    """The signatures that entries of these kinds, from index `old_size` on, refer to."""
    rows = Entry.objects.filter(log=log, index__gte=old_size, event__in=events)
    entries = (parse_entry(bytes(data)) for data in rows.values_list("data", flat=True))
    return {e.entry for e in entries if isinstance(e, Amended | Reconfirmed | Removed | Withdrawn)}


def write_documents(log: Log, folder: Path, files: Files) -> None:
    """Write the documents, which never change, and `witnesses` where there is none."""
    documents = Document.objects.filter(log=log, data__isnull=False)
    for path, data in documents.values_list("path", "data"):
        files.write_if_changed(folder / path, bytes(data or b""))
    if not (folder / "witnesses").exists():
        policy = f"log {log.key}\nquorum none\n".encode()
        files.write_if_changed(folder / "witnesses", policy)


def write_tiles(log: Log, tree: Tree, files: Files) -> None:
    """Write the new tiles, each bundle of entries before the hashes of it."""
    for tile, hashes in tree.made.items():
        if tile.level == 0:
            first = tile.number * TILE_WIDTH
            bundle = encode_bundle(entries_between(log, first, first + tile.width))
            files.write_if_changed(tree.folder / entries_path(tile.number, tile.width), bundle)
        files.write_if_changed(tree.folder / tile.path, hashes)


def write_records(log: Log, folder: Path, bundles: Iterable[int], files: Files) -> None:
    """Write the openings of the bundles that changed, each stating the size it is right at."""
    for bundle in sorted(bundles):
        first = bundle * TILE_WIDTH
        width = min(TILE_WIDTH, log.size - first)
        lines: list[bytes | None] = [None] * width
        rows = Opening.objects.filter(
            log=log, index__gte=first, index__lt=first + width, line__isnull=False
        )
        for index, line in rows.values_list("index", "line"):
            lines[index - first] = bytes(line or b"")
        path = folder / "records" / number_path(bundle)
        files.write_if_changed(path, encode_records(log.size, lines))


def check_not_behind(log: Log) -> None:
    """Make sure that this database knows all that was signed.

    Raises:
        WouldFork: when a larger tree was signed, or what was signed is not known any more.
    """
    signed_before(log)


def sign_checkpoint(log: Log, tree: SignedTree) -> bytes:
    """The checkpoint of a tree, signed by the log's key; it has not left yet.

    Raises:
        RecordRefused: when the key is missing or wrong.
    """
    text = Checkpoint(log.origin, tree.size, tree.root).text()
    vkey = VerifierKey.parse(log.key)
    signature = sign(key_path(log.slug), vkey, text.encode())
    return Note(text, (NoteSignature(vkey.name, vkey.key_id, signature),)).encode()


def write_figures(log: Log, folder: Path, root: bytes) -> bytes:
    """Tell the world what it comes to. Returns the bytes of `count.json`."""
    count = encode_count(log.origin, log.size, root, REPLAYS.of(log).figures())
    write_synced(folder / "count.json", count)
    return count


def note_published(log: Log, count: bytes) -> None:
    """Tell the database, last of all: stopped before this, the next run does everything again."""
    if log.published_size != log.size:
        log.published_at = timezone.now()
    log.published_size = log.size
    log.figures = figures = json.loads(count)
    if log.peak is None or figures["total"] >= log.peak["total"]:
        log.peak = figures
    log.save(update_fields=["published_size", "published_at", "figures", "peak"])


def remove_struck(log: Log, folder: Path) -> None:
    """Remove the struck documents."""
    for path in Document.objects.filter(log=log, data=None).values_list("path", flat=True):
        file = folder / path
        file.unlink(missing_ok=True)
        # Synced also where it is gone already: whoever removed it may not have come to that.
        if file.parent.is_dir():
            sync_folder(file.parent)


def remove_partial(tree: Tree) -> None:
    """Remove the partial tiles in whose place this tree has put full ones.

    Only those: to look through all tiles would take longer with each signature.
    """
    for tile in tree.made:
        if tile.width == TILE_WIDTH:
            bundle = (entries_path(tile.number),) if tile.level == 0 else ()
            for path in (tile.path, *bundle):
                partial = tree.folder / f"{path}.p"
                if partial.is_dir():
                    for file in partial.iterdir():
                        file.unlink()
                    partial.rmdir()
