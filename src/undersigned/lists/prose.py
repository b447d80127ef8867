"""What is no signatory: sentences, lead-ins, "many others", rules, dates, salutations."""

import re
from typing import Final

from undersigned.lists.folding import fold
from undersigned.lists.vocabulary import (
    CALLS,
    HONORIFICS,
    OPENINGS,
    ORGANISATION_WORDS,
    OTHER_HEADINGS,
    PARTICLES,
    PROSE_WORDS,
    SIGNED_HEADINGS,
    TITLES,
    TOTALS,
    holds_phrase,
)

SENTENCE: Final = "It reads like a sentence."
OTHERS: Final = "It speaks of others without naming them."
LONGEST_ENTRY: Final = 4000  # characters
LONGEST_NAME: Final = 120  # characters
_MOST_WORDS: Final = 9  # in a person's name
# With the space behind, so that whole words are meant.
_CALL: Final = tuple(f"{each} " for each in CALLS)
_OPENING: Final = tuple(f"{each} " for each in OPENINGS)
# Honorifics that are written small between others: "Prof. Dr. h.c. mult. Anna Ruritan".
_ACADEMIC: Final = frozenset({"h c", "hc", "mult", "habil", "rer", "nat", "phil", "jur", "med"})
_JOINING: Final = frozenset(
    {"of", "for", "the", "and", "to", "on", "at", "by", "fur", "pour", "per", "para"}
)
_VERBS: Final = frozenset(
    {
        "is",
        "are",
        "was",
        "were",
        "be",
        "has",
        "have",
        "had",
        "will",
        "would",
        "should",
        "must",
        "can",
    }
    | {
        "cannot",
        "may",
        "do",
        "does",
        "we",
        "you",
        "they",
        "it",
        "our",
        "your",
        "not",
        "ist",
        "sind",
    }
    | {"wird", "werden", "muss", "wir", "nous", "est", "sont", "doit", "es", "son", "debe"}
)
# Words that open a letter before a name; alone they may be one ("Cher").
_GREETING: Final = frozenset(
    {"dear", "cher", "chere", "beste", "gentile", "egregio", "liebe", "lieber"}
)
_PEERS: Final = frozenset(
    {"lord", "lady", "baroness", "baron", "earl", "viscount", "duke", "bishop"}
)
_NOBODY: Final = frozenset(
    {"the undersigned", "signed", "sincerely", "yours", "signatories", "first", "second", "third"}
    | {"fourth", "firstly", "secondly", "thirdly", "finally", "erstens", "zweitens", "drittens"}
)
_SHORT: Final = 3  # words up to which a lower-case name is as likely as not
_NUMBERISH: Final = (
    r"(?:\d[\d.,]*\+?|many|several|some|various|countless|numerous|dozens?(?:\s+of)?|scores(?:\s+of)?"
    r"|hundreds(?:\s+of)?|thousands(?:\s+of)?|a\s+(?:dozen|few|number\s+of|hundred|thousand)|two|three|four"
    r"|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)"
)
_OTHERS: Final = re.compile(
    rf"\b{_NUMBERISH}\s+(?:\w+\s+)?(?:others?|more|additional|further|unnamed|anonymous)\b"
    rf"|\b(?:and|plus|\+|&)\s*{_NUMBERISH}\s+(?:people|persons|colleagues|signatories|signatures|members|employees)\b"
    r"|\bothers?\s+(?:who|that|whose|wish|wished|prefer|preferred|unable|cannot|can't)\b"
    r"|\band\s+(?:many\s+)?others\W*$|\bet\s+(?:autres|bien\s+d['’]autres)"
    r"|\b(?:und|sowie)\s+(?:viele|zahlreiche|weitere|\d+)\s+(?:weitere|andere|mehr)?"
    r"|\by\s+(?:muchos|muchas|otros|otras|\d+)\s+(?:más|mas|otros|otras|que)\b|\be\s+(?:molti|molte|altri|altre)\b"
    r"|\ben\s+(?:vele|veel|nog)\s+(?:anderen|meer)\b|\bi\s+(?:wielu|wiele)\s+innych\b|\be\s+muitos\s+outros\b"
    r"|\band\s+counting\b|\bwho\s+(?:can't|can’t|cannot|could\s+not|wish(?:es)?\s+to\s+remain)\b",
    re.IGNORECASE,
)
_DATE: Final = re.compile(
    r"(?:[^\W\d_]+[.,]?\s+){0,3}(?:the\s+)?(?:\d{1,2}(?:st|nd|rd|th|\.)?\s+[^\W\d_]{3,12}\.?,?\s+\d{4}"
    r"|[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})\W*"
)
_SENTENCE_END: Final = re.compile(r"[.!?…][\"”’)]*$")
_OTHER_SENTENCE_END: Final = re.compile("[。！？।؟]")
_INNER_END: Final = re.compile(r"(?<!\w)(?P<word>[^\W\d_]{4,})[.!?]\s+[^\W\d_]")
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_COUNT: Final = re.compile(
    r"\W*(?:and|plus|with|over|more\s+than|already|und|et|y|e)?\s*"
    r"\d[\d.,’'\u00a0\u202f ]*\+?\s*(?:\w+\s+)?"
    r"(?:others?|more|signatures?|signatories|signers|supporters|people\s+have|weitere|andere|autres"
    r"|unterschriften|firmas|firme|assinaturas|podpis\w*|handtekeningen)\b",
    re.IGNORECASE,
)
_FOOTNOTE: Final = re.compile("\\s*[\u00b9\u00b2\u00b3\u2070-\u2079]")
_LABEL: Final = re.compile(r"(?P<label>[^\W\d_][^:：()\[\]]{0,30})[:：]\s+(?P<rest>.+)")
_PAGE: Final = re.compile(r"<?(?:https?://|www\.)\S+>?", re.IGNORECASE)


