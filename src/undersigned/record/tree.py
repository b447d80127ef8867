"""The tree about to be signed: the tiles that are new, beside those that are published already."""

from dataclasses import dataclass, field
from pathlib import Path

from undersigned.record.models import Entry, Log
from undersigned.tlog.merkle import leaf_hash, root_of, tree_root
from undersigned.tlog.tiles import (
    TILE_WIDTH,
    Tile,
    split_hashes,
    tile_hash_reader,
    tiles_changed,
)


@dataclass
class Tree:
    """The tree of a log of `size`, as far as it is needed, and nothing of it written yet.

    Attributes:
        folder: What the world sees of the letter.
        size: Entries of the tree.
        made: The tiles that a smaller log did not have, the lowest level first; made from the
            database. All others are read from `folder`.
    """

    folder: Path
    size: int
    made: dict[Tile, bytes] = field(default_factory=dict)

    def read(self, tile: Tile) -> bytes:
        """A tile's bytes.

        Raises:
            FileNotFoundError: when it is neither new nor published.
        """
        full = Tile(tile.level, tile.number, TILE_WIDTH)
        for wanted in (tile, full):
            if wanted in self.made:
                return self.made[wanted][: tile.width * 32]
        return read_tile(self.folder, tile)

    def root(self, size: int) -> bytes:
        """The root (32 bytes) that this tree has, or had, at a size.

        It is looked for in the tiles of this size, not in those of the other, which may still lie
        there from a history that a restored database has forgotten.

        Raises:
            FileNotFoundError, Malformed: when a published tile is missing or damaged.
        """
        return root_of(size, tile_hash_reader(self.size, self.read))


def tree_from(log: Log, folder: Path, old_size: int) -> Tree:
    """The tree at `log.size`, from the published tiles of `old_size` and the database's entries.

    With `old_size` 0 it is made of the database alone. It takes 32 bytes for each new entry.

    Raises:
        FileNotFoundError, Malformed: when a published tile is missing or damaged.
    """
    tree = Tree(folder, log.size)
    for tile in tiles_changed(old_size, log.size):
        first, end = tile.number * TILE_WIDTH, tile.number * TILE_WIDTH + tile.width
        if tile.level == 0:
            hashes = [leaf_hash(entry) for entry in entries_between(log, first, end)]
        else:
            hashes = [
                tree_root(split_hashes(tree.read(Tile(tile.level - 1, number, TILE_WIDTH))))
                for number in range(first, end)
            ]
        tree.made[tile] = b"".join(hashes)
    return tree


def read_tile(folder: Path, tile: Tile) -> bytes:
    """A published tile's bytes, cut out of the full one where that took the partial one's place.

    Raises:
        FileNotFoundError: when neither is there.
    """
    try:
        return (folder / tile.path).read_bytes()
    except FileNotFoundError:
        full = Tile(tile.level, tile.number, TILE_WIDTH)
        return (folder / full.path).read_bytes()[: tile.width * 32]


def entries_between(log: Log, first: int, end: int) -> list[bytes]:
    """The bytes of the entries from `first` up to, not including, `end`."""
    rows = Entry.objects.filter(log=log, index__gte=first, index__lt=end).order_by("index")
    return [bytes(data) for data in rows.values_list("data", flat=True)]
