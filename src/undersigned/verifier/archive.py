"""The verifier as one file, `undersigned-verify.pyz`, that any Python from 3.11 on runs.

The same sources give the same bytes, on every machine and under every Python: sources in order,
nothing compressed (compressors differ), no clock. So whoever builds it can compare its SHA-256 with
the one that a letter's page or a release names.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

NAME = "undersigned-verify.pyz"
_ROOMS = ("tlog", "evidence", "verifier")
_FIRST_LINE = b"#!/usr/bin/env python3\n"
_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP file can name."""
_ORDINARY_FILE = 0o100644 << 16
_UNIX = 3
# Read by Pythons of any age, so that an old one can say what it lacks.
_MAIN = b'''"""undersigned-verify in one file. Apache License 2.0."""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write(
        "undersigned-verify needs Python 3.11 or later, and this is "
        + sys.version.split()[0]
        + ".\\n"
    )
    sys.exit(2)

from undersigned.verifier.command import main

sys.exit(main())
'''


@cache
def archive() -> bytes:
    """Return the file's bytes: Python's own sources of the three pure rooms, as they run here."""
    data = io.BytesIO(_FIRST_LINE)
    data.seek(0, io.SEEK_END)
    with zipfile.ZipFile(data, "a", zipfile.ZIP_STORED) as made:
        for path, source in _sources():
            member = zipfile.ZipInfo(path, _BEGINNING)
            member.create_system = _UNIX
            member.external_attr = _ORDINARY_FILE
            made.writestr(member, source)
    return data.getvalue()


def archive_digest() -> str:
    """Return the SHA-256 of `archive` in hex."""
    return hashlib.sha256(archive()).hexdigest()


def _sources() -> Iterator[tuple[str, bytes]]:
    package = files("undersigned")
    yield "__main__.py", _MAIN
    yield "undersigned/__init__.py", (package / "__init__.py").read_bytes()
    for room in _ROOMS:
        for file in sorted((package / room).iterdir(), key=lambda each: each.name):
            if file.name.endswith(".py"):
                yield f"undersigned/{room}/{file.name}", file.read_bytes()
