from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.errors import Malformed
from undersigned.tlog.merkle import (
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from undersigned.tlog.note import Note, VerifierKey
from undersigned.tlog.tiles import (
    TILE_WIDTH,
    Tile,
    encode_bundle,
    entries_path,
    number_path,
    parse_bundle,
    split_hashes,
    tile_hash_reader,
    tile_path,
    tiles_changed,
    tiles_of,
)

TESSERA_KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
TESSERA_SIZES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]
LEAVES = [leaf_hash(b"%d" % number) for number in range(70_000)]


def tile_bytes(tile: Tile, leaves: list[bytes]) -> bytes:
    """Make a tile from all the leaves below it, by the definition in tlog-tiles."""
    span = TILE_WIDTH**tile.level
    starts = range(tile.number * TILE_WIDTH * span, len(leaves), span)[: tile.width]
    return b"".join(tree_root(leaves[start : start + span]) for start in starts)


@pytest.mark.parametrize(
    ("number", "path"),
    [(0, "000"), (999, "999"), (1000, "x001/000"), (1_234_067, "x001/x234/067")],
)
def test_numbers_stand_in_groups_of_three(number: int, path: str) -> None:
    assert number_path(number) == path


def test_paths_name_level_number_and_width() -> None:
    assert tile_path(0, 1234, 5) == "tile/0/x001/234.p/5"
    assert tile_path(2, 0) == Tile(2, 0, 256).path == "tile/2/000"
    assert entries_path(273, 112) == "tile/entries/273.p/112"
    assert entries_path(3) == "tile/entries/003"


def test_there_is_no_empty_and_no_overfull_tile() -> None:
    for width in (0, 257, -1):
        with pytest.raises(ValueError, match="wide"):
            tile_path(0, 0, width)
    with pytest.raises(ValueError, match="negative"):
        number_path(-1)


def test_the_specification_s_example_of_seventy_thousand() -> None:
    layout = Counter((tile.level, tile.width) for tile in tiles_of(70_000))
    assert layout == {(0, 256): 273, (0, 112): 1, (1, 256): 1, (1, 17): 1, (2, 1): 1}


def test_a_full_tile_starts_the_level_above() -> None:
    assert list(tiles_of(256)) == [Tile(0, 0, 256), Tile(1, 0, 1)]
    assert list(tiles_of(255)) == [Tile(0, 0, 255)]
    assert list(tiles_of(0)) == []


@given(st.integers(0, 200_000), st.integers(0, 200_000))
def test_what_changed_is_what_was_not_there(one: int, other: int) -> None:
    old, new = sorted((one, other))
    expected = sorted(set(tiles_of(new)) - set(tiles_of(old)))
    assert sorted(tiles_changed(old, new)) == expected


def test_a_log_never_shrinks() -> None:
    with pytest.raises(ValueError, match="can't become"):
        tiles_changed(2, 1)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_a_bundle_reads_back(entries: list[bytes]) -> None:
    assert parse_bundle(encode_bundle(entries)) == entries


@given(st.binary(max_size=400))
def test_bytes_are_a_bundle_in_one_way_or_refused(data: bytes) -> None:
    try:
        entries = parse_bundle(data)
    except Malformed:
        return
    assert encode_bundle(entries) == data


@pytest.mark.parametrize("data", [b"", b"\0", b"\0\5abc", bytes(2 * 257)])
def test_a_bundle_cut_off_empty_or_overfull_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed, match="bundle"):
        parse_bundle(data)


def test_what_no_bundle_can_hold_is_not_encoded() -> None:
    assert parse_bundle(encode_bundle([bytes(65_535)])) == [bytes(65_535)]
    with pytest.raises(ValueError, match="65535 bytes"):
        encode_bundle([bytes(65_536)])
    with pytest.raises(ValueError, match="1 to 256"):
        encode_bundle([])


@pytest.mark.parametrize("length", [0, 31, 33, 257 * 32])
def test_a_tile_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(Malformed, match="tile"):
        split_hashes(bytes(length))


@pytest.mark.parametrize("size", [1, 255, 256, 257, 300, 513, 70_000])
def test_proofs_come_out_of_tiles(size: int) -> None:
    leaves = LEAVES[:size]
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    root = frontier.root()
    stored = {tile: tile_bytes(tile, leaves) for tile in tiles_of(size)}
    read = tile_hash_reader(size, stored.__getitem__)
    assert root_of(size, read) == root
    for index in {0, size // 3, size - 1}:
        proof = inclusion_proof(index, size, read)
        verify_inclusion(index, size, leaves[index], proof, root)
    for old in {1, size // 2, size - 1} - {0}:
        proof = consistency_proof(old, size, read)
        verify_consistency(old, size, tree_root(leaves[:old]), root, proof)


def test_a_reader_refuses_a_tile_of_another_width_and_what_is_not_there_yet() -> None:
    read = tile_hash_reader(300, lambda _: bytes(32 * 3))
    with pytest.raises(Malformed, match=r"tile/0/001\.p/44: expected 44 hashes, got 3"):
        read(0, 256)
    with pytest.raises(ValueError, match="not whole"):
        read(6, 4)


def checkpoint_of(folder: Path, size: int) -> Checkpoint:
    data = (folder / f"vectors/tessera-log/log/checkpoint.{size}").read_bytes()
    note = Note.parse(data)
    checkpoint = Checkpoint.parse(note.text)
    assert note.encode() == data
    assert checkpoint.text() == note.text
    assert any(VerifierKey.parse(TESSERA_KEY).made(each) for each in note.signatures)
    return checkpoint


@pytest.mark.parametrize("size", TESSERA_SIZES)
def test_a_log_written_by_tessera(shared_folder: Path, size: int) -> None:
    log = shared_folder / "vectors/tessera-log/log"
    checkpoint = checkpoint_of(shared_folder, size)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/log/testdata", size)
    leaves: list[bytes] = []
    for tile in tiles_of(size):
        data = (log / entries_path(tile.number, tile.width)).read_bytes()
        entries = parse_bundle(data)
        assert encode_bundle(entries) == data
        leaves += [leaf_hash(entry) for entry in entries]
        assert split_hashes((log / tile.path).read_bytes()) == leaves
    assert tree_root(leaves) == checkpoint.root
    read = tile_hash_reader(size, lambda tile: (log / tile.path).read_bytes())
    assert root_of(size, read) == checkpoint.root
    for index, leaf in enumerate(leaves):
        proof = inclusion_proof(index, size, read)
        verify_inclusion(index, size, leaf, proof, checkpoint.root)
    for old in range(size + 1):
        earlier = checkpoint_of(shared_folder, old)
        proof = consistency_proof(old, size, read)
        verify_consistency(old, size, earlier.root, checkpoint.root, proof)
