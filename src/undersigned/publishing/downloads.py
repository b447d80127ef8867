"""The list as files: CSV for a spreadsheet, JSON for a program."""

import csv
import io
import json
from typing import Any

from undersigned.record.models import Log
from undersigned.record.queries import OpenRecord, active_records

COLUMNS = (
    "entry", "kind", "name", "signed_by", "posts", "years", "served", "place", "statement",
    "edition", "language", "checks",
)  # fmt: skip
# A spreadsheet runs a cell that begins so as a formula (CSV injection); an apostrophe stops it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def post_text(post: Any) -> str:
    """One post in a line: title, office (from to to)."""
    years = " to ".join(part for part in (post.from_, post.to) if part)
    name = ", ".join(part for part in (post.title, post.office) if part)
    return f"{name} ({years})" if years else name


def csv_of(log: Log) -> bytes:
    """The active signatories as CSV: UTF-8 with a byte-order mark, which spreadsheets ask for."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in active_records(log, "signed"):
        writer.writerow([safe_cell(str(cell)) for cell in csv_cells(each)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


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


def json_of(log: Log) -> bytes:
    """The figures and the active signatories as JSON; each record is the one of the record."""
    signatories = [
        {"entry": each.index, "edition": each.edition, "record": json.loads(each.record.encode())}
        for each in active_records(log, "signed")
    ]
    document = {"figures": log.figures, "signatories": signatories}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
