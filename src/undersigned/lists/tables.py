"""Cutting CSV into rows and cells, so that a stray quote never swallows the rows behind it.

The standard library's csv module reads on to the end of the file for a quote that is never
closed; a list would then lose every line behind it. So rows are cut here: a quoted cell may span
lines only where that is plausible, and otherwise its quote is taken for a stray mark.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from undersigned.lists.columns import find_columns

DELIMITERS: Final = (",", ";", "\t", "|")
_SEPARATOR_LINE: Final = re.compile(r'^"?sep=(.)"?\s*$', re.IGNORECASE)
_LONGEST_ROW: Final = 30  # lines that one quoted row may span
_MOST_CHARACTERS: Final = 20_000  # of one row
_SAMPLE: Final = 300  # rows by which the delimiter is found


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        line: Its first line.
        last: Its last line.
        cells: What stands in its columns.
        text: As it stood.
        mend: What was mended in cutting it.
        above: Columns whose cell is merged with the one above and repeats its value.
        place: Where it stands, where that is more than a line.
    """

    line: int
    last: int
    cells: tuple[str, ...]
    text: str
    mend: str = ""
    above: frozenset[int] = frozenset()
    place: str = ""


def stated_delimiter(line: str) -> str:
    """The delimiter that a first line "sep=;" states; empty if it states none."""
    match = _SEPARATOR_LINE.match(line.strip("\ufeff"))
    return match[1] if match else ""


def find_delimiter(lines: tuple[str, ...]) -> str:
    """The delimiter under which the first rows agree best; empty for a single column."""
    sample = [line for line in lines if line.strip()][:_SAMPLE]
    best, best_score = "", (False, 0.0, 0)
    for delimiter in DELIMITERS:
        rows = list(cut_rows(tuple(sample), delimiter))
        width, agreement = _usual_width(rows)
        if width > 1:
            headed = any(find_columns(row.cells) for row in rows[:1])
            score = (headed, agreement, width)
            if score > best_score:
                best, best_score = delimiter, score
    return best


def _usual_width(rows: list[Row]) -> tuple[int, float]:
    widths = Counter(len(row.cells) for row in rows)
    width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    return width, count / len(rows)


def looks_like_table(lines: tuple[str, ...]) -> bool:
    """Whether a text without a telling file name is a table.

    Its rows agree on a delimiter, and they have a heading that is known, or the delimiter is none
    that stands in sentences.
    """
    sample = tuple(line for line in lines if line.strip())[:_SAMPLE]
    delimiter = stated_delimiter(sample[0]) or find_delimiter(sample)
    if not delimiter:
        return False
    rows = list(cut_rows(sample, delimiter))
    headed = bool(find_columns(rows[0].cells))
    width, agreement = _usual_width(rows)
    if headed and len(rows[0].cells) > 1:
        return agreement >= 0.5  # noqa: PLR2004 - more rows are of one width than are not
    return delimiter != "," and width > 1 and agreement >= 0.9 and len(rows) > 1  # noqa: PLR2004


def cut_rows(lines: tuple[str, ...], delimiter: str) -> Iterator[Row]:
    """Cuts lines into rows; blank lines between rows are passed over.

    Every line that is not blank belongs to exactly one row.
    """
    width = 0
    index = 0
    while index < len(lines):
        if not lines[index].strip():
            index += 1
            continue
        row = _cut_row(lines, index, delimiter, width)
        width = width or len(row.cells)
        yield row
        index = row.last


def _cut_row(lines: tuple[str, ...], index: int, delimiter: str, width: int) -> Row:
    text = lines[index]
    short = len(text) <= _MOST_CHARACTERS
    plain = tuple(text.split(delimiter)) if delimiter and short else (text,)
    if '"' not in text or not short:
        return Row(index + 1, index + 1, plain, text)
    quoted = _cut_quoted(lines, index, delimiter)
    if quoted is None or (quoted.last > index + 1 and _swallows(lines, quoted, delimiter, width)):
        mend = "a quote that is never closed"
        return Row(index + 1, index + 1, plain, text, mend)
    inner = quoted.cells[0].split(delimiter) if delimiter else []
    if len(quoted.cells) == 1 < len(inner) and len(inner) == (width or len(inner)):
        return Row(quoted.line, quoted.last, tuple(inner), quoted.text, "quotes around a whole row")
    return quoted


def _swallows(lines: tuple[str, ...], row: Row, delimiter: str, width: int) -> bool:
    """Whether a row of several lines is rather several rows, with stray quotes at both ends."""
    if not delimiter:
        return True
    each = [len(line.split(delimiter)) for line in lines[row.line - 1 : row.last] if line.strip()]
    if width > 1 and all(count == width for count in each):
        return True
    return width > 1 and len(row.cells) != width and each[0] == width


def _cut_quoted(lines: tuple[str, ...], index: int, delimiter: str) -> Row | None:
    """Cuts a row with quotes; None if a quote that opens a cell is not closed in reach."""
    cells: list[str] = []
    text = lines[index]
    last = index
    position = 0
    while True:
        start = _behind_spaces(text, position)
        if text.startswith('"', start):
            end = _closing_quote(text, start + 1, delimiter)
            while end < 0:
                last += 1
                if last >= min(len(lines), index + _LONGEST_ROW) or len(text) > _MOST_CHARACTERS:
                    return None
                searched = len(text)
                text = f"{text}\n{lines[last]}"
                end = _closing_quote(text, searched, delimiter)
            cells.append(text[start + 1 : end].replace('""', '"'))
            position = _behind_spaces(text, end + 1)
        else:
            end = text.find(delimiter, position) if delimiter else -1
            end = len(text) if end < 0 else end
            cells.append(text[position:end])
            position = end
        if position >= len(text):
            return Row(index + 1, last + 1, tuple(cells), text)
        position += len(delimiter)


def _closing_quote(text: str, start: int, delimiter: str) -> int:
    """Where the quote stands that closes a cell: behind it the cell ends; -1 if there is none.

    A quote inside a cell that is neither doubled nor followed by the end of the cell is text.
    """
    position = start
    while (position := text.find('"', position)) >= 0:
        behind = text[position + 1 : position + 2]
        if behind == '"':
            position += 2
            continue
        end = _behind_spaces(text, position + 1)
        if end == len(text) or (delimiter and text.startswith(delimiter, end)):
            return position
        position += 1
    return -1


def _behind_spaces(text: str, position: int) -> int:
    while text.startswith(" ", position):
        position += 1
    return position
