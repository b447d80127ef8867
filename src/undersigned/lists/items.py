"""Reading the text of one entry: name, affiliation, links, years of service."""

import html
import re
from typing import Final

from undersigned.lists.addresses import take_addresses
from undersigned.lists.drafts import Draft
from undersigned.lists.folding import fold
from undersigned.lists.mending import WIDE_BRACKETS, Mend, without_number
from undersigned.lists.model import Outcome
from undersigned.lists.people import may_be_several
from undersigned.lists.posts import find_service, is_suffix
from undersigned.lists.prose import holds_letters, looks_like_name, reason_for_any
from undersigned.lists.vocabulary import POST_WORDS

_CHECKBOX: Final = re.compile(r"^\[[ xX]\]\s+")
_TAG: Final = re.compile(
    r"</?(?:a|b|i|u|em|strong|sup|sub|span|small|br|p|li|s|del|code)\b[^<>]*>", re.IGNORECASE
)
_HREF: Final = re.compile(r"<a\b[^<>]*\bhref\s*=\s*[\"']([^\"'<>]*)[\"'][^<>]*>", re.IGNORECASE)
_ESCAPE: Final = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>|~&@])")
_EMPHASIS: Final = re.compile(r"(?<![\w/*])(\*\*\*|\*\*|\*|~~)(?=\S)([^*~]+?)(?<=\S)\1(?![\w*])")
_UNDERLINES: Final = re.compile(r"(?<![\w/])(__|_)(?=[^\s_])([^_]+?)(?<=[^\s_])\1(?!\w)")
_DASH: Final = re.compile(r"\s+[–—―|-]{1,2}\s+|\s*[—―]\s*|\s+[·•]\s+")
_COMMA: Final = re.compile(r"\s*(?:(?<!\d),|,(?!\d)|[，、;；،])\s*")
_COLON_OR_SLASH: Final = re.compile(r"\s*:\s+|\s+/+\s+")
_AFTER_SUFFIX: Final = re.compile(
    f"{_COMMA.pattern}|{_DASH.pattern}|{_COLON_OR_SLASH.pattern}|\\s+[(\\[]"
)
# In Japanese a wide space stands before the post or the office behind a name.
_KANA: Final = "[\u3040-\u30ff\u3400-\u9fff]+"
_WIDE_GAP: Final = re.compile(
    f"^(?P<name>{_KANA}[ \u3000]?{_KANA})\u3000"
    "(?=\\S*(?:教授|弁護士|家|記者|医師|者|大学|研究所|会|社|員|長|校|院|師|士)(?:\\s|$))"
)
_SQUARE: Final = re.compile(r"(?<=\s)\[(?P<inner>[^\[\]()]+)\]\s*$")


def read_entry(draft: Draft) -> Outcome:
    """Understands the text of one entry of a list, with its list mark already taken off.

    Shapes: "Name", "Name (affiliation)", "Name, affiliation", "Name – affiliation",
    "Name, former Post, Office, served for N years under A, B, and C", each with links, handles
    and mail addresses anywhere behind the name; "@handle" or a link alone is a name.
    """
    why = reason_for_any(draft.rest)
    take_markup(draft)
    if why and not draft.links:
        return draft.refusal(why)
    take_addresses(draft)
    _take_number(draft)
    if draft.kind != "organisation":
        _take_service(draft)
        _mend_brackets(draft)
        _cut_brackets(draft)
        _cut_name(draft)
    return draft.outcome()


def take_markup(draft: Draft) -> None:
    """Takes off what Markdown and HTML put around words; that is writing, not a fault."""
    wide = draft.rest.translate(WIDE_BRACKETS)
    if wide != draft.rest:
        draft.mends.append(Mend("line", draft.rest, wide, "full-width brackets"))
    text = _CHECKBOX.sub("", wide.strip())
    draft.links += [link for link in _HREF.findall(text) if not link.startswith("mailto:")]
    text = _TAG.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    text = _UNDERLINES.sub(r"\2", _EMPHASIS.sub(r"\2", text))
    draft.rest = _WIDE_GAP.sub(r"\g<name>，", _ESCAPE.sub(r"\1", text))


