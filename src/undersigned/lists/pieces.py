"""The lines of text in an element of a page: parted where blocks and breaks part them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from undersigned.lists.dom import INLINE, Element
from undersigned.lists.folding import fold
from undersigned.lists.vocabulary import COLUMN_NAMES

_SPACE: Final = re.compile(r"[ \t\n\r\f]+")
_WORDS: Final = re.compile(r"[^\W\d_]+")
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BOLD: Final = frozenset({"b", "strong"})
_STRUCK: Final = frozenset({"del", "s", "strike"})
# Words in the names of classes that say nothing of what stands there.
_HOLLOW: Final = frozenset(
    {"views", "view", "field", "fields", "content", "item", "items", "wrapper", "wrap", "inner"}
    | {"outer", "card", "col", "column", "row", "cell", "text", "label", "value", "block", "entry"}
    | {"elementor", "wp", "list", "signer", "signers", "signatory", "signatories", "signature"}
    | {"person", "people", "member", "profile", "supporter", "td", "node", "html", "heading", "js"}
)
# Single words by which a class is believed; "first", "last", "post" or "link" mean other things.
_PLAIN: Final = frozenset(
    {"name", "fullname", "firstname", "lastname", "role", "position", "jobtitle", "title"}
    | {"occupation", "profession", "affiliation", "affiliations", "organisation", "organization"}
    | {"org", "company", "institution", "employer", "university", "country", "city", "location"}
    | {"residence", "town", "surname", "forename", "honorific", "nom", "prenom", "vorname"}
    | {"nachname", "nombre", "apellidos", "cognome", "land", "ort", "pays", "ville"}
)
# What stands raised behind a name is the mark of a footnote, and written as one.
_MARK: Final = re.compile(r"[\d, *†‡§]+")
_RAISED: Final = str.maketrans("0123456789,", "⁰¹²³⁴⁵⁶⁷⁸⁹˒")


@dataclass(slots=True)
class Piece:
    """A line of text in a page.

    Attributes:
        text: As it is shown.
        content: The same with its links as Markdown writes them.
        key: What the classes around it say that it is, as the heading of a column.
        bold: Whether all of it is bold.
        struck: Whether all of it is struck out.
        link: Where it leads, if all of it is one link.
    """

    text: str
    content: str
    key: str = ""
    bold: bool = False
    struck: bool = False
    link: str = ""


@dataclass(slots=True)
class _Cutter:
    """Collects text until something parts it."""

    pieces: list[Piece] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    content: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    plain: bool = False
    unstruck: bool = False
    links: list[str] = field(default_factory=list)
    bold: int = 0
    struck: int = 0
    unlinked: bool = False
    depth_of_links: int = 0
    raised: int = 0

    def add(self, text: str) -> None:
        collapsed = _SPACE.sub(" ", text)
        if self.raised and _MARK.fullmatch(collapsed):
            collapsed = collapsed.translate(_RAISED)
        self.text.append(collapsed)
        self.content.append(collapsed)
        if collapsed.strip():
            self.plain = self.plain or not self.bold
            self.unstruck = self.unstruck or not self.struck
            self.unlinked = self.unlinked or not self.depth_of_links

    def part(self) -> None:
        text = _SPACE.sub(" ", "".join(self.text)).strip()
        if text:
            key = next((key for key in reversed(self.keys) if key), "")
            link = self.links[0] if len(self.links) == 1 and not self.unlinked else ""
            content = _SPACE.sub(" ", "".join(self.content)).strip()
            self.pieces.append(Piece(text, content, key, not self.plain, not self.unstruck, link))
        self.text, self.content, self.links = [], [], []
        self.plain = self.unstruck = self.unlinked = False

    def link(self, start: int, target: str) -> None:
        """Writes what was collected since `start` as a link, where it can be written so."""
        label = "".join(self.content[start:])
        if not label.strip():
            return
        self.links.append(target)
        outward = target.startswith(("http://", "https://", "mailto:"))
        if outward and not re.search(r"[\[\]]", label) and not re.search(r"[\s()<>]", target):
            gap = " " if label.startswith(" ") else ""
            self.content[start:] = [f"{gap}[{label.strip()}]({target})"]


@dataclass(slots=True)
class _Leave:
    """What is to be done when an element ends."""

    element: Element
    key: str
    parts: bool
    start: int = -1
    count: int = 0


def pieces_of(nodes: Iterable[Element | str]) -> list[Piece]:
    """The lines of text in elements and texts that follow each other."""
    cutter = _Cutter()
    waiting: list[Element | str | _Leave] = list(reversed(list(nodes)))
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            cutter.add(part)
        elif isinstance(part, _Leave):
            _leave(cutter, part)
        elif part.tag == "br":
            cutter.part()
        elif part.tag == "pre":
            cutter.part()
            for line in part.text_lines():
                cutter.add(line)
                cutter.part()
        else:
            waiting.append(_enter(cutter, part))
            waiting += reversed(part.children)
    cutter.part()
    return cutter.pieces


def _enter(cutter: _Cutter, element: Element) -> _Leave:
    key = key_of(element)
    parts = element.tag not in INLINE or bool(key)
    if parts:
        cutter.part()
    cutter.keys.append(key)
    cutter.bold += element.tag in _BOLD
    cutter.struck += element.tag in _STRUCK
    cutter.raised += element.tag == "sup"
    leave = _Leave(element, key, parts)
    if element.tag == "a" and element.attributes.get("href"):
        cutter.depth_of_links += 1
        leave.start, leave.count = len(cutter.content), len(cutter.pieces)
    return leave


def _leave(cutter: _Cutter, leave: _Leave) -> None:
    element = leave.element
    if leave.start >= 0:
        cutter.depth_of_links -= 1
        if leave.count == len(cutter.pieces):
            cutter.link(leave.start, element.attributes["href"].strip())
    if leave.parts:
        cutter.part()
    cutter.keys.pop()
    cutter.bold -= element.tag in _BOLD
    cutter.struck -= element.tag in _STRUCK
    cutter.raised -= element.tag == "sup"


def key_of(element: Element) -> str:
    """What the classes and the microdata of an element say that it holds; empty if nothing."""
    named = element.attributes.get("itemprop", "")
    return str(_key(f"{named} {element.attributes.get('class', '')}"))


@lru_cache(maxsize=4096)
def _key(names: str) -> str:
    for name in names.split():
        words: list[str] = [word.lower() for word in _WORDS.findall(_HUMP.sub(" ", name))]
        told = [word for word in words if word not in _HOLLOW]
        if len(told) > 1 and fold(" ".join(told[-2:])) in COLUMN_NAMES:
            return " ".join(told[-2:])
        if told and told[-1] in _PLAIN:
            return told[-1]
    return ""
