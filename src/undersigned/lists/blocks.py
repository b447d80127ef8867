"""The build of a text: which line is a heading, an item of a list, a comment, or a bare line."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from undersigned.lists.model import Kind
from undersigned.lists.people import people_in
from undersigned.lists.prose import reason_for_length
from undersigned.lists.sections import Outline, find_heading

Shape = Literal["item", "bare", "row", "other"]

_MARKER: Final = re.compile(
    r"^(?P<mark>\s*(?:[-*+•‣◦▪●·–—](?=\s)|[-•‣◦▪●](?=[^\W_]|[@\[])|\(?\d{1,7}(?:\\?[.)]|\s?[.)])(?=\s|[^\W\d_]))\s*)"
    r"(?P<content>\S.*)$"
)
# "12, Anna Ruritan" between items is one of them; the number goes with the repairs.
_SLIPPED_MARKER: Final = re.compile(r"^(?P<mark>\s*\d{1,6},\s+)(?P<content>[^\W\d_].*)$")
_EMPTY_MARK: Final = re.compile(r"^\s*(?:[-*+•‣◦▪●]|\(?\d{1,7}[.)])\s*$")
_RULE: Final = re.compile(r"^\s*([-*_=~#.·•+])(?:\s*\1){2,}\s*$")
_FENCE: Final = re.compile(r"^ {0,3}(```|~~~)")
_TABLE: Final = re.compile(r"^\s*\|(?P<content>.*)\|\s*$")
_QUOTED: Final = re.compile(r"^ {0,3}>")
_REFERENCE: Final = re.compile(r"^ {0,3}\[[^\]]+\]:\s")
_IMAGE: Final = re.compile(r"^\s*(?:\[?!\[[^\]]*\]\([^)]*\)(?:\]\([^)]*\))?\s*)+$")
_TAGS_ALONE: Final = re.compile(r"^\s*(?:</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>@]*)?/?>\s*)+$")
_INLINE_COMMENT: Final = re.compile(r"<!--.*?(?:-->|$)")
_LONG_SPACE: Final = re.compile(r"\s{9,}")  # kept short, so that no pattern is slow on it
_FRONT_MATTER: Final = re.compile(r"^(?:[\w-]+\s*:|\s|#|-\s|$)")
_KEY: Final = re.compile(r"^\s*[\w-]+\s*:")
_LONGEST_FRONT_MATTER: Final = 100  # lines
_LONGEST_COMMENT: Final = 50  # lines
_LONGEST_CODE: Final = 500  # lines


@dataclass(frozen=True, slots=True)
class Block:
    """A line that is not blank, and what it is in the build of the text.

    Attributes:
        line: Its number.
        text: As it stands.
        shape: "item" of a list, "bare" line, "row" of a table, or "other", never a signatory.
        content: Without the mark of a list, comments and the outer borders of a table.
        why: Of others: the reason, a whole sentence.
        signed: What the headings above say: people signed here, nobody did, or nothing (None).
        kind: What the headings above say of the kind.
        title: The nearest heading above.
        goes_on_from: The item's line that this line seems to continue; 0 if none.
        paragraph: Number of the group of lines without a blank line between.
        cells: Of a row that was cut already; otherwise bars part the cells of its content.
        keys: What names the columns of such a row, where no heading in the table does.
        table: The number of the table or list of a page that it is part of.
        above: Its columns that are merged with the row above.
        doubt: What should be looked at in it.
    """

    line: int
    text: str
    shape: Shape
    content: str = ""
    why: str = ""
    signed: bool | None = None
    kind: Kind | None = None
    title: str = ""
    goes_on_from: int = 0
    paragraph: int = 0
    cells: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    table: int = 0
    above: frozenset[int] = frozenset()
    doubt: str = ""


class Builder:
    """Goes through the lines once and gives every line that is not blank its place."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        self._lines = lines
        self._outline = Outline()
        self._blocks: list[Block] = []
        self._fence = ""
        self._paragraph = 0
        self._item = 0
        self._item_indent = 0

    def blocks(self) -> list[Block]:
        """All lines that are not blank, each once, in order."""
        index = self._front_matter()
        while index < len(self._lines):
            if not self._lines[index].strip():
                self._paragraph += 1
                if self._item and not self._is_indented(index + 1):
                    self._item = 0
                index += 1
            else:
                index += self._take(index)
        return self._blocks

    def _take(self, index: int) -> int:
        """Places the lines from an index on that belong together; returns how many."""
        text = self._lines[index]
        if (why := reason_for_length(text)) and not people_in(text):
            return self._other(index, 1, why)
        fence = _FENCE.match(text)
        if fence and self._fence in {"", fence[1]}:
            self._fence = "" if self._fence or not self._is_closed(index, fence[1]) else fence[1]
            return self._other(index, 1, "It is the border of a block of code.")
        if self._fence:
            return self._other(index, 1, "It stands in a block of code.")
        if not _INLINE_COMMENT.sub("", text).strip():
            length = 1 if "-->" in text else self._comment_length(index)
            return self._other(index, length, "It is a comment.")
        return self._heading(index) or self._one(index, _INLINE_COMMENT.sub("", text))

    def _heading(self, index: int) -> int:
        if _MARKER.match(self._lines[index]):
            return 0
        heading = find_heading(self._lines, index)
        if heading is None:
            return 0
        self._outline.enter(heading)
        self._item = 0
        return self._other(index, heading.lines, "It is a heading.")

    def _one(self, index: int, text: str) -> int:
        for pattern, why in _NEVER:
            if pattern.match(text):
                return self._other(index, 1, why)
        if row := _TABLE.match(text):
            self._place(index, "row", row["content"].strip(), goes_on_from=0)
            return 1
        match = _MARKER.match(text) or (self._item and _SLIPPED_MARKER.match(text))
        if not match:
            self._place(index, "bare", text.strip(), goes_on_from=self._item)
            return 1
        indent = _width(match["mark"]) - len(match["mark"].lstrip())
        nested = self._item and indent >= self._item_indent
        content = text.strip() if match.re is _SLIPPED_MARKER else match["content"]
        self._place(index, "item", content, goes_on_from=self._item if nested else 0)
        if not nested:
            self._item = index + 1
            self._item_indent = _width(match["mark"])
        return 1

    def _place(self, index: int, shape: Shape, content: str, *, goes_on_from: int) -> None:
        self._blocks.append(
            Block(
                line=index + 1,
                text=self._lines[index],
                shape=shape,
                content=_LONG_SPACE.sub(" " * 8, content),
                signed=self._outline.signed,
                kind=self._outline.kind,
                title=self._outline.title,
                goes_on_from=goes_on_from,
                paragraph=self._paragraph,
            )
        )

    def _other(self, index: int, count: int, why: str) -> int:
        for number in range(index, index + count):
            text = self._lines[number]
            if text.strip():
                self._blocks.append(
                    Block(number + 1, text, "other", why=why, paragraph=self._paragraph)
                )
        return count

    def _front_matter(self) -> int:
        """Places the front matter, if the file begins with one; returns the line after it."""
        start = next((i for i, line in enumerate(self._lines) if line.strip()), 0)
        if self._lines[start].strip() != "---":
            return 0
        for index in range(start + 1, min(len(self._lines), start + _LONGEST_FRONT_MATTER)):
            if self._lines[index].strip() in {"---", "..."}:
                if not any(_KEY.match(line) for line in self._lines[start + 1 : index]):
                    return 0
                self._other(start, index + 1 - start, "It is front matter.")
                return index + 1
            if not _FRONT_MATTER.match(self._lines[index]):
                return 0
        return 0

    def _comment_length(self, index: int) -> int:
        """A comment that is never closed is one line long, so that it hides nobody below it."""
        for number in range(index, min(len(self._lines), index + _LONGEST_COMMENT)):
            if "-->" in self._lines[number]:
                return number - index + 1
        return 1

    def _is_closed(self, index: int, fence: str) -> bool:
        """A block of code that is never closed is none, so that it hides nobody below it."""
        following = range(index + 1, min(len(self._lines), index + _LONGEST_CODE))
        return any(self._lines[number].lstrip().startswith(fence) for number in following)

    def _is_indented(self, index: int) -> bool:
        if index >= len(self._lines):
            return False
        line = self._lines[index]
        return _width(line) - len(line.lstrip()) >= self._item_indent if line.strip() else True


_NEVER: Final = (
    (_RULE, "It is a rule between parts."),
    (_EMPTY_MARK, "It is an item of a list with nothing in it."),
    (_QUOTED, "It is a quotation."),
    (_REFERENCE, "It is the target of a link."),
    (_IMAGE, "It is an image."),
    (_TAGS_ALONE, "It is HTML without words."),
)


def _width(text: str) -> int:
    """Columns of a text, tabs at every fourth."""
    return len(text.expandtabs(4))
