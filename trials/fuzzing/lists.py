"""Earlier lists, in every format that is read, up to the rows that would be written."""

import zipfile
from functools import cache
from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast

from openpyxl import Workbook

from fuzzing.target import Target, examples, holds
from undersigned.letters.models import Letter
from undersigned.lists import Line, ListRefused, read_list
from undersigned.lists.model import Refusal
from undersigned.signing.import_plan import plan

ORIGIN = "letters.ruritania.example/fair-courts"
TEXTS = ("list.md", "list.txt", "list", "list.rst", "list.adoc", "list.mediawiki")
TABLES = ("list.csv", "list.tsv", "list")
PAGES = ("list.html", "list.htm")
DATA = ("list.json", "list.jsonl", "list.yml", "list.toml", "list.geojson")
ARCHIVES = ("list.xlsx", "list.docx", "list.zip")


SHARED = (
    b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="2">'
    b"<si><t>Name</t></si><si><r><t>Anka</t></r><r><t> Ott</t></r></si></sst>"
)


def _read(data: bytes, name: str) -> None:
    try:
        reading = read_list(data, name)
    except ListRefused as refusal:
        holds(refusal.what and refusal.mend, "a refusal says what it found and what mends it")
        return
    holds(reading.read == len(reading.taken) + len(reading.refused), "read = taken + refused")
    outcomes: list[Line | Refusal] = [*reading.taken, *reading.refused]
    numbers = [each.line for each in outcomes]
    holds(len(set(numbers)) == len(numbers), "no two entries share a number")
    for line in reading.taken:
        holds(line.name.strip(), "whoever is taken has a name")
        holds(reading.where(line.line), "each entry has a place")
    holds(all(each.why.endswith(".") for each in reading.refused), "a reason is a sentence")
    letter = cast("Letter", SimpleNamespace(log=SimpleNamespace(origin=ORIGIN)))
    planned = plan(letter, reading, earlier=(), hidden=frozenset(), terms=("Vael",))
    count = len(planned.new) + len(planned.unfit)
    holds(count == len(reading.taken), "each line taken is planned, or unfit with a reason")


def read_text(data: bytes) -> None:
    """A list in Markdown or plain text; the first byte says under which name."""
    _read(data[1:], TEXTS[data[0] % len(TEXTS)] if data else "list.md")


def read_table(data: bytes) -> None:
    """A list in cells."""
    _read(data[1:], TABLES[data[0] % len(TABLES)] if data else "list.csv")


def read_page(data: bytes) -> None:
    """A list on a web page."""
    _read(data[1:], PAGES[data[0] % len(PAGES)] if data else "list.html")


def read_data(data: bytes) -> None:
    """A list as data."""
    _read(data[1:], DATA[data[0] % len(DATA)] if data else "list.json")


def read_archive(data: bytes) -> None:
    """A packed list: as it comes, or as one file of an otherwise whole workbook or document."""
    mode, rest = (data[0] % 6, data[1:]) if data else (0, b"")
    inner = {
        1: ("xl/worksheets/sheet1.xml", workbook()),
        2: ("word/document.xml", document()),
        3: ("xl/sharedStrings.xml", workbook()),
        4: ("xl/workbook.xml", workbook()),
        5: ("list.md", packed({"a.md": b"---\nname: Anka\n---\n"})),
    }
    if mode == 0:
        _read(rest, ARCHIVES[len(rest) % len(ARCHIVES)])
        return
    path, whole = inner[mode]
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        files = {each: archive.read(each) for each in archive.namelist()}
    _read(packed({**files, path: rest}), ARCHIVES[(mode + 1) % 2])


def packed(files: dict[str, bytes]) -> bytes:
    """A ZIP file of these."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path), content)
    return buffer.getvalue()


@cache
def workbook() -> bytes:
    """A workbook of three rows."""
    book = Workbook()
    sheet: Any = book.active
    for row in (("Name", "Post", "Years"), ("Anka Ott", "Judge", 3), ("Bo Zapt", "", None)):
        sheet.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@cache
def document() -> bytes:
    """A document of two paragraphs."""
    return packed(
        {
            "[Content_Types].xml": b'<?xml version="1.0"?><Types/>',
            "word/document.xml": (
                b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/'
                b'main"><w:body><w:p><w:r><w:t>Anka Ott, Judge</w:t></w:r></w:p><w:p><w:r><w:t>'
                b"Bo Zapt</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Name</w:t></w:r></w:p>"
                b"</w:tc></w:tr></w:tbl></w:body></w:document>"
            ),
        }
    )


def _named(names: tuple[str, ...], found: list[bytes]) -> list[bytes]:
    return [bytes([place % len(names)]) + each for place, each in enumerate(found)]


def _archives() -> list[bytes]:
    found = [b"\x00" + workbook(), b"\x00" + document()]
    for mode, (path, whole) in enumerate(
        (
            ("xl/worksheets/sheet1.xml", workbook()),
            ("word/document.xml", document()),
            ("xl/sharedStrings.xml", workbook()),
            ("xl/workbook.xml", workbook()),
        ),
        start=1,
    ):
        with zipfile.ZipFile(BytesIO(whole)) as archive:
            held = archive.read(path) if path in archive.namelist() else SHARED
            found.append(bytes([mode]) + held)
    return [*found, b"\x05- Anka Ott, Judge\n- Bo Zapt\n"]


TARGETS = (
    Target("list-texts", read_text, lambda: _named(TEXTS, examples("lists/test_[i-t]*.py"))),
    Target("list-tables", read_table, lambda: _named(TABLES, examples("lists/test_*s.py"))),
    Target("list-pages", read_page, lambda: _named(PAGES, examples("lists/test_pages.py"))),
    Target("list-data", read_data, lambda: _named(DATA, examples("lists/test_[d-r]*.py"))),
    Target("list-archives", read_archive, _archives),
)
