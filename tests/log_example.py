"""A log to work on, and a reading of it by nobody's word but its files'."""

import datetime as dt
import secrets
from html import escape

from undersigned.evidence.documents import edition_path, rules_path
from undersigned.evidence.records import Record
from undersigned.record.actions import add_document, append
from undersigned.record.models import Log
from undersigned.record.places import published_folder
from undersigned.record.queries import active_records
from undersigned.verifier.command import main as verify

DAY = dt.date(2026, 3, 16)
ORIGIN = "letters.ruritania.example/fair-courts"


def begin(log: Log) -> None:
    """Ask for rules 1 and edition 1, with which every log begins."""
    rules = add_document(log, rules_path(1), b"# Rules\n")
    append(log, "rules", {"rules": 1, "text": rules, "token_key": None})
    text = add_document(log, edition_path(1, "en"), b"# A sentence is not a favour\n")
    append(log, "edition", {"edition": 1, "texts": [["en", text]]})


def record_line(name: str = "Anka de Rassendy", **members: object) -> bytes:
    """One record of edition 1 in English."""
    given: dict[str, object] = {
        "salt": secrets.token_bytes(32),
        "letter": ORIGIN,
        "as_": "person",
        "name": name,
        "edition": 1,
        "language": "en",
        "checks": {"mail": DAY},
    }
    return Record(**{**given, **members}).encode()  # type: ignore[arg-type]  # any members


def ask_signed(log: Log, subject: str = "", line: bytes | None = None) -> None:
    """Ask for one signature of edition 1."""
    fields = {"edition": 1, "language": "en", "as": "person", "checks": ["mail"]}
    append(log, "signed", fields, line=line or record_line(), subject=subject)


def write_page(log: Log) -> None:
    """A page as a verifier reads it; real ones are another room's."""
    count = log.figures or {}
    total = count["total"]
    rows = "".join(
        f'<li data-entry="{each.index}"><b data-field="name">{escape(each.record.name)}</b></li>'
        for event in ("signed", "imported")
        for each in active_records(log, event)
    )
    figure = f'<data data-undersigned="total" value="{total}" data-size="{log.published_size}">'
    published_folder(log.slug).joinpath("index.html").write_text(
        f"<!doctype html><title>Letter</title><p>{figure}{total}</data></p><ul>{rows}</ul>"
    )


def verify_files(log: Log) -> int:
    """The verifier's exit status over the log's files; its words are on standard output."""
    write_page(log)
    return verify([str(published_folder(log.slug)), "--key", log.key])
