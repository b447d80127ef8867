"""Finding links, handles and mail addresses in an entry, and taking them out of its text."""

import re
from typing import Final

from undersigned.lists.drafts import Draft
from undersigned.lists.mending import Mend

_URL: Final = r"(?:[^\s()<>]|\([^\s()<>]*\))*"
_SLIP: Final = re.compile(rf"\(?\[(?P<label>[^\[\]]*)\]\)\((?P<url>{_URL})\)\)?")
_LINK: Final = re.compile(rf"<?\[(?P<label>[^\[\]]*)\]\((?P<url>{_URL})(?:\s+\"[^\"]*\")?\)>?")
_OPEN_LINK: Final = re.compile(r"\[(?P<label>[^\[\]]*)\]\((?P<url>https?://[^\s()<>]+)$")
_MAIL: Final = re.compile(
    r"(?:mailto:)?(?<![@\w.+%'-])(?P<mail>[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE
)
_PLAIN_URL: Final = re.compile(r"(?:https?://|www\.)[^\s<>\[\]]+", re.IGNORECASE)
_HANDLE: Final = re.compile(r"(?<![\w@./])@\w[\w.-]*(?:@[\w-]+(?:\.[\w-]+)+)?")
_NICKNAME: Final = re.compile(r"`+([^`]*)`+")
_WHERE: Final = (
    r"(?:github|gitlab|codeberg|twitter|x|mastodon|orcid|web|website|homepage|e-?mail|mail)"
)
_HOLLOW: Final = rf"\s*(?:{_WHERE}\s*:?\s*)?[,;]*\s*"
_EMPTY: Final = re.compile(rf"\({_HOLLOW}\)|<{_HOLLOW}>|\[{_HOLLOW}\]", re.IGNORECASE)
_HOLLOW_START: Final = re.compile(r"\(\s*[,;]\s*")
_HOLLOW_END: Final = re.compile(r"\s*[,;]\s*\)")


def take_addresses(draft: Draft) -> None:
    """Moves links, handles and mail addresses from the draft's text to where they belong."""
    _mend_slip(draft)
    _take_links(draft)
    _take_mail(draft)
    _take_pages(draft)
    _take_nicknames(draft)
    _take_handles(draft)
    _clean(draft)


def _mend_slip(draft: Draft) -> None:
    """`([@anna])(https://...)` was meant to be `([@anna](https://...))`."""
    mended = _SLIP.sub(r"([\g<label>](\g<url>))", draft.rest)
    if mended != draft.rest:
        draft.mends.append(Mend("link", draft.rest, mended, "a bracket of the link was misplaced"))
        draft.rest = mended


def _take_links(draft: Draft) -> None:
    opened = _OPEN_LINK.search(draft.rest)
    if opened is not None:
        mended = f"{draft.rest})"
        draft.mends.append(Mend("link", draft.rest, mended, "the link's last bracket was missing"))
        draft.rest = mended
    while (match := _LINK.search(draft.rest)) is not None:
        before, after = draft.rest[: match.start()], draft.rest[match.end() :]
        label, url = match["label"].strip(), match["url"].strip()
        if url.casefold().startswith("mailto:"):
            _keep_mail(draft, url[len("mailto:") :])
            label = "" if "@" in label else label
        elif url:
            draft.links.append(url)
        named = bool(before.strip(" (<*_"))
        draft.rest = f"{before}{'' if named and _is_handle(label, url) else label}{after}"


def _is_handle(label: str, url: str) -> bool:
    """Whether a link's label is a handle, and not the name of an office."""
    last = url.rstrip("/").rpartition("/")[2].lstrip("@").casefold()
    if label.startswith("@") or label.casefold() == last:
        return True
    return " " not in label and label == label.lower()


def _keep_mail(draft: Draft, mail: str) -> None:
    mail = mail.partition("?")[0]
    draft.addresses.append(mail)
    draft.mends.append(Mend("address", mail, "", "a mail address; it is kept apart, never shown"))


def _take_mail(draft: Draft) -> None:
    def keep(match: re.Match[str]) -> str:
        _keep_mail(draft, match["mail"].rstrip("."))
        return ""

    draft.rest = _MAIL.sub(keep, draft.rest)


def _take_pages(draft: Draft) -> None:
    def keep(match: re.Match[str]) -> str:
        page = match[0].rstrip(".,;:!?'\"")
        while page.endswith(")") and page.count(")") > page.count("("):
            page = page[:-1]
        draft.links.append(page)
        return match[0][len(page) :]

    draft.rest = _PLAIN_URL.sub(keep, draft.rest)


def _take_nicknames(draft: Draft) -> None:
    """A single word between backticks is a nickname: behind the name it serves as a handle.

    Inside the name it stays, between quotes, since backticks are the mark of code.
    """
    for match in reversed(list(_NICKNAME.finditer(draft.rest))):
        before, word = draft.rest[: match.start()], match[1].strip()
        after = draft.rest[match.end() :]
        behind = bool(before.strip()) and (not after.strip() or after.lstrip()[0] in "(),;")
        if behind and word and " " not in word:
            draft.links.append(word)
            draft.rest = before + after
        elif before.strip() and word and "(" not in before:
            draft.rest = f'{before}"{word}"{after}'
            draft.mends.append(Mend("name", match[0], f'"{word}"', "a nickname marked as code"))
        else:
            draft.rest = f"{before}{word}{after}"


def _take_handles(draft: Draft) -> None:
    """A handle behind the name goes; where there is nothing else, it is the name as well."""
    handles = list(_HANDLE.finditer(draft.rest))
    bare = _EMPTY.sub("", _HANDLE.sub("", draft.rest))
    found = [match[0].rstrip(".") for match in handles]
    if not any(character.isalnum() for character in bare) and handles:
        draft.links += [] if draft.links else found
        draft.rest = found[0]
        return
    for match in reversed(handles):
        if draft.rest[: match.start()].strip(" (<"):
            handle = match[0].rstrip(".")
            draft.links.append(handle)
            draft.rest = draft.rest[: match.start()] + draft.rest[match.start() + len(handle) :]
        elif not draft.links:
            draft.links.append(match[0].rstrip("."))


def _clean(draft: Draft) -> None:
    before = ""
    while before != draft.rest:
        before = draft.rest
        draft.rest = _EMPTY.sub("", _HOLLOW_END.sub(")", _HOLLOW_START.sub("(", draft.rest)))
    stray = draft.rest.rstrip()
    if stray.endswith(">") and stray.count("<") < stray.count(">"):
        draft.rest = stray[:-1]
        draft.mends.append(Mend("line", ">", "", "a stray mark after the entry"))
    elif stray.endswith("<"):
        draft.rest = stray[:-1]
        draft.mends.append(Mend("line", "<", "", "a stray mark after the entry"))
