"""Pages as this program's own templates write them, read without an HTML parser.

A row that fits `_ROW` is a list item that opens and ends what it opens, in order, with nothing in
it that is hidden, ends a paragraph outside of it or leads to another page. So it leaves whoever
reads the page as it found them, and what it shows is what stands between its marked tags.

What is around the rows, the frame, is much the same on each page: the same tags, with other links
and other texts. Where all of a frame is tags of the plainest kind, and texts without a less-than
sign, what a parser makes of it depends on the tags alone. So a frame is read by the parser once for
each sequence of tags. Any page that is not like this is for the parser as a whole.
"""

import re
from collections.abc import Callable
from html import unescape

from undersigned.verifier.page import Page, Row

_TEXT = "[^<]*"
_QUOTED = '"[^"<>]*"'
_POST_PART = f'<span data-field="(?:title|office|from|to)">{_TEXT}</span>'
_POST = (
    f'<p data-field="post">(?:{_POST_PART}{_TEXT})*'
    f'(?:<span class="span">{_TEXT}(?:{_POST_PART}{_TEXT})*</span>)?</p>'
)
_SAID = (
    f"(?:{_POST})*"
    f'(?:<p><span data-field="years">{_TEXT}</span>{_TEXT}</p>)?'
    f'(?:<p>{_TEXT}(?:<span data-field="served">{_TEXT}</span>{_TEXT})+</p>)?'
    f'(?:<p data-field="place">{_TEXT}</p>)?'
    f'(?:<p class="statement" data-field="statement">{_TEXT}</p>)?'
)
_LINE_OF_SERVICE = (
    f'<svg class="service time" role="img" aria-label={_QUOTED}>'
    f"(?:<(?:line|rect)(?: (?:x|x1|x2|y1|y2|width)={_QUOTED})* ?/>)*</svg>"
)
_ROW = re.compile(
    rf'<li id={_QUOTED} data-entry="([0-9]+)">\s*'
    rf'<p class="entry"><span class="unseen">{_TEXT}</span>{_TEXT}</p>\s*'
    rf'<p class="who"><span(?: class="pen")? data-field="name">({_TEXT})</span>'
    rf'(?:<span class="by">{_TEXT}<span data-field="by">({_TEXT})</span></span>)?</p>\s*'
    rf'<div class="posts">({_SAID})</div>\s*'
    rf"(?:{_LINE_OF_SERVICE})?\s*"
    rf'<p class="checks">{_TEXT}(?:<a class="off" href={_QUOTED} rel="nofollow">{_TEXT}'
    rf'<span class="unseen">{_TEXT}</span></a>)?</p>\s*</li>\s*'
)
_FIELD = re.compile(rf'data-field="([a-z]+)">({_TEXT})')
_PARTS_OF_A_POST = frozenset({"title", "office", "from", "to"})
_TAG = re.compile(rf"</?[a-z][a-z0-9]*(?: [a-z][a-z0-9-]*(?:={_QUOTED})?)* ?/?>")
_FREE = re.compile(rf"(?<= href=){_QUOTED}|(?<= aria-label=){_QUOTED}")
"""Values that mean nothing to a reader but for the links to the next page."""
_NEXT = re.compile(r'<(?:link|a) rel="next" href="([^"<>]*)">')
_DOCTYPE = "<!doctype html>"
_MOST_KEPT = 1024
"""Sequences of tags that are kept; the pages of a letter have a few dozen."""

Frame = Callable[[str, str], list[str] | None]
"""(what is before the rows, what is after) -> the links to the next page, as the parser reads them;
None where rows may not stand between, or the frame shows something itself."""


class PlainPages:
    """The frames met so far."""

    __slots__ = ("_known", "_read_frame")

    def __init__(self, read_frame: Frame) -> None:
        self._read_frame = read_frame
        self._known: set[tuple[str | None, str | None]] = set()

    def read(self, text: str) -> Page | None:
        """Return what a page shows; None of one that isn't so plain."""
        found = _ROW.search(text)
        if found is None or not text.startswith(_DOCTYPE):
            return None
        start = end = found.start()
        line, rows = text.count("\n", 0, start) + 1, list[Row]()
        while found is not None:
            row = _row(found, line)
            if row is None:
                return None
            rows.append(row)
            line += text.count("\n", end, found.end())
            end = found.end()
            found = _ROW.match(text, end)
        before, after = text[len(_DOCTYPE) : start], text[end:]
        following = self._following(before, after)
        return None if following is None else Page(rows=rows, following=following)

    def _following(self, before: str, after: str) -> list[str] | None:
        tags = (_tags(before), _tags(after))
        if None in tags or not before.rstrip().endswith(">"):
            return None
        following = [unescape(each) for each in _NEXT.findall(before + after)]
        if tags not in self._known:
            if self._read_frame(_DOCTYPE + before, after) != following:
                return None
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            self._known.add(tags)
        return following


def _tags(text: str) -> str | None:
    """Return the tags of a text without their free values; None where it has others than plain."""
    tags = _TAG.findall(text)
    # Each plain tag has one less-than sign, at its start.
    return _FREE.sub("", "".join(tags)) if len(tags) == text.count("<") else None


def _row(found: re.Match[str], line: int) -> Row | None:
    """Return a row; None of one that says a thing twice."""
    entry, name, by, said = found.groups()
    fields = [("name", unescape(name))]
    if by is not None:
        fields.append(("by", unescape(by)))
    posts: list[dict[str, str]] = []
    for field, text in _FIELD.findall(said):
        if field == "post":
            posts.append({})
        elif field in _PARTS_OF_A_POST:
            if field in posts[-1]:
                return None
            posts[-1][field] = unescape(text)
        else:
            fields.append((field, unescape(text)))
    return Row(line, entry, fields, posts)
