"""Steps 2 and 3: tiles and tree."""

from pathlib import Path

import pytest

from letter_press import Press
from letter_readers import World, failed, replaced, unchecked
from undersigned.tlog.tiles import TILE_WIDTH, encode_bundle


def test_a_tile_with_another_hash_is_named_with_its_place(press: Press, world: World) -> None:
    tile = bytearray((press.folder / "tile/0/000.p/11").read_bytes())
    tile[32 * 7] ^= 1
    press.put("tile/0/000.p/11", bytes(tile))
    report = world.verify(press.folder)
    assert failed(report) == [2]
    assert "tile/0/000.p/11: hash 7 is not that of entry 7" in report.step(2).detail


def test_a_missing_tile_is_unchecked_and_the_rest_is_checked(press: Press, world: World) -> None:
    (press.folder / "tile/0/000.p/11").unlink()
    report = world.verify(press.folder)
    assert (report.status, unchecked(report)) == (2, [2])


@pytest.mark.parametrize("data", [b"", b"abc", bytes(32 * 10), bytes(32 * 12)])
def test_a_tile_of_another_length_is_refused(press: Press, world: World, data: bytes) -> None:
    press.put("tile/0/000.p/11", data)
    assert failed(world.verify(press.folder)) == [2]


def test_an_altered_entry_fits_neither_tile_nor_tree(press: Press, world: World) -> None:
    path = "tile/entries/000.p/11"
    replaced(press.folder, path, b"as organisation", b"as orgAnisation")
    assert {2, 3, 4} <= set(failed(world.verify(press.folder)))


@pytest.mark.parametrize("count", [10, 12])
def test_a_bundle_with_entries_too_few_or_many_is_refused(
    press: Press, world: World, count: int
) -> None:
    entries = [*press.entries, b"one more"][:count]
    press.put("tile/entries/000.p/11", encode_bundle(entries))
    report = world.verify(press.folder)
    assert failed(report) == [2]
    assert {3, 4, 6, 7, 8} <= set(unchecked(report))


def test_a_missing_bundle_leaves_entries_unchecked_and_the_status_2(
    press: Press, world: World
) -> None:
    (press.folder / "tile/entries/000.p/11").unlink()
    assert world.verify(press.folder).status == 2


def test_an_absurd_size_costs_nothing(press: Press, world: World) -> None:
    press.put("checkpoint", press.checkpoint(2**62, bytes(32)))
    assert unchecked(world.verify(press.folder)) == [2, 3, 4, 5, 6]


def test_a_full_tile_with_a_hash_too_many_is_wrong_and_not_unreadable(
    tmp_path: Path, world: World
) -> None:
    press = Press(tmp_path / "letter")
    for number in range(TILE_WIDTH - press.size):
        press.note(b"# %d\n" % number)
    press.write()
    assert world.verify(press.folder).status == 0
    press.put("tile/0/000", (press.folder / "tile/0/000").read_bytes() + bytes(32))
    assert failed(world.verify(press.folder)) == [2]
