"""Tiles and entry bundles: how a log lies in static files. Source: C2SP tlog-tiles.

A tile holds up to 256 hashes of one level: level 0 those of the leaves, each higher level the
roots of the full tiles below. A bundle holds up to 256 entries.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from undersigned.tlog.errors import Malformed
from undersigned.tlog.merkle import HASH_LENGTH, HashReader, node_hash

TILE_WIDTH = 256
TILE_BITS = 8
LARGEST_ENTRY = 65_535
"""Bytes of the longest entry that a bundle's two bytes of length can announce."""


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """One tile: its `level` (0 is the leaves'), `number` from the left and `width` in hashes."""

    level: int
    number: int
    width: int

    @property
    def path(self) -> str:
        """Where the tile lies under the log's prefix, for example ``tile/0/x001/234.p/5``."""
        return tile_path(self.level, self.number, self.width)


def number_path(number: int) -> str:
    """Return a tile's number in groups of three digits: 1234067 is ``x001/x234/067``."""
    if number < 0:
        raise ValueError(f"A tile's number is never negative; this one is {number}.")
    digits = str(number)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[place : place + 3] for place in range(0, len(digits), 3)]
    return "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])


def tile_path(level: int, number: int, width: int = TILE_WIDTH) -> str:
    """Return the path of a tile of hashes, with ``.p/<width>`` where it is not full."""
    return f"tile/{level}/{number_path(number)}{_partial(width)}"


def entries_path(number: int, width: int = TILE_WIDTH) -> str:
    """Return the path of a bundle of entries, with ``.p/<width>`` where it is not full."""
    return f"tile/entries/{number_path(number)}{_partial(width)}"


def tiles_of(size: int) -> Iterator[Tile]:
    """Yield every tile of a log of `size`, full and partial, the lowest level first.

    The tiles of level 0 are also the bundles: same numbers, same widths.
    """
    level, hashes = 0, size
    while hashes:
        yield from _tiles_from(level, 0, hashes)
        level, hashes = level + 1, hashes >> TILE_BITS


def tiles_changed(old_size: int, new_size: int) -> list[Tile]:
    """Return the tiles of a log of `new_size` that one of `old_size` did not have.

    Raises:
        ValueError: the log would shrink.
    """
    if not 0 <= old_size <= new_size:
        raise ValueError(f"A log of size {old_size} can't become one of size {new_size}.")
    tiles: list[Tile] = []
    level, old, new = 0, old_size, new_size
    while new > old:
        tiles.extend(_tiles_from(level, old // TILE_WIDTH, new))
        level, old, new = level + 1, old >> TILE_BITS, new >> TILE_BITS
    return tiles


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Return entries as one bundle: each after its length in two bytes, big-endian.

    Raises:
        ValueError: not 1 to 256 entries, or one of more than 65,535 bytes.
    """
    if not 1 <= len(entries) <= TILE_WIDTH:
        raise ValueError(f"A bundle holds 1 to {TILE_WIDTH} entries; these are {len(entries)}.")
    parts = []
    for entry in entries:
        if len(entry) > LARGEST_ENTRY:
            raise ValueError(f"An entry has at most {LARGEST_ENTRY} bytes; one has {len(entry)}.")
        parts += [len(entry).to_bytes(2, "big"), entry]
    return b"".join(parts)


def parse_bundle(data: bytes) -> list[bytes]:
    """Return the entries of a bundle; the caller compares their number with the width it asked for.

    Raises:
        Malformed: an entry is cut off, or there are none or more than 256.
    """
    entries: list[bytes] = []
    place, end = 0, len(data)
    while place < end:
        start = place + 2
        # The last byte alone announces nothing that fits.
        place = start + (data[place] << 8 | data[place + 1] if start <= end else 0)
        if place > end:
            raise Malformed(
                f"entry {len(entries)} of the bundle",
                f"a length in two bytes and that many bytes, up to byte {place}",
                f"{end} bytes in all",
            )
        entries.append(data[start:place])
    if not 1 <= len(entries) <= TILE_WIDTH:
        raise Malformed("bundle", f"1 to {TILE_WIDTH} entries", len(entries))
    return entries


def split_hashes(data: bytes) -> list[bytes]:
    """Return the hashes of a tile, 32 bytes each.

    Raises:
        Malformed: not a whole number of hashes, none, or more than 256.
    """
    count, rest = divmod(len(data), HASH_LENGTH)
    if rest or not 1 <= count <= TILE_WIDTH:
        raise Malformed("tile", "1 to 256 hashes of 32 bytes each", f"{len(data)} bytes")
    return [data[place : place + HASH_LENGTH] for place in range(0, len(data), HASH_LENGTH)]


def tile_hash_reader(size: int, read_tile: Callable[[Tile], bytes]) -> HashReader:
    """Return a reader of subtree hashes for proofs out of the tiles of a log of `size`.

    `read_tile` gives a tile's bytes. The last tile read is kept, since neighbours are asked for in
    a row.

    Raises (the reader):
        Malformed: a tile has another width than one of this size has there.
        ValueError: the subtree reaches beyond `size`.
    """
    kept: dict[Tile, list[bytes]] = {}

    def hashes_of(tile: Tile) -> list[bytes]:
        if tile not in kept:
            hashes = split_hashes(read_tile(tile))
            if len(hashes) != tile.width:
                raise Malformed(tile.path, f"{tile.width} hashes", len(hashes))
            kept.clear()
            kept[tile] = hashes
        return kept[tile]

    def read(level: int, number: int) -> bytes:
        if (number + 1) << level > size:
            raise ValueError(f"Subtree {number} of level {level} is not whole at size {size}.")
        row, height = divmod(level, TILE_BITS)
        first = number << height
        tile_number, place = divmod(first, TILE_WIDTH)
        width = min(TILE_WIDTH, (size >> row * TILE_BITS) - tile_number * TILE_WIDTH)
        hashes = hashes_of(Tile(row, tile_number, width))[place : place + (1 << height)]
        while len(hashes) > 1:
            hashes = [
                node_hash(left, right)
                for left, right in zip(hashes[::2], hashes[1::2], strict=True)
            ]
        return hashes[0]

    return read


def _partial(width: int) -> str:
    if not 1 <= width <= TILE_WIDTH:
        raise ValueError(f"A tile is 1 to {TILE_WIDTH} wide; {width} is not.")
    return "" if width == TILE_WIDTH else f".p/{width}"


def _tiles_from(level: int, first: int, hashes: int) -> Iterator[Tile]:
    full, rest = divmod(hashes, TILE_WIDTH)
    for number in range(first, full):
        yield Tile(level, number, TILE_WIDTH)
    if rest:
        yield Tile(level, full, rest)
