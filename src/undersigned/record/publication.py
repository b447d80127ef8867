"""From entries in the database to files in the world, in the order of record-format.md section 7.

1. documents, bundles, tiles and records, each on disk before the next step;
2. (size, root) into a file apart from the database, on disk;
3. the checkpoint, by a rename;
4. `count.json`, and at last what the database says of it.

Stopped anywhere, the next run writes the same bytes again and goes on.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Q
from django.utils import timezone

from undersigned.evidence.figures import encode_count
from undersigned.evidence.records_file import encode_records
from undersigned.record.errors import WouldFork
from undersigned.record.keys import sign
from undersigned.record.models import Document, Entry, Log, Opening
from undersigned.record.places import key_path, published_folder, signed_path
from undersigned.record.sequencing import REPLAYS
from undersigned.record.signed import SignedTree, read_signed, store_signed
from undersigned.record.storage import sync_folder, write_if_changed, write_synced
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.merkle import HashReader, leaf_hash, root_of, tree_root
from undersigned.tlog.note import Note, NoteSignature, VerifierKey
from undersigned.tlog.tiles import (
    TILE_WIDTH,
    Tile,
    encode_bundle,
    entries_path,
    number_path,
    split_hashes,
    tile_hash_reader,
    tiles_changed,
)


@dataclass(frozen=True)
class Publication:
    """What one publication did: from `old_size` to `size`, and which bundles' records changed."""

    old_size: int
    size: int
    bundles: frozenset[int]


def publish(log_id: int) -> Publication | None:
    """Publish what is sequenced; hold the letter's lock. None where nothing is new.

    Raises:
        WouldFork: when the log signed a larger or another tree before.
        RecordRefused: when the key is missing or wrong.
        OSError: when a file can't be written; nothing is lost, the next run tries again.
    """
    log = Log.objects.get(pk=log_id)
    folder = published_folder(log.slug)
    size, old_size = log.size, log.published_size
    if size == old_size and (size == 0 or (folder / "checkpoint").exists()):
        return None
    bundles = bundles_changed(log, old_size)
    write_documents(log, folder)
    write_tiles(log, folder, old_size)
    write_records(log, folder, bundles)
    root = root_to_sign(log, folder)
    store_signed(signed_path(log.slug), SignedTree(size, root))
    write_checkpoint(log, folder, root)
    count = write_figures(log, folder, root)
    remove_what_may_go(log, folder)
    note_published(log, root, count)
    return Publication(old_size, size, frozenset(bundles))


