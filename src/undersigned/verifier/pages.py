"""Reads what a page shows and marks for a verifier (record format, section 7).

::

    <data data-undersigned="total" value="1137" data-size="1240">1,137</data>
    <li data-entry="211"><b data-field="name">Zdenko Rassendy</b>,
      <span data-field="post"><i data-field="title">Prosecutor</i>, ...</span></li>
    <link rel="next" href="page-2.html">

The marks and the names of the fields are described in ``docs/reference/pages.md``.

A browser repairs broken HTML by long rules; this reader knows the few that honest pages use: void
elements, and end tags that may be left out. Marks that nobody sees (in a template, a comment, under
``hidden``) are passed over, so that a row shown only to the verifier is a row that is missing.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from undersigned.tlog.errors import Malformed
from undersigned.verifier.page import Figure, Page, Row
from undersigned.verifier.plain_pages import PlainPage, PlainPages

__all__ = ["Figure", "Page", "PlainPage", "Row", "parse_page", "parse_text", "read_page"]

_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()  # noqa: SIM905
)
# What a browser doesn't show as part of the page, or doesn't read as HTML at all.
_UNSEEN = frozenset(
    "iframe noembed noframes noscript plaintext script select style template textarea title "  # noqa: SIM905
    "xmp".split()
)
# An opening tag that ends an open element of the kinds named, unless one of the walls is nearer.
_ENDS_OPEN = {
    "li": ({"li"}, {"ul", "ol", "menu"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tr": ({"tr"}, {"tbody", "thead", "tfoot", "table"}),
    "tbody": ({"tbody", "thead"}, {"table"}),
    "tfoot": ({"tbody", "thead"}, {"table"}),
}
# What ends an open paragraph, whose end tag may be left out (HTML standard, 13.1.2.4).
_ENDS_PARAGRAPH = frozenset(
    "address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2 "  # noqa: SIM905
    "h3 h4 h5 h6 header hgroup hr li dd dt main menu nav ol p pre section table ul".split()
)
# Whose end tag may be left out; a browser ends any other late, and may carry it on.
_ENDS_BY_ITSELF = _VOID | {"dd", "dt", "li", "p", "tbody", "td", "tfoot", "th", "thead", "tr"}
_PARAGRAPH_WALLS = {"button", "caption", "object", "table", "td", "th"}
# Versions of html.parser end comments where browsers don't, and the other way round.
_ODD_COMMENT = re.compile(r"--!>|--\s+>|<!---?>")
# Browsers stop nesting at about this depth as well.
_DEEPEST = 500
_DEEP_ENOUGH = 100
"""Elements around a plain row at most, so that with all it holds it is never too deep."""
_PARTS_OF_A_POST = frozenset({"title", "office", "from", "to"})
_FIELDS = _PARTS_OF_A_POST | {
    *("letter", "edition", "language", "as", "name", "by", "post", "years", "served", "place"),
    "statement",
}


def parse_page(data: bytes) -> Page:
    """Return what a page shows.

    Misplaced marks are named in the page's `faults`.

    Raises:
        Malformed: the page is not UTF-8, or no HTML that the standard library's parser takes.
    """
    shown = read_page(data)
    return parse_text(shown.text) if isinstance(shown, PlainPage) else shown


def read_page(data: bytes) -> Page | PlainPage:
    """Return what a page shows, of a plain one its text yet; `parse_text` goes on from there.

    Raises:
        Malformed: as in `parse_page`.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = data[error.start : error.start + 8]
        raise Malformed("page", f"UTF-8, also at byte {error.start}", bad) from None
    return _PLAIN_PAGES.read(text) or parse_text(text)


