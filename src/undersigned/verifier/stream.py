"""Steps 2 and 3: every tile and bundle as published for a size, and the tree over all entries.

One bundle is held at a time, and of each level of tiles the one that is filling, so that a million
entries take no more memory than a thousand.
"""

from collections.abc import Collection, Iterator

from undersigned.tlog.errors import Malformed
from undersigned.tlog.merkle import EMPTY_ROOT, HASH_LENGTH, Frontier, leaf_hashes, tree_root
from undersigned.tlog.tiles import (
    LARGEST_ENTRY,
    TILE_WIDTH,
    Tile,
    entries_path,
    parse_bundle,
    split_hashes,
    tile_path,
)
from undersigned.verifier.site import Missing, Site, Unreadable
from undersigned.verifier.verdict import Step

_LARGEST_BUNDLE = TILE_WIDTH * (2 + LARGEST_ENTRY)
_LARGEST_TILE = 2 * TILE_WIDTH * HASH_LENGTH
"""Bytes read of a tile: more than one can have, so that one too long is wrong, not unreadable."""


class Stream:
    """The entries of a log in order, each tile compared on the way with what they give.

    Attributes:
        roots: the root at each of the sizes asked for that has been passed.
        complete: every entry was read.
        broken: why not, where the reading had to stop.
    """

    def __init__(self, site: Site, size: int, marks: Collection[int], step: Step) -> None:
        """Read the log of `size` entries from `site`; what is wrong with a tile goes to `step`."""
        self.roots: dict[int, bytes] = {0: EMPTY_ROOT}
        self.complete = size == 0
        self.broken = ""
        self._site = site
        self._size = size
        self._marks = frozenset(marks) | {size}
        self._step = step
        self._frontier = Frontier()
        # The tile that is filling at each level, and the number of full ones before it.
        self._filling: list[list[bytes]] = [[]]
        self._full: list[int] = [0]

    @property
    def root(self) -> bytes:
        """The root over the entries read so far."""
        return self._frontier.root()

    def bundles(self) -> Iterator[tuple[int, list[bytes]]]:
        """Yield each bundle's first index and entries; stop at the first that can't be read."""
        self._site.expect(_files_in_order(self._size))
        for start in range(0, self._size, TILE_WIDTH):
            width = min(TILE_WIDTH, self._size - start)
            try:
                bundle = self._bundle(start // TILE_WIDTH, width)
            except Malformed as error:
                self._stop(f"{entries_path(start // TILE_WIDTH, width)}: {error}", failed=True)
                return
            except Unreadable as error:
                self._stop(str(error), failed=False)
                return
            self._take(start, leaf_hashes(bundle))
            yield start, bundle
        self._end_tiles()
        self.complete = True
        self._step.done = True
        bundles = -(-self._size // TILE_WIDTH)
        tiles = sum(self._full) + sum(1 for tile in self._filling if tile)
        self._step.note(f"bundles: {bundles}, tiles: {tiles}")

    def _stop(self, reason: str, *, failed: bool) -> None:
        self.broken = reason
        if failed:
            self._step.fail(reason)
        else:
            self._step.gap(reason)

    def _take(self, start: int, hashes: list[bytes]) -> None:
        for size in sorted(mark for mark in self._marks if start < mark < start + len(hashes)):
            # In the middle of a bundle: its leaves go on a tree that is thrown away.
            self.roots[size] = self._frontier.root_with(hashes[: size - start])
        if len(hashes) == TILE_WIDTH:
            self._end_tile(0, hashes)
        else:
            self._filling[0] = hashes
            for hashed in hashes:
                self._frontier.append(hashed)
        if self._frontier.size in self._marks:
            self.roots[self._frontier.size] = self._frontier.root()

    def _end_tile(self, level: int, hashes: list[bytes]) -> None:
        """Compare a full tile, and put its root into the tile above."""
        self._compare(Tile(level, self._full[level], TILE_WIDTH), hashes)
        above = tree_root(hashes)
        if level == 0:
            self._frontier.append_tile(above)
        self._full[level] += 1
        self._filling[level] = []
        if level + 1 == len(self._filling):
            self._filling.append([])
            self._full.append(0)
        self._filling[level + 1].append(above)
        if len(self._filling[level + 1]) == TILE_WIDTH:
            self._end_tile(level + 1, self._filling[level + 1])

    def _end_tiles(self) -> None:
        for level, tile in enumerate(self._filling):
            if tile:
                self._compare(Tile(level, self._full[level], len(tile)), tile)

    def _bundle(self, number: int, width: int) -> list[bytes]:
        data, full = self._partial_or_full(
            entries_path(number, width), entries_path(number), _LARGEST_BUNDLE
        )
        entries = parse_bundle(data)
        if full:
            entries = entries[:width]
        if len(entries) != width:
            raise Malformed("bundle", f"{width} entries", len(entries))
        return entries

    def _compare(self, tile: Tile, hashes: list[bytes]) -> None:
        try:
            data, full = self._partial_or_full(
                tile.path, tile_path(tile.level, tile.number), _LARGEST_TILE
            )
            published = split_hashes(data)
        except Malformed as error:
            self._step.fail(f"{tile.path}: {error}")
            return
        except Unreadable as error:
            self._step.gap(str(error))
            return
        if full:
            published = published[: tile.width]
        if len(published) != tile.width:
            self._step.fail(f"{tile.path}: expected {tile.width} hashes, got {len(published)}")
            return
        if published == hashes:
            return
        for place, (found, expected) in enumerate(zip(published, hashes, strict=True)):
            if found != expected:
                below = "entry" if tile.level == 0 else f"tile of level {tile.level - 1}, number"
                self._step.fail(
                    f"{tile.path}: hash {place} is not that of {below} "
                    f"{tile.number * TILE_WIDTH + place}: expected {expected.hex()}, "
                    f"got {found.hex()}"
                )
                return

    def _partial_or_full(self, path: str, full_path: str, limit: int) -> tuple[bytes, bool]:
        """Return a tile's bytes and whether they are the full one's in place of a partial one.

        A log that has grown meanwhile may drop a partial tile once the full one exists
        (C2SP tlog-tiles); the full one begins with the same hashes.
        """
        try:
            return self._site.read(path, limit), False
        except Missing:
            if path == full_path:
                raise
            try:
                return self._site.read(full_path, limit), True
            except Missing:
                pass
            raise


def _files_in_order(size: int) -> Iterator[tuple[str, int]]:
    """Yield path and limit of each bundle and tile, in the order in which `Stream` reads them."""
    for start in range(0, size, TILE_WIDTH):
        number = start // TILE_WIDTH
        yield entries_path(number, min(TILE_WIDTH, size - start)), _LARGEST_BUNDLE
        level, full = 0, (start + TILE_WIDTH) // TILE_WIDTH if start + TILE_WIDTH <= size else 0
        # Each full tile is compared as soon as it is full, and may fill the one above.
        while full:
            yield tile_path(level, full - 1), _LARGEST_TILE
            level, full = level + 1, full // TILE_WIDTH if full % TILE_WIDTH == 0 else 0
    level, left = 0, size
    while left:
        if left % TILE_WIDTH:
            yield tile_path(level, left // TILE_WIDTH, left % TILE_WIDTH), _LARGEST_TILE
        level, left = level + 1, left // TILE_WIDTH


def check_tree(stream: Stream, root: bytes, step: Step) -> None:
    """Step 3: the tree over all entries must have the root that the checkpoint names."""
    if not stream.complete:
        step.gap(f"the entries could not all be read: {stream.broken}")
        return
    step.done = True
    if stream.root != root:
        step.fail(f"expected the checkpoint's root {root.hex()}, got {stream.root.hex()}")
    else:
        step.note("its root is the checkpoint's")
