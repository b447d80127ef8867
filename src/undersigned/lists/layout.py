"""What the columns of a table hold: told by a heading, or by what their cells look like."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from undersigned.lists.columns import (
    Columns,
    find_columns,
    guess_columns,
    look_of_column,
    settle_names,
    settle_titles,
)
from undersigned.lists.folding import fold, words_of
from undersigned.lists.prose import looks_like_name, reason_for_person
from undersigned.lists.tables import Row
from undersigned.lists.vocabulary import ORGANISATION_WORDS, POST_WORDS

Trust = Literal["list", "signed", "page"]
"""How plainly the source says that its rows are signatories.

"list": a file of rows and nothing else; "signed": it stands where people sign; "page": it stands
among other things, so a table without a known heading needs strong evidence.
"""

_HEADING_WITHIN: Final = 30  # rows among which the heading is looked for
_SAMPLE: Final = 300  # rows by which columns without a heading are told
_FEWEST: Final = 3  # rows of a table whose columns are told by their looks alone
_FEWEST_ON_PAGE: Final = 5  # the same where nothing says that people signed
# Words of titles and slogans that no name holds.
_SMALL: Final = frozenset(
    {"the", "why", "how", "what", "when", "where", "our", "your", "we", "of", "for", "with", "is"}
    | {"are", "this", "that", "to", "an", "und", "fur", "wie", "warum", "pour", "para", "not"}
)
_SENTENCE: Final = 5  # words from which on a text with a full stop is a sentence
_MOSTLY: Final = 0.6
_COUNTS: Final = re.compile(
    r"(?:signature|signatory|supporter|vote)s?\s+(?:count|number|total)|count|number of signatures"
    r"|signatures|votes|total"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is laid out.

    Attributes:
        heading: The line of the heading; 0 where there is none.
        columns: What the columns hold.
        width: Their number.
        cells: Their headings.
        given: The headings are not a row of the table (keys of an object, names of classes).
        refusal: Why no row is a signatory; empty where rows may be.
        scattered: Every cell is an entry of its own: names side by side in several columns.
        doubt: What holds for every entry and should be looked at.
    """

    heading: int
    columns: Columns
    width: int
    cells: tuple[str, ...] = ()
    given: bool = False
    refusal: str = ""
    scattered: bool = False
    doubt: str = ""

    def has(self, *fields: str) -> bool:
        """Whether a column holds one of the fields."""
        return any(field in self.columns.values() for field in fields)


def find_layout(rows: Sequence[Row], trust: Trust) -> Layout:
    """The layout of a table whose heading, if any, is among its first rows."""
    for index, row in enumerate(rows[:_HEADING_WITHIN]):
        columns = find_columns(row.cells)
        if columns and not _is_data_before(rows[:index], len(columns)):
            sample = _sample(rows[index + 1 :])
            return headed_layout(row.line, row.cells, columns, sample)
    return _layout_by_looks(_sample(rows), trust)


def layout_of_keys(keys: Sequence[str], rows: Iterable[Row], trust: Trust) -> Layout:
    """The layout of records whose fields are named by keys; no row of it is a heading.

    On a page, where anything may be named so, most names have to look like names as well.
    """
    sample = _sample(rows)
    columns = columns_of_keys(keys, sample)
    if not columns:
        why = "None of its fields is known to hold a name."
        return Layout(0, {}, len(keys), tuple(keys), given=True, refusal=why)
    found = headed_layout(0, keys, columns, sample)
    if trust == "page" and not _may_be_of_people(found.columns, sample):
        why = "Nothing says that these are signatories."
        return Layout(0, {}, len(keys), tuple(keys), given=True, refusal=why)
    return Layout(0, found.columns, len(keys), tuple(keys), given=True, refusal=found.refusal)


def _may_be_of_people(columns: Columns, sample: Sequence[Sequence[str]]) -> bool:
    """Whether records of a page that says nowhere who signed are people, and no articles."""
    if len(sample) < _FEWEST_ON_PAGE or not are_mostly_names(columns, sample):
        return False
    others = [cell for index in columns for cell in _column(sample, index)]
    sentences = sum(cell.endswith(".") and len(cell.split()) >= _SENTENCE for cell in others)
    return sentences < 0.3 * len(sample)


