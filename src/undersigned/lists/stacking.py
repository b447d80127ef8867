"""Stacking the pieces of a page or a document into blocks, under the headings above them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from undersigned.lists.blocks import Block
from undersigned.lists.gathering import refuse_endless
from undersigned.lists.model import Found
from undersigned.lists.people import people_in
from undersigned.lists.prose import reason_for_length
from undersigned.lists.sections import Heading, Outline, introduces, telling_section
from undersigned.lists.texts import read_parted

# Word processors write the number of an item into its text: "12.   Anna Ott".
_NUMBER: Final = re.compile(r"\(?\d{1,6}[.)]\s+(?=[^\W\d_])")
BOLD: Final = 7
PLAIN: Final = 8
_TITLE: Final = 1


@dataclass(slots=True)
class Stack:
    """Blocks in the order of the source, each with a number and where it stands."""

    blocks: list[Block] = field(default_factory=list)
    places: dict[int, str] = field(default_factory=dict)
    outline: Outline = field(default_factory=Outline)
    paragraph: int = 0
    tables: int = 0

    def heading(self, text: str, level: int, place: str) -> None:
        """A heading. A title says what the page is about, so it seldom says who signed."""
        if level > _TITLE or telling_section(text):
            self.outline.enter(Heading(level, text))
        self.other(text, "It is a heading.", place)

    def item(self, text: str, content: str, place: str, *, part_of: int = 0) -> None:
        """An item of a list, with the list's number."""
        if self._is_endless(text, place):
            return
        self._add("item", text, content, place, table=part_of)

    def bare(self, text: str, content: str, place: str) -> None:
        """A line of a paragraph; a short one whose words are known is a heading."""
        if self._is_endless(text, place):
            return
        if telling_section(text.rstrip(" :")) or introduces(text):
            self.heading(text.rstrip(" :"), PLAIN, place)
            return
        if number := _NUMBER.match(content):
            self._add("item", text, content[number.end() :], place)
            return
        self._add("bare", text, content, place)

    def _is_endless(self, text: str, place: str) -> bool:
        """Whether a text is too long for an entry, and holds no people; it is noted as that."""
        why = reason_for_length(text)
        if not why or people_in(text):
            return False
        self.other(text, why, place)
        return True

    def other(self, text: str, why: str, place: str) -> None:
        """What is no signatory, with the reason."""
        number = self._number(place)
        self.blocks.append(Block(number, text, "other", why=why, paragraph=self.paragraph))

    def table(
        self,
        rows: Sequence[tuple[str, ...]],
        places: Sequence[str],
        keys: tuple[str, ...] = (),
        texts: Sequence[str] = (),
        above: Sequence[frozenset[int]] = (),
    ) -> None:
        """A table.

        Args:
            rows: Its cells.
            places: Where each row stands.
            keys: What names its columns, where no heading in it does.
            texts: Each row as it stood; its cells with bars between them where not given.
            above: Of each row the columns that are merged with the row above.
        """
        self.tables += 1
        for index, (cells, place) in enumerate(zip(rows, places, strict=True)):
            shown = " | ".join(cell for cell in cells if cell.strip())
            text = texts[index] if texts else shown
            merged = above[index] if above else frozenset()
            more = {"cells": cells, "keys": keys, "table": self.tables, "above": merged}
            self._add("row", text, shown, place, **more)

    def _add(self, shape: str, text: str, content: str, place: str, **more: object) -> None:
        number = self._number(place)
        self.blocks.append(
            Block(
                number,
                text,
                shape,  # type: ignore[arg-type]  # one of Block's shapes, by the methods above
                content=content,
                signed=self.outline.signed,
                kind=self.outline.kind,
                title=self.outline.title,
                paragraph=self.paragraph,
                **more,  # type: ignore[arg-type]  # further members of Block, likewise
            )
        )

    def _number(self, place: str) -> int:
        number = len(self.blocks) + 1
        refuse_endless(number)
        self.places[number] = place
        return number

    def found(self, format_: str) -> Found:
        """What the blocks give, each told where it stands."""
        found = read_parted(self.blocks, self.places)
        return Found(
            found.read, found.outcomes, found.repairs, format_, "", found.remarks, found.places
        )
