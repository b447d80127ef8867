"""The HTML part of a mail, made from its plain text, so that both say the same.

The text is written for those who read text. Of its form a little is understood:

- a paragraph that is one link becomes a button, with the link below it as it is;
- a paragraph of a few capital letters alone is a code, and stands out;
- what follows a line `-- ` is small (RFC 3676, 4.3).
"""

import re
from dataclasses import dataclass

from django.template.loader import render_to_string

SMALL = "-- "
CODE = re.compile(r"[A-Z0-9]{4,12}")
LINK = re.compile(r"https?://[^\s<>\"]+")
AFTER_A_LINK = ".,;:!?)’”"


@dataclass(frozen=True)
class Block:
    """One paragraph.

    Attributes:
        kind: `words`, `link` or `code`.
        parts: of words, the pieces, each with whether it is a link; else the one piece.
    """

    kind: str
    parts: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        """The words without their form."""
        return "".join(each for each, _ in self.parts)


def html_part(text: str, *, subject: str, who: str, button: str = "") -> str:
    """Make the HTML part: no image, no script, nothing fetched, nothing counted.

    Args:
        text: The plain text.
        subject: For the title.
        who: Who writes, above all.
        button: What the button of the first link says; without it the link stands alone.
    """
    large, small = _halves(text)
    blocks = [_block(each) for each in large]
    first = next((each for each in blocks if each.kind == "link"), None)
    made = render_to_string(
        "outbox/mail/base.html",
        {
            "subject": subject,
            "who": who,
            "blocks": blocks,
            "small": [_block(each) for each in small],
            "button": button,
            "first": first,
            "beginning": next((each.text for each in blocks if each.kind == "words"), ""),
        },
    )
    return made.lstrip()


def _halves(text: str) -> tuple[list[str], list[str]]:
    """The paragraphs before the line that begins the small print, and those after it."""
    lines = text.strip("\n").split("\n")
    where = lines.index(SMALL) if SMALL in lines else len(lines)
    return _paragraphs(lines[:where]), _paragraphs(lines[where + 1 :])


def _paragraphs(lines: list[str]) -> list[str]:
    found = re.split(r"\n[ \t]*\n", "\n".join(lines))
    return [each.strip() for each in found if each.strip()]


def _block(paragraph: str) -> Block:
    if LINK.fullmatch(paragraph):
        return Block("link", ((paragraph, True),))
    if CODE.fullmatch(paragraph):
        return Block("code", ((paragraph, False),))
    parts: list[tuple[str, bool]] = []
    end = 0
    for found in LINK.finditer(paragraph):
        link = found[0].rstrip(AFTER_A_LINK)
        parts += [(paragraph[end : found.start()], False), (link, True)]
        end = found.start() + len(link)
    parts.append((paragraph[end:], False))
    return Block("words", tuple(each for each in parts if each[0]))
