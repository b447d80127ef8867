"""A published letter to work on: the sample's own words, under another day."""

import datetime as dt
from pathlib import Path

import undersigned.sample
from log_example import record_line
from undersigned.audit.actors import COMMAND
from undersigned.letters.actions import Wordings, publish_letter
from undersigned.letters.models import Letter
from undersigned.letters.reading import parse_manuscript
from undersigned.record.actions import append
from undersigned.record.keeping import keep

FOLDER = Path(undersigned.sample.__file__).parent / "letter"
HOST = "letters.ruritania.example"
DAY = dt.date(2026, 3, 16)


def wordings(**replaced: str) -> Wordings:
    """The sample letter's wordings; `replaced` is old text to new text in the English one."""
    files = {
        language: (FOLDER / f"fair-courts.{language}.md").read_bytes() for language in ("en", "de")
    }
    for old, new in replaced.items():
        files["en"] = files["en"].replace(old.encode(), new.encode())
    return Wordings(
        files,
        {each: parse_manuscript(data, f"fair-courts.{each}.md") for each, data in files.items()},
    )


def published(slug: str = "fair-courts") -> Letter:
    """The letter, published under `DAY`."""
    letter = publish_letter(slug, HOST, wordings(), by=COMMAND)
    keep(letter.log, DAY)
    return letter


def sign(letter: Letter, name: str = "Anka de Rassendy", **members: object) -> None:
    """Ask the letter's log for one signature of edition 1, past the form and the desk."""
    fields = {"edition": 1, "language": "en", "as": "person", "checks": ["mail"]}
    line = record_line(name, letter=letter.log.origin, **members)
    append(letter.log, "signed", fields, line=line)
