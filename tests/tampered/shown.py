"""Attacks on the pages that people read: step 8."""

from collections.abc import Callable

from tampered.attack import Attack, Change, Work, dropped, edited, open_letter, put
from tampered.letter import OTHER

FIRST = "letter/index.html"


LIST, LAST_LIST = "letter/signatories/1/index.html", "letter/signatories/2/index.html"


def _page(path: str, before: str, after: str) -> Change:
    return edited(path, before.encode(), after.encode())


def _row(change: Callable[[str], str], index: int = 2, path: str = LIST) -> Change:
    """Change the row of one entry."""

    def do(work: Work) -> None:
        page = work.files[path].decode()
        start = page.index(f'<li data-entry="{index}">')
        end = page.index("\n", start) + 1
        work.put(path, (page[:start] + change(page[start:end]) + page[end:]).encode())

    return do


def _older_page(work: Work) -> None:
    files = open_letter().site()
    for path in (FIRST, LIST, LAST_LIST):
        work.put(path, files[path.removeprefix("letter/")])


def _rows_swapped(work: Work) -> None:
    lines = work.files[LIST].split(b"\n")
    first = next(place for place, line in enumerate(lines) if line.startswith(b"<li data-entry"))
    lines[first], lines[first + 1] = lines[first + 1], lines[first]
    work.put(LIST, b"\n".join(lines))


