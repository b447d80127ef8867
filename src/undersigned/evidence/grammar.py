"""The terminals of the entries' grammar: patterns, and readers from text to value.

Source: record format, sections 1, 2 and 5. A pattern says what a line may look like; a reader then
refuses what a pattern can't see, for example a day that doesn't exist.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

from undersigned.evidence.origins import check_origin
from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import VerifierKey
from undersigned.tlog.wire import encode_base64, parse_base64

SIGNATORIES = ("person", "organisation")
"""What a signature may be "as"."""

REMOVAL_REASONS = (
    "asked",
    "court-order",
    "duplicate",
    "impersonation",
    "ineligible",
    "offensive",
    "superseded",
    "unverifiable",
)
"""Why an organiser may take a signature off, the whole list (section 2)."""

TOKEN_LENGTH = 384
SIGNATURE_LENGTH = 64

COUNT = r"[1-9][0-9]{0,8}"
NUMBER = r"(?:0|[1-9][0-9]{0,18})"
HASH = r"[0-9a-f]{64}"
LANGUAGE = r"[a-z]{2,8}(?:-[a-z0-9]{1,8})*"
CODE = r"[a-z][a-z0-9-]{0,31}"
CHECKS = rf"{CODE}(?:,{CODE})*"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
BASE64 = r"[A-Za-z0-9+/]+={0,2}"
DOCUMENT = rf"(?:(?:rules|addenda|deliveries)/{COUNT}|editions/{COUNT}\.{LANGUAGE})\.md"
WORD = r"[!-~]+"
"""Anything without spaces: what a reader then looks at whole."""


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of line of an entry: its keyword, what follows it, and how that is read and written.

    Attributes:
        keyword: the word at the line's start.
        pattern: a regular expression, without groups, for what follows the space.
        expected: the same in words, for a person.
        read: from that text to the value; may raise Malformed.
        write: from the value back to the text.
        optional: the line may be absent; the value is then None.
        repeated: the line stands once or more; `read` gets, and `write` gives, all these lines with
            their keywords and ends.
        field: the name of the value in the entry's class, where it isn't the keyword.
    """

    keyword: str
    pattern: str
    expected: str
    read: Callable[[str], Any] = str
    write: Callable[[Any], str] = str
    optional: bool = False
    repeated: bool = False
    field: str = ""

    @property
    def name(self) -> str:
        """The name of the value in the entry's class."""
        return self.field or self.keyword.replace("-", "_")

    def expression(self) -> str:
        """Return the regular expression of the whole line, with one group for its value."""
        if self.repeated:
            return rf"((?:{self.keyword} {self.pattern}\n)+)"
        line = rf"{self.keyword} ({self.pattern})\n"
        return f"(?:{line})?" if self.optional else line

    def written(self, value: object) -> str:
        """Return the line or lines of `value`, with their ends."""
        if self.optional and value is None:
            return ""
        text = self.write(value)
        return text if self.repeated else f"{self.keyword} {text}\n"

    def fits(self, line: str) -> bool:
        """Say whether one line, without its end, has this form."""
        return re.fullmatch(f"{self.keyword} {self.pattern}", line) is not None


@lru_cache(maxsize=4096)
def read_day(text: str) -> dt.date:
    """Return the day that `text` spells as YYYY-MM-DD.

    Raises:
        Malformed: another form, or a day that doesn't exist.
    """
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise Malformed("day", "a day that exists, as YYYY-MM-DD", text) from None
    if day.isoformat() != text:
        raise Malformed("day", "a day that exists, as YYYY-MM-DD", text)
    return day


@lru_cache(maxsize=1024)
def read_checks(text: str) -> tuple[str, ...]:
    """Return the codes of a list with commas, which must be strictly ascending.

    Raises:
        Malformed: a code stands twice or out of order.
    """
    codes = tuple(text.split(","))
    if any(later <= earlier for earlier, later in pairwise(codes)):
        raise Malformed("checks", "codes in strictly ascending order", text)
    return codes