def _take_number(draft: Draft) -> None:
    text, mends = without_number(draft.rest.strip())
    draft.rest = text
    draft.mends += mends


def _take_service(draft: Draft) -> None:
    service = find_service(draft.rest.rstrip())
    if service is not None and holds_letters(service.before):
        draft.service = service
        draft.rest = service.before


def _mend_brackets(draft: Draft) -> None:
    """Closes a bracket that was left open at the end, takes off one that was never opened."""
    text = draft.rest = _SQUARE.sub(r"(\g<inner>)", draft.rest.rstrip())
    surplus = text.count("(") - text.count(")")
    mended = text
    if surplus == 1:
        mended = text[:-1] if text.endswith("(") else f"{text})"
    elif surplus == -1 and text.endswith(")"):
        mended = text[:-1]
    mended = mended.rstrip()
    if mended != text:
        draft.mends.append(Mend("line", text, mended, "a bracket without its other half"))
        draft.rest = mended


def _cut_brackets(draft: Draft) -> None:
    """Takes bracketed groups off the end: they are the affiliation."""
    groups: list[str] = []
    while (start := _last_group(draft.rest)) is not None:
        text = draft.rest.rstrip().rstrip(".,;").rstrip()
        group = text[start + 1 : -1].strip()
        if is_suffix(group):
            break
        groups.insert(0, group)
        draft.rest = text[:start]
    kept = [group for group in groups if holds_letters(group)]
    draft.affiliation = "; ".join(kept)
    if not holds_letters(draft.rest) and kept:
        draft.rest, draft.affiliation = kept[0], "; ".join(kept[1:])


def _last_group(text: str) -> int | None:
    """Where the bracketed group begins with which the text ends, if it ends with one."""
    text = text.rstrip().rstrip(".,;").rstrip()
    if not text.endswith(")"):
        return None
    depth = 0
    for index in range(len(text) - 1, -1, -1):
        depth += (text[index] == ")") - (text[index] == "(")
        if depth == 0:
            return index
    return None


def _cut_name(draft: Draft) -> None:
    dash = _first_outside(_DASH, draft.rest)
    comma = _end_of_name(draft.rest)
    other = _first_outside(_COLON_OR_SLASH, draft.rest)
    if other is not None and all(
        cut is None or other.start() < cut.start() for cut in (dash, comma)
    ):
        name = draft.rest[: other.start()]
        if ":" not in other[0] or (" " in name.strip() and looks_like_name(name)):
            dash = other
    if dash is not None and (comma is None or dash.start() < comma.start()):
        _split(draft, dash)
    elif comma is not None:
        name, rest = draft.rest[: comma.start()], draft.rest[comma.end() :]
        if " " not in name.strip() and _is_like_given_name(_COMMA.split(rest, maxsplit=1)[0]):
            draft.doubts.append("The surname may stand first.")
        elif may_be_several(draft.rest):
            draft.doubts.append("Several people may stand in one line.")
        _split(draft, comma)


def _split(draft: Draft, match: re.Match[str]) -> None:
    rest, affiliation = draft.rest[match.end() :].strip(), draft.affiliation
    draft.rest = draft.rest[: match.start()]
    _cut_brackets(draft)
    draft.affiliation = ", ".join(part for part in (draft.affiliation, rest, affiliation) if part)


def _end_of_name(text: str) -> re.Match[str] | None:
    """The comma behind the name; "Jr." and "PhD" behind a comma belong to the name."""
    match = _first_outside(_COMMA, text)
    while match is not None:
        piece = _AFTER_SUFFIX.split(text[match.end() :], maxsplit=1)[0]
        if not is_suffix(piece):
            return match
        match = _first_outside(_COMMA, text, match.end())
    return None


def _first_outside(pattern: re.Pattern[str], text: str, start: int = 0) -> re.Match[str] | None:
    """The first match that stands behind some letter and in no bracket."""
    for match in pattern.finditer(text, start):
        before = text[: match.start()]
        if before.count("(") <= before.count(")") and holds_letters(before):
            return match
    return None


def _is_like_given_name(text: str) -> bool:
    words = fold(text).split()
    return 0 < len(words) <= 2 and POST_WORDS.isdisjoint(words)  # noqa: PLR2004 - given names
