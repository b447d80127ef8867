"""Origins: the name of a letter's log. Source: record format, section 1.

``<host>[:port]/<letter>``, lower case, at most 200 bytes, names beyond ASCII as A-labels.
"""

import re
from functools import lru_cache

from undersigned.tlog.errors import Malformed

LARGEST_ORIGIN = 200
_LARGEST_PORT = 65_535
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ORIGIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*(?::([1-9][0-9]{{0,4}}))?/[a-z0-9][a-z0-9._~-]*")


@lru_cache(maxsize=256)
def check_origin(text: str) -> str:
    """Return `text` if it can be the origin of a letter's log.

    Raises:
        Malformed: another form than ``<host>[:port]/<letter>`` in lower case, or over 200 bytes.
    """
    found = _ORIGIN.fullmatch(text) if len(text) <= LARGEST_ORIGIN else None
    if found is None or int(found.group(1) or 1) > _LARGEST_PORT:
        expected = f"<host>[:port]/<letter> in lower case, at most {LARGEST_ORIGIN} bytes"
        raise Malformed("origin", expected, text)
    return text