def holds_letters(text: str) -> bool:
    """Whether there is a letter or a digit of any script."""
    return any(character.isalnum() for character in text)


def reason_for_length(text: str) -> str:
    """Why a text is too long to be looked at; empty if it is not."""
    if len(text) > LONGEST_ENTRY:
        return f"It is longer than any entry: {len(text):,} characters."
    return ""


def reason_for_any(text: str) -> str:
    """Why a whole line is no signatory in a list of any shape; empty if nothing speaks against."""
    if not holds_letters(text):
        return "It holds no letter and no digit."
    if _PAGE.fullmatch(text.strip()):
        return "It is the address of a page without a name."
    if text.rstrip().endswith((":", "：")):
        return "It introduces what follows."
    if fold(text) in TOTALS:
        return "It is the label of a sum."
    return _reason_for_notice(text)


def _reason_for_notice(text: str) -> str:
    """Why a line is one of a page about the list: a call, a count, a caption; else empty."""
    folded = fold(text)
    if f"{folded} ".startswith(_CALL):
        return "It asks for something or tells of the list."
    if _COUNT.match(text):
        return OTHERS
    if folded in TITLES:
        return "It is a title."
    if " " in folded and fold(_BRACKETS.sub(" ", text)) in SIGNED_HEADINGS:
        return "It is a caption."
    return ""


def speaks_of_others(text: str) -> bool:
    """Whether it stands for signatories that are not named: "and many others who ..."."""
    return bool(_OTHERS.search(text))


def reason_for_person(name: str) -> str:
    """Why the part that would be a person's name is none; empty if nothing speaks against it."""
    words = name.split()
    if speaks_of_others(name):
        return OTHERS
    if fold(name) in _NOBODY:
        return SENTENCE
    if len(name) > LONGEST_NAME:
        return f"It is longer than any name: {len(name)} characters."
    if len(words) > _MOST_WORDS:
        return "It is longer than any name and reads like a sentence."
    if _OTHER_SENTENCE_END.search(name) or _ends_inside(name):
        return SENTENCE
    return SENTENCE if _is_sentence(words) else ""


def reason_for_organisation(name: str) -> str:
    """Why a line under a heading of organisations reads like a sentence; empty if it does not."""
    words = name.split()
    lower = {word.strip(",.;!?") for word in words[1:]}
    if speaks_of_others(name):
        return OTHERS
    if len(name) > 2 * LONGEST_NAME:
        return f"It is longer than any name: {len(name)} characters."
    if lower & {"we", "our", "you", "your", "please", "is", "are", "must", "should", "wir", "nous"}:
        return SENTENCE
    if _SENTENCE_END.search(name) and len(words) > _MOST_WORDS:
        return SENTENCE
    return ""


