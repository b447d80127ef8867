"""A letter's text: Markdown made into HTML that carries nothing but the text.

CommonMark, without raw HTML, without images, and without code by indentation, which in a letter is
an accident. What comes out passes a short list of elements besides, and a link can only lead to an
address of the web.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

BlockKind = Literal["salutation", "paragraph", "heading", "rule"]

LONGEST_SALUTATION = 80
"""Characters of a first line that is still taken for a salutation."""

_ELEMENTS = {
    *("p", "br", "hr", "h2", "h3", "h4", "blockquote"),
    *("ul", "ol", "li", "em", "strong", "code", "pre", "a"),
}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_SALUTATION_ENDS = (",", ":", "،", "，", "：", "!")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the text, as it stands on the page.

    Attributes:
        html: safe to be shown as it is.
        number: for quoting, from 1; None where it takes none, as headings, rules and the
            salutation.
        text: the words alone, without marks, for search and comparison.
        kind: ``salutation``, ``paragraph`` (also a list or a quotation), ``heading`` or ``rule``.
    """

    html: str
    number: int | None
    text: str
    kind: BlockKind


def render_markdown(text: str) -> str:
    """Return the HTML of a whole text."""
    parser = _parser()
    return _clean(parser.render(text))


def paragraphs(body: str) -> tuple[Block, ...]:
    """Return the blocks of a letter's text; paragraphs, lists and quotations are numbered."""
    parser = _parser()
    blocks: list[Block] = []
    number = 0
    for tokens in _top_level(parser.parse(body)):
        html = _clean(parser.renderer.render(tokens, parser.options, {}))
        words = _words(tokens)
        kind = _kind(tokens, words, first=not blocks)
        if kind == "paragraph":
            number += 1
        blocks.append(Block(html.strip(), number if kind == "paragraph" else None, words, kind))
    return tuple(blocks)


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable(["code", "image"])


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_ELEMENTS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https"},
        url_relative="deny",
        link_rel="nofollow noopener",
    )


def _top_level(tokens: Sequence[Token]) -> list[list[Token]]:
    groups: list[list[Token]] = []
    depth = 0
    for token in tokens:
        if depth == 0:
            groups.append([])
        groups[-1].append(token)
        depth += token.nesting
    return groups


def _kind(tokens: Sequence[Token], words: str, *, first: bool) -> BlockKind:
    opening = tokens[0].type
    if opening == "heading_open":
        return "heading"
    if opening == "hr":
        return "rule"
    short = len(words) <= LONGEST_SALUTATION and words.endswith(_SALUTATION_ENDS)
    if first and opening == "paragraph_open" and short:
        return "salutation"
    return "paragraph"


def _words(tokens: Sequence[Token]) -> str:
    parts = []
    for token in tokens:
        if token.type == "inline":
            parts.append("".join(_word(child) for child in token.children or ()))
        elif token.type == "fence":
            parts.append(token.content)
    return " ".join(" ".join(parts).split())


def _word(token: Token) -> str:
    return " " if token.type in {"softbreak", "hardbreak"} else token.content