def bundles_changed(log: Log, old_size: int) -> set[int]:
    """The bundles whose records differ from those at `old_size`: by new entries or altered ones."""
    changed = set(range(old_size // TILE_WIDTH, -(-log.size // TILE_WIDTH)))
    altered = Opening.objects.filter(log=log, index__lt=old_size).filter(
        Q(amended_at_index__gte=old_size) | Q(ended_at_index__gte=old_size)
    )
    return changed | {index // TILE_WIDTH for index in altered.values_list("index", flat=True)}


def write_documents(log: Log, folder: Path) -> None:
    """Write the documents that are not there yet; they never change."""
    for path in Document.objects.filter(log=log, data__isnull=False).values_list("path", flat=True):
        if not (folder / path).exists():
            data = Document.objects.values_list("data", flat=True).get(log=log, path=path)
            write_synced(folder / path, bytes(data or b""))


def write_tiles(log: Log, folder: Path, old_size: int) -> None:
    """Write the bundles and tiles that a log of `old_size` did not have, the lowest level first."""
    for tile in tiles_changed(old_size, log.size):
        if tile.level == 0:
            first = tile.number * TILE_WIDTH
            entries = entries_between(log, first, first + tile.width)
            write_if_changed(folder / entries_path(tile.number, tile.width), encode_bundle(entries))
            hashes = [leaf_hash(entry) for entry in entries]
        else:
            below = range(tile.number * TILE_WIDTH, tile.number * TILE_WIDTH + tile.width)
            hashes = [
                tree_root(split_hashes(read_tile(folder, Tile(tile.level - 1, number, TILE_WIDTH))))
                for number in below
            ]
        write_if_changed(folder / tile.path, b"".join(hashes))


def read_tile(folder: Path, tile: Tile) -> bytes:
    """A tile's bytes, cut out of the full one where that took the partial one's place."""
    try:
        return (folder / tile.path).read_bytes()
    except FileNotFoundError:
        full = Tile(tile.level, tile.number, TILE_WIDTH)
        return (folder / full.path).read_bytes()[: tile.width * 32]


def entries_between(log: Log, first: int, end: int) -> list[bytes]:
    """The bytes of the entries from `first` up to, not including, `end`."""
    rows = Entry.objects.filter(log=log, index__gte=first, index__lt=end).order_by("index")
    return [bytes(data) for data in rows.values_list("data", flat=True)]


def write_records(log: Log, folder: Path, bundles: Iterable[int]) -> None:
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
        write_if_changed(folder / "records" / number_path(bundle), encode_records(log.size, lines))


def hash_reader(folder: Path, size: int) -> HashReader:
    """Read subtree hashes out of the published tiles of a log of `size`."""
    return tile_hash_reader(size, lambda tile: read_tile(folder, tile))


def check_not_behind(log: Log) -> SignedTree | None:
    """What was signed last, once it is sure that this database knows all of it.

    Raises:
        WouldFork: when a larger tree was signed, or what was signed is not known any more.
    """
    path = signed_path(log.slug)
    signed = read_signed(path)
    if signed is None and log.published_size:
        raise WouldFork(
            f"{path} is missing, although {log.origin} has published {log.published_size} "
            "entries. It is what keeps a restored backup from signing a second history. Put it "
            "back, or write into it the second and third line of the published checkpoint, with "
            "one space between them."
        )
    if signed is not None and signed.size > log.size:
        raise WouldFork(
            f"{log.origin} has signed {signed.size} entries, but this database holds {log.size}. "
            "It is older than what the world has seen: restore a newer backup. If there is none, "
            "close this letter and go on under a new name; signing now would fork its history."
        )
    return signed


def root_to_sign(log: Log, folder: Path) -> bytes:
    """The root at `log.size`, once it is sure that signing it makes no second history.

    Raises:
        WouldFork: as `check_not_behind`, or when the tree signed last is no part of this one.
    """
    signed = check_not_behind(log)
    # The tree signed last is looked for in the tiles of this size, not in its own, which may still
    # lie there from the history that a restored database has forgotten.
    read = hash_reader(folder, log.size)
    if signed is not None and root_of(signed.size, read) != signed.root:
        raise WouldFork(
            f"{log.origin} has signed another tree of {signed.size} entries than this database "
            "or its tiles hold. Restore the database and published folder that belong together; "
            "signing now would fork the letter's history."
        )
    return root_of(log.size, read)


def write_checkpoint(log: Log, folder: Path, root: bytes) -> None:
    """Sign the checkpoint and put it in its place by a rename."""
    text = Checkpoint(log.origin, log.size, root).text()
    vkey = VerifierKey.parse(log.key)
    signature = sign(key_path(log.slug), vkey, text.encode())
    signed_note = Note(text, (NoteSignature(vkey.name, vkey.key_id, signature),))
    write_synced(folder / "checkpoint", signed_note.encode())


def write_figures(log: Log, folder: Path, root: bytes) -> bytes:
    """Tell the world what it comes to. Returns the bytes of `count.json`."""
    count = encode_count(log.origin, log.size, root, REPLAYS.of(log).figures())
    write_synced(folder / "count.json", count)
    return count


def note_published(log: Log, root: bytes, count: bytes) -> None:
    """Tell the database, last of all: stopped before this, the next run does everything again."""
    log.published_size = log.size
    log.published_root = root
    log.published_at = timezone.now()
    log.figures = figures = json.loads(count)
    if log.peak is None or figures["total"] >= log.peak["total"]:
        log.peak = figures
    log.save(update_fields=["published_size", "published_root", "published_at", "figures", "peak"])


def remove_what_may_go(log: Log, folder: Path) -> None:
    """Remove struck documents, and partial tiles whose full one is published."""
    for path in Document.objects.filter(log=log, data=None).values_list("path", flat=True):
        file = folder / path
        if file.exists():
            file.unlink()
            sync_folder(file.parent)
    for kind in ("entries", *(str(level) for level in range(8))):
        for partial in (folder / "tile" / kind).glob("**/*.p"):
            if partial.with_name(partial.name.removesuffix(".p")).is_file():
                for file in partial.iterdir():
                    file.unlink()
                partial.rmdir()
