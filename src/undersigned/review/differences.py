"""Two texts word by word, so that what differs can be underlined."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_PARTS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Part:
    """A piece of a text.

    Attributes:
        text: as it stands there.
        differs: whether the other text has it otherwise.
    """

    text: str
    differs: bool


def marked(old: str, new: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both texts in parts; joined, the parts of each give the text again."""
    before, after = _PARTS.findall(old), _PARTS.findall(new)
    left: list[Part] = []
    right: list[Part] = []
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for what, first, end, start, stop in matcher.get_opcodes():
        differs = what != "equal"
        _add(left, "".join(before[first:end]), differs=differs)
        _add(right, "".join(after[start:stop]), differs=differs)
    return tuple(left), tuple(right)


def _add(parts: list[Part], text: str, *, differs: bool) -> None:
    if text:
        parts.append(Part(text, differs))
