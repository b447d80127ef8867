"""Reading the rows of a table: the heading found, each row a signatory or refused."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from undersigned.lists.addresses import take_addresses
from undersigned.lists.columns import Columns, find_columns, guess_columns, settle_titles
from undersigned.lists.drafts import Draft
from undersigned.lists.folding import fold
from undersigned.lists.items import read_entry, take_markup
from undersigned.lists.mending import Mend, without_number
from undersigned.lists.model import Found, Kind, Outcome, Refusal, Repair
from undersigned.lists.posts import Service
from undersigned.lists.prose import holds_letters, reason_for_any, reason_for_length
from undersigned.lists.tables import Row, cut_rows, find_delimiter, stated_delimiter
from undersigned.lists.vocabulary import ORGANISATION_KINDS

_HEADING_WITHIN: Final = 10  # rows among which the heading is looked for
_SAMPLE: Final = 300  # rows by which columns without a heading are told
_YEARS: Final = re.compile(r"\s*(\d{1,3})\b(?!\s*[-–/.]\s*\d)[^\d]*")
_BETWEEN_TERMS: Final = re.compile(r"\s*[,;|/]\s*|\s+(?:and|&)\s+")
_RULE: Final = re.compile(r"\s*:?[-=_]{2,}:?\s*")
_TEXTS: Final = ("affiliation", "role", "organisation")


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the heading is (0 if nowhere), what the columns hold, and their number and headings."""

    heading: int
    columns: Columns
    width: int
    cells: tuple[str, ...] = ()
    markdown: bool = False

    def has(self, *fields: str) -> bool:
        return any(field in self.columns.values() for field in fields)


def read_table(lines: tuple[str, ...]) -> Found:
    """Reads a table row by row; every row gives one outcome, and every line is part of a row."""
    first = next(index for index, line in enumerate(lines) if line.strip())
    stated = stated_delimiter(lines[first])
    delimiter = stated or find_delimiter(lines)
    rows = list(cut_rows(lines, delimiter))
    if not stated:
        return read_rows(rows, delimiter)
    found = read_rows(rows[1:], delimiter)
    statement = Refusal(rows[0].line, rows[0].text, "It states the delimiter.")
    outcomes = (statement, *found.outcomes)
    return Found(len(rows), outcomes, found.repairs, "table", delimiter, found.remarks)


def read_rows(
    rows: list[Row], delimiter: str = "", *, kind: Kind | None = None, markdown: bool = False
) -> Found:
    """Reads rows that are cut already; every row gives one outcome.

    Args:
        rows: In the order of the file, the heading among them.
        delimiter: By which they were cut.
        kind: What a heading above the table says of those in it.
        markdown: Whether they come from a Markdown file: then cells may hold emphasis and links,
            and a table without a heading that is known is no list.
    """
    layout = replace(_layout(rows), markdown=markdown)
    if markdown and not layout.heading:
        why = "Its table has no heading that names a column of names."
        refused = tuple(Refusal(row.line, row.text, why) for row in rows)
        return Found(len(rows), refused, (), "table", delimiter)
    outcomes: list[Outcome] = []
    repairs: list[Repair] = []
    for row in rows:
        draft = Draft(line=row.line, text=row.text, rest="", kind=kind, trust="cell")
        outcomes.append(_read_row(row, layout, draft))
        repairs += draft.repairs()
    remarks = _remarks(layout) if rows else ()
    return Found(len(rows), tuple(outcomes), tuple(repairs), "table", delimiter, remarks)


def _layout(rows: list[Row]) -> _Layout:
    for row in rows[:_HEADING_WITHIN]:
        columns = find_columns(row.cells)
        if columns:
            sample = [other.cells for other in rows if other.line > row.line][:_SAMPLE]
            settled = settle_titles(columns, sample)
            return _Layout(row.line, settled, len(row.cells), row.cells)
    sample = [row.cells for row in rows[:_SAMPLE]]
    if not sample:
        return _Layout(0, {0: "name"}, 1)
    return _Layout(0, guess_columns(sample), max(map(len, sample)))


def _remarks(layout: _Layout) -> tuple[str, ...]:
    remarks = []
    if not layout.heading:
        told = ", ".join(
            f"column {index + 1} as {field}" for index, field in sorted(layout.columns.items())
        )
        remarks.append(f"No heading was found; by what the cells look like, {told} was read.")
    unread = [
        cell.strip() or f"column {index + 1}"
        for index, cell in enumerate(layout.cells)
        if index not in layout.columns
    ]
    if unread:
        remarks.append(f"These columns were not read: {', '.join(unread)}.")
    if layout.has("address"):
        remarks.append("A column holds mail addresses; they are kept apart and never shown.")
    return tuple(remarks)


