"""Entries of several lines: a name with its post below it, people below their organisation."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from undersigned.lists.blocks import Block
from undersigned.lists.folding import words_of
from undersigned.lists.layout import is_full_name
from undersigned.lists.prose import looks_like_name, reason_for_bare
from undersigned.lists.vocabulary import ORGANISATION_WORDS, POST_WORDS

PART: Final = "It goes with the entry above and was read there."
HEADS: Final = "It heads the people below it and was read with them."
ABOVE: Final = "It stands above the list of signatories."
FROM_HEADING: Final = "The organisation was taken from the line above the names."
_END_OF_NAME: Final = re.compile(r"(?<!\s)(?:\s*[,;(（]|\s+[–—-]\s+)")
_YEARS: Final = re.compile(r"\D{0,12}\b(?:1[89]|20)\d\d\b.{0,20}")
_LONGEST: Final = 5  # lines of a stanza
_FEWEST: Final = 3  # stanzas of a list
_MOSTLY: Final = 0.6
_ALONE: Final = 2  # paragraphs headed by organisations that are a list


def join_stanzas(blocks: list[Block]) -> list[Block]:
    """Joins the lines of each entry, where paragraphs of bare lines are entries.

    Every line stays a block; those that were read with another say so.
    """
    grouped = [list(run) for _, run in groupby(blocks, key=_paragraph_of)]
    several = [run for run in grouped if _is_paragraph(run)]
    stanzas = [run for run in several if _is_stanza(run)]
    if len(stanzas) >= _FEWEST and len(stanzas) >= _MOSTLY * len(several) and _tell(stanzas):
        first = stanzas[0][0].line
        joined = (_joined(run) if run in stanzas else run for run in grouped)
        return [_outside(block, first) for run in joined for block in run]
    headed = [run for run in several if _is_headed(run)]
    if len(headed) >= _ALONE and len(headed) >= _MOSTLY * len(several):
        return [block for run in grouped for block in (_below(run) if run in headed else run)]
    return blocks


def _paragraph_of(block: Block) -> tuple[int, bool]:
    return block.paragraph, block.shape == "bare" and block.signed is not False


def _is_paragraph(run: Sequence[Block]) -> bool:
    return run[0].shape == "bare" and run[0].signed is not False and len(run) > 1


def _is_stanza(run: Sequence[Block]) -> bool:
    first, *below = (block.content for block in run)
    if len(run) > _LONGEST or not _is_person(_END_OF_NAME.split(first, maxsplit=1)[0]):
        return False
    return not any(_begins_entry(text) or reason_for_bare(text) == _OPENS for text in below)


_OPENS: Final = "It opens or closes a letter."


def _begins_entry(text: str) -> bool:
    """Whether a line is an entry by itself: a full name with something behind it."""
    name = _END_OF_NAME.split(text, maxsplit=1)[0]
    return name != text and " " in name and _is_person(name)


def _is_person(text: str) -> bool:
    bare = text.strip("*_ ")
    return looks_like_name(bare) and POST_WORDS.isdisjoint(words_of(bare)[1:]) and _no_office(bare)


def _no_office(text: str) -> bool:
    return ORGANISATION_WORDS.isdisjoint(words_of(text))


def _tell(stanzas: Sequence[Sequence[Block]]) -> bool:
    """Whether what stands below the names are posts, offices or years, and no further names."""
    counts = Counter(block.content for run in stanzas for block in run[1:])
    telling = sum(
        any(_is_about(block.content) or counts[block.content] > 1 for block in run[1:])
        for run in stanzas
    )
    return telling >= _MOSTLY * len(stanzas)


def _is_about(text: str) -> bool:
    words = words_of(text)
    return not (POST_WORDS | ORGANISATION_WORDS).isdisjoint(words) or _is_years(text)


def _is_years(text: str) -> bool:
    return bool(_YEARS.fullmatch(text))


def _joined(run: Sequence[Block]) -> list[Block]:
    content = run[0].content
    for block in run[1:]:
        content += f" ({block.content})" if _is_years(block.content) else f", {block.content}"
    text = "\n".join(block.text for block in run)
    first = replace(run[0], text=text, content=_bracketed_last(content))
    return [first, *(replace(block, shape="other", why=PART) for block in run[1:])]


def _outside(block: Block, first: int) -> Block:
    """A bare line above all entries is none: it is the letter, or its title."""
    above = block.shape == "bare" and block.signed is None and block.line < first
    if above and not is_full_name(block.content):
        return replace(block, shape="other", why=ABOVE)
    return block


def _bracketed_last(content: str) -> str:
    """A comma behind a bracket of years at the end keeps them with the post before them."""
    return f"{content}," if content.endswith(")") else content


def _is_headed(run: Sequence[Block]) -> bool:
    first, *below = (block.content for block in run)
    office = _END_OF_NAME.split(first, maxsplit=1)[0]
    if len(below) < 2 or _no_office(office) or len(office.split()) < 2:  # noqa: PLR2004
        return False
    return all(is_full_name(text) for text in below)


def _below(run: Sequence[Block]) -> list[Block]:
    office = run[0].content
    people = (
        replace(block, content=f"{block.content}, {office}", doubt=FROM_HEADING)
        for block in run[1:]
    )
    return [replace(run[0], shape="other", why=HEADS), *people]