def read_texts(lines: str) -> tuple[tuple[str, str], ...]:
    """Return (language, hash) of each wording; the languages must be strictly ascending.

    Raises:
        Malformed: a language stands twice or out of order.
    """
    texts: list[tuple[str, str]] = []
    for line in lines.splitlines():
        _, language, digest = line.split(" ")
        if texts and language <= texts[-1][0]:
            raise Malformed("text", f"languages in ascending order, so after {texts[-1][0]}", line)
        texts.append((language, digest))
    return tuple(texts)


def write_texts(texts: tuple[tuple[str, str], ...]) -> str:
    """Return the lines of an edition's wordings, see `read_texts`."""
    return "".join(f"text {language} {digest}\n" for language, digest in texts)


def read_token_key(text: str) -> str | None:
    """Return the hash of the token key, or None for "none"."""
    return None if text == "none" else text


def write_token_key(token_key: str | None) -> str:
    """Return the hash of the token key, or "none"."""
    return "none" if token_key is None else token_key


def read_token(text: str) -> bytes:
    """Return the 384 bytes of a token (section 5).

    Raises:
        Malformed: another length or spelling.
    """
    return parse_base64(text, "token", TOKEN_LENGTH)


def read_signature(text: str) -> bytes:
    """Return the 64 bytes of an Ed25519 signature (section 5).

    Raises:
        Malformed: another length or spelling.
    """
    return parse_base64(text, "signature", SIGNATURE_LENGTH)


def read_key(text: str) -> str:
    """Return the verifier key as it stands, once it reads as one.

    Raises:
        Malformed: it is no verifier key (C2SP signed-note).
    """
    VerifierKey.parse(text)
    return text


LETTER = Line("letter", WORD, "the letter's origin", check_origin)
SEQUENCED = Line("day", DAY, "a day as YYYY-MM-DD", read_day, dt.date.isoformat)
EDITION = Line("edition", COUNT, "a number from 1", int)
TAG = Line("language", LANGUAGE, "a language tag in lower case")
AS = Line("as", f"(?:{'|'.join(SIGNATORIES)})", "person or organisation", field="as_")
RECORD = Line("record", HASH, "64 lower-case hex digits")
PASSED = Line("checks", CHECKS, "codes with commas between", read_checks, ",".join)
PASSED_IF_SIGNED = replace(PASSED, optional=True)
REFERENCE = Line("entry", NUMBER, "the number of an entry", int)
TOKEN = Line("token", BASE64, "base64 of 384 bytes", read_token, encode_base64)
SIGNATURE = Line("signature", BASE64, "base64 of 64 bytes", read_signature, encode_base64)
SIGNATURE_IF_WITHHELD = replace(SIGNATURE, optional=True)
REASON = Line("reason", f"(?:{'|'.join(REMOVAL_REASONS)})", "a reason of section 2's list")
COURT_ORDER = Line("reason", "court-order", "court-order")
PATH = Line("document", DOCUMENT, "the path of a document that ends in .md")
TEXTS = Line(
    "text",
    f"{LANGUAGE} {HASH}",
    "a language and a hash",
    read_texts,
    write_texts,
    repeated=True,
    field="texts",
)
TOKEN_KEY = Line(
    "token-key", f"(?:{HASH}|none)", "64 hex digits, or none", read_token_key, write_token_key
)
SUCCESSOR_ORIGIN = Line("origin", WORD, "the other log's origin", check_origin)
SUCCESSOR_KEY = Line("key", WORD, "a verifier key", read_key)


def hashed(keyword: str) -> Line:
    """Return the line of a hash, or of 32 bytes in hex, under `keyword`."""
    return Line(keyword, HASH, "64 lower-case hex digits")


def counted(keyword: str) -> Line:
    """Return the line of a number from 1 under `keyword`."""
    return Line(keyword, COUNT, "a number from 1", int)
