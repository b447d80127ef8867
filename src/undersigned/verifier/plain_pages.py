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
from dataclasses import dataclass
from html import unescape
from itertools import groupby

from undersigned.verifier.page import Figure, Page
from undersigned.verifier.shown import digest_of

_TEXT = "[^<]*+"
_SHOWN = "[^<]++"
_QUOTED = '"[^"<>]*+"'
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
    f"(?:<(?:line x1={_QUOTED} x2={_QUOTED} y1={_QUOTED} y2={_QUOTED}"
    f"|rect x={_QUOTED} width={_QUOTED}) />)*+</svg>"
)
# No part of it gives back what it took: what may follow a text, a value or a space never is one.
_ROW = (
    rf'<li id={_QUOTED} data-entry="([0-9]{{1,19}})">\s*+'
    rf'<p class="entry"><span class="unseen">{_TEXT}</span>{_TEXT}</p>\s*+'
    rf'<p class="who"><span(?: class="pen")?+ data-field="name">({_SHOWN})</span>'
    rf'(?:<span class="by">{_TEXT}<span data-field="by">({_SHOWN})</span></span>)?+</p>\s*+'
    rf'<div class="posts">({_SAID})</div>\s*+'
    rf"(?:{_LINE_OF_SERVICE})?+\s*+"
    rf'<p class="checks">{_TEXT}(?:<a class="off" href={_QUOTED} rel="nofollow">{_TEXT}'
    rf'<span class="unseen">{_TEXT}</span></a>)?+</p>\s*+</li>\s*+'
)
_A_ROW = re.compile(_ROW)
_ROWS_AND_REST = re.compile(f"{_ROW}|(?s:(.+))")
"""Rows in a row, and once, last, all that comes after: so nothing stands between them."""
_FIELD = re.compile(rf'<(?:span|p(?: class="statement")?) data-field="([a-z]+)">({_TEXT})')
"""Begins with a tag's own sign, which no text holds: a text may well look like a field's mark."""
_PARTS_OF_A_POST = frozenset({"title", "office", "from", "to"})
_TAG = re.compile(rf"/?[a-z][a-z0-9]*(?: [a-z][a-z0-9-]*(?:={_QUOTED})?)* ?/?")
_FREE = re.compile(rf"(?<= href=){_QUOTED}|(?<= aria-label=){_QUOTED}")
"""Values that mean nothing to a reader but for the links to the next page."""
_NEXT = re.compile(r'<(?:link|a) rel="next" href="([^"<>]*)">')
_DOCTYPE = "<!doctype html>"
_MOST_KEPT = 1024
"""Sequences of tags that are kept; the pages of a letter have a few dozen."""
_MOST_TAGS_KEPT = 4096
_LONGEST_KEPT = 1000
"""Characters of a tag that is kept."""

Frame = Callable[[str, int, str], Page | None]
"""(what is before the rows, how many lines they take, what is after) -> what the parser reads of
both; None where rows may not stand between, or the frame has something of its own that is not to be
taken by halves: a row, a fault."""

_Found = tuple[str, str, str, str, str]
"""Entry, name, by, all else that a row says, and an empty string."""


@dataclass(slots=True)
class PlainPage:
    """A page whose rows are not taken apart.

    Attributes:
        entries: the digits of each row's ``data-entry``.
        digest: of what the rows show, see `shown.digest_of`.
        following: the addresses it calls the next page.
        figures: what it counts.
        text: all of it; empty where another process has read it.
    """

    entries: list[str]
    digest: bytes
    following: list[str]
    figures: list[Figure]
    text: str


