"""Reading workbooks (XLSX): every sheet, row by row, by the values that the cells last showed."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from itertools import zip_longest
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils.cell import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from undersigned.lists.gathering import Gathering, placed
from undersigned.lists.layout import Trust
from undersigned.lists.model import Found, ListRefused, Refusal
from undersigned.lists.rows import read_rows
from undersigned.lists.sections import Heading, section_of
from undersigned.lists.tables import Row

MOST_ROWS: Final = 200_000
MOST_CELLS: Final = 3_000_000
_MERGED: Final = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\""
)
_MOST_MERGED: Final = 500_000  # cells below the first one of merged cells
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s>/]")
_BESIDE: Final = (
    ("xl/comments", "Notes on cells were not read."),
    ("xl/threadedComments", "Notes on cells were not read."),
    ("xl/drawings/drawing", "Pictures and text boxes that lie over the cells were not read."),
    ("xl/chartsheets", "Sheets that are charts were not read."),
)
# What openpyxl raises on files that are no workbook or a broken one.
_FAULTS: Final = (
    InvalidFileException,
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    SyntaxError,
    OSError,
    EOFError,
    OverflowError,
    AssertionError,
)


@dataclass(slots=True)
class _Sheet:
    """A sheet: its rows that hold anything, where they stand, and what could not be read."""

    title: str
    rows: list[Row] = field(default_factory=list)
    places: dict[int, str] = field(default_factory=dict)
    valueless: dict[int, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def read_workbook(data: bytes, files: Mapping[str, bytes], name: str) -> Found:
    """Reads every sheet of a workbook; every row that holds anything gives one outcome.

    Args:
        data: The workbook.
        files: What it unpacks to.
        name: The file's name.

    Raises:
        ListRefused: It is broken, empty, or larger than is read.
    """
    try:
        sheets = list(_sheets(data, files, name))
    except _FAULTS as error:
        raise ListRefused(
            f"{name} is a workbook that can't be read: {error}.",
            "Open it, save it anew as XLSX or CSV, and try again.",
        ) from error
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise ListRefused(f"{name} is empty.", "Look whether it is the workbook with the list.")
    gathering = Gathering()
    for sheet in filled:
        trust: Trust = "list" if len(filled) == 1 else "page"
        within = f"Sheet “{sheet.title}”" if len(filled) > 1 else ""
        gathering.add(_read_sheet(sheet, trust), within=within)
        gathering.remarks += sheet.remarks
    paths = " ".join(files)
    gathering.remarks += [remark for path, remark in _BESIDE if path in paths]
    if any(b"<hyperlink " in files[path] for path in files if path.startswith("xl/worksheets/")):
        gathering.remarks.append("Links behind cells were not read, only what the cells show.")
    return gathering.found("workbook")


def _read_sheet(sheet: _Sheet, trust: Trust) -> Found:
    section = section_of(Heading(1, sheet.title))
    if section.signed is False:
        why = f"It stands in the sheet “{sheet.title}”, where nobody signs."
        refused = tuple(Refusal(row.line, row.text, why) for row in sheet.rows)
        return placed(Found(len(refused), refused, (), "workbook"), sheet.places)
    found = read_rows(sheet.rows, kind=section.kind, trust="signed" if section.signed else trust)
    if sheet.valueless:
        outcomes = tuple(
            Refusal(outcome.line, outcome.text, sheet.valueless[outcome.line])
            if outcome.line in sheet.valueless
            else outcome
            for outcome in found.outcomes
        )
        found = Found(
            found.read, outcomes, found.repairs, "workbook", "", found.remarks, found.places
        )
    return placed(found, sheet.places)


def _sheets(data: bytes, files: Mapping[str, bytes], name: str) -> Iterator[_Sheet]:
    values = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    has_formulas = any(
        _FORMULA.search(files[path]) for path in files if path.startswith("xl/worksheets/")
    )
    formulas = (
        load_workbook(BytesIO(data), read_only=True, keep_links=False) if has_formulas else None
    )
    budget = _Budget(name)
    for sheet in values.worksheets:
        beside = formulas[sheet.title] if formulas is not None else None
        yield _sheet(sheet, beside, files, budget)


@dataclass(slots=True)
class _Budget:
    """How much of a workbook was read, so that a small file that unfolds to a huge one stops."""

    name: str
    rows: int = 0
    cells: int = 0

    def spend(self, cells: int, *, filled: bool) -> None:
        self.rows += filled
        self.cells += cells + 1
        if self.rows > MOST_ROWS or self.cells > MOST_CELLS:
            raise ListRefused(
                f"{self.name} has more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells, which is "
                "more than is read.",
                "Delete what is no part of the list, empty columns and rows too, or divide it.",
            )


def _sheet(sheet: Any, beside: Any, files: Mapping[str, bytes], budget: _Budget) -> _Sheet:
    found = _Sheet(sheet.title)
    if sheet.sheet_state != "visible":
        found.remarks.append(f"The sheet “{sheet.title}” is hidden in the workbook; it was read.")
    # What a sheet says of its own size is often wrong; the rows themselves are asked.
    sheet.reset_dimensions()
    path = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    merged = _merged_below(files.get(path, b""))
    formulas: Iterator[Any] = iter(())
    if beside is not None:
        beside.reset_dimensions()
        formulas = beside.iter_rows(values_only=True)
    above: dict[int, str] = {}
    for number, (values, written) in enumerate(
        zip_longest(sheet.iter_rows(values_only=True), formulas, fillvalue=()), start=1
    ):
        cells = [_text(value) for value in values]
        filled = any(cell.strip() for cell in cells)
        budget.spend(len(cells), filled=filled)
        missing = [
            f"{get_column_letter(index)}{number}"
            for index, (value, formula) in enumerate(
                zip_longest(values, written, fillvalue=None), start=1
            )
            if value is None and isinstance(formula, str) and formula.startswith("=")
        ]
        if not filled and not missing:
            continue
        repeated = _fill(cells, merged.get(number, ()), above) if filled else frozenset()
        above = {index: cell for index, cell in enumerate(cells) if cell.strip()}
        _keep(found, number, tuple(cells), repeated, missing)
    return found


def _keep(
    found: _Sheet, number: int, cells: tuple[str, ...], repeated: frozenset[int], missing: list[str]
) -> None:
    line = len(found.rows) + 1
    text = " | ".join(cell for cell in cells if cell.strip())
    place = f"sheet “{found.title}”, row {number}"
    found.rows.append(Row(line, line, cells, text or ", ".join(missing), "", repeated, place))
    found.places[line] = place
    if missing:
        found.valueless[line] = (
            f"Its cell {missing[0]} holds a formula that was never worked out. Open the workbook, "
            "save it, and bring it along again."
        )


def _fill(cells: list[str], columns: tuple[int, ...], above: dict[int, str]) -> frozenset[int]:
    """Repeats the value of merged cells in the rows that they span; returns the columns."""
    repeated = set()
    for column in columns:
        if column in above and not (column < len(cells) and cells[column].strip()):
            cells += [""] * (column + 1 - len(cells))
            cells[column] = above[column]
            repeated.add(column)
    return frozenset(repeated)


def _merged_below(sheet: bytes) -> dict[int, tuple[int, ...]]:
    """Of each row the columns, counted from 0, whose cells are merged with those above."""
    below: dict[int, tuple[int, ...]] = {}
    count = 0
    for match in _MERGED.finditer(sheet):
        first_column, first, _, last = range_boundaries(match[1].decode("ascii"))
        if first_column is None or first is None or last is None:
            continue
        count += last - first
        if count > _MOST_MERGED:
            break
        for number in range(first + 1, last + 1):
            below[number] = (*below.get(number, ()), first_column - 1)
    return below


def _text(value: object) -> str:
    """What a cell shows, near enough: whole numbers without ".0", days without a time."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, (datetime, date, time)):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return str(value)