def _read_row(row: Row, layout: _Layout, draft: Draft) -> Outcome:
    why = _reason(row, layout)
    if why:
        return draft.refusal(why)
    if row.mend:
        draft.mends.append(Mend("row", row.text, " | ".join(row.cells), row.mend))
    cells = _fit(row.cells, layout, draft)
    values = {field: cells.get(index, "").strip() for index, field in layout.columns.items()}
    return _read_values(draft, values, layout)


def _reason(row: Row, layout: _Layout) -> str:
    """Why a row is no signatory by its place and build; empty if its cells may be looked at."""
    if row.line == layout.heading:
        return "It is the heading of the columns."
    if row.line < layout.heading:
        return "It stands before the heading of the columns."
    if not any(cell.strip() for cell in row.cells):
        return "All its cells are empty."
    if all(_RULE.fullmatch(cell) for cell in row.cells):
        return "It is a rule between parts."
    if layout.cells and [fold(cell) for cell in row.cells] == [fold(c) for c in layout.cells]:
        return "It is the heading of the columns once more."
    return reason_for_length(row.text)


def _fit(cells: Sequence[str], layout: _Layout, draft: Draft) -> dict[int, str]:
    """Fits a row with too many or too few cells to the columns.

    Too many come from a delimiter inside the last text: "Professor, ETH" without quotes.
    """
    fitted = dict(enumerate(cells))
    surplus = [cell.strip() for cell in cells[layout.width :]]
    last = layout.width - 1
    if any(surplus):
        joined = ", ".join(cell for cell in (fitted[last].strip(), *surplus) if cell)
        why = f"the row has {len(cells)} cells, not {layout.width}; the last were joined"
        field = layout.columns.get(last, f"column {layout.width}")
        draft.mends.append(Mend(field, fitted[last], joined, why))
        if field not in _TEXTS:
            draft.doubts.append("The row has too many cells; they may be in the wrong columns.")
        fitted[last] = joined
    elif len(cells) < layout.width and layout.heading:
        draft.doubts.append(f"The row has {len(cells)} cells, not {layout.width}.")
    return fitted


def _read_values(draft: Draft, values: dict[str, str], layout: _Layout) -> Outcome:
    names = (values.get(part, "") for part in ("honorific", "given", "family"))
    name = values.get("name") or " ".join(part for part in names if part)
    kind = fold(values.get("kind", ""))
    if kind:
        draft.kind = "organisation" if kind in ORGANISATION_KINDS else "person"
    if values.get("name") and values.get("honorific"):
        name = f"{values['honorific']} {name}"
    if not holds_letters(name) and holds_letters(values.get("organisation", "")):
        name = values.pop("organisation")
        if layout.has("name", "given", "family") and draft.kind != "organisation":
            draft.doubts.append("No person is named in this row, only an organisation.")
        draft.kind = "organisation"
    if not holds_letters(name):
        return draft.refusal("The cell for the name is empty.")
    if why := reason_for_any(name):
        return draft.refusal(why)
    _fill(draft, values)
    draft.rest = name
    if set(layout.columns.values()) <= {"name"}:
        return read_entry(draft)
    if layout.markdown:
        take_markup(draft)
    _mend_name(draft)
    return draft.outcome()


def _fill(draft: Draft, values: dict[str, str]) -> None:
    draft.role, draft.organisation = values.get("role", ""), values.get("organisation", "")
    draft.country, draft.place = values.get("country", ""), values.get("place", "")
    if link := values.get("link", ""):
        draft.links.append(link)
    if address := values.get("address", ""):
        draft.addresses.append(address)
    for field in _TEXTS:
        _take_from(draft, field, values.get(field, ""))
    years, served = values.get("years", ""), values.get("served", "")
    if years or served:
        match = _YEARS.fullmatch(years)
        doubt = "" if match or not years else f"“{years}” is no number of years."
        terms = tuple(term for term in _BETWEEN_TERMS.split(served) if term.strip())
        draft.service = Service("", int(match[1]) if match else None, terms, doubt)


def _take_from(draft: Draft, field: str, value: str) -> None:
    """Sets a field without the links and mail addresses that its cell holds."""
    if "@" in value or "://" in value or "www." in value:
        draft.rest = value
        take_addresses(draft)
        if draft.links and draft.rest != value:
            why = "an address inside the text; it stands apart now"
            draft.mends.append(Mend(field, value, draft.rest, why))
        value = draft.rest
    setattr(draft, field, value)


def _mend_name(draft: Draft) -> None:
    text, mends = without_number(draft.rest)
    draft.rest = text
    draft.mends += mends
    if "@" in text or "://" in text:
        take_addresses(draft)
