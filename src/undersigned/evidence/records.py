"""Records: the opening of a named signature, one line of JSON. Source: record format, section 4.

    {"salt":"...","letter":"letters.example.org/fair-courts","edition":1,...}

A record is kept and served byte for byte. `Record.encode` is how this program writes a fresh one;
`parse_record` takes any spelling that the section allows, and nobody encodes a record again.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from undersigned.evidence.characters import check_text
from undersigned.evidence.grammar import CODE, LANGUAGE, SIGNATORIES, read_day
from undersigned.evidence.json_text import read_object
from undersigned.evidence.origins import check_origin
from undersigned.tlog.errors import Malformed
from undersigned.tlog.wire import decode_text, encode_base64, parse_base64

__all__ = ["LARGEST_RECORD", "Post", "Record", "check_text", "commitment", "parse_record"]

LARGEST_RECORD = 16_384
"""Bytes of the longest record, without its line's end."""
SALT_LENGTH = 32

_LARGEST_EDITION = 999_999_999
_LARGEST_YEARS = 2**53 - 1

_START = b'{"salt":"'
_ESCAPE = re.compile(rb"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_MEMBERS = (
    *("salt", "letter", "edition", "language", "as", "name", "by", "posts"),
    *("years", "served", "place", "statement", "checks"),
)
_POST_MEMBERS = ("title", "office", "from", "to")


@dataclass(frozen=True, slots=True)
class Post:
    """A post as its holder gives it; the years or days are free text. Empty is left out."""

    title: str = ""
    office: str = ""
    from_: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What a named signature says, with the salt that hides it until it is opened.

    Attributes:
        salt: 32 random bytes, fresh for each record.
        letter: the origin of the letter's log.
        as_: person or organisation.
        name: as its owner wants it shown.
        edition: as in the `signed` entry; None for an imported name.
        language: as in the `signed` entry; None for an imported name.
        by: for an organisation alone: who signs for it.
        posts: as their holder gives them.
        years: years of service altogether, where given so.
        served: terms of office, by their names in the rules.
        place: where the signatory lives or works.
        statement: a line of their own.
        checks: code to the day it was passed; None for an imported name.
    """

    salt: bytes
    letter: str
    as_: str
    name: str
    edition: int | None = None
    language: str | None = None
    by: str = ""
    posts: tuple[Post, ...] = ()
    years: int | None = None
    served: tuple[str, ...] = ()
    place: str = ""
    statement: str = ""
    checks: Mapping[str, dt.date] | None = None

    def encode(self) -> bytes:
        """Return the record as one line, without its end, and without any spare byte.

        Raises:
            Malformed: a field holds what section 4 refuses; the message names it.
        """
        checks = sorted((self.checks or {}).items())
        posts = [
            _filled(
                dict(
                    zip(_POST_MEMBERS, (post.title, post.office, post.from_, post.to), strict=True)
                )
            )
            for post in self.posts
        ]
        members = {
            "salt": encode_base64(self.salt),
            "letter": self.letter,
            "edition": self.edition,
            "language": self.language,
            "as": self.as_,
            "name": self.name,
            "by": self.by,
            "posts": posts,
            "years": self.years,
            "served": list(self.served),
            "place": self.place,
            "statement": self.statement,
            "checks": {code: day.isoformat() for code, day in checks},
        }
        text = json.dumps(_filled(members), ensure_ascii=False, separators=(",", ":"))
        line = text.replace("<", "\\u003c").encode("utf-8", "surrogatepass")
        if parse_record(line) != self:
            raise Malformed("record", "fields that read back as they are", self)
        return line


def commitment(line: bytes) -> str:
    """Return the hash that an entry holds of a record: of the line's bytes, without its end."""
    return hashlib.sha256(b"undersigned/v1 record\n" + line).hexdigest()


