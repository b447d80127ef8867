"""A web page as a plain tree of elements and texts, parsed as browsers parse it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from undersigned.lists.model import ListRefused
from undersigned.lists.nesting import refuse_nested

MOST_NODES: Final = 600_000
_DEEPEST: Final = 60  # levels; what is nested more deeply counts as standing at this one
# Elements whose content is no text that a page shows.
_UNSEEN: Final = frozenset(
    {"script", "style", "noscript", "template", "svg", "math", "iframe", "object", "canvas", "head"}
    | {"audio", "video", "map", "meta", "link", "base", "title"}
)
INLINE: Final = frozenset(
    {"a", "span", "b", "strong", "em", "i", "u", "s", "small", "sup", "sub", "abbr", "cite", "code"}
    | {"font", "mark", "time", "q", "big", "tt", "kbd", "var", "samp", "bdi", "bdo", "ins", "dfn"}
    | {"data", "wbr", "acronym", "img", "nobr", "strike", "del", "o:p", "label", "ruby", "rt", "rb"}
    | {"br", "input", "button"}
)


@dataclass(slots=True, eq=False)
class Element:
    """An element: its tag, its attributes, and what stands in it, elements and texts."""

    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    @property
    def elements(self) -> list["Element"]:
        """The elements directly in it."""
        return [child for child in self.children if isinstance(child, Element)]

    @property
    def classes(self) -> list[str]:
        """The names of its classes."""
        return self.attributes.get("class", "").split()

    def walk(self) -> Iterator["Element"]:
        """The elements below it, in their order."""
        waiting = list(reversed(self.elements))
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.elements)

    def text(self) -> str:
        """All its text, with single spaces."""
        pieces: list[str] = []
        waiting: list[Element | str] = [self]
        while waiting:
            part = waiting.pop()
            if isinstance(part, str):
                pieces.append(part)
            else:
                pieces.append(" ")
                waiting += reversed(part.children)
        return " ".join("".join(pieces).split())

    def is_covered_by(self, parts: "Sequence[Element]") -> bool:
        """Whether all its text stands in these elements below it, once each and in their order."""
        return _letters(self.text()) == "".join(_letters(part.text()) for part in parts)

    def text_lines(self) -> list[str]:
        """Its lines, where line ends are kept as in `pre`."""
        pieces: list[str] = []
        waiting: list[Element | str] = [self]
        while waiting:
            part = waiting.pop()
            if isinstance(part, str):
                pieces.append(part)
            else:
                pieces += ["\n"] if part.tag == "br" else []
                waiting += reversed(part.children)
        return "".join(pieces).splitlines()

    @property
    def is_inline(self) -> bool:
        """Whether it stands inside a line: by its tag, and with no block inside."""
        return self.tag in INLINE and all(below.tag in INLINE for below in self.walk())


def _letters(text: str) -> str:
    return "".join(text.split())


def parse_page(text: str, name: str) -> Element:
    """The body of a page.

    Raises:
        ListRefused: It holds nothing, or more than is read.
    """
    refuse_nested(text, name)
    body = LexborHTMLParser(text).body
    if body is None:
        raise ListRefused(f"{name} is empty.", "Look whether it is the page with the list.")
    root = Element("body", {})
    count = 0
    waiting: list[tuple[LexborNode, Element, int]] = [(body, root, 0)]
    while waiting:
        node, element, depth = waiting.pop()
        for child in node.iter(include_text=True):
            count += 1
            if child.is_text_node:
                element.children.append(child.text_content or "")
            elif child.is_element_node and str(child.tag) not in _UNSEEN:
                attributes = {key: value or "" for key, value in child.attributes.items()}
                inner = Element(str(child.tag), attributes)
                element.children.append(inner)
                # Below the deepest level that is read the order may suffer, but no text is lost.
                target = inner if depth < _DEEPEST else element
                waiting.append((child, target, min(depth + 1, _DEEPEST)))
        if count > MOST_NODES:
            raise ListRefused(
                f"{name} holds more than {MOST_NODES:,} elements, which is more than is read.",
                "Save the part with the list by itself, and bring that along.",
            )
    return root
