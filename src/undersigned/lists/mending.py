"""Repairs of characters and stray marks inside one field, each with its reason."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from undersigned.lists.folding import fold
from undersigned.lists.vocabulary import NAME_SUFFIXES

# Brackets and marks of East Asian width that stand for the ASCII ones; each is one character long.
WIDE_BRACKETS: Final = str.maketrans("（）［］＜＞｛｝＠", "()[]<>{}@")
_WIDE: Final = re.compile("[（）［］＜＞｛｝＠]")
_NO_BREAK: Final = re.compile("[\u00a0\u202f\u2007]")
_LINE_SIGNS: Final = re.compile("[\u2028\u2029\u0085\v\f\r\n]+")
# Characters that no record may hold (record-format, section 4), and other invisible ones.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_SPACES: Final = re.compile(r"\s+")
_TRAILING: Final = re.compile(r"[\s,;:、，；]+$")
_LEADING: Final = re.compile(r"^[\s,;:、，；]+")
_LAST_DOTS: Final = re.compile(r"(?P<word>[^\W\d_]*)(?P<dots>\.+)$")
# Letters of the last word from which on a dot is no sign of shortening: "Robert N.", "Univ."
_ROMAN: Final = re.compile("[IVX]{2,}")
_WHOLE_WORD: Final = {"name": 3, "served": 3}
_WHOLE_WORD_ELSEWHERE: Final = 5
_NUMBER_NOISE: Final = re.compile(
    r"^(?:#\s*\d{1,6}|\d{1,6}\s*[.)\]:])[\s.)]+(?=\S)|^\d{1,6},\s+(?=[^\W\d_])"
)
_SIGN: Final = (
    "[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]"
)
_FOOTNOTE: Final = r"[*†‡§¶\u00b9\u00b2\u00b3\u2070-\u2079\u02d2]"
_BESIDE_NAMES: Final = (
    (re.compile(rf"^(?:{_SIGN}\s*)+|(?:\s*{_SIGN})+$"), "a picture beside the name"),
    (re.compile(rf"^(?:{_FOOTNOTE}\s*)+|(?:\s*{_FOOTNOTE})+$"), "the mark of a footnote"),
    (re.compile(r"\s+[–—-]+$"), "a dash with nothing behind it"),
)
_QUOTES: Final = re.compile('["“”„«»]')


@dataclass(frozen=True, slots=True)
class Mend:
    """A change to one field; the line number is not known here."""

    field: str
    before: str
    after: str
    why: str


def mend_field(field: str, value: str) -> tuple[str, list[Mend]]:
    """Returns the value with its characters put right, and one mend that says all that changed.

    Space at the ends is taken off silently: it is layout, not part of the field.
    """
    text = value.strip()
    if not text:
        return "", []
    before = text
    reasons: list[str] = []
    for pattern, by, why in _CHARACTER_REPAIRS:
        changed = pattern.sub(by, text)
        if changed != text:
            reasons.append(why)
            text = changed
    composed = unicodedata.normalize("NFC", text.translate(WIDE_BRACKETS))
    if composed != text:
        reasons.append(
            "full-width brackets" if _WIDE.search(text) else "letters written in two characters"
        )
        text = composed
    text, more = _mend_ends(field, text)
    reasons += more
    if not reasons or text == before:
        return text, []
    return text, [Mend(field, before, text, ", ".join(reasons))]


_CHARACTER_REPAIRS: Final = (
    (_NO_BREAK, " ", "a no-break space"),
    (_LINE_SIGNS, " ", "a line break inside the field"),
    (_INVISIBLE, "", "invisible characters"),
    (_CONTROLS, "", "control characters"),
    (_SPACES, " ", "doubled spaces"),
)


def _mend_ends(field: str, text: str) -> tuple[str, list[str]]:
    reasons = []
    for pattern, why in (
        (_LEADING, "a stray mark before it"),
        (_TRAILING, "a stray mark after it"),
    ):
        bare = pattern.sub("", text)
        if bare.strip() != text.strip():
            reasons.append(why)
        text = bare
    if field == "name" and text[:1] not in "–—-":
        for pattern, why in _BESIDE_NAMES:
            bare = pattern.sub("", text)
            if bare != text and any(map(str.isalnum, bare)):
                reasons.append(why)
                text = bare
    unquoted = _without_stray_quotes(text)
    if unquoted != text:
        reasons.append("stray quotes")
        text = unquoted
    undotted = _without_last_dot(field, text)
    if undotted != text:
        reasons.append("a trailing dot")
    return undotted.strip(), reasons


def _without_last_dot(field: str, text: str) -> str:
    match = _LAST_DOTS.search(text)
    if match is None:
        return text
    word = match["word"]
    if (
        word
        and not _ROMAN.fullmatch(word)
        and len(word) < _WHOLE_WORD.get(field, _WHOLE_WORD_ELSEWHERE)
    ):
        return text
    if fold(word) in NAME_SUFFIXES and not _ROMAN.fullmatch(word):
        return text
    return text[: match.start("dots")].rstrip()


def _without_stray_quotes(text: str) -> str:
    """Takes off quotes around the whole field and a lone quote at one end; inner pairs stay."""
    while len(text) > 1 and _QUOTES.match(text) and _QUOTES.match(text[-1]):
        inner = len(_QUOTES.findall(text)) - 2
        if inner % 2:
            break
        text = text[1:-1].strip()
    if text and len(_QUOTES.findall(text)) % 2:
        if _QUOTES.match(text):
            return text[1:].strip()
        if _QUOTES.match(text[-1]):
            return text[:-1].strip()
    return text


def without_number(text: str) -> tuple[str, list[Mend]]:
    """Returns the text without a number that a list left in front of it ("12) Anna")."""
    bare = _NUMBER_NOISE.sub("", text)
    if bare == text:
        return text, []
    return bare, [Mend("name", text, bare, "the number of a list")]
