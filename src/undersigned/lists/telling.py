"""Telling the format of a text that its file's name does not tell."""

import json
import re
from typing import Final

_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_START: Final = 10_000  # characters in which a page shows that it is one
_FRAGMENT: Final = re.compile(
    r"\s*<(?:table|ul|ol|dl|div|section|article|p|main)\b[^<>]*>", re.IGNORECASE
)
_CLOSING: Final = re.compile(
    r"</(?:table|ul|ol|dl|div|section|article|p|main|li|td)\s*>", re.IGNORECASE
)


def looks_like_json(lines: tuple[str, ...]) -> bool:
    """Whether a text is a JSON document that holds something, or such documents one a line."""
    text = "\n".join(lines).lstrip()
    if text[:1] not in {"{", "["}:
        return False
    first = next((line for line in lines if line.strip()), "").strip()
    # The first line alone, since a file may hold one JSON object a line.
    for candidate in (text, first if first.startswith("{") else ""):
        try:
            if json.loads(candidate):
                return True
        except (ValueError, RecursionError):
            continue
    return False


def looks_like_page(lines: tuple[str, ...]) -> bool:
    """Whether a text is a web page or a piece of one."""
    text = "\n".join(lines[:200])[:_START]
    return bool(_HTML.match(text) or (_FRAGMENT.match(text) and _CLOSING.search(text)))
