"""Step 1: the note, its origin and its key."""

from pathlib import Path

from letter_press import Press
from letter_readers import Published, World, failed, unchecked
from undersigned.verifier.request import Request


def test_a_checkpoint_that_is_no_note_leaves_nothing_to_check(press: Press, world: World) -> None:
    press.put("checkpoint", b"nothing\n")
    report = world.verify(press.folder)
    assert (report.status, failed(report)) == (1, [1])
    assert report.step(4).detail == "not reached"


def test_a_missing_checkpoint_is_unchecked(press: Press, world: World) -> None:
    (press.folder / "checkpoint").unlink()
    report = world.verify(press.folder)
    assert report.status == 2
    assert report.step(1).detail == "checkpoint is missing"


def test_a_checkpoint_with_another_root_is_not_signed(press: Press, world: World) -> None:
    forged = press.checkpoint().replace(press.checkpoint().split(b"\n")[2], b"A" * 43 + b"=")
    press.put("checkpoint", forged)
    report = world.verify(press.folder)
    assert 1 in failed(report)
    assert 3 in failed(report)


def test_two_signature_lines_of_the_logs_key_are_refused(press: Press, world: World) -> None:
    note = press.checkpoint()
    press.put("checkpoint", note + note.rpartition(b"\n\n")[2])
    report = world.verify(press.folder)
    assert failed(report) == [1]
    assert "2 signature lines" in report.step(1).detail


def test_another_letters_key_is_refused(press: Press, world: World, tmp_path: Path) -> None:
    other = Press(tmp_path / "other", "letters.ruritania.example/another")
    report = world.verify(press.folder, Request(key=other.key))
    assert failed(report) == [1, 10]


def test_another_origin_than_expected_is_refused(press: Press, world: World) -> None:
    report = world.verify(press.folder, Request(origin="letters.ruritania.example/another"))
    assert failed(report) == [1]


def test_an_address_that_is_not_the_origin_is_refused(published: Published, world: World) -> None:
    published.claims = "letters.ruritania.example/another"
    assert failed(world.verify(published)) == [1]


def test_a_witnesses_file_with_another_key_is_refused(
    press: Press, world: World, tmp_path: Path
) -> None:
    other = Press(tmp_path / "other", "letters.ruritania.example/another")
    press.put("witnesses", press.policy(log=other.key.encode()))
    assert failed(world.verify(press.folder, Request(key=press.key))) == [1, 10]
    assert 1 in failed(world.verify(press.folder))


def test_without_any_key_nothing_is_signed_by_anyone(press: Press, world: World) -> None:
    (press.folder / "witnesses").unlink()
    report = world.verify(press.folder)
    assert (report.status, unchecked(report)) == (2, [1, 10])
