"""Reading Markdown and plain text: which items and bare lines are signatories."""

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from typing import Final

from undersigned.lists.blocks import Block, Builder
from undersigned.lists.drafts import Draft
from undersigned.lists.folding import words_of
from undersigned.lists.gathering import placed
from undersigned.lists.items import read_entry
from undersigned.lists.layout import Trust, is_full_name
from undersigned.lists.model import Found, Line, Outcome, Refusal, Repair
from undersigned.lists.parting import part_people, with_doubts
from undersigned.lists.posts import find_service
from undersigned.lists.prose import (
    OTHERS,
    looks_like_name,
    reads_like_office,
    reason_for_bare,
    speaks_of_others,
)
from undersigned.lists.rows import read_records, read_rows
from undersigned.lists.stanzas import join_stanzas
from undersigned.lists.tables import Row
from undersigned.lists.vocabulary import POST_WORDS

_END_OF_NAME: Final = re.compile(r"(?<!\s)(?:\s*[,;(<\[，、（،]|\s+[–—|/-]{1,2}\s+|\s+@)")
_ADDRESS: Final = re.compile(r"[@\[]|://")
_CELL: Final = re.compile(r"\s*(?<!\\)\|\s*")
_MOSTLY: Final = 0.6  # share of bare lines that look like names, from which on they are a list
_FEWEST: Final = 3  # such lines in a row that are a list inside a letter

SENTENCES: Final = "It stands in a list of sentences."
NOT_A_LIST: Final = "It stands outside any list of signatories."


def read_text(lines: tuple[str, ...]) -> Found:
    """Reads a text line by line; every line that is not blank gives one outcome.

    Items of lists are signatories, unless they read like prose or stand under a heading that says
    otherwise. Bare lines are signatories only where they are a list: where most of them, or
    several in a row, look like names.
    """
    return read_parted(Builder(lines).blocks(), {})


def read_parted(blocks: list[Block], places: Mapping[int, str]) -> Found:
    """Reads blocks of which some are parts of entries, or hold several entries.

    Args:
        blocks: In the order of the source.
        places: Where blocks stand, where that is more than a line.
    """
    parted, told = part_people(join_stanzas(blocks), places)
    return placed(with_doubts(read_blocks(parted), told), {**places, **told})


def read_blocks(blocks: list[Block]) -> Found:
    """Reads the blocks of a text, a page or a document; every block gives one outcome."""
    listed = _listed_bare_lines(blocks)
    first_signed = _first_signed(blocks, listed)
    outcomes: list[Outcome] = []
    repairs: list[Repair] = []
    remarks: list[str] = []
    for (is_row, _), run in groupby(blocks, key=lambda block: (block.shape == "row", block.table)):
        if is_row:
            table = _read_table(list(run), first_signed)
            outcomes += table.outcomes
            repairs += table.repairs
            remarks += table.remarks
            continue
        for block in run:
            outcome, found = _outcome(block, listed=block.line in listed, first_signed=first_signed)
            outcomes.append(outcome)
            repairs += found
    rows = sum(block.shape == "row" for block in blocks)
    format_ = "markdown" if _items(blocks) + rows > len(listed) else "lines"
    if not first_signed:
        outcomes = _without_slogans(blocks, outcomes)
    outcomes = _with_doubts(blocks, outcomes)
    unique = tuple(dict.fromkeys(remarks))
    return Found(len(blocks), tuple(outcomes), tuple(repairs), format_, remarks=unique)


def _items(blocks: list[Block]) -> int:
    return sum(block.shape == "item" for block in blocks)


def _first_signed(blocks: list[Block], listed: set[int]) -> int:
    """The first line of the list where the text says where that is; items above are demands."""
    signed = [
        block.line
        for block in blocks
        if block.signed and (block.shape == "item" or block.line in listed or block.shape == "row")
    ]
    if signed:
        return signed[0]
    return min(listed) if len(listed) > _items(blocks) else 0


def _outcome(block: Block, *, listed: bool, first_signed: int) -> tuple[Outcome, list[Repair]]:
    why = _reason(block, listed=listed, first_signed=first_signed)
    if why:
        return Refusal(block.line, block.text, why), []
    draft = Draft(
        line=block.line,
        text=block.text,
        rest=block.content,
        kind=block.kind,
        trust="heading" if block.signed else "open",
    )
    if first_signed and block.signed is None and block.shape == "item" and block.title:
        draft.doubts.append(f"It stands under “{block.title}”, which does not say who signed.")
    if block.doubt:
        draft.doubts.append(block.doubt)
    if block.goes_on_from:
        draft.doubts.append(f"It is indented below line {block.goes_on_from}.")
    return read_entry(draft), draft.repairs()


def _read_table(blocks: list[Block], first_signed: int) -> Found:
    """Reads a table in a text or a page like one in CSV, if it is plain that people signed."""
    why = ""
    if blocks[0].signed is False:
        why = f"It stands under “{blocks[0].title}”, where nobody signs."
    elif blocks[0].signed is None and first_signed and blocks[0].cells:
        why = NOT_A_LIST
    if why:
        refused = [Refusal(block.line, block.text, why) for block in blocks]
        return Found(len(blocks), tuple(refused), (), "markdown")
    rows = [
        Row(
            block.line,
            block.line,
            block.cells or tuple(_CELL.split(block.content)),
            block.text,
            above=block.above,
        )
        for block in blocks
    ]
    first = blocks[0]
    trust: Trust = "signed" if first.signed and first.cells else "page"
    if first.keys:
        return read_records(first.keys, rows, kind=first.kind, trust=trust, markup=True)
    return read_rows(rows, kind=first.kind, trust=trust, markup=True)


