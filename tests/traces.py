"""Where a text still stands: in files and in what was said, however it is written there."""

import base64
import html
import json
import quopri
import unicodedata
import urllib.parse
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from undersigned.lists.folding import fold

PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"BZh", b"\xfd7zXZ")


@cache
def spellings(text: str) -> frozenset[bytes]:
    """The ways in which a text may be written, in lower case."""
    plain = {text, text.casefold(), fold(text), text.upper()}
    plain |= {unicodedata.normalize(form, each) for form in ("NFC", "NFD") for each in plain}
    found: set[bytes] = set()
    for each in plain:
        data = each.encode()
        found |= {data, data.hex().encode(), quopri.encodestring(data), repr(data)[2:-1].encode()}
        found |= {each.encode("utf-16-le"), each.encode("utf-16-be"), each.encode("utf-32-le")}
        found |= {each.encode("latin-1", "replace"), html.escape(each).encode()}
        found |= {each.encode("ascii", "xmlcharrefreplace"), json.dumps(each)[1:-1].encode()}
        found |= {urllib.parse.quote(each).encode(), urllib.parse.quote_plus(each).encode()}
    return frozenset(each.lower() for each in found)


@cache
def in_base64(text: str) -> frozenset[bytes]:
    """What base64 makes of it wherever it stands among other bytes: case counts there."""
    found: set[bytes] = set()
    for each in {text, text.casefold(), fold(text)}:
        for shift in range(3):
            data = base64.b64encode(b"\0" * shift + each.encode()).rstrip(b"=")
            within = data[(0, 2, 3)[shift] : len(data) - 1]
            found |= {within, within.replace(b"+", b"-").replace(b"/", b"_")}
    return frozenset(found)


def is_in(data: bytes, texts: Iterable[str]) -> bool:
    """Whether one of the texts stands there."""
    lower = data.lower()
    return any(
        any(way in lower for way in spellings(text)) or any(way in data for way in in_base64(text))
        for text in texts
    )


def holding(folder: Path, texts: Iterable[str], but: Iterable[str] = ()) -> list[str]:
    """The files below a folder that hold one of the texts, in their name too, or are packed.

    Args:
        folder: Where to look.
        texts: What nobody else has.
        but: Names of folders that are left out.
    """
    found = []
    texts = list(texts)
    for path in sorted(folder.rglob("*")):
        within = path.relative_to(folder)
        if not path.is_file() or within.parts[0] in but:
            continue
        try:
            data = path.read_bytes()
        except FileNotFoundError:  # the server goes on meanwhile
            continue
        if data.startswith(PACKED) or is_in(str(within).encode() + b"\n" + data, texts):
            found.append(str(within))
    return found
