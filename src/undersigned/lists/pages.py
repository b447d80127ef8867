"""Reading web pages: tables, lists, cards, definition lists and lines, under their headings."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from undersigned.lists.blocks import Block
from undersigned.lists.cards import Cards, cards_of, flattened, groups_of, read_cards
from undersigned.lists.chrome import PART_OF_PAGE, STRUCK, is_button, reason_around
from undersigned.lists.dom import Element, parse_page
from undersigned.lists.grids import Grid, grid_of, parts_of
from undersigned.lists.layout import is_full_name
from undersigned.lists.model import Found, ListRefused
from undersigned.lists.pieces import Piece, pieces_of
from undersigned.lists.sections import telling_section
from undersigned.lists.stacking import BOLD, Stack
from undersigned.lists.texts import NOT_A_LIST, is_like_name

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_LISTS: Final = frozenset({"ul", "ol", "menu"})
_MOST_PIECES: Final = 12  # lines of an item, from which on it is a part of the page
_FEWEST: Final = 5  # entries of a list on a page that says nowhere who signed
_MOSTLY: Final = 0.8
_DEEPEST: Final = 50  # levels that are looked at by themselves
_INWARD: Final = ("#", "/", "?", ".", "javascript:")


def read_page(text: str, name: str) -> Found:
    """Reads a web page; every line of its text, item and row gives one outcome.

    Args:
        text: The page's HTML.
        name: The file's name.

    Raises:
        ListRefused: It holds no text, or more than is read.
    """
    body = parse_page(text, name)
    reader = _PageReader(len(body.text()))
    reader.walk(body, 0)
    if not reader.stack.blocks:
        raise ListRefused(
            f"{name} is a page without words.",
            "If a browser shows names in it, save the page there once it has loaded.",
        )
    reader.settle()
    return reader.stack.found("page")


@dataclass(slots=True)
class _PageReader:
    """Goes through a page and stacks what it finds."""

    whole: int
    stack: Stack = field(default_factory=Stack)
    lists: int = 0
    cards: int = 0
    menu: set[int] = field(default_factory=set)

    def walk(self, element: Element, depth: int) -> None:
        """Reads what stands in an element, lines and blocks in their order."""
        if depth > _DEEPEST:
            self._lines(element.children)
            return
        groups = {id(member): group for group in groups_of(element) for member in group}
        done: set[int] = set()
        line: list[Element | str] = []
        for child in element.children:
            if isinstance(child, str) or (child.is_inline and not reason_around(child, self.whole)):
                line.append(child)
                continue
            self._lines(line)
            line = []
            if id(child) in done:
                continue
            group = groups.get(id(child))
            if group is not None and child is group[0] and self._cards(group):
                done |= {id(member) for member in group}
            else:
                self._block(child, depth + 1)
        self._lines(line)

    def _block(self, element: Element, depth: int) -> None:
        if why := reason_around(element, self.whole):
            self._around(element, why)
        elif element.tag in _HEADINGS:
            text = element.text()
            if text:
                self.stack.heading(text, _HEADINGS[element.tag], self._place())
        elif element.tag in {"summary", "caption", "legend", "figcaption"}:
            self._lines(element.children)
        elif element.tag == "table":
            self._table(element, depth)
        elif element.tag in _LISTS:
            self._list(element, depth)
        elif element.tag == "dl":
            self._definitions(element, depth + 1)
        elif element.tag == "pre":
            self._lines([element])
        else:
            self.walk(element, depth)

    def _place(self) -> str:
        return f"paragraph {self.stack.paragraph}"

    def _around(self, element: Element, why: str) -> None:
        for piece in pieces_of([element]):
            self.stack.other(piece.text, why, self._place())

    def _cards(self, group: Sequence[Element]) -> bool:
        """Reads a group of blocks that are built alike as cards, if that is what they are."""
        if any(reason_around(member, self.whole) for member in group):
            return False
        flat = flattened(group)
        if any(below.tag in {"table", "dl", *_LISTS} for card in flat for below in card.walk()):
            return False
        if flat != list(group) and not _same_text(group, flat):
            return False
        cards = read_cards(flat)
        if cards is None:
            return False
        self._stack_cards(cards, [element.text() for element in flat])
        return True

    def _stack_cards(self, cards: Cards, texts: Sequence[str]) -> None:
        self.cards += 1
        filled = [(row, text) for row, text in zip(cards.rows, texts, strict=True) if text]
        rows = [row for row, _ in filled]
        places = [f"block {self.cards}, entry {number}" for number in range(1, len(rows) + 1)]
        self.stack.table(rows, places, cards.keys, [text for _, text in filled])

    def _lines(self, nodes: Sequence[Element | str]) -> None:
        pieces = pieces_of(nodes)
        if not pieces:
            return
        self.stack.paragraph += 1
        if sum(bool(piece.key) for piece in pieces) > 1 and (cards := cards_of([pieces])):
            self._stack_cards(cards, [" ".join(piece.text for piece in pieces)])
            return
        for number, piece in enumerate(pieces, start=1):
            place = f"{self._place()}, line {number}" if len(pieces) > 1 else self._place()
            self._line(piece, place)

    def _line(self, piece: Piece, place: str) -> None:
        if self._refused(piece, place):
            return
        if piece.bold and telling_section(piece.text.rstrip(" :")):
            self.stack.heading(piece.text.rstrip(" :"), BOLD, place)
            return
        self.stack.bare(piece.text, piece.content, place)
        self._note_menu(piece)

    def _refused(self, piece: Piece, place: str) -> bool:
        if piece.struck:
            self.stack.other(piece.text, STRUCK, place)
        elif is_button(piece.text):
            self.stack.other(piece.text, PART_OF_PAGE, place)
        else:
            return False
        return True

    def _note_menu(self, piece: Piece) -> None:
        """A line that is nothing but a link into the same site may be one of a menu."""
        inward = piece.link and (piece.link.startswith(_INWARD) or ":" not in piece.link)
        if inward:
            self.menu.add(len(self.stack.blocks))

    def _list(self, element: Element, depth: int) -> None:
        self.lists += 1
        here = self.lists
        items = [child for child in element.children if not isinstance(child, str)]
        loose = [child for child in element.children if isinstance(child, str) and child.strip()]
        self._lines(loose)
        simple = [item for item in items if not _nested(item)]
        cards = cards_of([pieces_of([item]) for item in simple]) if len(simple) > 1 else None
        if cards is not None and len(simple) == len(items):
            self._stack_cards(cards, [item.text() for item in items])
            return
        for number, item in enumerate(items, start=1):
            place = f"list {here}, item {number}"
            if item.tag in _LISTS:
                self._list(item, depth + 1)
            elif item.tag != "li" or len(pieces_of([item])) > _MOST_PIECES or depth > _DEEPEST:
                self.walk(item, depth + 1)
            else:
                self._item(item, place, depth)

    def _item(self, item: Element, place: str, depth: int) -> None:
        self.stack.paragraph += 1
        nested = _nested(item)
        pieces = pieces_of([child for child in item.children if child not in nested])
        if pieces:
            text = " ".join(piece.text for piece in pieces)
            content = ", ".join(piece.content.rstrip(" ,") for piece in pieces)
            first = pieces[0]
            if nested and telling_section(text.rstrip(" :")):
                self.stack.heading(text.rstrip(" :"), BOLD, place)
            elif len(pieces) > 1 or not self._refused(first, place):
                self.stack.item(text, content, place, part_of=self.lists)
                if len(pieces) == 1:
                    self._note_menu(first)
        for inner in nested:
            self._list(inner, depth + 1)

    def _table(self, element: Element, depth: int) -> None:
        if not element.is_covered_by(parts_of(element)):
            self.walk(element, depth)
            return
        grid = grid_of(element)
        if isinstance(grid, Grid):
            for caption in grid.captions:
                self.stack.bare(caption, caption, f"table {self.stack.tables + 1}")
            self._grid(grid)
            return
        for part in grid:
            self.walk(part, depth)

    def _grid(self, grid: Grid) -> None:
        table = self.stack.tables + 1
        places = [f"table {table}, row {number}" for number in grid.numbers]
        if grid.scattered:
            self.stack.tables += 1
            for row, place in zip(grid.rows, places, strict=True):
                for column, cell in enumerate(row, start=1):
                    if cell.strip():
                        self.stack.item(cell, cell, f"{place}, column {column}")
        elif grid.rows:
            self.stack.table(grid.rows, places, above=grid.above)

    def _definitions(self, element: Element, depth: int) -> None:
        """Terms with what they mean: names with posts, or headings with names below them."""
        pairs: list[tuple[list[Piece], list[list[Piece]]]] = []
        parts = [below for below in element.walk() if below.tag in {"dt", "dd"}]
        if not element.is_covered_by(parts) or any(
            len(pieces_of([part])) > _MOST_PIECES for part in parts
        ):
            self.walk(element, depth)
            return
        for child in parts:
            if child.tag == "dt" or not pairs:
                pairs.append((pieces_of([child]) if child.tag == "dt" else [], []))
            if child.tag == "dd":
                pairs[-1][1].append(pieces_of([child]))
        told = sum(bool(telling_section(_text(term).rstrip(" :"))) for term, _ in pairs)
        if told or sum(len(meanings) for _, meanings in pairs) > 2 * len(pairs):
            for term, meanings in pairs:
                if term:
                    self.stack.heading(_text(term).rstrip(" :"), BOLD, self._place())
                for number, meaning in enumerate(meanings, start=1):
                    content = ", ".join(piece.content for piece in meaning)
                    if content:
                        self.stack.item(_text(meaning), content, f"{self._place()}, item {number}")
            return
        rows: list[tuple[str, ...]] = [
            (
                ", ".join(piece.content for piece in term),
                ", ".join(piece.content for meaning in meanings for piece in meaning),
            )
            for term, meanings in pairs
        ]
        self._stack_cards(Cards(("name", "affiliation"), rows), [" ".join(row) for row in rows])

    def settle(self) -> None:
        """Decides of lists under no telling heading, once the whole page is known.

        Where the page says who signed, nobody else did. Where it does not, a list is one only if
        it is long and looks like one, and is no menu.
        """
        blocks = self.stack.blocks
        if all(block.shape in {"item", "row"} for block in blocks):
            return  # a list and nothing else
        signed = any(block.signed and block.shape in {"item", "row", "bare"} for block in blocks)
        listed = any(block.signed and block.shape in {"item", "row"} for block in blocks)
        open_blocks = [block for block in blocks if block.signed is None]
        names = Counter(_list_of(block) for block in open_blocks if _is_name(block))
        counts = Counter(map(_list_of, open_blocks))
        for index, block in enumerate(blocks):
            if listed and block.signed and block.shape == "bare" and _is_name(block):
                # Below a heading that says so, a name is a signatory also beside lists and tables.
                blocks[index] = replace(block, shape="item")
            if block.signed is not None or block.shape not in {"item", "bare"}:
                continue
            where = _list_of(block)
            few = names[where] < _FEWEST or (
                block.shape == "item" and names[where] < _MOSTLY * counts[where]
            )
            if signed or few or block.line in self.menu:
                blocks[index] = replace(block, shape="other", why=NOT_A_LIST)


def _same_text(group: Sequence[Element], flat: Sequence[Element]) -> bool:
    return Element("", {}, list(group)).is_covered_by(flat)


def _list_of(block: Block) -> tuple[str, str, int]:
    return block.title, block.shape, block.table


def _is_name(block: Block) -> bool:
    return is_like_name(block.content) and is_full_name(_first(block.content))


def _first(content: str) -> str:
    bare = content[1:].partition("](")[0] if content.startswith("[") else content
    return bare.partition(",")[0].partition("(")[0].partition(" – ")[0].strip()


def _nested(item: Element) -> list[Element]:
    return [child for child in item.elements if child.tag in _LISTS]


def _text(pieces: Sequence[Piece]) -> str:
    return " ".join(piece.text for piece in pieces)
