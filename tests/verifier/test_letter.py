"""The ten steps together: an honest letter holds."""

from pathlib import Path

from letter_press import Press
from letter_readers import World, failed
from undersigned.evidence.records_file import encode_records


def test_an_honest_letter_holds(press: Press, world: World) -> None:
    report = world.verify(press.folder)
    assert [step.ok for step in report.steps] == [True] * 10, report.as_json()
    assert report.status == 0
    assert report.copy_of
    assert report.figures["total"] == 4
    assert report.figures["removed"] == {}
    assert world.waits == []


def test_an_honest_letter_of_several_bundles_holds(tmp_path: Path, world: World) -> None:
    press = Press(tmp_path / "long")
    for number in range(600):
        press.sign(f"Signatory {number}")
    press.write()
    report = world.verify(press.folder)
    assert report.status == 0, report.as_json()
    assert report.figures["named"] == 600


def test_a_letter_that_nobody_has_signed_holds(tmp_path: Path, world: World) -> None:
    press = Press(tmp_path / "young")
    press.write()
    assert world.verify(press.folder).status == 0


def test_records_that_stand_since_their_bundle_changed_last_are_right(
    tmp_path: Path, world: World
) -> None:
    press = Press(tmp_path / "long")
    for number in range(254):
        press.sign(f"Signatory {number}")
    press.write()
    standing = (press.folder / "records" / "000").read_bytes()
    press.sign("Anka de Rassendy")
    press.write()
    press.put("records/000", standing)
    assert world.verify(press.folder).status == 0
    press.withdraw(7)
    press.write()
    press.put("records/000", standing)
    report = world.verify(press.folder)
    assert failed(report) == [6]
    assert "records/000: at size 256" in report.step(6).detail


def test_a_partial_tile_may_be_gone_once_the_full_one_is_there(
    tmp_path: Path, world: World
) -> None:
    press = Press(tmp_path / "long")
    for number in range(250):
        press.sign(f"Signatory {number}")
    press.write()
    checkpoint, count, page = press.checkpoint(), press.count(), press.page()
    lines = [press.records.get(index) for index in range(252)]
    for number in range(10):
        press.sign(f"Later {number}")
    press.write()
    for path in ("tile/0/000.p/252", "tile/entries/000.p/252"):
        (press.folder / path).unlink()
    press.put("checkpoint", checkpoint)
    press.put("count.json", count)
    press.put("index.html", page)
    press.put("records/000", encode_records(252, lines))
    assert world.verify(press.folder).status == 0
