"""The list as files: CSV for a spreadsheet, JSON for a program.

To write them takes time with each signatory, so those of a long list are written again at most
every ten minutes; but at once where a line was taken away or corrected. The page that leads to them
names the size that they were written at.
"""

import csv
import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

from undersigned.publishing.models import PageSet
from undersigned.record.models import Log
from undersigned.record.publication import CHANGING, altered_since
from undersigned.record.queries import OpenRecord, active_records
from undersigned.record.storage import replacing

CSV_PATH = "downloads/signatories.csv"
JSON_PATH = "downloads/signatories.json"
LONG_LIST = 2_000  # entries; up to here the files are written with every publication
LEAST_BETWEEN = dt.timedelta(minutes=10)
COLUMNS = (
    "entry", "kind", "name", "signed_by", "posts", "years", "served", "place", "statement",
    "edition", "language", "checks",
)  # fmt: skip
# A spreadsheet runs a cell that begins so as a formula (CSV injection); an apostrophe stops it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def are_due(log: Log, pages: PageSet, folder: Path, now: dt.datetime) -> bool:
    """Whether the files are to be written now.

    Args:
        log: At its published size.
        pages: What was written last.
        folder: What the world sees of the letter.
        now: The time.
    """
    if pages.downloads_at is None or not all((folder / p).exists() for p in (CSV_PATH, JSON_PATH)):
        return True
    if pages.downloads_size == log.published_size:
        return False
    return (
        log.published_size <= LONG_LIST
        or abs(now - pages.downloads_at) >= LEAST_BETWEEN  # by a clock that ran ahead, too
        or bool(altered_since(log, pages.downloads_size, CHANGING))
    )


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def post_text(post: Any) -> str:
    """One post in a line: title, office (from to to)."""
    years = " to ".join(part for part in (post.from_, post.to) if part)
    name = ", ".join(part for part in (post.title, post.office) if part)
    return f"{name} ({years})" if years else name


def write_downloads(log: Log, folder: Path) -> None:
    """Write both files at the log's published size, row by row: a list may be long."""
    with (
        replacing(folder / CSV_PATH) as csv_file,
        replacing(folder / JSON_PATH) as json_file,
        csv_file_of(csv_file) as text,
    ):
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        json_file.write(f'{{"figures": {json.dumps(log.figures)},\n"signatories": ['.encode())
        between = b"\n"
        for each in active_records(log, "signed"):
            writer.writerow([safe_cell(str(cell)) for cell in csv_cells(each)])
            # The record stands there byte for byte, so that its commitment can be checked.
            began = f'{{"entry": {each.index}, "edition": {each.edition}, "record": '.encode()
            json_file.write(between + began + each.line + b"}")
            between = b",\n"
        json_file.write(b"\n]}\n")


@contextmanager
def csv_file_of(file: BinaryIO) -> Iterator[TextIOWrapper]:
    """Text in UTF-8 with a byte-order mark, which spreadsheets ask for."""
    text = TextIOWrapper(file, "utf-8-sig", newline="")
    try:
        yield text
    finally:
        text.detach()


def csv_cells(each: OpenRecord) -> tuple[object, ...]:
    """The cells of one row, in the order of `COLUMNS`."""
    record = each.record
    checks = record.checks or {}
    return (
        each.index,
        record.as_,
        record.name,
        record.by,
        "; ".join(post_text(post) for post in record.posts),
        "" if record.years is None else record.years,
        "; ".join(record.served),
        record.place,
        record.statement,
        each.edition,
        record.language,
        "; ".join(f"{code} {day}" for code, day in checks.items()),
    )
