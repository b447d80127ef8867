"""Reading the rows of a table: the heading found, each row a signatory or refused."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from undersigned.lists.addresses import take_addresses
from undersigned.lists.columns import later_columns
from undersigned.lists.drafts import Draft
from undersigned.lists.fields import heading_of
from undersigned.lists.folding import fold
from undersigned.lists.items import read_entry, take_markup
from undersigned.lists.layout import Layout, Trust, find_layout, headed_layout, layout_of_keys
from undersigned.lists.mending import Mend, without_number
from undersigned.lists.model import Found, Kind, Outcome, Refusal, Repair
from undersigned.lists.posts import Service
from undersigned.lists.prose import (
    holds_letters,
    reason_for_any,
    reason_for_bare,
    reason_for_length,
    reason_for_organisation,
    reason_for_person,
)
from undersigned.lists.sections import telling_section
from undersigned.lists.tables import Row, cut_rows, find_delimiter, stated_delimiter
from undersigned.lists.vocabulary import COLUMN_NAMES, NOTHING, ORGANISATION_KINDS, TOTALS

HEADING: Final = "It is the heading of the columns."
EMPTY: Final = "All its cells are empty."
_LINE_END: Final = re.compile(r"\s*[,;]*\s*\n\s*")
_LABELLED: Final = re.compile(r"[^\W\d_][^:()\[\]]{0,30}:\s")  # "Note: ...", "Total: 12"
_NAMING: Final = frozenset({"name", "given", "family"})
_SHORT: Final = 3  # words up to which a name alone in its row says nothing against itself
_YEARS: Final = re.compile(r"\s*(\d{1,3})\b(?!\s*[-–/.]\s*\d)[^\d]*")
_BETWEEN_TERMS: Final = re.compile(r"\s*[,;|/]\s*|\s+(?:and|&)\s+")
_RULE: Final = re.compile(r"\s*:?[-=_]{2,}:?\s*")
_TEXTS: Final = ("affiliation", "role", "organisation")


def read_table(lines: tuple[str, ...]) -> Found:
    """Reads a table row by row; every row gives one outcome, and every line is part of a row.

    Only where a row holds several people side by side, each cell gives one.
    """
    first = next(index for index, line in enumerate(lines) if line.strip())
    stated = stated_delimiter(lines[first])
    delimiter = stated or find_delimiter(lines)
    rows = list(cut_rows(lines, delimiter))
    if not stated:
        return read_rows(rows, delimiter)
    found = read_rows(rows[1:], delimiter)
    statement = Refusal(rows[0].line, rows[0].text, "It states the delimiter.")
    return replace(found, read=found.read + 1, outcomes=(statement, *found.outcomes))


def read_rows(
    rows: Sequence[Row],
    delimiter: str = "",
    *,
    kind: Kind | None = None,
    trust: Trust = "list",
    markup: bool = False,
) -> Found:
    """Reads rows that are cut already; every row gives one outcome.

    Args:
        rows: In the order of the file, the heading among them.
        delimiter: By which they were cut.
        kind: What a heading above the table says of those in it.
        trust: How plainly the source says that these are signatories.
        markup: Whether cells may hold the emphasis and links of Markdown.
    """
    return _read(rows, find_layout(rows, trust), delimiter, kind=kind, markup=markup)


def read_records(
    keys: Sequence[str],
    rows: Sequence[Row],
    *,
    kind: Kind | None = None,
    trust: Trust = "list",
    markup: bool = False,
) -> Found:
    """Reads records whose cells are named by keys; every record gives one outcome."""
    layout = layout_of_keys(keys, rows, trust)
    return _read(rows, layout, "", kind=kind, markup=markup)


def _read(
    rows: Sequence[Row], layout: Layout, delimiter: str, *, kind: Kind | None, markup: bool
) -> Found:
    if layout.refusal:
        refused = tuple(_refused(row, layout) for row in rows)
        return Found(len(rows), refused, (), "table", delimiter)
    if layout.scattered:
        return _read_cells(rows, delimiter, layout.doubt, kind=kind)
    outcomes: list[Outcome] = []
    repairs: list[Repair] = []
    layouts = [layout]
    for row in rows:
        layout, kind = _turn(row, layout, kind)
        if layout is not layouts[-1]:
            layouts.append(layout)
        draft = Draft(line=row.line, text=row.text, rest="", kind=kind, trust="cell")
        outcomes.append(_read_row(row, layout, draft, markup=markup))
        repairs += draft.repairs()
    remarks = tuple(dict.fromkeys(remark for each in layouts for remark in _remarks(each, rows)))
    return Found(len(rows), tuple(outcomes), tuple(repairs), "table", delimiter, remarks)


def _refused(row: Row, layout: Layout) -> Refusal:
    if row.line == layout.heading:
        return Refusal(row.line, row.text, HEADING)
    return Refusal(row.line, row.text, layout.refusal)


def _read_cells(rows: Sequence[Row], delimiter: str, doubt: str, *, kind: Kind | None) -> Found:
    """Reads a table in which every cell is an entry of its own, numbered anew in their order."""
    outcomes: list[Outcome] = []
    repairs: list[Repair] = []
    places: dict[int, str] = {}
    for row in rows:
        filled = [(index, cell) for index, cell in enumerate(row.cells, start=1) if cell.strip()]
        for index, cell in filled or [(1, row.text)]:
            number = len(outcomes) + 1
            places[number] = f"{row.place or f'line {row.line}'}, column {index}"
            draft = Draft(line=number, text=cell, rest=cell, kind=kind)
            draft.doubts += [doubt] if doubt else []
            outcomes.append(read_entry(draft) if filled else draft.refusal(EMPTY))
            repairs += draft.repairs()
    return Found(
        len(outcomes),
        tuple(outcomes),
        tuple(repairs),
        "table",
        delimiter,
        ("Its rows hold several people side by side; every cell was read as an entry.",),
        places,
    )


def _turn(row: Row, layout: Layout, kind: Kind | None) -> tuple[Layout, Kind | None]:
    """The layout and the kind from a row on: both may change below a heading further down."""
    if row.line == layout.heading or not layout.heading:
        return layout, kind
    filled = [cell.strip() for cell in row.cells if cell.strip()]
    if len(filled) == 1 and layout.width > 1 and (section := telling_section(filled[0])):
        return layout, section.kind or kind
    if row.line < layout.heading or _is_same(row, layout):
        return layout, kind
    if columns := later_columns(row.cells):
        return headed_layout(row.line, row.cells, columns, ()), kind
    return layout, kind


def _remarks(layout: Layout, rows: Sequence[Row]) -> tuple[str, ...]:
    remarks = []
    if not layout.heading and not layout.given and rows:
        told = ", ".join(
            f"column {index + 1} as {field}" for index, field in sorted(layout.columns.items())
        )
        remarks.append(f"No heading was found; by what the cells look like, {told} was read.")
    heads = layout.cells or ("",) * layout.width
    unread = [
        cell.strip() or f"column {index + 1}"
        for index, cell in enumerate(heads)
        if index not in layout.columns and (cell.strip() or _is_filled(rows, index))
    ]
    if unread:
        remarks.append(f"These columns were not read: {', '.join(unread)}.")
    if layout.has("address"):
        remarks.append("A column holds mail addresses; they are kept apart and never shown.")
    return tuple(remarks)


def _is_filled(rows: Sequence[Row], index: int) -> bool:
    return any(index < len(row.cells) and row.cells[index].strip() for row in rows)


def _read_row(row: Row, layout: Layout, draft: Draft, *, markup: bool) -> Outcome:
    why = _reason(row, layout)
    if why:
        return draft.refusal(why)
    if row.mend:
        draft.mends.append(Mend("row", row.text, " | ".join(row.cells), row.mend))
    if layout.doubt:
        draft.doubts.append(layout.doubt)
    cells = _fit(row.cells, layout, draft)
    values = _values(cells, layout)
    if layout.given and _holds_more(row, layout):
        own = _values_by_own_keys(row, layout)
        values = own if sum(map(bool, own.values())) > sum(map(bool, values.values())) else values
    if not layout.given and (why := _reason_alone(row, values)):
        return draft.refusal(why)
    return _read_values(draft, values, layout, markup=markup)


def _values(cells: Mapping[int, str], layout: Layout) -> dict[str, str]:
    """The texts of the fields; of several columns that hold one field, all of them."""
    values: dict[str, str] = {}
    for index, field in sorted(layout.columns.items()):
        cell = cells.get(index, "").strip()
        before = values.get(field, "")
        values[field] = f"{before}, {cell}" if before and cell else before or cell
    return values


def _holds_more(row: Row, layout: Layout) -> bool:
    """Whether a record fills fields that the layout of all records does not read."""
    return any(
        cell.strip() and index not in layout.columns and fold(heading_of(key)) in COLUMN_NAMES
        for index, (key, cell) in enumerate(zip(layout.cells, row.cells, strict=False))
    )


def _values_by_own_keys(row: Row, layout: Layout) -> dict[str, str]:
    """The fields of a record that names its signatory by other keys than the records around it."""
    filled = [index for index, cell in enumerate(row.cells) if cell.strip()]
    keys = [layout.cells[index] for index in filled if index < len(layout.cells)]
    own = layout_of_keys(keys, [replace(row, cells=tuple(row.cells[at] for at in filled))], "list")
    if not own.has(*_NAMING):
        return {}
    return _values({at: row.cells[index] for at, index in enumerate(filled)}, own)


def _reason_alone(row: Row, values: dict[str, str]) -> str:
    """Why a row of which only the cell for the name is filled is a note and no signatory."""
    if sum(bool(cell.strip()) for cell in row.cells) > 1:
        return ""
    name = " ".join(filter(None, (values.get(field, "") for field in ("name", "given", "family"))))
    if not name:
        return ""
    if _LABELLED.match(name):
        return "It is a note beside the list."
    words = name.split()
    if reason_for_bare(name) or len(words) <= _SHORT:
        return reason_for_bare(name)
    # An organisation has small words as well ("Voices for the Bridge"), but more great ones.
    great = 2 * sum(not word[0].islower() for word in words) >= len(words)
    return reason_for_organisation(name) if great else reason_for_person(name)


def _reason(row: Row, layout: Layout) -> str:
    """Why a row is no signatory by its place and build; empty if its cells may be looked at."""
    if row.line == layout.heading:
        return HEADING
    if row.line < layout.heading:
        return "It stands before the heading of the columns."
    if _is_sum([cell for cell in row.cells if cell.strip()]):
        return "It is the label of a sum."
    return _reason_by_cells(row, layout) or reason_for_length(row.text)


def _reason_by_cells(row: Row, layout: Layout) -> str:
    filled = [cell for cell in row.cells if cell.strip()]
    if not filled and not layout.given:
        return EMPTY
    if len(filled) == 1 and layout.width > 1 and layout.heading and telling_section(filled[0]):
        return "It is a heading inside the table."
    if row.above and any(layout.columns.get(index) in _NAMING for index in row.above):
        return "Its name is the one of the row above, in a merged cell; the rest was not read."
    if all(_RULE.fullmatch(cell) for cell in row.cells):
        return "It is a rule between parts."
    if _is_same(row, layout):
        return "It is the heading of the columns once more."
    return ""


def _is_sum(filled: Sequence[str]) -> bool:
    """Whether a row holds "Total" and figures."""
    words = [cell for cell in filled if any(map(str.isalpha, cell))]
    return len(filled) > 1 and len(words) == 1 and fold(words[0]) in TOTALS


def _is_same(row: Row, layout: Layout) -> bool:
    if not layout.cells or layout.given or len(row.cells) != len(layout.cells):
        return False
    return [fold(cell) for cell in row.cells] == [fold(cell) for cell in layout.cells]


def _fit(cells: Sequence[str], layout: Layout, draft: Draft) -> dict[int, str]:
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


def _read_values(draft: Draft, values: dict[str, str], layout: Layout, *, markup: bool) -> Outcome:
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
    if not (layout.given or layout.heading) and not any(character.isalpha() for character in name):
        return draft.refusal("It holds no letter.")
    if why := reason_for_any(name):
        return draft.refusal(why)
    _fill(draft, values)
    draft.rest = name
    if set(layout.columns.values()) <= {"name"}:
        return read_entry(draft)
    if markup:
        take_markup(draft)
    _mend_name(draft)
    return draft.outcome()


def _fill(draft: Draft, values: dict[str, str]) -> None:
    for field in (*_TEXTS, "country", "place", "link"):
        if fold(values.get(field, "")) in NOTHING or not holds_letters(values.get(field, "")):
            values[field] = ""
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
    if "\n" in value:
        joined = _LINE_END.sub(", ", value)
        draft.mends.append(Mend(field, value, joined, "a line break inside the field"))
        value = joined
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
