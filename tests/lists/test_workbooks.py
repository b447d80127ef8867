"""Workbooks: sheets, headings, merged cells, formulas, numbers, days, and bombs."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from undersigned.lists import ListRefused, Reading, read_list


def workbook(*sheets: tuple[str, list[list[object]]], merge: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for cells in merge:
            sheet.merge_cells(cells)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def names(reading: Reading) -> list[str]:
    return [line.name for line in reading.taken]


def why(reading: Reading, place: str) -> str:
    return next(each.why for each in reading.refused if reading.where(each.line) == place)


def test_every_sheet_is_read_and_every_entry_told_where_it_stands() -> None:
    reading = read_list(
        workbook(
            (
                "People",
                [["Open letter", None], [], ["Name", "Affiliation"], ["Anna Ott", "Clerk, Mint"]],
            ),
            ("Organisations", [["Name"], ["Zenda Society"], ["Mint"]]),
            ("Notes", [["We wrote to everybody on this list.", "ask Eve"], ["Call Carl"]]),
        ),
        "list.xlsx",
    )
    assert names(reading) == ["Anna Ott", "Zenda Society", "Mint"]
    assert [line.kind for line in reading.taken] == ["person", "organisation", "organisation"]
    assert reading.where(reading.taken[0].line) == "sheet “People”, row 4"
    assert "before the heading" in why(reading, "sheet “People”, row 1")
    assert "nobody signs" in why(reading, "sheet “Notes”, row 2")
    assert (reading.format, reading.read) == ("workbook", 8)


def test_values_are_told_as_cells_show_them() -> None:
    reading = read_list(
        workbook(
            (
                "Sheet1",
                [
                    ["Name", "Years of service", "Role", "Date"],
                    [1000, 12.0, True, date(2003, 5, 3)],
                    ["0x0000ff", None, "Clerk", None],
                ],
            )
        ),
        "list.xlsx",
    )
    assert names(reading) == ["1000", "0x0000ff"]
    assert (reading.taken[0].years, reading.taken[0].role) == (12, "TRUE")
    assert "2003-05-03" in reading.taken[0].text


def test_a_formula_without_a_value_loses_nobody_silently() -> None:
    reading = read_list(
        workbook(("S", [["Name", "Role"], ["=B2", "Clerk"], ["Eve Weil", "=A2"], ["Carl", "x"]])),
        "list.xlsx",
    )
    assert names(reading) == ["Carl"]
    assert "A2 holds a formula" in why(reading, "sheet “S”, row 2")
    assert reading.read == 4


def test_merged_cells_hold_for_all_their_rows() -> None:
    reading = read_list(
        workbook(
            (
                "S",
                [
                    ["Signatories of 2003", None, None],
                    ["Name", "Country", "Role"],
                    ["Anna Ott", "Ruritania", "Clerk"],
                    ["Eve Weil", None, "Judge"],
                    [None, None, "Baker"],
                ],
            ),
            merge=("A1:C1", "B3:B5", "A4:A5"),
        ),
        "list.xlsx",
    )
    assert [(line.name, line.country) for line in reading.taken] == [
        ("Anna Ott", "Ruritania"),
        ("Eve Weil", "Ruritania"),
    ]
    assert "merged" in why(reading, "sheet “S”, row 5")


def test_a_table_further_down_has_its_own_heading_and_kind() -> None:
    reading = read_list(
        workbook(
            (
                "S",
                [
                    ["Name", "Country"],
                    ["Anna Ott", "Ruritania"],
                    [],
                    ["Organisations", None],
                    ["Organisation", "City"],
                    ["Zenda Society", "Zenda"],
                ],
            )
        ),
        "list.xlsx",
    )
    assert [(line.name, line.kind, line.place) for line in reading.taken] == [
        ("Anna Ott", "person", ""),
        ("Zenda Society", "organisation", "Zenda"),
    ]


def test_a_budget_beside_the_list_is_none() -> None:
    reading = read_list(
        workbook(
            ("Signatories", [["Name"], ["Anna Ott"]]),
            ("Budget", [["Castle Roof", 500], ["New Bridge", 200], ["Old Mill", 20]]),
        ),
        "list.xlsx",
    )
    assert names(reading) == ["Anna Ott"]
    assert reading.read == 5


def test_hidden_sheets_are_read_and_said() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["Name"])
    book.active.append(["Anna Ott"])
    hidden = book.create_sheet("Old")
    hidden.append(["Name"])
    hidden.append(["Eve Weil"])
    hidden.sheet_state = "hidden"
    saved = io.BytesIO()
    book.save(saved)
    reading = read_list(saved.getvalue(), "list.xlsx")
    assert names(reading) == ["Anna Ott", "Eve Weil"]
    assert any("hidden" in remark for remark in reading.remarks)


def test_a_sheet_that_lies_about_its_size_is_read_whole() -> None:
    data = workbook(("S", [["Name", "Role"], ["Anna Ott", "Clerk"], ["Eve Weil", "Judge"]]))
    changed = edited(data, "xl/worksheets/sheet1.xml", b'ref="A1:B3"', b'ref="A1"')
    assert names(read_list(changed, "list.xlsx")) == ["Anna Ott", "Eve Weil"]


def edited(data: bytes, path: str, old: bytes, new: bytes) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(saved, "w") as target:
        for each in source.namelist():
            content = source.read(each)
            target.writestr(each, content.replace(old, new) if each == path else content)
    return saved.getvalue()


def test_broken_empty_and_swollen_workbooks_are_refused() -> None:
    data = workbook(("S", [["Name"], ["Anna Ott"]]))
    wide = b'<row r="1"><c r="XFD1" t="inlineStr"><is><t>x</t></is></c></row>'
    rows = b"".join(
        wide.replace(b'"1"', b'"%d"' % n).replace(b"XFD1", b"XFD%d" % n) for n in range(1, 300)
    )
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    for broken, words in (
        (edited(data, "xl/workbook.xml", b"<", b"<<"), "can't be read"),
        (workbook(("S", [])), "empty"),
        (
            replaced(data, "xl/worksheets/sheet1.xml", sheet + rows + b"</sheetData></worksheet>"),
            "cells",
        ),
    ):
        with pytest.raises(ListRefused) as caught:
            read_list(broken, "list.xlsx")
        assert words in caught.value.what


def replaced(data: bytes, path: str, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return edited(data, path, source.read(path), new)