PAGES = (
    Attack(
        "page-figure-value",
        "a figure's value is one more",
        1,
        _page(
            FIRST, 'data-undersigned="total" value="212"', 'data-undersigned="total" value="213"'
        ),
    ),
    Attack(
        "page-figure-text",
        "a figure's digits are not its value",
        1,
        _page(FIRST, ">212</data>", ">2,120</data>"),
    ),
    Attack(
        "page-figure-text-with-a-small-digit",
        "a digit is put in that is no digit",
        1,
        _page(FIRST, ">212</data>", ">212²</data>"),
    ),
    Attack(
        "page-figure-unknown",
        "a figure that the record has not",
        1,
        _page(FIRST, 'data-undersigned="total"', 'data-undersigned="supporters"'),
    ),
    Attack(
        "page-figures-of-two-sizes",
        "one figure of the first page is of another size",
        1,
        _page(FIRST, 'data-size="265">212', 'data-size="262">212'),
    ),
    Attack(
        "page-figure-of-no-size",
        "a size that is no number",
        1,
        lambda work: work.put(
            FIRST, work.files[FIRST].replace(b'data-size="265"', b'data-size="now"')
        ),
    ),
    Attack("page-of-a-size-gone-by", "the pages are older than the checkpoint", 1, _older_page),
    Attack(
        "page-of-a-size-to-come",
        "the pages are of a size that no checkpoint has",
        1,
        lambda work: work.put(
            FIRST, work.files[FIRST].replace(b'data-size="265"', b'data-size="266"')
        ),
    ),
    Attack(
        "page-figure-on-a-list-page",
        "a figure on a later page is one more",
        1,
        _page(LAST_LIST, 'value="212"', 'value="213"'),
    ),
    Attack(
        "page-figure-of-an-earlier-size",
        "a later page's figure was wrong at its own size",
        1,
        _page(LAST_LIST, 'data-size="265"', 'data-size="40"'),
    ),
    Attack(
        "page-without-figures",
        "nothing on the first page is marked",
        1,
        lambda work: work.put(FIRST, work.files[FIRST].replace(b"data-undersigned", b"class")),
    ),
    Attack(
        "page-row-with-another-name",
        "a row names somebody else",
        1,
        _row(lambda row: row.replace("Rassendy", "Novrin")),
    ),
    Attack(
        "page-row-with-a-look-alike",
        "a letter of another script in a name",
        1,
        _row(lambda row: row.replace("Anka", "\u0410nka")),
    ),
    Attack(
        "page-row-with-an-invisible-mark",
        "a zero-width space in a shown name",
        1,
        _row(lambda row: row.replace("Anka", "An\u200bka")),
    ),
    Attack(
        "page-row-with-another-place",
        "a row shows another place",
        1,
        _row(lambda row: row.replace("Strelsau", "Zenda")),
    ),
    Attack(
        "page-row-with-a-statement",
        "a row has somebody say what they never said",
        1,
        _row(lambda row: row.replace("</li>", '<i data-field="statement">Yes.</i></li>')),
    ),
    Attack(
        "page-row-with-another-post",
        "a judge becomes a president",
        1,
        _row(lambda row: row.replace(">Judge<", ">President<"), 35),
    ),
    Attack(
        "page-row-with-a-post-less",
        "one of two posts is left out",
        1,
        _row(
            lambda row: row.replace(
                ', <span data-field="post"><i data-field="title">Teacher</i></span>', ""
            ),
            35,
        ),
    ),
    Attack(
        "page-row-by-another",
        "somebody else signs for an organisation",
        1,
        _row(lambda row: row.replace("Mirna Passau", "Vela Bauer"), 4),
    ),
    Attack("page-row-twice", "somebody stands on the list twice", 1, _row(lambda row: row + row)),
    Attack(
        "page-row-twice-on-two-pages",
        "somebody stands on two pages",
        1,
        lambda work: work.edit(
            LAST_LIST,
            b"<ul>\n",
            b'<ul>\n<li data-entry="2"><b data-field="name">Anka de Rassendy</b></li>\n',
        ),
    ),
    Attack("page-row-missing", "somebody who signed is not on the list", 1, _row(lambda _: "")),
    Attack(
        "page-row-of-somebody-who-withdrew",
        "an ended signature is on the list",
        1,
        _row(lambda row: row + row.replace('"2"', '"41"')),
    ),
    Attack(
        "page-row-of-a-name-withheld",
        "a name withheld is given a name",
        1,
        _row(lambda row: row + row.replace('"2"', '"23"')),
    ),
    Attack(
        "page-row-of-the-rules",
        "an entry that is no signature has a row",
        1,
        _row(lambda row: row + row.replace('"2"', '"0"')),
    ),
    Attack(
        "page-row-of-no-entry",
        "a row of an entry that the log has not",
        1,
        _row(lambda row: row + row.replace('"2"', '"900"')),
    ),
    Attack(
        "page-row-of-no-number",
        "a row whose entry is no number",
        1,
        _row(lambda row: row + row.replace('"2"', '"two"')),
    ),
    Attack(
        "page-row-hidden",
        "a row that no reader sees",
        1,
        _row(lambda row: row.replace("<li ", "<li hidden ")),
    ),
    Attack(
        "page-row-in-a-template",
        "a row that no browser shows",
        1,
        _row(lambda row: f"<template>{row}</template>\n", 3),
    ),
    Attack(
        "page-row-without-a-name",
        "a row that shows no name",
        1,
        _row(lambda row: row.replace('data-field="name"', 'class="name"')),
    ),
    Attack(
        "page-row-inside-a-row",
        "a row stands inside another",
        1,
        _row(lambda row: row.replace("</li>", '<b data-entry="3">x</b></li>')),
    ),
    Attack(
        "page-field-outside-of-rows",
        "a name that belongs to nobody",
        1,
        _page(LIST, "<ul>", '<p data-field="name">Vela Bauer</p><ul>'),
    ),
    Attack(
        "page-field-unknown",
        "a field that records have not",
        1,
        _row(lambda row: row.replace("</li>", '<i data-field="party">x</i></li>')),
    ),
    Attack(
        "page-field-inside-a-field",
        "a name inside a place",
        1,
        _row(lambda row: row.replace(">Strelsau<", '><b data-field="name">Strelsau</b><')),
    ),
    Attack(
        "page-mark-that-holds-nothing",
        "a figure on an element that has no text",
        1,
        _page(FIRST, "<h1>", '<br data-undersigned="total" value="212" data-size="265"><h1>'),
    ),
    Attack(
        "page-with-a-base",
        "links that lead elsewhere than they say",
        1,
        _page(FIRST, "<title>", '<base href="https://elsewhere.example/"><title>'),
    ),
    Attack(
        "page-next-hidden",
        "the link to the list's second page is taken away",
        1,
        _page(LIST, 'rel="next"', 'rel="later"'),
    ),
    Attack(
        "page-next-without-rel",
        "the link to the list is taken away",
        1,
        _page(FIRST, '<link rel="next" href="signatories/1/">\n', ""),
    ),
    Attack(
        "page-next-in-a-circle",
        "a page leads back to the first",
        1,
        _page(LIST, 'href="../2/"', 'href="../../"'),
    ),
    Attack(
        "page-next-elsewhere",
        "the list goes on at another letter's",
        1,
        _page(LIST, 'href="../2/"', f'href="https://{OTHER}/"'),
    ),
    Attack(
        "page-next-with-a-query",
        "the next page depends on a question",
        1,
        _page(LIST, 'href="../2/"', 'href="../2/?for=you"'),
    ),
    Attack(
        "page-next-of-two",
        "a page leads to two next ones",
        1,
        _page(LIST, "</ul>", '</ul><a rel="next" href="../3/">'),
    ),
    Attack("page-next-missing", "the next page is not there", 2, dropped(LAST_LIST)),
    Attack("page-missing", "there is no first page", 2, dropped(FIRST)),
    Attack(
        "page-too-large",
        "a page has more bytes than are read",
        2,
        lambda work: work.fill(LAST_LIST, 32, 32_000_001),
    ),
    Attack(
        "page-not-utf-8",
        "a byte of the page is no text",
        1,
        lambda work: work.edit(LIST, b"Anka", b"Ank\xe4"),
    ),
    Attack(
        "page-said-to-be-of-other-characters",
        "browsers are told to read its bytes as others than were checked",
        1,
        _page(LIST, '<meta charset="utf-8">', '<meta charset="shift_jis">'),
    ),
    Attack(
        "page-nested-without-end",
        "elements in elements, 600 deep",
        1,
        _page(LIST, "<ul>", "<div>" * 600 + "<ul>"),
    ),
    Attack(
        "holds-other-words-on-a-page",
        "words outside of the marks are others",
        0,
        _page(FIRST, "<h1>Fair courts</h1>", "<h1>Unfair courts</h1>"),
    ),
    Attack(
        "holds-rows-in-another-order",
        "two rows have changed places",
        0,
        _rows_swapped,
    ),
    Attack(
        "holds-a-field-less",
        "a row shows less than the record says",
        0,
        _row(lambda row: row.replace('data-field="place"', 'class="place"')),
    ),
    Attack(
        "holds-a-further-language-reworded",
        "the page of a further language is another",
        0,
        _page("letter/de/index.html", ">212</data>", ">9,212</data>"),
    ),
    Attack(
        "holds-a-file-of-no-meaning",
        "a file that the format does not know",
        0,
        put("letter/robots.txt", b"User-agent: *\n"),
    ),
)
