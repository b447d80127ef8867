"""A letter that moves while it is read; source: record format, sections 4, 6 and 9."""

import pytest

from letter_press import Press
from letter_readers import Published, World, failed, unchecked
from undersigned.verifier.verdict import Report


def test_a_count_and_a_page_behind_are_read_again_after_the_cache_time(
    press: Press, published: Published, world: World
) -> None:
    published.held = {"count.json": press.count(10), "index.html": press.page(10).encode()}
    world.meanwhile = published.held.clear
    assert world.verify(published).status == 0
    assert world.waits == [10.0]


def test_a_count_that_stays_behind_is_refused(
    press: Press, published: Published, world: World
) -> None:
    published.held["count.json"] = press.count(10)
    report = world.verify(published)
    assert failed(report) == [7]
    assert "still at size 10" in report.step(7).detail


def test_a_page_that_stays_behind_is_refused(
    press: Press, published: Published, world: World
) -> None:
    page = press.page(10, rows="".join(press.row(index) for index in (2, 3, 4, 5)))
    published.held["index.html"] = page.encode()
    report = world.verify(published)
    assert failed(report) == [8]
    assert "still at size 10" in report.step(8).detail


def test_what_is_ahead_of_the_checkpoint_has_it_read_again(
    press: Press, published: Published, world: World
) -> None:
    published.held["checkpoint"] = press.checkpoint()
    press.sign("Greta Brezik")
    press.write()
    world.meanwhile = published.held.clear
    report = world.verify(published)
    assert report.status == 0
    assert report.size == 12


def test_a_page_at_a_size_between_two_checkpoints_is_right_for_its_size(
    press: Press, published: Published, world: World
) -> None:
    """The checkpoint read first is at 11; the page at 12 is ahead of it, and behind the next."""
    published.held["checkpoint"] = press.checkpoint()
    press.amend(4, "Friends of Zenda's Archive", as_="organisation")
    page = press.page().encode()
    press.withdraw(5)
    press.sign("Greta Brezik")
    press.write()
    press.put("index.html", page)
    press.put("count.json", press.count(12))
    world.meanwhile = published.held.clear
    report = world.verify(published)
    assert report.status == 0, report.as_json()
    assert report.size == 14
    assert "1 rows were corrected or ended since" in report.step(8).detail


def after_three_readings(press: Press, published: Published, world: World, path: str) -> Report:
    """Serve one file of the next size, and for ever the others of this one."""
    others = {"checkpoint", "count.json", "index.html", "records/000"} - {path}
    published.held = {other: (press.folder / other).read_bytes() for other in others}
    press.sign("Greta Brezik")
    press.write()
    report = world.verify(published)
    assert published.asked.count("checkpoint") == 3
    return report


def test_records_that_stay_ahead_are_unchecked(
    press: Press, published: Published, world: World
) -> None:
    report = after_three_readings(press, published, world, "records/000")
    assert (report.status, unchecked(report)) == (2, [6, 8])


@pytest.mark.parametrize(("path", "step"), [("count.json", 7), ("index.html", 8)])
def test_a_count_or_page_that_stays_ahead_is_refused_as_its_checkpoint_comes_before_it(
    press: Press, published: Published, world: World, path: str, step: int
) -> None:
    report = after_three_readings(press, published, world, path)
    assert failed(report) == [step]
    assert f"{path} is at size 12, past the checkpoint" in report.step(step).detail
