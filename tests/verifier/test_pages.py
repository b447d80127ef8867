"""Source: record format, section 7; docs/reference/pages.md."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.tlog.errors import Malformed
from undersigned.verifier.pages import parse_page


def test_figures_rows_fields_and_the_next_page_are_read() -> None:
    page = parse_page(
        b"""<!doctype html><link rel="next" href="2/">
        <p><data data-undersigned="total" value="1137" data-size="1240">1,137</data> signed</p>
        <ol><li data-entry="211"><b data-field="name">Zdenko &amp; <i>Rassendy</i></b>
        <p data-field="post"><i data-field="title">Prosecutor</i>, <i data-field="from">2008</i>
        <p data-field="post"><i data-field="title">Judge</i></p>
        <span data-field="served">First</span><span data-field="served">Second</span>
        <li data-entry="212"><b data-field="name">Anka</b></ol>
        <a rel="nofollow NEXT" href="./2/">More</a>"""
    )
    assert page.faults == []
    [figure] = page.figures
    assert (figure.name, figure.value, figure.size) == ("total", "1137", "1240")
    assert figure.text == "1,137"
    assert page.following == ["2/", "./2/"]
    first, second = page.rows
    assert (first.entry, second.entry) == ("211", "212")
    assert first.fields == [
        ("name", "Zdenko & Rassendy"),
        ("served", "First"),
        ("served", "Second"),
    ]
    assert first.posts == [{"title": "Prosecutor", "from": "2008"}, {"title": "Judge"}]
    assert second.fields == [("name", "Anka")]


@pytest.mark.parametrize(
    "hidden",
    [
        '<template><li data-entry="1"><b data-field="name">A</b></li></template>',
        '<noscript><li data-entry="1"><b data-field="name">A</b></li></noscript>',
        '<textarea><li data-entry="1"><b data-field="name">A</b></li></textarea>',
        '<!-- <li data-entry="1"><b data-field="name">A</b></li> -->',
        '<script>"<li data-entry=1>"</script>',
        '<div hidden><li data-entry="1"><b data-field="name">A</b></li></div>',
        '<li hidden data-entry="1"><b data-field="name">A</b></li>',
    ],
)
def test_a_row_that_nobody_sees_is_no_row(hidden: str) -> None:
    page = parse_page(f"<ul>{hidden}<li data-entry=2></ul>".encode())
    assert [row.entry for row in page.rows] == ["2"]


def test_hidden_text_inside_a_field_is_not_what_people_read() -> None:
    page = parse_page(b"<p data-entry=1><b data-field=name>A<i hidden>nka</i></b></p>")
    assert page.rows[0].fields == [("name", "A")]


@pytest.mark.parametrize(
    ("flaw", "said"),
    [
        ('<li data-entry="1"><p data-entry="2">', "inside row"),
        ('<b data-field="name">A</b>', "outside of every row"),
        ('<li data-entry="1"><b data-field="checks">A</b>', "no field 'checks'"),
        ('<li data-entry="1"><b data-field="email">A</b>', "no field 'email'"),
        ('<li data-entry="1"><b data-field="post"><i data-field="name">', "no field 'name'"),
        ('<li data-entry="1"><b data-field="name"><i data-field="by">', "inside another field"),
        ('<li data-entry="1"><b data-field="post"><i data-field="to">1</i><i data-field="to">2</i>',
         "twice"),
        ('<img data-entry="1">', "can hold no text"),
        ('<li data-entry="1"><br data-field="name">', "can hold no text"),
        ('<base href="https://elsewhere.example/">', "<base>"),
    ],
)  # fmt: skip
def test_misplaced_marks_are_faults(flaw: str, said: str) -> None:
    [fault] = parse_page(flaw.encode()).faults
    assert fault.startswith("line 1: ")
    assert said in fault


def test_of_an_attribute_given_twice_the_first_counts_as_in_a_browser() -> None:
    page = parse_page(b'<p data-entry="1" data-entry="2"></p>')
    assert page.rows[0].entry == "1"


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe<\x00", b"<p>\x80", b"<p>" + b"<b>" * 600, b"<![nonsense[x]]>"],
    ids=["UTF-16", "no UTF-8", "nested beyond reason", "an unknown declaration"],
)
def test_what_is_no_page_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed, match="page"):
        parse_page(data)


PIECES = [
    "<li",
    "data-entry=1>",
    "</li>",
    "<b+data-field=name>",
    "</b>",
    "<p>",
    "</p>",
    "<p+data-field=post>",
    "</i>",
    "<i+data-field=title>",
    "<data+data-undersigned=total+value=1+data-size=2>",
    "</data>",
    "<!--",
    "-->",
    "<template>",
    "</template>",
    "<br+data-entry=2>",
    "x",
    "<",
    "&lt",
    "<!x>",
    "<?y>",
    "<svg/>",
    "<a+rel=next+href=#>",
    "<td+data-entry=3>",
    "<table><tr>",
    "</table>",
    "<![CDATA[",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_page_is_read_or_refused(pieces: list[str]) -> None:
    try:
        page = parse_page("".join(pieces).replace("+", " ").encode())
    except Malformed:
        return
    assert all(row.line == 1 for row in page.rows)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        parse_page(data)
    except Malformed:
        return


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        ('<meta charset="utf-8">', False),
        ('<meta charset="UTF-8">', False),
        ('<meta name="viewport" content="width=device-width">', False),
        ('<meta http-equiv="Content-Type" content="text/html; charset=utf-8">', False),
        ('<meta charset="iso-2022-jp">', True),
        ('<meta http-equiv="content-type" content="text/html; charset=gbk">', True),
    ],
)
def test_a_page_that_is_said_to_be_in_other_characters_is_at_fault(head: str, fault: bool) -> None:
    faults = parse_page(f"<!doctype html>{head}<p>Letter</p>".encode()).faults
    assert bool(faults) is fault, faults


HIDING = (
    "<!--", "<!-- > ", "<!-- -- >", "<!-- a--!>", "<title>a", "<title>a</titl></body>",
    "<textarea>", "<script>", "<style>", "<xmp>", "<plaintext>", "<select>", "<iframe>",
    "<noframes>", "<noembed>", "<template><template></template>", '<a href="', "<p title='",
    "<![CDATA[", "<?x", "</", "<svg><title>", "<li><select>",
)  # fmt: skip


@pytest.mark.parametrize("before", HIDING)
@pytest.mark.parametrize("after", ["", "-->", "</head>", "</p>"])
def test_no_row_is_taken_for_shown_that_a_browser_hides(before: str, after: str) -> None:
    row = '<ul>\n<li data-entry="2"><b data-field="name">Greta Brezik</b></li>\n</ul>'
    text = f"<!doctype html>\n<html><body>{before}{row}{after}</body></html>\n"
    shown = any(each.get("data-entry") == "2" for each in seen_by_a_browser(text))
    page = parse_page(text.encode())
    assert shown or page.faults or not page.rows


def seen_by_a_browser(text: str) -> Iterator[Element]:
    """Elements in the order of the page, without those inside of what is not shown."""
    hides = {"template", "select", "noscript", "title", "textarea"}
    waiting = [html5lib.parse(text, namespaceHTMLElements=False)]
    while waiting:
        element = waiting.pop()
        if element.tag not in hides:
            yield element
            waiting.extend(reversed(element))


@pytest.mark.parametrize("end", ["</0b>", "<?b>", "</f>", "<b x>"])
def test_a_field_that_is_not_ended_is_refused(end: str) -> None:
    """A browser carries its element on into the rows that follow."""
    text = f'<ul><li data-entry="2"><b data-field="name">Greta{end}</li><li>x</li></ul>'
    assert any("is marked and not ended" in each for each in parse_page(text.encode()).faults)


def test_what_may_be_left_out_is_no_fault() -> None:
    text = '<ul><li data-entry="2"><p data-field="name">Greta<li data-entry="3"><p>x</ul>a < b'
    assert not parse_page(text.encode()).faults