def reason_for_cell(name: str) -> str:
    """Why the cell of a column of names holds none; a column says more than the words in it."""
    if speaks_of_others(name):
        return OTHERS
    if name.startswith("=") and "(" in name:
        return "It is a formula of a workbook."
    if len(name) > LONGEST_NAME:
        return f"It is longer than any name: {len(name)} characters."
    if len(name.split()) > 2 * _MOST_WORDS or _ends_inside(name):
        return SENTENCE
    return ""


def goes_on_as_sentence(name: str, rest: str) -> bool:
    """Whether one word and a comma begin a sentence: "Or, the board will resign."."""
    small = {word.strip(",;") for word in rest.split() if word.islower()}
    return " " not in name and bool(_SENTENCE_END.search(rest)) and not small.isdisjoint(_VERBS)


def reason_for_bare(text: str) -> str:
    """Why a line without any list mark is no signatory; empty if nothing speaks against."""
    folded = fold(text)
    alone = " " not in folded and text.strip()[-1:].isalpha()
    greets = alone and folded in _GREETING
    if not greets and f"{folded} ".startswith(_OPENING):
        return "It opens or closes a letter."
    if _DATE.fullmatch(text.strip()):
        return "It is a date."
    if _FOOTNOTE.match(text):
        return "It is a footnote."
    return "It is a note beside the list." if _is_labelled(text) else ""


def _is_labelled(text: str) -> bool:
    """Whether a line says by a label that it is about the letter: "Contact: press@example.org"."""
    match = _LABEL.match(text.strip("*_ "))
    if match is None:
        return False
    about = holds_phrase(fold(match["label"]), OTHER_HEADINGS)
    single = " " not in match["label"] and bool(re.search(r"\d{2}|@|://", match["rest"]))
    return about or single


def looks_like_name(text: str) -> bool:
    """Whether a bare text has the shape of a person's name: capitals, few words, no sentence."""
    words = text.split()
    if not words or len(words) > _MOST_WORDS or reason_for_person(text):
        return False
    if _SENTENCE_END.search(text.strip()) and len(words) > _SHORT:
        return False
    if fold(text) in _NOBODY:
        return False
    return all(_is_capital(word) or fold(word) in PARTICLES for word in words)


def _ends_inside(text: str) -> bool:
    """Whether a sentence ends inside the text; "Prof. Dr. Anna" is none."""
    ends = (match["word"] for match in _INNER_END.finditer(text))
    return any(word[0].islower() and fold(word) not in HONORIFICS for word in ends)


def _is_capital(word: str) -> bool:
    letters = [character for character in word if character.isalpha()]
    return bool(letters) and not letters[0].islower()


def _is_sentence(words: list[str]) -> bool:
    """Sentences have lower-case words that no name has; all-lower-case names are short."""
    small = [
        word.strip("\"'“”’,.;!?()")
        for word in words[1:]
        if word[:1].islower() and fold(word) not in PARTICLES | _ACADEMIC
    ]
    telling = sum(fold(word) in PROSE_WORDS for word in small)
    if words and fold(words[0]) in _PEERS and small == ["of"]:
        return False
    if telling and len(words) >= _SHORT:
        return True
    if not words or not words[0][:1].islower():
        return len(small) > 1 and len(words) > _SHORT
    return len(words) > _SHORT + 1


def reads_like_office(name: str) -> bool:
    """Whether a name is one of an organisation: "Zenda Society", "Bund der Archivare e.V."."""
    words = name.split()
    capital = fold(" ".join(word for word in words if not word[:1].islower() or "." in word))
    if len(words) < 2 or not holds_phrase(capital, ORGANISATION_WORDS):  # noqa: PLR2004
        return False
    small = [word for word in words if word[:1].islower() and "." not in word]
    return sum(fold(word) not in PARTICLES | _JOINING for word in small) < 2  # noqa: PLR2004


def has_small_words(name: str) -> bool:
    """Whether a name of several words has small letters where a slogan would have them too."""
    words = name.split()
    small = [word for word in words[1:] if word[:1].islower() and fold(word) not in PARTICLES]
    return len(words) >= _SHORT and len(small) > 1
