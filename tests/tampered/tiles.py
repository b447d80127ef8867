"""Attacks on tiles and bundles: steps 2 and 3."""

from collections.abc import Callable

from tampered.attack import (
    Attack,
    Change,
    Work,
    dropped,
    edited,
    put,
)
from undersigned.tlog.merkle import leaf_hash
from undersigned.tlog.tiles import encode_bundle, parse_bundle

FIRST_TILE, LAST_TILE, TOP_TILE = (
    "letter/tile/0/000",
    "letter/tile/0/001.p/9",
    "letter/tile/1/000.p/1",
)
FIRST_BUNDLE, LAST_BUNDLE = "letter/tile/entries/000", "letter/tile/entries/001.p/9"


def _bundle(path: str, change: Callable[[list[bytes]], object]) -> Change:
    def do(work: Work) -> None:
        entries = parse_bundle(work.files[path])
        change(entries)
        work.files[path] = encode_bundle(entries)

    return do


def _swapped(entries: list[bytes]) -> None:
    entries[2], entries[3] = entries[3], entries[2]


def _full_tile_too_short(work: Work) -> None:
    work.drop(LAST_TILE)
    work.files["letter/tile/0/001"] = leaf_hash(b"an entry")


def _bundle_a_folder(work: Work) -> None:
    work.drop(LAST_BUNDLE)
    work.put(f"{LAST_BUNDLE}/9", b"9")


def _shortened(bundle: bytes) -> bytes:
    length = int.from_bytes(bundle[:2], "big") - 1
    return length.to_bytes(2, "big") + bundle[2:]


TILES = (
    Attack(
        "tile-hash-flipped",
        "a hash of level 0 is not its entry's",
        1,
        lambda work: work.flip(FIRST_TILE, 32 * 7),
    ),
    Attack(
        "tile-hash-of-level-1-flipped",
        "a hash of level 1 is not its tile's",
        1,
        lambda work: work.flip(TOP_TILE, 3),
    ),
    Attack(
        "tile-partial-hash-flipped",
        "a hash of a partial tile is not its entry's",
        1,
        lambda work: work.flip(LAST_TILE, 0),
    ),
    Attack(
        "tile-hashes-swapped",
        "two hashes of a tile have changed places",
        1,
        lambda work: work.put(
            FIRST_TILE,
            work.files[FIRST_TILE][32:64]
            + work.files[FIRST_TILE][:32]
            + work.files[FIRST_TILE][64:],
        ),
    ),
    Attack(
        "tile-a-hash-less",
        "a tile lacks its last hash",
        1,
        lambda work: work.put(LAST_TILE, work.files[LAST_TILE][:-32]),
    ),
    Attack(
        "tile-a-byte-more",
        "a tile has a byte that belongs to no hash",
        1,
        lambda work: work.put(LAST_TILE, work.files[LAST_TILE] + b"\n"),
    ),
    Attack("tile-empty", "a tile has no bytes", 1, put(LAST_TILE, b"")),
    Attack(
        "tile-full-in-place-of-partial",
        "the full tile served in its place has fewer hashes",
        1,
        _full_tile_too_short,
    ),
    Attack("tile-missing", "a tile is not there", 2, dropped(FIRST_TILE)),
    Attack(
        "tile-too-large",
        "a tile has more bytes than are read",
        2,
        lambda work: work.fill(TOP_TILE, 0, 16_385),
    ),
    Attack("bundle-missing", "a bundle is not there", 2, dropped(FIRST_BUNDLE)),
    Attack(
        "bundle-too-large",
        "a bundle has more bytes than one can have",
        2,
        lambda work: work.fill(LAST_BUNDLE, 0, 16_777_729),
    ),
    Attack(
        "bundle-linked-out",
        "a bundle is a link that leads out of the letter",
        2,
        lambda work: work.link(LAST_BUNDLE, "../../../../receipts/named.tlog-proof"),
    ),
    Attack(
        "bundle-linked-to-itself",
        "a bundle is a link to itself",
        2,
        lambda work: work.link(LAST_BUNDLE, "9"),
    ),
    Attack("bundle-a-folder", "a folder stands in the place of a bundle", 2, _bundle_a_folder),
    Attack(
        "bundle-length-too-great",
        "an entry's length reaches past the bundle",
        1,
        lambda work: work.flip(LAST_BUNDLE, 0),
    ),
    Attack(
        "bundle-length-too-small",
        "an entry's length is one less",
        1,
        lambda work: work.put(LAST_BUNDLE, _shortened(work.files[LAST_BUNDLE])),
    ),
    Attack(
        "bundle-an-entry-less",
        "the last entry is left out",
        1,
        _bundle(LAST_BUNDLE, lambda entries: entries.pop()),
    ),
    Attack(
        "bundle-an-entry-more",
        "an entry is added that nobody signed",
        1,
        _bundle(LAST_BUNDLE, lambda entries: entries.append(entries[-1])),
    ),
    Attack("bundle-empty", "a bundle has no bytes", 1, put(LAST_BUNDLE, b"")),
    Attack(
        "bundle-entries-swapped",
        "two entries have changed places, unsigned",
        1,
        _bundle(FIRST_BUNDLE, _swapped),
    ),
    Attack(
        "bundle-entry-of-another-person",
        "an organisation becomes a person, unsigned",
        1,
        edited(FIRST_BUNDLE, b"as organisation", b"as person      "),
    ),
    Attack(
        "bundle-of-257-entries",
        "a bundle holds more entries than a bundle has",
        1,
        put(FIRST_BUNDLE, b"\0\1x" * 257),
    ),
)
