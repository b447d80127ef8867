"""Reading documents (DOCX): paragraphs, list items, headings and tables, in their order."""

import re
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element, ParseError, fromstring

from undersigned.lists.folding import fold, without_gaps
from undersigned.lists.model import Found, ListRefused
from undersigned.lists.stacking import Stack

MOST_BYTES: Final = 40 * 1024 * 1024  # of the main part
_HEADING: Final = re.compile(
    r"(?:heading|uberschrift|berschrift|titre|titolo|titulo|kop|rubrik)(\d)"
)
_SPACES: Final = re.compile(r"[ \u00a0]*\t[\t \u00a0]*")
_BESIDE: Final = (
    ("word/footnotes.xml", "Footnotes were not read."),
    ("word/comments.xml", "Comments were not read."),
    ("word/header", "The heads and feet of pages were not read."),
    ("word/footer", "The heads and feet of pages were not read."),
)
# Words that are no part of what the document shows: deleted ones, fields, doubles for old programs.
_UNSEEN: Final = frozenset({"del", "moveFrom", "instrText", "Fallback", "pPr", "rPr"})


def read_document(files: Mapping[str, bytes], name: str) -> Found:
    """Reads the main part of a document; every line and row of it gives one outcome.

    Args:
        files: What the document unpacks to.
        name: Its name.

    Raises:
        ListRefused: It is broken, empty, or larger than is read.
    """
    body = _body(files["word/document.xml"], name)
    stack = Stack()
    for number, element in enumerate(_parts(body), start=1):
        if _tag(element) == "tbl":
            _table(stack, element)
        else:
            _paragraph(stack, element, f"paragraph {number}")
    if not stack.blocks:
        raise ListRefused(f"{name} is empty.", "Look whether it is the document with the list.")
    found = stack.found("document")
    paths = " ".join(files)
    remarks = dict.fromkeys(remark for path, remark in _BESIDE if path in paths)
    return Found(
        found.read,
        found.outcomes,
        found.repairs,
        "document",
        remarks=(*found.remarks, *remarks),
        places=found.places,
    )


def _body(data: bytes, name: str) -> Element:
    if len(data) > MOST_BYTES or b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
        raise ListRefused(
            f"{name} is larger than is read, or no plain document.",
            "Copy the list into a new document, and bring that along.",
        )
    try:
        # Without a document type there are no entities to unfold.
        return fromstring(data)  # noqa: S314
    except ParseError as error:
        raise ListRefused(
            f"{name} is a document that can't be read: {error}.", "Save it anew, and try again."
        ) from error


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _parts(element: Element) -> Iterator[Element]:
    """Paragraphs and tables in their order, also those inside content controls and the like."""
    waiting = list(reversed(list(element)))
    while waiting:
        part = waiting.pop()
        if _tag(part) in {"p", "tbl"}:
            yield part
        elif _tag(part) not in _UNSEEN:
            waiting += reversed(list(part))


def _paragraph(stack: Stack, paragraph: Element, place: str) -> None:
    stack.paragraph += 1
    level, listed = _style(paragraph)
    for line in _text(paragraph).split("\n"):
        text = line.strip()
        if not text:
            continue
        content = _SPACES.sub(", ", text)
        if level:
            stack.heading(text, level, place)
        elif listed:
            stack.item(text, content, place)
        else:
            stack.bare(text, content, place)


def _style(paragraph: Element) -> tuple[int, bool]:
    """The level of a heading (0 for none), and whether it is an item of a list."""
    level, listed = 0, False
    properties = next((child for child in paragraph if _tag(child) == "pPr"), ())
    for child in properties:
        if _tag(child) == "numPr":
            listed = True
        if _tag(child) == "pStyle":
            style = next((value for key, value in child.items() if key.endswith("}val")), "")
            match = _HEADING.search(fold(style).replace(" ", ""))
            level = int(match[1]) if match else 1 if fold(style) == "title" else 0
    return level, listed


def _text(element: Element) -> str:
    """What is shown of an element: tabs as tabs, breaks and inner paragraphs as lines."""
    pieces: list[str] = []
    waiting: list[Element | str] = list(reversed(list(element)))
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            pieces.append(part)
            continue
        tag = _tag(part)
        if tag == "t":
            pieces.append(part.text or "")
        elif tag == "tab":
            pieces.append("\t")
        elif tag in {"br", "cr"}:
            pieces.append("\n")
        elif tag == "noBreakHyphen":
            pieces.append("-")
        elif tag not in _UNSEEN:
            if tag == "p":
                waiting.append("\n")
            waiting += reversed(list(part))
    return without_gaps("".join(pieces))


def _table(stack: Stack, table: Element) -> None:
    rows: list[tuple[str, ...]] = []
    places: list[str] = []
    for number, row in enumerate((part for part in table.iter() if _tag(part) == "tr"), start=1):
        cells = [_cell(cell) for cell in row if _tag(cell) == "tc"]
        if any(cells):
            rows.append(tuple(cells))
            places.append(f"table {stack.tables + 1}, row {number}")
    if rows:
        width = max(map(len, rows))
        stack.table([row + ("",) * (width - len(row)) for row in rows], places)


def _cell(cell: Element) -> str:
    lines = [line.strip() for line in _text(cell).split("\n")]
    return _SPACES.sub(" ", ", ".join(line for line in lines if line))
