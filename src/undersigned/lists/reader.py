"""Reading a list: the one way in."""

import hashlib
from pathlib import PurePath

from undersigned.lists.decoding import Source, decode
from undersigned.lists.duplicates import propose_duplicates
from undersigned.lists.model import Found, Line, Reading, Refusal
from undersigned.lists.rows import read_table
from undersigned.lists.tables import looks_like_table
from undersigned.lists.texts import read_text

_TABLES = frozenset({".csv", ".tsv", ".tab"})
_TEXTS = frozenset({".md", ".markdown", ".mdown"})


def read_list(data: bytes, name: str) -> Reading:
    """Understands a list of signatories, line by line.

    Every line of the file that is not blank (of a table: every row) is either taken or refused
    with a reason, so that read = taken + refused. Nothing is merged and nothing is thrown away.

    Args:
        data: The file's bytes: CSV, a Markdown list, or text with one signatory a line, in UTF-8,
            UTF-16 or a single-byte encoding; at most 20 MB and 200,000 lines.
        name: The file's name; its ending helps to tell a table from a text.

    Raises:
        ListRefused: The file is none of these, empty, or too large.
    """
    source = decode(data, name)
    found = _find(source)
    taken = tuple(outcome for outcome in found.outcomes if isinstance(outcome, Line))
    refused = tuple(outcome for outcome in found.outcomes if isinstance(outcome, Refusal))
    repaired = sorted((*source.repairs, *found.repairs), key=lambda repair: repair.line)
    return Reading(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        format=found.format,
        encoding=source.encoding,
        delimiter=found.delimiter,
        read=found.read,
        taken=taken,
        refused=refused,
        repaired=tuple(repaired),
        duplicates=propose_duplicates(taken),
        remarks=(*source.remarks, *found.remarks),
        places=found.places,
    )


def _find(source: Source) -> Found:
    ending = PurePath(source.name).suffix.lower()
    if ending in _TABLES or (ending not in _TEXTS and looks_like_table(source.lines)):
        return read_table(source.lines)
    return read_text(source.lines)
