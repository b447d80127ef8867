"""Step 8; source: record format, section 7."""

from pathlib import Path

import pytest

from letter_press import Press
from letter_readers import World, failed, replaced, unchecked
from undersigned.evidence.records import Post


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'value="4" data-size="11">4', b'value="4" data-size="11">4,000'),
        (b'value="4" data-size="11">4', b'value="5" data-size="11">5'),
        (b'value="4" data-size="11">4', b'value="4" data-size="11">4\xc2\xb2'),
        (b'value="4" data-size="11">4', b'value="4" data-size="11">four'),
        (b'data-undersigned="total"', b'data-undersigned="people"'),
        (b'data-size="11">4', b'data-size="10">4'),
        (b'data-size="11"', b'data-size="x"'),
        (b"data-undersigned", b"data-signed"),
        (b"Yrsa Passau", b"Yrsa Passow"),
        (b'data-entry="10"', b'data-entry="8"'),
        (b'data-entry="10"', b'data-entry="3"'),
        (b'data-entry="10"', b'data-entry="99"'),
        (b'data-entry="10"', b'data-entry="010"'),
        (b'data-entry="10"', b""),
        (b'<b data-field="name">Yrsa', b"<b>Yrsa"),
        (b"Yrsa Passau</b>", b'Yrsa Passau</b><b data-field="place">Zenda</b>'),
        (b"</ul>", b'</ul><link rel="next" href="index.html">'),
        (b"</ul>", b'</ul><link rel="next" href="https://elsewhere.example/">'),
        (b"</ul>", b'</ul><link rel="next" href="../page.html">'),
        (b"</ul>", b'</ul><link rel="next" href="a"><link rel="next" href="b">'),
        (b"<ul>", b"<ul hidden>"),
        (b"<ul>", b'<base href="https://elsewhere.example/"><ul>'),
    ],
)  # fmt: skip
def test_a_page_that_shows_something_else_is_refused(
    press: Press, world: World, before: bytes, after: bytes
) -> None:
    replaced(press.folder, "index.html", before, after)
    report = world.verify(press.folder)
    assert failed(report) == [8], report.step(8).detail


def test_a_missing_page_is_unchecked(press: Press, world: World) -> None:
    (press.folder / "index.html").unlink()
    assert unchecked(world.verify(press.folder)) == [8]


def test_a_list_over_several_pages_holds(press: Press, world: World) -> None:
    rows = [press.row(index) for index in sorted(press.records)]
    first = press.page(rows="") + '<link rel=next href="signatories/">'
    second = "<ol>" + "".join(rows[:2]) + '</ol><a rel=next href="2/">More</a>'
    third = "<ol>" + "".join(rows[2:]) + "</ol>"
    press.put("index.html", first)
    press.put("signatories/index.html", second)
    press.put("signatories/2/index.html", third)
    assert world.verify(press.folder).status == 0
    press.put("signatories/2/index.html", third + '<a rel=next href="../">')
    report = world.verify(press.folder)
    assert failed(report) == [8]
    assert "a page not seen before" in report.step(8).detail


def test_a_later_page_may_keep_figures_of_an_earlier_size_that_were_right_then(
    press: Press, world: World
) -> None:
    def figure(total: int) -> str:
        return f'<data data-undersigned=total value="{total}" data-size="9">{total}</data>'

    press.put("index.html", press.page() + '<link rel=next href="more.html">')
    press.put("more.html", figure(4))
    assert world.verify(press.folder).status == 0
    press.put("more.html", figure(5))
    report = world.verify(press.folder)
    assert failed(report) == [8]
    assert "more.html, line 1: the total figure: expected 4" in report.step(8).detail


def test_a_row_shows_posts_and_terms_as_the_record_has_them(tmp_path: Path, world: World) -> None:
    press = Press(tmp_path / "letter")
    press.sign("Rudi Gorlice", years=9, served=("First Regency", "Second Regency"))
    press.write()
    fields = (
        '<i data-field="name">Rudi\n Gorlice</i><i data-field="years">9</i>'
        '<i data-field="served">First Regency</i><i data-field="served">Second Regency</i>'
    )
    press.put("index.html", press.page(rows=f'<li data-entry="2">{fields}</li>'))
    assert world.verify(press.folder).status == 0
    cut = fields.replace('<i data-field="served">First Regency</i>', "")
    press.put("index.html", press.page(rows=f'<li data-entry="2">{cut}</li>'))
    assert failed(world.verify(press.folder)) == [8]


def test_every_member_that_a_row_shows_is_compared(tmp_path: Path, world: World) -> None:
    press = Press(tmp_path / "letter")
    posts = (Post(title="Judge", from_="2008"), Post(title="Counsel", office="Court of Zenda"))
    press.sign("Rudi Gorlice", posts=posts)
    press.write()
    fields = {
        "name": ["Rudi Gorlice"],
        "letter": [press.origin],
        "edition": ["1"],
        "language": ["en"],
        "as": ["person"],
        "title": ["Judge", "Counsel"],
        "office": ["Court of Zenda"],
        "from": ["2008"],
    }

    def status(fields: dict[str, list[str]]) -> int:
        shown = "".join(
            f'<i data-field="{name}">{text}</i>' for name, texts in fields.items() for text in texts
        )
        press.put("index.html", press.page(rows=f'<li data-entry="2">{shown}</li>'))
        return world.verify(press.folder).status

    assert status(fields) == 0
    for name in fields:
        assert status(fields | {name: ["Another"]}) == 1, name
    assert status(fields | {"to": ["2011"]}) == 1


@pytest.mark.parametrize(("value", "status"), [(11, 0), (12, 1)])
def test_a_page_may_show_its_size_as_a_figure(
    press: Press, world: World, value: int, status: int
) -> None:
    figure = f'<data data-undersigned="size" value="{value}" data-size="11">{value}</data><ul>'
    replaced(press.folder, "index.html", b"<ul>", figure.encode())
    assert world.verify(press.folder).status == status