class PlainPages:
    """The frames met so far."""

    __slots__ = ("_known", "_plain_tags", "_read_frame")

    def __init__(self, read_frame: Frame) -> None:
        self._read_frame = read_frame
        self._known: set[tuple[str | None, str | None]] = set()
        self._plain_tags: dict[str, str] = {}

    def read(self, text: str) -> PlainPage | None:
        """Return what a page shows; None of one that isn't so plain."""
        first = _A_ROW.search(text)
        if first is None or not text.startswith(_DOCTYPE):
            return None
        start = first.start()
        found = _ROWS_AND_REST.findall(text, start)
        after = found.pop()[-1] if found[-1][-1] else ""
        frame = self._frame(text, start, after)
        if frame is None:
            return None
        entries = [each[0] for each in found]
        digest = digest_of(_as_members(found))
        return PlainPage(entries, digest, frame.following, frame.figures, text)

    def _frame(self, text: str, start: int, after: str) -> Page | None:
        """Return what is around the rows; None where they may not stand in it."""
        before = text[len(_DOCTYPE) : start]
        tags = (self._tags(before), self._tags(after))
        if None in tags or not before.rstrip().endswith(">"):
            return None
        following = [unescape(each) for each in _NEXT.findall(before + after)]
        if tags in self._known:
            return Page(following=following)
        lines = text.count("\n", start, len(text) - len(after))
        frame = self._read_frame(text[:start], lines, after)
        if frame is None or frame.following != following:
            return None
        # The value of a figure stands in its tag, and its text is its own.
        if not frame.figures:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            self._known.add(tags)
        return frame

    def _tags(self, text: str) -> str | None:
        """Return a text's tags without their free values; None where it has others than plain."""
        known, tags = self._plain_tags, list[str]()
        for piece in text.split("<")[1:]:
            # No value in a plain tag holds a greater-than sign.
            tag, end, _ = piece.partition(">")
            plain = known.get(tag) or self._learn(tag)
            if not plain or not end:
                return None
            tags.append(plain)
        return "".join(tags)

    def _learn(self, tag: str) -> str:
        """Return a plain tag without its free values; an empty text for any other."""
        if not _TAG.fullmatch(tag):
            return ""
        plain = f"<{_FREE.sub('', tag)}>"
        if len(self._plain_tags) >= _MOST_TAGS_KEPT:
            self._plain_tags.clear()
        if len(tag) <= _LONGEST_KEPT:
            self._plain_tags[tag] = plain
        return plain


def _as_members(found: list[_Found]) -> list[str]:
    """Return what each row shows as a record would have it, from ``"name"`` on."""
    return [
        f'"name":"{_written(name)}"{_members_of(by, said) if by or said else ""}'
        for _, name, by, said, _ in found
    ]


def _written(text: str) -> str:
    """Return a text of a page as a plain record writes it in a string."""
    if "&" in text:
        text = unescape(text)
    if '"' in text or "\\" in text or "<" in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\u003c")
    return text


def _members_of(by: str, said: str) -> str:
    """Return the members that a row shows after its name, each with a comma before it."""
    members = f',"by":"{_written(by)}"' if by else ""
    found = _FIELD.findall(said)
    if not found:
        return members
    fields, texts = zip(*found, strict=True)
    form = _FORMS.get(fields) or _learn_form(fields)
    written = form % texts
    if "&" in said or "\\" in said or written.count('"') != form.count('"'):
        written = form % tuple([_written(text) for text in texts])
    return members + written


_FORMS: dict[tuple[str, ...], str] = {}
"""Names of fields in order -> the members, with a place for each text."""


def _learn_form(fields: tuple[str, ...]) -> str:
    """Return how a record writes fields of these names, in the order that a row has them in."""
    posts: list[list[str]] = []
    members = ""
    for name, group in groupby(fields):
        if name == "post":
            posts += [[] for _ in group]
        elif name in _PARTS_OF_A_POST:
            posts[-1] += [f'"{name}":"%s"' for _ in group]
        elif name == "served":
            members += ',"served":[' + ",".join(['"%s"' for _ in group]) + "]"
        else:
            members += f',"{name}":%s' if name == "years" else f',"{name}":"%s"'
    if posts:
        # The post's own element, which the row has before its parts, shows no text of its own.
        each = ",".join([f"%.0s{{{','.join(parts)}}}" for parts in posts])
        members = f',"posts":[{each}]{members}'
    if len(_FORMS) >= _MOST_KEPT:
        _FORMS.clear()
    _FORMS[fields] = members
    return members
