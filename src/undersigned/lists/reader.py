"""Reading a list: the one way in, whatever its format."""

import hashlib
from collections.abc import Mapping
from pathlib import PurePath

from undersigned.lists.archives import (
    MAGIC,
    MOST_FILES,
    MOST_UNPACKED,
    kind_of_archive,
    unpack,
    without_common_folder,
)
from undersigned.lists.data import read_json, read_toml, read_yaml
from undersigned.lists.decoding import Source, decode, refuse_large
from undersigned.lists.documents import read_document
from undersigned.lists.duplicates import propose
from undersigned.lists.folders import read_files
from undersigned.lists.model import Found, Line, ListRefused, Reading, Refusal
from undersigned.lists.pages import read_page
from undersigned.lists.papers import read_paper
from undersigned.lists.rows import read_table
from undersigned.lists.spellings import fold_spellings
from undersigned.lists.tables import looks_like_table
from undersigned.lists.telling import looks_like_json, looks_like_page
from undersigned.lists.workbooks import read_workbook

_TABLES = frozenset({".csv", ".tsv", ".tab"})
_TEXTS = frozenset({".md", ".markdown", ".mdown"})
_JSON = frozenset({".json", ".jsonl", ".ndjson", ".geojson"})
_PAGES = frozenset({".html", ".htm", ".xhtml"})
_YAML = frozenset({".yml", ".yaml"})


def read_list(data: bytes, name: str) -> Reading:
    """Understands a list of signatories, entry by entry.

    Everything in the file that holds text (a line of a text, a row of a table, a record of data, a
    file of a folder) is either taken or refused with a reason, so that read = taken + refused.
    Nothing is merged and nothing is thrown away.

    Args:
        data: The file's bytes: CSV, TSV, XLSX, JSON, YAML, a Markdown list, text with one
            signatory a line, or a ZIP file of a folder; at most 20 MB and 200,000 lines.
        name: The file's name; its ending helps to tell a table from a text.

    Raises:
        ListRefused: The file is none of these, empty, or too large.
    """
    refuse_large(data, name)
    found, encoding = _find(data, name)
    return _reading(found, name, hashlib.sha256(data).hexdigest(), encoding)


def read_folder(files: Mapping[str, bytes], name: str = "folder") -> Reading:
    """Understands a folder: each file a signatory, or some of them lists.

    A file is a signatory by its front matter, or by being one object of YAML or JSON. Its
    fingerprint is the SHA-256 of what `sha256sum` prints of the files in the order of their paths.

    Args:
        files: The files by their paths, with "/" between folders; at most 20,000 and 200 MB.
        name: How the folder is called.

    Raises:
        ListRefused: There is no file in it, or more than is read.
    """
    if not files:
        raise ListRefused(f"{name} is empty.", "Name a folder with one file for each signatory.")
    size = sum(map(len, files.values()))
    if len(files) > MOST_FILES or size > MOST_UNPACKED:
        raise ListRefused(
            f"{name} holds {len(files):,} files of {size:,} bytes; {MOST_FILES:,} files and "
            f"{MOST_UNPACKED:,} bytes are the most that is read.",
            "Divide it, and bring the parts along one after the other.",
        )
    sums = "".join(f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files))
    found = read_files(files, _find_in_folder)
    return _reading(found, name, hashlib.sha256(sums.encode()).hexdigest(), "")


def _reading(found: Found, name: str, sha256: str, encoding: str) -> Reading:
    lines = (outcome for outcome in found.outcomes if isinstance(outcome, Line))
    taken, folded = fold_spellings(lines)
    refused = tuple(outcome for outcome in found.outcomes if isinstance(outcome, Refusal))
    proposals = propose(taken)
    return Reading(
        name=name,
        sha256=sha256,
        format=found.format,
        encoding=encoding,
        delimiter=found.delimiter,
        read=found.read,
        taken=taken,
        refused=refused,
        repaired=tuple(sorted(found.repairs, key=lambda repair: repair.line)),
        duplicates=tuple(proposal.lines for proposal in proposals),
        proposals=proposals,
        folded=folded,
        remarks=found.remarks,
        places=found.places,
    )


def _find(data: bytes, name: str) -> tuple[Found, str]:
    if data.startswith(MAGIC):
        return _find_in_archive(data, name), ""
    source = decode(data, name)
    return _with_source(_find_in_text(source), source), source.encoding


def _find_in_archive(data: bytes, name: str) -> Found:
    files = unpack(data, name)
    kind = kind_of_archive(files, name)
    if not files:
        raise ListRefused(f"{name} is empty.", "Pack the folder with the files of the signatories.")
    if kind == "folder":
        return read_files(without_common_folder(files), _find_in_folder)
    if kind == "workbook":
        return read_workbook(data, files, name)
    return read_document(files, name)


def _find_in_folder(data: bytes, name: str) -> Found:
    """A file of a folder that is a list itself; a folder in a folder is none."""
    if data.startswith(MAGIC) and kind_of_archive(unpack(data, name), name) == "folder":
        raise ListRefused(f"{name} is a ZIP file inside another.", "Bring it along by itself.")
    return _find(data, name)[0]


def _with_source(found: Found, source: Source) -> Found:
    return Found(
        found.read,
        found.outcomes,
        (*source.repairs, *found.repairs),
        found.format,
        found.delimiter,
        (*source.remarks, *found.remarks),
        found.places,
    )


def _find_in_text(source: Source) -> Found:
    ending = PurePath(source.name).suffix.lower()
    if ending in _PAGES or (ending not in _TEXTS and looks_like_page(source.lines)):
        return read_page("\n".join(source.lines), source.name)
    if ending in _JSON or looks_like_json(source.lines):
        return read_json(source.lines, source.name)
    if ending in _YAML:
        return read_yaml(source.lines, source.name)
    if ending == ".toml":
        return read_toml(source.lines, source.name)
    if ending in _TABLES or (ending not in _TEXTS and looks_like_table(source.lines)):
        return read_table(source.lines)
    return read_paper(source.lines)