def _reason(block: Block, *, listed: bool, first_signed: int) -> str:
    """Why a block is no signatory by its place; empty if its words may be looked at."""
    if block.shape == "other":
        return block.why
    if block.shape == "bare":
        return _reason_for_bare(block, listed=listed)
    return _reason_for_item(block, first_signed)


def _reason_for_bare(block: Block, *, listed: bool) -> str:
    if listed:
        return reason_for_bare(block.content)
    if block.goes_on_from:
        return f"It seems to go on from line {block.goes_on_from}, which was read by itself."
    return OTHERS if speaks_of_others(block.content) else NOT_A_LIST


def _reason_for_item(block: Block, first_signed: int) -> str:
    if block.signed is False:
        return f"It stands under “{block.title}”, where nobody signs."
    if first_signed and block.signed is None and block.line < first_signed:
        return "It stands above the list of signatories."
    astray = block.goes_on_from or (first_signed and block.signed is None)
    if not astray or is_like_name(block.content):
        return ""
    if block.goes_on_from:
        return f"It is indented below line {block.goes_on_from} and does not look like a name."
    return f"It stands under “{block.title}” and does not look like a name."


def _without_slogans(blocks: list[Block], outcomes: list[Outcome]) -> list[Outcome]:
    """In lists that are mostly sentences the short items are demands, not people.

    That is told of each list by itself; and where most items of a whole text are sentences, a
    list is one of signatories only if it is long enough and looks like one.
    """
    result = list(outcomes)
    items = [index for index, block in enumerate(blocks) if block.shape == "item"]
    prosaic = 2 * sum(isinstance(outcomes[index], Refusal) for index in items) >= len(items)
    for group in _open_lists(blocks):
        refused = sum(isinstance(outcomes[index], Refusal) for index in group)
        like = sum(is_like_name(blocks[index].content) for index in group)
        strange = bool(blocks[group[0]].title) and not any(
            is_full_name(blocks[index].content)
            or _ADDRESS.search(blocks[index].content)
            or _END_OF_NAME.search(blocks[index].content)
            for index in group
        )
        unlike = len(group) < _FEWEST or like < _MOSTLY * len(group)
        if 0 < refused * 2 >= len(group) or (prosaic and unlike) or strange:
            for index in group:
                if isinstance(outcomes[index], Line):
                    result[index] = Refusal(blocks[index].line, blocks[index].text, SENTENCES)
    return result


def _open_lists(blocks: list[Block]) -> list[list[int]]:
    """Items in a row of which no heading says anything, as indices of their blocks."""
    runs = groupby(
        enumerate(blocks), key=lambda pair: pair[1].shape == "item" and pair[1].signed is None
    )
    return [[index for index, _ in run] for is_open, run in runs if is_open]


def _with_doubts(blocks: list[Block], outcomes: list[Outcome]) -> list[Outcome]:
    """Tells an entry when the line below it, refused, seems to belong to it."""
    broken = {
        block.goes_on_from: block.line
        for block, outcome in zip(blocks, outcomes, strict=True)
        if block.goes_on_from and isinstance(outcome, Refusal)
    }
    return [
        replace(
            outcome,
            doubt=f"{outcome.doubt} Line {broken[outcome.line]} seems to go on from it.".strip(),
        )
        if isinstance(outcome, Line) and outcome.line in broken
        else outcome
        for outcome in outcomes
    ]


def is_like_name(content: str) -> bool:
    """Whether what stands before a comma, bracket or dash has the shape of a name."""
    text = content.replace("*", "").strip()
    if text.startswith(("[", "@")):
        return True
    if (service := find_service(text)) is not None:
        text = service.before
    name = _END_OF_NAME.split(text, maxsplit=1)[0]
    return looks_like_name(name) and not POST_WORDS.issuperset(words_of(name))


def _listed_bare_lines(blocks: list[Block]) -> set[int]:
    """The numbers of the bare lines that are a list."""
    bare = [block for block in blocks if block.shape == "bare" and block.signed is not False]
    items = _items(blocks)
    services = {
        block.line for block in bare if find_service(block.content) and is_like_name(block.content)
    }
    scope = [block for block in bare if block.signed] or bare
    like = {block.line for block in scope if is_like_name(block.content)}
    like |= {block.line for block in scope if block.signed and reads_like_office(block.content)}
    if scope and len(like) >= _MOSTLY * len(scope) and len(like) > items:
        return _within_lists(scope, like)
    if items > len(like):
        return services
    return services | _runs(bare, like)


def _within_lists(scope: list[Block], like: set[int]) -> set[int]:
    """In a list, lines of another shape are entries too, but not below prose in its paragraph."""
    listed: set[int] = set()
    previous: Block | None = None
    for block in scope:
        below = previous is not None and previous.paragraph == block.paragraph
        if block.line in like or not below or (previous and previous.line in listed):
            listed.add(block.line)
        previous = block
    return listed - _letterhead(scope)


def _runs(bare: list[Block], like: set[int]) -> set[int]:
    runs = [
        [block.line for block in run]
        for is_like, run in groupby(bare, key=lambda block: block.line in like)
        if is_like
    ]
    long = {line for run in runs if len(run) >= _FEWEST for line in run}
    # Further lines of the same paragraph belong to the list, whatever their shape.
    previous: Block | None = None
    for block in bare:
        if previous and previous.line in long and previous.paragraph == block.paragraph:
            long.add(block.line)
        previous = block
    return long - _letterhead(bare)


def _letterhead(bare: list[Block]) -> set[int]:
    """Bare lines above the salutation: the sender's and the addressee's names and addresses."""
    salutations = [
        block.line
        for block in bare
        if reason_for_bare(block.content) and block.content.rstrip().endswith((",", ":", "!"))
    ]
    first = salutations[0] if salutations else 0
    return {block.line for block in bare if block.line < first}