def are_mostly_names(columns: Columns, sample: Sequence[Sequence[str]]) -> bool:
    """Whether what stands for the name looks like a full name in most records."""
    if {"given", "family"} <= set(columns.values()):
        return True
    index = next((index for index, held in columns.items() if held == "name"), None)
    cells = _column(sample, index) if index is not None else []
    return bool(cells) and sum(map(is_full_name, cells)) >= _MOSTLY * len(cells)


def columns_of_keys(keys: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> Columns:
    """The columns that keys name; empty where none holds a name.

    Keys are plainer than headings: one alone is enough. Where none of them speaks of a name, a
    "title" whose texts look like names holds them, as in collections of pages, or else a "login".
    """
    columns = find_columns([*keys, "name"])
    columns.pop(len(keys), None)
    if not {"name", "given", "family"}.isdisjoint(columns.values()):
        return columns
    folded = [fold(key) for key in keys]
    titles = [index for index, key in enumerate(folded) if key in _TITLES]
    logins = [index for index, key in enumerate(folded) if key in _LOGINS]
    for index in titles:
        cells = _column(sample, index)
        if cells and sum(map(is_full_name, cells)) >= _MOSTLY * len(cells):
            return {**columns, index: "name"}
    if "organisation" in columns.values():
        return columns
    if not logins:
        return {}
    others = {index: held for index, held in columns.items() if held != "title"}
    return {**others, logins[0]: "name"}


_TITLES: Final = frozenset({"title", "titel", "titre", "label", "text", "value", "signed by"})
_LOGINS: Final = frozenset(
    {"login", "user login", "author login", "username", "user name", "user", "nickname", "nick"}
)


def headed_layout(
    line: int, cells: Sequence[str], columns: Columns, sample: Sequence[Sequence[str]]
) -> Layout:
    """The layout below a heading: what its words leave open, the cells tell."""
    settled = settle_names(settle_titles(columns, sample), sample)
    refusal = ""
    if _counts_signatures(cells, settled, sample):
        refusal = "Its table counts signatures; it names nobody who signed."
    return Layout(line, settled, len(cells), tuple(cells), refusal=refusal)


def _is_data_before(rows: Sequence[Row], width: int) -> bool:
    """Whether rows above a seeming heading are entries: as wide as it, and more than a title."""
    wide = sum(sum(bool(cell.strip()) for cell in row.cells) >= max(2, width) for row in rows)
    return wide >= _FEWEST and wide > len(rows) / 2


def _sample(rows: Iterable[Row]) -> list[tuple[str, ...]]:
    sample = []
    for row in rows:
        sample.append(row.cells)
        if len(sample) == _SAMPLE:
            break
    return sample


def _counts_signatures(
    cells: Sequence[str], columns: Columns, sample: Sequence[Sequence[str]]
) -> bool:
    """Whether a table says how many signed: a column of numbers that is headed so, and no post."""
    if not {"given", "family", "role", "affiliation", "address"}.isdisjoint(columns.values()):
        return False
    for index, heading in enumerate(cells):
        if index in columns or not _COUNTS.fullmatch(fold(heading)):
            continue
        values = [row[index].strip() for row in sample if index < len(row) and row[index].strip()]
        numbers = sum(value.replace(",", "").replace(".", "").isdecimal() for value in values)
        if values and numbers >= _MOSTLY * len(values):
            return True
    return False


def _layout_by_looks(sample: list[tuple[str, ...]], trust: Trust) -> Layout:
    if not sample:
        return Layout(0, {0: "name"}, 1)
    width = max(map(len, sample))
    columns = [_column(sample, index) for index in range(width)]
    filled = [index for index, cells in enumerate(columns) if cells]
    if trust == "page" and not _is_plainly_of_people(columns, filled, len(sample)):
        why = "Its table has no heading that names a column of names."
        return Layout(0, {}, width, refusal=why)
    if len(filled) > 1 and _are_names_side_by_side([columns[index] for index in filled]):
        two = len(filled) == 2  # noqa: PLR2004 - a second column may as well hold offices
        doubt = "The names seem to stand side by side in columns." if two else ""
        return Layout(0, dict.fromkeys(filled, "name"), width, scattered=True, doubt=doubt)
    if len(filled) == 2 and _are_halves_of_names([columns[index] for index in filled]):  # noqa: PLR2004
        doubt = "First and last name were joined from two columns without a heading."
        halves = {filled[0]: "given", filled[1]: "family"}
        return Layout(0, halves, width, doubt=doubt)
    guessed = guess_columns(sample)
    names = next((columns[index] for index, field in guessed.items() if field == "name"), [])
    why = ""
    if _has_unknown_heading(sample) and not _are_people(names[1:]):
        why = "No column of its heading is known to hold a name."
    elif trust != "page" and not _may_be_names(names):
        why = "No column of its table looks like names."
    return Layout(0, {}, width, refusal=why) if why else Layout(0, guessed, width)


def _column(sample: Sequence[Sequence[str]], index: int) -> list[str]:
    return [row[index].strip() for row in sample if index < len(row) and row[index].strip()]


def _is_plainly_of_people(columns: list[list[str]], filled: list[int], rows: int) -> bool:
    """Whether one column at least holds names of two words and more, and no column numbers."""
    if rows < _FEWEST_ON_PAGE:
        return False
    for index in filled:
        cells = columns[index]
        names = sum(is_full_name(cell) for cell in cells)
        if len(cells) >= _MOSTLY * rows and names >= 0.8 * len(cells):
            others = (columns[other] for other in filled if other > index)
            return not any(look_of_column(other) == "number" for other in others)
    return False


def is_full_name(text: str) -> bool:
    """Whether a text is a name of two words or more (or one of a script without spaces)."""
    words = words_of(text)
    alone = len(words) == 1 and not text.isascii() and len(text) > 1
    if (
        not _SMALL.isdisjoint(words)
        or not POST_WORDS.isdisjoint(words[1:])
        or not ORGANISATION_WORDS.isdisjoint(words)
    ):
        return False
    return (len(words) > 1 or alone) and looks_like_name(text)


def _has_unknown_heading(sample: Sequence[Sequence[str]]) -> bool:
    """Whether the first row heads the others: words above a column of figures or dates."""
    first = sample[0]
    if len(sample) < 2 or any(_is_figure(cell) for cell in first):  # noqa: PLR2004 - and a row below
        return False
    below = (_column(sample[1:], index) for index in range(len(first)))
    return any(cells and all(map(_is_figure, cells)) for cells in below)


def _is_figure(cell: str) -> bool:
    return any(map(str.isdigit, cell)) and not any(map(str.isalpha, cell))


def _are_people(cells: Sequence[str]) -> bool:
    """Whether most cells are full names, and there are enough of them to tell."""
    return len(cells) >= _FEWEST and sum(map(is_full_name, cells)) >= _MOSTLY * len(cells)


def _may_be_names(cells: list[str]) -> bool:
    """Whether most cells could be names or nicknames: short, and no sentence."""
    fit = sum(
        any(character.isalpha() for character in cell) and not reason_for_person(cell)
        for cell in cells
    )
    return bool(cells) and fit >= 0.5 * len(cells)


def _are_names_side_by_side(columns: list[list[str]]) -> bool:
    """Whether every column holds people: full names, and given names that recur across columns.

    An office beside a name looks like a name too ("Zenda Press"), so the looks alone are enough
    only from three columns on; with two, the same given names must stand in both, or there must
    be several rows in which no office is named.
    """
    firsts: list[set[str]] = []
    for cells in columns:
        names = [cell for cell in cells if is_full_name(cell.partition(",")[0])]
        if (len(cells) < 2 and not firsts) or len(names) < 0.8 * len(cells):  # noqa: PLR2004 - of two, both
            return False
        if len(set(map(fold, cells))) <= 0.8 * len(cells):
            return False
        firsts.append({words_of(name)[0] for name in names})
    if len(columns) > 2:  # noqa: PLR2004 - see above
        return True
    return bool(firsts[0] & firsts[1]) or min(map(len, columns)) >= _FEWEST_ON_PAGE


def _are_halves_of_names(columns: list[list[str]]) -> bool:
    """Whether two columns hold one capitalised word each: given name and family name."""
    if len(columns[0]) < _FEWEST:
        return False
    for cells in columns:
        single = sum(len(cell.split()) == 1 and looks_like_name(cell) for cell in cells)
        if single < 0.8 * len(cells):
            return False
        if len(set(map(fold, cells))) <= 0.5 * len(cells):
            return False
    return abs(len(columns[0]) - len(columns[1])) <= 0.1 * len(columns[0])
