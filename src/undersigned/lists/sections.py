"""Headings of a text: below which of them people signed, and of which kind they are."""

import re
from dataclasses import dataclass
from typing import Final

from undersigned.lists.folding import fold
from undersigned.lists.model import Kind
from undersigned.lists.vocabulary import (
    INSTRUCTION_HEADINGS,
    ORGANISATION_HEADINGS,
    OTHER_HEADINGS,
    PEOPLE_HEADINGS,
    SIGNED_HEADINGS,
    holds_phrase,
)

_ATX: Final = re.compile(r"^ {0,3}(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*$")
_BOLD: Final = re.compile(r"^\s*(\*\*|__)(.+?)\1\s*:?\s*$")
_UNDERLINE: Final = re.compile(r"^ {0,3}(?:(=)=+|-{4,})\s*$")
_MOST_WORDS: Final = 4  # of a heading that is known by its words alone
_BOLD_LEVEL: Final = 7
_PLAIN_LEVEL: Final = 8
# Headings in scripts that write no spaces between words.
_ROLL: Final = re.compile(
    "[^\\s、，,]{0,8}(?:署名|賛同|呼びかけ|签名|签署|联署|聯署|連署|서명)[^\\s、，,]{0,2}"
    "(?:一覧|名簿|名单|名單|명단|者|人|자)"
)
_LONGEST_LEAD: Final = 14  # words of a line that leads over to the list
_LONGEST_OPEN_LEAD: Final = 6  # words of one that ends with a comma
_WE: Final = frozenset({"we", "wir", "nous", "nosotros", "noi", "мы", "vi"})
_SAYING: Final = frozenset(
    {
        "declare",
        "demand",
        "ask",
        "urge",
        "call",
        "state",
        "believe",
        "request",
        "write",
        "protest",
        "say",
        "note",
    }
    | {
        "erklaren",
        "fordern",
        "bitten",
        "exigimos",
        "demandons",
        "require",
        "condemn",
        "support",
        "want",
    }
)
_GREETING: Final = frozenset({"dear", "liebe", "lieber", "cher", "chers", "chere", "estimados"})
# It begins where spaces begin, and at none of those behind: a run of them is gone through once.
_IN_BRACKETS: Final = re.compile(r"(?<!\s)(?:\s*[(（][^()（）]*[)）]\s*|\s+\d[\d.,]*)$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its level (1 the highest; 7 bold, 8 plain lines) and how many lines it takes."""

    level: int
    text: str
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Section:
    """What a heading says of the lines below it.

    Attributes:
        level: Of the heading.
        title: Of the heading.
        signed: True where people signed, False where nobody did, None where it says nothing.
        kind: "person" or "organisation" where the heading says so.
    """

    level: int
    title: str
    signed: bool | None
    kind: Kind | None


def find_heading(lines: tuple[str, ...], index: int) -> Heading | None:
    """The heading that begins at a line, counted from 0; None if there is none."""
    text = lines[index]
    if match := _ATX.match(text):
        return Heading(len(match[1]), match[2] or "")
    following = lines[index + 1] if index + 1 < len(lines) else ""
    if text.strip() and (match := _UNDERLINE.match(following)):
        return Heading(1 if match[1] else 2, text.strip(), lines=2)
    if match := _BOLD.match(text):
        return Heading(_BOLD_LEVEL, match[2]) if _is_telling(match[2]) else None
    bare = without_count(text)
    if _ROLL.fullmatch(bare):
        return Heading(_PLAIN_LEVEL, bare)
    if _is_telling(bare) and (fold(bare) in _KNOWN or _is_plainly_of_signing(bare)):
        return Heading(_PLAIN_LEVEL, bare)
    return Heading(_PLAIN_LEVEL, bare) if introduces(text) else None


# A heading says of which kind they are when it holds no other word: "Signing organisations", but
# not "Ignoring people".
_WORDS_OF_KINDS: Final = frozenset(
    word
    for phrase in SIGNED_HEADINGS | ORGANISATION_HEADINGS | PEOPLE_HEADINGS
    for word in phrase.split()
) | frozenset(
    {
        "and",
        "of",
        "from",
        "by",
        "the",
        "other",
        "our",
        "all",
        "more",
        "further",
        "signing",
        "supporting",
    }
    | {
        "private",
        "as",
        "for",
        "und",
        "von",
        "et",
        "de",
        "des",
        "y",
        "e",
        "i",
        "en",
        "och",
        "og",
        "weitere",
    }
)
_WORDS_OF_SIGNING: Final = frozenset(
    word for phrase in SIGNED_HEADINGS for word in phrase.split()
) | frozenset({"and", "of", "by", "the", "all", "more", "further", "other", "our", "weitere"})
_KNOWN: Final = SIGNED_HEADINGS | ORGANISATION_HEADINGS | PEOPLE_HEADINGS


def _is_telling(text: str) -> bool:
    folded = fold(text)
    return len(folded.split()) <= _MOST_WORDS and holds_phrase(folded, _KNOWN)


def section_of(heading: Heading) -> Section:
    """What the heading's own words say."""
    folded = fold(heading.text)
    plain = not set(folded.split()) - _WORDS_OF_KINDS
    organisations = plain and holds_phrase(folded, ORGANISATION_HEADINGS)
    people = plain and holds_phrase(folded, PEOPLE_HEADINGS)
    if "following" in folded.split():
        # "The following organisations have signed" says what they are, with verbs between.
        organisations = holds_phrase(folded, ORGANISATION_HEADINGS)
        people = holds_phrase(folded, PEOPLE_HEADINGS)
    kind: Kind | None = None
    if organisations != people:
        kind = "organisation" if organisations else "person"
    signed: bool | None = None
    if holds_phrase(folded, INSTRUCTION_HEADINGS):
        signed = False
    elif (
        _ROLL.fullmatch(heading.text.strip())
        or holds_phrase(folded, SIGNED_HEADINGS)
        or organisations
        or people
    ):
        signed = True
    elif holds_phrase(folded, OTHER_HEADINGS):
        signed = False
    return Section(heading.level, heading.text, signed, kind)


def _speaks_of_signing(text: str, folded: str) -> bool:
    return bool(_ROLL.fullmatch(text.strip())) or holds_phrase(folded, SIGNED_HEADINGS)


def telling_section(text: str) -> Section | None:
    """The section that a short text heads whose words are known; None if it heads none."""
    text = without_count(text)
    if not _is_telling(text):
        return None
    section = section_of(Heading(_PLAIN_LEVEL, text.strip()))
    known = section.kind is not None or fold(text) in _KNOWN
    return section if known or _is_plainly_of_signing(text) else None


def without_count(text: str) -> str:
    """A heading without its emphasis and what brackets add: "Signatories (4):" is "Signatories"."""
    return _IN_BRACKETS.sub("", text.strip().strip("*_ ").rstrip(":：, ")).strip()


def _is_plainly_of_signing(text: str) -> bool:
    words = set(fold(text).split())
    return bool(words) and words <= _WORDS_OF_KINDS and words <= _WORDS_OF_SIGNING


def introduces(text: str) -> bool:
    """Whether a line leads over to those who signed.

    "The undersigned,", "Signed by the following organisations:" and "Signed:" do; "We, the
    undersigned, demand:" does not.
    """
    bare = text.strip().strip("*_ ")
    words = fold(bare).split()
    if not bare.endswith((":", "：", ",")) or not 0 < len(words) <= _LONGEST_LEAD:
        return False
    if not (_WE | _SAYING).isdisjoint(words) or words[0] in _GREETING:
        return False
    return section_of(Heading(_PLAIN_LEVEL, bare)).signed is True and (
        bare.endswith((":", "：")) or len(words) <= _LONGEST_OPEN_LEAD
    )


class Outline:
    """The headings above the current line; a section inherits what its own heading leaves open."""

    def __init__(self) -> None:
        self._above: list[Section] = []

    def enter(self, heading: Heading) -> None:
        """Begins the section of a heading; sections of the same level or deeper end."""
        self._above = [section for section in self._above if section.level < heading.level]
        self._above.append(section_of(heading))

    @property
    def signed(self) -> bool | None:
        """What the nearest heading that says anything says; None where none does."""
        return next((s.signed for s in reversed(self._above) if s.signed is not None), None)

    @property
    def kind(self) -> Kind | None:
        """The kind that the nearest telling heading gives."""
        return next((s.kind for s in reversed(self._above) if s.kind is not None), None)

    @property
    def title(self) -> str:
        """The nearest heading; empty at the top."""
        return self._above[-1].title if self._above else ""