def parse_record(line: bytes) -> Record:
    """Return the record of one line, given without its end.

    Raises:
        Malformed: the line breaks section 4; the message names the member.
    """
    _check_line(line)
    members = _Members(read_object(line, "record"), _MEMBERS, "record")
    edition, language = members.integer("edition", 1, _LARGEST_EDITION), members.text("language")
    as_ = members.text("as")
    if as_ not in SIGNATORIES:
        raise Malformed("as of the record", "person or organisation", as_)
    by, checks = members.text("by"), members.found.get("checks")
    if by and as_ != "organisation":
        raise Malformed("by of the record", "nothing for a person", by)
    if not (edition is None) == (not language) == (checks is None):
        held = ", ".join(
            name for name in ("edition", "language", "checks") if name in members.found
        )
        raise Malformed("record", "edition, language and checks, or none of the three", held)
    if language and not re.fullmatch(LANGUAGE, language):
        raise Malformed("language of the record", "a language tag in lower case", language)
    name = members.text("name")
    if not name:
        raise Malformed("record", "a name", "none")
    return Record(
        salt=parse_base64(members.text("salt"), "salt of the record", SALT_LENGTH),
        letter=check_origin(members.text("letter")),
        as_=as_,
        name=name,
        edition=edition,
        language=language or None,
        by=by,
        posts=tuple(_post(each) for each in members.array("posts")),
        years=members.integer("years", 0, _LARGEST_YEARS),
        served=tuple(_term(each) for each in members.array("served")),
        place=members.text("place"),
        statement=members.text("statement"),
        checks=None if checks is None else _checks(checks),
    )


def _check_line(line: bytes) -> None:
    """Refuse what can be seen before the JSON is read: length, start, characters, escapes."""
    if len(line) > LARGEST_RECORD:
        raise Malformed("record", f"at most {LARGEST_RECORD} bytes", f"{len(line)} bytes")
    if not line.startswith(_START):
        raise Malformed("record", 'a line that begins {"salt":"', line[: len(_START)])
    if b"<" in line or b"u003C" in (found.group(1) for found in _ESCAPE.finditer(line)):
        raise Malformed("record", "each less-than sign written \\u003c", line)
    check_text("record", decode_text(line, "record"))


class _Members:
    """The members of an object of a record, each read as what it must be."""

    __slots__ = ("_what", "found")

    def __init__(self, found: dict[str, Any], known: tuple[str, ...], what: str) -> None:
        names = list(found)
        unknown = [name for name in names if name not in known]
        if unknown:
            raise Malformed(f"members of the {what}", f"none but {', '.join(known)}", unknown)
        if names != [name for name in known if name in found]:
            raise Malformed(f"members of the {what}", f"{', '.join(known)}, in order", names)
        self.found = found
        self._what = what

    def text(self, name: str) -> str:
        """Return the member's text, or an empty one where it is absent."""
        if name not in self.found:
            return ""
        value = self.found[name]
        if not isinstance(value, str) or not value:
            raise Malformed(f"{name} of the {self._what}", "text, or no such member", repr(value))
        check_text(f"{name} of the {self._what}", value)
        return value

    def integer(self, name: str, least: int, most: int) -> int | None:
        """Return the member's number, or None where it is absent."""
        if name not in self.found:
            return None
        value = self.found[name]
        # True and False are integers to Python, not to JSON.
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            expected = f"an integer from {least} to {most}"
            raise Malformed(f"{name} of the {self._what}", expected, repr(value))
        return value

    def array(self, name: str) -> list[Any]:
        """Return the member's values, or an empty list where it is absent."""
        if name not in self.found:
            return []
        value = self.found[name]
        if not isinstance(value, list) or not value:
            raise Malformed(f"{name} of the {self._what}", "an array with something in it", value)
        return value


def _post(value: Any) -> Post:
    if not isinstance(value, dict) or not value:
        raise Malformed("posts of the record", "objects with something in them", value)
    members = _Members(value, _POST_MEMBERS, "post")
    return Post(*(members.text(name) for name in _POST_MEMBERS))


def _term(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise Malformed("served of the record", "names of terms", repr(value))
    check_text("served of the record", value)
    return value


def _checks(value: Any) -> dict[str, dt.date]:
    if not isinstance(value, dict) or not value:
        raise Malformed("checks of the record", "an object with something in it", value)
    checks = {}
    for code, day in value.items():
        if not re.fullmatch(CODE, code):
            raise Malformed("checks of the record", "codes as in the entry", code)
        if not isinstance(day, str):
            raise Malformed(f"check {code} of the record", "a day as YYYY-MM-DD", repr(day))
        checks[code] = read_day(day)
    return checks


def _filled(members: dict[str, Any]) -> dict[str, Any]:
    """Return the members that say something; the number 0 does."""
    return {name: value for name, value in members.items() if value or value == 0}
