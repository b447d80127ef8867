"""The tables of a page as rows of cells: spans unfolded, layout tables told apart."""

from dataclasses import dataclass, field
from typing import Final

from undersigned.lists.dom import Element
from undersigned.lists.layout import find_layout, is_full_name
from undersigned.lists.pieces import pieces_of
from undersigned.lists.tables import Row

_MOST_SPAN: Final = 50  # columns or rows
_MOST_PIECES: Final = 12  # lines of a cell, from which on the table only lays out the page


@dataclass(slots=True)
class Grid:
    """A table.

    Attributes:
        rows: The cells of each row that holds anything.
        numbers: The number of each such row in the table, counted from 1.
        above: Of each row the columns whose cell spans from a row above.
        captions: What stands above it as its caption.
        scattered: Whether each cell is an entry of its own.
    """

    rows: list[tuple[str, ...]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    above: list[frozenset[int]] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    scattered: bool = False


def parts_of(table: Element) -> list[Element]:
    """The captions and cells of a table, in their order; text elsewhere in it is no table's."""
    rows = [part for part in _own(table) if part.tag in {"tr", "caption"}]
    return [
        cell
        for part in rows
        for cell in ([part] if part.tag == "caption" else part.elements)
        if cell.tag in {"caption", "td", "th"}
    ]


def grid_of(table: Element) -> Grid | list[Element]:
    """The table's grid; or its cells, where it only lays out the page."""
    rows = [element for element in _own(table) if element.tag == "tr"]
    cells = [[cell for cell in row.elements if cell.tag in {"td", "th"}] for row in rows]
    captions = [element for element in _own(table) if element.tag == "caption"]
    if any(_lays_out(cell) for row in cells for cell in row) or _hold_lists(cells):
        return [*captions, *(cell for row in cells for cell in row)]
    grid = Grid(captions=[caption.text() for caption in captions if caption.text()])
    spans: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(cells, start=1):
        texts, above, spans = _unfold(row, spans)
        if any(text.strip() for at, text in enumerate(texts) if at not in above):
            grid.rows.append(tuple(texts))
            grid.numbers.append(number)
            grid.above.append(frozenset(above))
    width = max(map(len, grid.rows), default=0)
    grid.rows = [row + ("",) * (width - len(row)) for row in grid.rows]
    whole = [Row(at, at, row, "") for at, row in enumerate(grid.rows, start=1)]
    grid.scattered = bool(whole) and find_layout(whole, "list").scattered
    return grid


def _own(table: Element) -> list[Element]:
    """The parts of a table, but not those of tables in it."""
    found: list[Element] = []
    waiting = list(reversed(table.elements))
    while waiting:
        element = waiting.pop()
        found.append(element)
        if element.tag in {"thead", "tbody", "tfoot"}:
            waiting += reversed(element.elements)
    return found


def _lays_out(cell: Element) -> bool:
    inner = [below.tag for below in cell.walk()]
    if "table" in inner or "h1" in inner or "h2" in inner or inner.count("li") > 1:
        return True
    return len(pieces_of([cell])) > _MOST_PIECES


def _hold_lists(cells: list[list[Element]]) -> bool:
    """Whether the cells hold lists of names, one a line, and so only stand side by side."""
    lines = [[piece.text for piece in pieces_of([cell])] for row in cells for cell in row]
    filled = [each for each in lines if each]
    names = all(is_full_name(text.partition(",")[0]) for each in filled for text in each)
    return names and bool(filled) and sum(map(len, filled)) > 2 * len(filled)


def _unfold(
    row: list[Element], spans: dict[int, tuple[int, str]]
) -> tuple[list[str], set[int], dict[int, tuple[int, str]]]:
    """The texts of a row, the columns that span from above, and what spans further down."""
    texts: list[str] = []
    above: set[int] = set()
    further: dict[int, tuple[int, str]] = {}
    waiting = list(row)
    while waiting or len(texts) in spans:
        column = len(texts)
        if column in spans:
            left, text = spans[column]
            texts.append(text)
            above.add(column)
            if left > 1:
                further[column] = (left - 1, text)
            continue
        cell = waiting.pop(0)
        text = ", ".join(piece.content.rstrip(" ,") for piece in pieces_of([cell]))
        texts.append(text)
        down = _span(cell, "rowspan")
        if down > 1:
            further[column] = (down - 1, text)
        texts += [""] * (_span(cell, "colspan") - 1)
    return texts, above, further


def _span(cell: Element, name: str) -> int:
    value = cell.attributes.get(name, "")
    return max(1, min(int(value), _MOST_SPAN)) if value.isascii() and value.isdigit() else 1
