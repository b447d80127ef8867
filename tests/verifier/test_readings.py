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
    """Serve one file of the next size, and for ever the others of this one.

    The checkpoint is read, and then again: at once, and after the cache time, twice.
    """
    others = {"checkpoint", "count.json", "index.html", "records/000"} - {path}
    published.held = {other: (press.folder / other).read_bytes() for other in others}
    press.sign("Greta Brezik")
    press.write()
    report = world.verify(published)
    asked = published.asked.count("checkpoint")
    # Where records are missing for rows, the newest one is asked for once more.
    assert asked == 4 + (path == "records/000")
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


def test_a_row_that_came_since_stands_on_a_page_read_after_the_first(
    press: Press, published: Published, world: World
) -> None:
    """The first page shows the figures at 11; the next one has a row more, and one fewer."""
    first = press.page(rows="").replace("<p>", '<a rel="next" href="list.html">All</a><p>', 1)
    press.put("list.html", press.page())
    old = {path: (press.folder / path).read_bytes() for path in ("checkpoint", "count.json")}
    press.withdraw(3)
    index = press.sign("Greta Brezik")
    press.write()
    rows = "".join(press.row(each) for each in sorted(press.records))
    press.put("list.html", f"<ul>{rows}</ul>")
    assert f'data-entry="{index}"' in rows
    published.held = {"index.html": first.encode(), **old}
    world.meanwhile = published.held.clear
    report = world.verify(published)
    assert report.status == 0, report.as_json()
    assert report.size == 11


def test_a_row_that_no_later_checkpoint_knows_is_refused_after_three_readings(
    press: Press, published: Published, world: World
) -> None:
    page = press.page().replace('data-entry="2"', 'data-entry="900"')
    press.put("index.html", page)
    report = world.verify(published)
    assert failed(report) == [8]
    assert "entry 900 has a row and is not on the list" in report.step(8).detail
    assert "entry 2 is on the list and has no row" in report.step(8).detail
    assert published.asked.count("index.html") == 3


def test_a_first_page_that_goes_back_when_it_is_read_again_is_refused(
    press: Press, published: Published, world: World
) -> None:
    """A false row is first seen at 11, and then a list from before anybody stood on it."""
    page = press.page().replace('data-entry="2"', 'data-entry="900"')
    published.held["index.html"] = page.encode()
    world.meanwhile = lambda: published.held.update({"index.html": press.page(2, rows="").encode()})
    report = world.verify(published)
    assert failed(report) == [8]
    assert "index.html: now at size 2, after 11" in report.step(8).detail


def test_a_row_that_stands_twice_for_a_moment_is_read_again(
    press: Press, published: Published, world: World
) -> None:
    page = press.page()
    row = press.row(2)
    assert page.count(row) == 1
    published.held["index.html"] = page.replace(row, row + row).encode()
    world.meanwhile = published.held.clear
    assert world.verify(published).status == 0
    assert world.waits == [10.0]


def test_a_page_that_a_cache_kept_longer_than_the_first_one_is_read_again(
    press: Press, published: Published, world: World
) -> None:
    link = '<link rel="next" href="list.html">'
    before = f"<ul>{''.join(press.row(each) for each in sorted(press.records))}</ul>"
    press.withdraw(3)
    press.amend(4, "Friends of Zenda's Archive", as_="organisation")
    press.write()
    press.put("index.html", link + press.page(rows=""))
    rows = "".join(press.row(each) for each in sorted(press.records))
    press.put("list.html", f"<ul>{rows}</ul>")
    published.held["list.html"] = before.encode()
    world.meanwhile = published.held.clear
    assert world.verify(published).status == 0
    assert world.waits == [10.0]
    published.held["list.html"] = before.encode()
    world.meanwhile = None
    assert failed(world.verify(published)) == [8]


def test_records_ahead_of_the_checkpoint_are_held_to_their_own_size(
    press: Press, published: Published, world: World
) -> None:
    """Records at 12, where entry 4 has the line that is corrected once more at 13."""
    old = {
        path: (press.folder / path).read_bytes()
        for path in ("checkpoint", "count.json", "index.html")
    }
    press.amend(4, "Friends of Zenda's Archive", as_="organisation")
    press.write()
    between = (press.folder / "records/000").read_bytes()
    press.amend(4, "Friends of the Archive of Zenda", as_="organisation")
    press.withdraw(2)
    press.write()
    published.held = {**old, "records/000": between}
    world.meanwhile = published.held.clear
    report = world.verify(published)
    assert report.status == 0, report.as_json()
    assert report.size == 11
    wrong = between.replace(b"Friends of Zenda", b"Fiends of Zenda")
    assert wrong != between
    published.held = {**old, "records/000": wrong}
    world.meanwhile = published.held.clear
    assert failed(world.verify(published)) == [6]
