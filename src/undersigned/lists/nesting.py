"""Pages that a parser would take minutes or all memory for: looked at before they are parsed."""

import re
from typing import Final

from undersigned.lists.model import ListRefused

MOST_LOOKED_THROUGH: Final = 1_000_000_000  # open elements that a parser goes through, altogether
MOST_REOPENED: Final = 30_000_000  # formatting that a parser may have to begin anew, altogether
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)([^>]{0,200})")
# HTML, section 13.2.4.3: what is left open of these is begun anew in each block that follows, save
# that of the same element with the same attributes three are kept.
_FORMATTING: Final = frozenset(
    {"b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u", "nobr"}
)
_SAME_KEPT: Final = 3
_ENDING_BY_THEMSELVES: Final = frozenset(
    {"p", "li", "td", "th", "tr", "dt", "dd", "option", "optgroup", "thead", "tbody", "tfoot"}
    | {"colgroup", "rp", "rt", "html", "head", "body", "a", "button"}
    | {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"}
    | {"track", "wbr", "param", "frame", "basefont", "bgsound", "keygen"}
)


def refuse_nested(text: str, name: str) -> None:
    """Refuse a page whose elements are never closed, so that a parser takes too long or too much.

    Raises:
        ListRefused: saying so.
    """
    open_ones = most = formatting = most_formatting = tags = 0
    kinds: set[str] = set()
    for ending, tag, rest in _TAG.findall(text):
        tags += 1
        kind = tag.lower()
        if kind in _ENDING_BY_THEMSELVES:
            continue
        step = -1 if ending else 1
        open_ones = max(open_ones + step, 0)
        most = max(most, open_ones)
        if kind in _FORMATTING:
            formatting = max(formatting + step, 0)
            most_formatting = max(most_formatting, formatting)
            kinds.add(kind + rest)
    begun_anew = min(most_formatting, _SAME_KEPT * len(kinds)) * tags
    if most * tags > MOST_LOOKED_THROUGH or begun_anew > MOST_REOPENED:
        raise ListRefused(
            f"{name} holds {most:,} elements inside each other that are not closed, which is more "
            "than is read.",
            "Open the page in a browser, copy the list into a text file, and bring that along.",
        )
