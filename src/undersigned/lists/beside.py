"""Columns of a text that was copied from a printed page: entries side by side, spaces between."""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final

from undersigned.lists.layout import is_full_name

_GAP: Final = re.compile(r" {3,}|\t+")
_FEWEST: Final = 3  # lines with columns
_MOSTLY: Final = 0.8


Columns = tuple[dict[int, list[str]], frozenset[int]]
"""The parts of lines by the lines' indices, and the lines that were read with one above them."""


def columns_beside(lines: Sequence[str]) -> Columns:
    """The parts of the lines that hold names side by side.

    Where posts stand below the names, each column of such a paragraph is an entry: it stands in
    the place of the paragraph's first line, with what the lines below add to it.
    """
    cut = {index: _cells(line) for index, line in enumerate(lines) if line.strip()}
    wide = {index: cells for index, cells in cut.items() if len(cells) > 1}
    if len(wide) < _FEWEST or len(wide) < _MOSTLY / 2 * len(cut):
        return {}, frozenset()
    named = [index for index, cells in wide.items() if all(map(_is_name, cells))]
    if len(named) >= _MOSTLY * len(wide):
        return wide, frozenset()
    return _stacked(cut)


def _cells(line: str) -> list[str]:
    return [cell for cell in _GAP.split(line.strip()) if cell.strip()]


def _is_name(cell: str) -> bool:
    return is_full_name(cell.partition(",")[0])


def _stacked(cut: Mapping[int, list[str]]) -> Columns:
    """Paragraphs of equal columns, each headed by a name: the parts of each column by its lines."""
    result: dict[int, list[str]] = {}
    below: set[int] = set()
    numbered = [(index, index - at) for at, index in enumerate(cut)]
    runs = groupby(numbered, key=lambda pair: pair[1])
    paragraphs = [[index for index, _ in run] for _, run in runs]
    fit = 0
    for paragraph in paragraphs:
        width = len(cut[paragraph[0]])
        even = [index for index in paragraph if len(cut[index]) == width]
        if width < 2 or len(even) < 2 or not all(map(_is_name, cut[paragraph[0]])):  # noqa: PLR2004
            continue
        fit += 1
        result[even[0]] = [
            ", ".join(cut[index][column] for index in even) for column in range(width)
        ]
        below |= set(even[1:])
    return (result, frozenset(below)) if fit >= _FEWEST else ({}, frozenset())
