"""Step 5: documents."""

from letter_press import ORIGIN, Press
from letter_readers import World, failed, unchecked
from undersigned.evidence import entries as kinds


def test_a_changed_document_is_refused(press: Press, world: World) -> None:
    press.put("editions/1.en.md", b"# Another sentence\n")
    report = world.verify(press.folder)
    assert failed(report) == [5]
    assert "editions/1.en.md: expected SHA-256" in report.step(5).detail


def test_a_missing_document_is_unchecked_unless_it_was_struck(press: Press, world: World) -> None:
    (press.folder / "addenda/1.md").unlink()
    assert unchecked(world.verify(press.folder)) == [5]
    press.add(kinds.Struck(ORIGIN, press.day, "addenda/1.md"))
    press.documents.pop("addenda/1.md")
    press.write()
    assert world.verify(press.folder).status == 0


def test_a_struck_document_that_is_there_must_still_be_right(press: Press, world: World) -> None:
    press.add(kinds.Struck(ORIGIN, press.day, "addenda/1.md"))
    press.write()
    assert world.verify(press.folder).status == 0
    press.put("addenda/1.md", b"another")
    assert failed(world.verify(press.folder)) == [5]
