"""Step 9: one history."""

from pathlib import Path

import pytest

from letter_press import NOW, ORIGIN, Press, small_letter
from letter_readers import Published, World, failed, unchecked
from undersigned.tlog.tiles import encode_bundle
from undersigned.verifier.letter import verify_letter
from undersigned.verifier.memory import Remembered
from undersigned.verifier.request import Against, Request, Surroundings
from undersigned.verifier.site import Folder


def test_a_letter_that_shrank_is_rolled_back_after_three_readings(
    press: Press, published: Published, world: World
) -> None:
    assert world.verify(published).status == 0
    published.held["checkpoint"] = press.checkpoint(10)
    for path in ("tile/0/000.p/10", "tile/entries/000.p/10"):
        entries = press.entries[:10]
        made = encode_bundle(entries) if "entries" in path else b""
        press.put(path, made or (press.folder / "tile/0/000.p/11").read_bytes()[: 32 * 10])
    before = len(published.asked)
    report = world.verify(published)
    assert 9 in failed(report)
    assert "rolled back: 10 entries, 11 in the memory of this letter" in report.step(9).detail
    asked = published.asked[before:]
    assert asked[: asked.index("count.json")].count("checkpoint") == 3


def test_a_cache_that_catches_up_is_no_rollback(
    press: Press, published: Published, world: World
) -> None:
    assert world.verify(published).status == 0
    published.held["checkpoint"] = press.checkpoint(10)
    world.meanwhile = published.held.clear
    assert world.verify(published).status == 0
    assert world.waits == [10.0]


def test_a_rewritten_history_is_a_fork_from_what_is_remembered(press: Press, world: World) -> None:
    assert world.verify(press.folder).status == 0
    press.entries.pop()
    press.records.pop(10)
    press.sign("Greta Brezik")
    press.write()
    report = world.verify(press.folder)
    assert failed(report) == [9]
    assert "two histories: at size 11" in report.step(9).detail


def test_memory_moves_only_when_all_of_it_held(press: Press, world: World) -> None:
    assert world.verify(press.folder).status == 0
    remembered = world.memory.recall(ORIGIN).origin
    press.sign("Greta Brezik")
    press.write()
    press.put("index.html", b"")
    assert world.verify(press.folder).status == 1
    assert world.memory.recall(ORIGIN).origin == remembered
    press.write()
    assert world.verify(press.folder).status == 0
    moved = world.memory.recall(ORIGIN).origin
    assert moved is not None
    assert moved.size == 12


def test_the_key_is_remembered(press: Press, world: World) -> None:
    assert "first seen" in world.verify(press.folder).step(1).detail
    assert "the key remembered" in world.verify(press.folder).step(1).detail


def test_an_archive_opened_with_a_key_is_held_to_its_own_past_alone(
    press: Press, world: World, tmp_path: Path
) -> None:
    older = small_letter(tmp_path / "archive")
    press.sign("Greta Brezik")
    press.write()
    assert world.verify(press.folder).status == 0
    asked = Request(key=press.key)
    assert world.verify(older.folder, asked).status == 0
    assert failed(world.verify(older.folder)) == [9]
    older.entries.pop()
    older.records.pop(10)
    older.write()
    assert failed(world.verify(older.folder, asked)) == [9]


def test_a_damaged_memory_is_said_and_not_passed_over(press: Press, world: World) -> None:
    assert world.verify(press.folder).status == 0
    world.memory.path(ORIGIN).write_text("{")
    report = world.verify(press.folder)
    assert (report.status, unchecked(report)) == (2, [9])
    assert "move it away" in report.step(9).detail


def test_a_memory_that_can_not_be_read_is_said(press: Press) -> None:
    def recall(_: str) -> Remembered:
        raise PermissionError(13, "Permission denied")

    surroundings = Surroundings(NOW, lambda _: None, recall)
    checked = verify_letter(Folder(press.folder), Request(), surroundings)
    checked.close()
    report = checked.report
    assert unchecked(report) == [9]
    assert "Permission denied" in report.step(9).detail


def test_a_receipt_of_an_earlier_size_is_of_the_same_history(press: Press, world: World) -> None:
    receipt = press.receipt(3)
    press.amend(3, "Rudi Gorlice")
    press.write()
    report = world.verify(press.folder, Request(against=(Against("r.tlog-proof", receipt),)))
    assert report.status == 0
    assert "one history with r.tlog-proof, size 11" in report.step(9).detail
    assert "entry 3 is amended in entry 11, still active" in report.step(9).detail
    press.withdraw(3)
    press.write()
    report = world.verify(press.folder, Request(against=(Against("r.tlog-proof", receipt),)))
    assert "ended in entry 12" in report.step(9).detail


def test_a_checkpoint_of_another_history_is_a_fork(
    press: Press, world: World, tmp_path: Path
) -> None:
    other = Press(tmp_path / "other")
    other.sign("Greta Brezik")
    given = Against("their.checkpoint", other.checkpoint())
    report = world.verify(press.folder, Request(against=(given,)))
    assert failed(report) == [9]
    assert "two histories: at size 3, their.checkpoint" in report.step(9).detail


@pytest.mark.parametrize(
    "data",
    [b"", b"nothing", b"c2sp.org/tlog-proof@v1\n", b"\xff\n\n\xe2"],
)
def test_something_to_compare_with_that_is_none_is_refused(
    press: Press, world: World, data: bytes
) -> None:
    report = world.verify(press.folder, Request(against=(Against("theirs", data),)))
    assert failed(report) == [9]
    assert report.step(9).detail.startswith("theirs: ")


def test_a_checkpoint_larger_than_the_letter_is_a_rollback(press: Press, world: World) -> None:
    press.sign("Greta Brezik")
    given = Against("their.checkpoint", press.checkpoint())
    report = world.verify(press.folder, Request(against=(given,)))
    assert failed(report) == [9]
    assert "rolled back: 11 entries, 12 in their.checkpoint" in report.step(9).detail