def parse_text(text: str) -> Page:
    """Return what the text of a page shows, by the parser.

    Raises:
        Malformed: it is no HTML that the standard library's parser takes.
    """
    reader = _Reader()
    try:
        reader.feed(text)
        reader.finish()
    except AssertionError as error:
        # What html.parser says of a declaration that it does not know.
        raise Malformed(f"page, line {reader.getpos()[0]}", "HTML", str(error)) from None
    if "<!--" in text and (odd := _ODD_COMMENT.search(text)):
        line = text.count("\n", 0, odd.start()) + 1
        reader.page.faults.append(
            f"line {line}: {odd.group()!a} begins or ends a comment for some browsers only"
        )
    return reader.page


@dataclass(slots=True)
class _Open:
    """An open element, and what it collects text for."""

    tag: str
    unseen: bool
    figure: Figure | None = None
    row: Row | None = None
    field_name: str = ""
    text: list[str] = field(default_factory=list)

    @property
    def is_marked(self) -> bool:
        """Whether the verifier reads it."""
        return bool(self.figure or self.row or self.field_name)


class _Reader(HTMLParser):
    """Keeps the open elements, the figure, row and post that are open, and collects their text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[_Open] = []
        # The open elements that collect text, so that a deep page costs no more than a flat one.
        self._collecting: list[_Open] = []
        self._row: Row | None = None
        self._post: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_what_this_ends(tag)
        # Where an attribute is given twice, the first counts (HTML standard, 13.2.5.33).
        named = {name: value or "" for name, value in reversed(attrs)}
        unseen = bool(self._open and self._open[-1].unseen) or tag in _UNSEEN or "hidden" in named
        element = _Open(tag, unseen)
        if not unseen:
            self._read_marks(element, tag, named)
        elif "data-entry" in named:
            self.page.unseen.append(named["data-entry"])
        self._open.append(element)
        if element.figure or element.field_name:
            self._collecting.append(element)
        if tag in _VOID:
            if element.is_marked:
                self._fault(f"<{tag}> can hold no text and yet is marked")
            self._end_last()
        elif len(self._open) > _DEEPEST:
            place = f"page, line {self.getpos()[0]}"
            raise Malformed(place, f"at most {_DEEPEST} elements inside each other", "more")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # In HTML the slash of <b/> means nothing: the element stays open.
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not any(element.tag == tag for element in self._open):
            return
        while (element := self._end_last()).tag != tag:
            self._miss_end_of(element)

    def handle_data(self, data: str) -> None:
        if self._open and not self._open[-1].unseen:
            for element in self._collecting:
                element.text.append(data)

    @property
    def may_hold_rows(self) -> bool:
        """Whether rows may come here that begin and end nothing but themselves."""
        return (
            bool(self._open)
            and self._open[-1].tag in {"ol", "ul"}
            and not self._open[-1].unseen
            and len(self._open) < _DEEP_ENOUGH
            and not any(element.tag == "p" for element in self._open)
            and not self._collecting
            and self._row is None
            and not self.rawdata
        )

    def finish(self) -> None:
        """End the page, with every element that it left open.

        Raises:
            AssertionError: as html.parser does.
        """
        # The parser keeps what is not whole yet. A browser takes the rest of the page for part of
        # it, and html.parser in the end for text and tags.
        if "<" in self.rawdata:
            self._fault("a tag or a comment begins here and is not ended")
        self.close()
        while self._open:
            self._miss_end_of_unseen(self._end_last())

    def _miss_end_of_unseen(self, element: _Open) -> None:
        """Refuse an element that hides what comes after something else ended it here."""
        if element.tag in _UNSEEN and not (self._open and self._open[-1].unseen):
            self._fault(f"<{element.tag}> is not ended, and hides from readers what comes after it")

    def _miss_end_of(self, element: _Open) -> None:
        """Refuse an element that something else ended, where a browser goes on with it."""
        self._miss_end_of_unseen(element)
        if element.is_marked and element.tag not in _ENDS_BY_ITSELF:
            self._fault(f"<{element.tag}> is marked and not ended")

    def _end_what_this_ends(self, tag: str) -> None:
        if tag in _ENDS_PARAGRAPH:
            self._end_nearest({"p"}, _PARAGRAPH_WALLS)
        ends, walls = _ENDS_OPEN.get(tag, (set(), set()))
        if ends:
            self._end_nearest(ends, walls)

    def _end_nearest(self, tags: set[str], walls: set[str]) -> None:
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place].tag in tags:
                while len(self._open) > place:
                    self._miss_end_of(self._end_last())
                return
            if self._open[place].tag in walls:
                return

    def _read_marks(self, element: _Open, tag: str, named: dict[str, str]) -> None:
        if tag == "base" and "href" in named:
            self._fault("a <base> gives relative links another meaning")
        if tag == "meta":
            self._check_characters(named)
        if tag in {"link", "a"} and "next" in named.get("rel", "").lower().split():
            self.page.following.append(named.get("href", ""))
        if "data-undersigned" in named:
            element.figure = Figure(
                self.getpos()[0],
                named["data-undersigned"],
                named.get("value", ""),
                named.get("data-size", ""),
            )
            self.page.figures.append(element.figure)
        if "data-entry" in named:
            self._begin_row(element, named["data-entry"])
        if "data-field" in named:
            self._begin_field(element, named["data-field"])

    def _check_characters(self, named: dict[str, str]) -> None:
        """Refuse a page that has browsers read its bytes as other characters than were checked."""
        declared = named.get("charset", "")
        if named.get("http-equiv", "").lower() == "content-type":
            declared = named.get("content", "").lower().partition("charset=")[2] or declared
        if declared and declared.strip(" \"';").lower() not in {"utf-8", "utf8"}:
            self._fault(f"the page is said to be in {declared!a}, not in UTF-8")

    def _begin_row(self, element: _Open, entry: str) -> None:
        if self._row is not None:
            self._fault(f"row {entry!a} stands inside row {self._row.entry!a}")
            return
        self._row = element.row = Row(self.getpos()[0], entry)
        self.page.rows.append(self._row)

    def _begin_field(self, element: _Open, name: str) -> None:
        known = _PARTS_OF_A_POST if self._post is not None else _FIELDS
        if self._row is None:
            self._fault(f"field {name!a} stands outside of every row")
        elif name not in known:
            where = "a post" if self._post is not None else "a row"
            self._fault(f"{where} has no field {name!a}")
        elif self._post is None and any(each.field_name for each in self._collecting):
            self._fault(f"field {name!a} stands inside another field")
        else:
            element.field_name = name
            if name == "post":
                self._post = {}
                self._row.posts.append(self._post)

    def _end_last(self) -> _Open:
        element = self._open.pop()
        if self._collecting and self._collecting[-1] is element:
            self._collecting.pop()
        text = "".join(element.text)
        if element.figure:
            element.figure.text = text
        if element.field_name == "post":
            self._post = None
        elif element.field_name and self._post is not None:
            self._end_part_of_post(element.field_name, text)
        elif element.field_name and self._row is not None:
            self._row.fields.append((element.field_name, text))
        if element.row:
            self._row = None
        return element

    def _end_part_of_post(self, name: str, text: str) -> None:
        if self._post is None:
            return
        if name in self._post:
            self._fault(f"a post has {name!a} twice")
        self._post[name] = text

    def _fault(self, what: str) -> None:
        self.page.faults.append(f"line {self.getpos()[0]}: {what}")


def _read_frame(before: str, lines: int, after: str) -> Page | None:
    """Return what a page shows around its rows, which take so many lines.

    See `plain_pages.Frame`.
    """
    reader = _Reader()
    try:
        reader.feed(before)
        if not reader.may_hold_rows:
            return None
        # So that what comes after is told by its line on the page.
        reader.feed("\n" * lines + after)
        reader.finish()
    except (AssertionError, Malformed):
        return None
    page = reader.page
    return None if page.rows or page.faults or page.unseen else page


_PLAIN_PAGES = PlainPages(_read_frame)
