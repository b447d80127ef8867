"""Blocks of a page that repeat: cards of people, rows made of divs, items with several lines."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from undersigned.lists.dom import Element
from undersigned.lists.folding import fold, words_of
from undersigned.lists.layout import columns_of_keys, is_full_name
from undersigned.lists.pieces import Piece, pieces_of
from undersigned.lists.prose import reason_for_person
from undersigned.lists.vocabulary import COLUMN_NAMES, ORGANISATION_WORDS, POST_WORDS

FEWEST: Final = 3
_MOST_PIECES: Final = 9  # lines of one card
_LONGEST: Final = 500  # characters of one card that is no essay
_MOSTLY: Final = 0.6
_OTHER: Final = "other lines"
_REST: Final = ("name", "affiliation")
_NEVER: Final = frozenset(
    {"tr", "td", "th", "tbody", "thead", "tfoot", "dt", "dd", "option", "h1", "h2", "table", "ul"}
    | {"ol", "dl", "nav", "footer", "hr", "br", "form"}
)
_LEADING_ELSEWHERE: Final = frozenset(
    {"website", "homepage", "web", "twitter", "linkedin", "github", "mastodon", "profile", "orcid"}
    | {"x", "bluesky", "link", "url", "facebook", "instagram", "blog"}
)


@dataclass(slots=True)
class Cards:
    """Repeated blocks as a table: what names the columns, and the cells of each block."""

    keys: tuple[str, ...]
    rows: list[tuple[str, ...]]


def groups_of(element: Element) -> list[list[Element]]:
    """Children of an element that are built alike, in groups of three and more."""
    blocks = [child for child in element.elements if not child.is_inline]
    groups = [list(run) for build, run in groupby(blocks, key=_build) if build[0] not in _NEVER]
    trimmed = [_trimmed(group) if group[0].tag == "p" else group for group in groups]
    return [group for group in trimmed if len(group) >= FEWEST]


def _trimmed(group: list[Element]) -> list[Element]:
    """Paragraphs without those at the ends that are lines of a letter."""
    each = [pieces_of([element]) for element in group]
    cards = [
        len(pieces) > 1 or any(is_full_name(piece.text) for piece in pieces) for pieces in each
    ]
    if True not in cards:
        return []
    return group[cards.index(True) : len(cards) - cards[::-1].index(True)]


def _build(element: Element) -> tuple[str, str]:
    return element.tag, next(iter(element.classes), "")


def flattened(group: Sequence[Element]) -> list[Element]:
    """The cards of a group whose members are rows of cards; otherwise the group itself."""
    cards = list(group)
    for _ in range(3):  # rows of columns of wrappers
        inner = [_inner_cards(each) for each in cards]
        if not all(inner) or max(map(len, inner)) < 2:  # noqa: PLR2004 - cards side by side
            return cards
        cards = [card for each in inner for card in each]
    return cards


def _inner_cards(element: Element) -> list[Element]:
    """The children of a row of cards: built alike, each with several lines; empty if it is none."""
    children = element.elements
    if not children or len({_build(child) for child in children}) > 1:
        return []
    if any(isinstance(child, str) and child.strip() for child in element.children):
        return []
    several = sum(len(pieces_of([child])) > 1 for child in children)
    return children if several * 2 > len(children) else []


def read_cards(group: Sequence[Element]) -> Cards | None:
    """A group of blocks as a table; None where they are no cards, but paragraphs or items."""
    return cards_of([pieces_of([element]) for element in group])


def cards_of(cards: Sequence[list[Piece]]) -> Cards | None:
    """Lines of text of each block as a table; None where that is not what they are."""
    if any(len(pieces) > _MOST_PIECES for pieces in cards):
        return None
    long = sum(sum(len(piece.text) for piece in pieces) > _LONGEST for pieces in cards)
    if long > 0.2 * len(cards):
        return None
    keyed = [[_keyed(piece) for piece in pieces] for pieces in cards]
    keys = list(dict.fromkeys(key or _OTHER for each in keyed for key, _ in each))
    rows = [_by_keys(each, keys) for each in keyed]
    if columns_of_keys(keys, rows):
        return Cards(tuple(keys), rows)
    several = sum(len(pieces) > 1 for pieces in cards)
    return _by_position(keyed) if several >= _MOSTLY * len(cards) else None


def _keyed(piece: Piece) -> tuple[str, str]:
    """What a line holds, and its text: "Affiliation: Mint" says it itself."""
    label, colon, value = piece.content.partition(":")
    if colon and value.strip() and fold(label) in COLUMN_NAMES:
        return label.strip().lower(), value.strip()
    if piece.link and fold(piece.text) in _LEADING_ELSEWHERE:
        return "link", piece.link
    return piece.key, piece.content


def _by_keys(pieces: Sequence[tuple[str, str]], keys: Sequence[str]) -> tuple[str, ...]:
    """The cells of a card; lines without a key stand in a cell of their own."""
    cells: dict[str, list[str]] = {}
    for key, text in pieces:
        cells.setdefault(key or _OTHER, []).append(text)
    return tuple(", ".join(cells.get(key, ())) for key in keys)


def _by_position(cards: Sequence[list[tuple[str, str]]]) -> Cards | None:
    """The line that looks like a name in most cards is the name, and what follows the rest."""
    place = next((at for at in range(3) if _are_names([_at(card, at) for card in cards])), None)
    if place is None:
        return None
    second = [_at(card, place + 1) for card in cards]
    if _are_more_names([text for text in second if text]):
        return None
    links = any(key == "link" for card in cards for key, _ in card)
    rows: list[tuple[str, ...]] = []
    for card in cards:
        rest = [text for at, (key, text) in enumerate(card) if at != place and key != "link"]
        cells = (_at(card, place), ", ".join(text for text in rest if any(map(str.isalpha, text))))
        link = next((text for key, text in card if key == "link"), "")
        rows.append((*cells, link) if links else cells)
    return Cards((*_REST, "link") if links else _REST, rows)


def _at(card: Sequence[tuple[str, str]], place: int) -> str:
    return card[place][1] if place < len(card) else ""


def _are_names(texts: Sequence[str]) -> bool:
    names = sum(bool(text) and not _reason(text) and any(map(str.isalpha, text)) for text in texts)
    full = sum(is_full_name(_bare(text)) for text in texts)
    return names >= 0.8 * len(texts) and full >= 0.4 * len(texts)


def _bare(text: str) -> str:
    """A text without the link that it is: "[Anna](https://a.example)"."""
    return text[1:].partition("](")[0] if text.startswith("[") else text.partition(",")[0]


def _reason(text: str) -> str:
    return reason_for_person(_bare(text))


def _are_more_names(texts: Sequence[str]) -> bool:
    """Whether second lines are further people, and no posts, offices, towns or countries."""
    if not texts:
        return False
    office = sum(not (POST_WORDS | ORGANISATION_WORDS).isdisjoint(words_of(text)) for text in texts)
    names = sum(is_full_name(_bare(text)) for text in texts)
    repeated = max(Counter(map(fold, texts)).values())
    return not office and names >= 0.8 * len(texts) and repeated == 1
