"""Records read by the form that they share. Source: record format, section 4.

`records.parse_record` takes any spelling that the section allows, with escapes and spaces. Nearly
all records are written without either, as `Record.encode` does: those fit one regular expression,
whose texts hold no quotation mark, no backslash and no control character, so that each is what it
looks like. What such a record says of its entry (letter, edition, language, as, checks) stands in
two pieces of it which few letters have many of: a pair that was once held against the same terms by
`openings.check_opening` need not be held against them again. Anything else is left to that.
"""

import re
import unicodedata
from collections.abc import Sequence
from hashlib import sha256

from undersigned.evidence.characters import check_text
from undersigned.evidence.openings import check_opening
from undersigned.evidence.records import LARGEST_RECORD
from undersigned.evidence.slots import COMMITMENT_LENGTH, Slots
from undersigned.tlog.errors import Malformed
from undersigned.tlog.wire import encode_base64

_TEXT = rb'[^"\\<\x00-\x1f\x7f]+'
_MOST_KEPT = 65_536
"""Pairs that are kept; a letter's real ones are a few for each day."""


def _member(name: bytes, value: bytes) -> bytes:
    return rb'"%b":%b' % (name, value)


def _in_order(members: Sequence[bytes]) -> bytes:
    """Return an expression of one or more of these members, in order, with commas between."""
    starts = []
    for place, first in enumerate(members):
        rest = b"".join(b"(?:,%b)?" % each for each in members[place + 1 :])
        starts.append(first + rest)
    return b"(?:%b)" % b"|".join(starts)


_STRING = b'"' + _TEXT + b'"'
_POST = rb"\{%b\}" % _in_order(
    [_member(name, _STRING) for name in (b"title", b"office", b"from", b"to")]
)
_SAID = b"".join(
    b"(?:,%b)?" % _member(name, value)
    for name, value in (
        (b"posts", rb"\[%b(?:,%b)*\]" % (_POST, _POST)),
        (b"years", rb"(?:0|[1-9][0-9]{0,14})"),
        (b"served", rb"\[%b(?:,%b)*\]" % (_STRING, _STRING)),
        (b"place", _STRING),
        (b"statement", _STRING),
    )
)
PLAIN_LINE = re.compile(
    # The last digit of the salt stands for four bits alone.
    rb'\{"salt":"([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048])=",'
    rb'("letter":"[^"\\<\x00-\x1f\x7f]+"(?:,"edition":[0-9]+,"language":"[a-z0-9-]+")?,"as":"[a-z]+")'
    rb',"name":%b(,"by":%b)?%b(?:,"checks":(\{[a-z0-9":,-]+\}))?\}' % (_STRING, _STRING, _SAID)
)
COMMITTED = b"undersigned/v1 record\n"
_ASCII = bytes(range(128))


def are_plain(text: bytes) -> bool:
    """Say whether a record may hold each character of a text, whatever lines it is of.

    Control characters below the space are not looked for: no plain record holds one.
    """
    if text.isascii():
        return b"\x7f" not in text
    try:
        whole, beyond = text.decode("utf-8"), set(text.translate(None, _ASCII).decode("utf-8"))
        for character in beyond - _TAKEN:
            check_text("record", character)
            _TAKEN.add(character)
    except (UnicodeDecodeError, Malformed):
        return False
    # No line's end combines with what is beside it, and a part of a text in NFC is in NFC.
    return b"\x7f" not in text and unicodedata.is_normalized("NFC", whole)


_TAKEN: set[str] = set()
"""Characters beyond ASCII that `check_text` has taken."""


class PlainRecords:
    """Holds the records of whole bundles against what the entries left."""

    __slots__ = ("_agreed", "_letter", "_slots")

    def __init__(self, letter: str, slots: Slots) -> None:
        self._letter = letter
        self._slots = slots
        self._agreed: set[tuple[bytes, bool, bytes | None, int]] = set()

    def salts(self, start: int, lines: Sequence[bytes | None]) -> list[bytes] | None:
        """Return each line's salt, 43 digits of base64, if all open the signatures from `start` on.

        None says that one may not: a record is missing, or one is there that belongs to nobody, or
        is another, or is none. `openings.check_opening` of each says which.
        """
        slots, end = self._slots, start + len(lines)
        due = slots.due(start, end)
        if bytes([line is not None for line in lines]) != due:
            return None
        present = [line for line in lines if line is not None]
        if not are_plain(b"\n".join(present)):
            return None
        expected = slots.commitments(start, end)
        places = [place for place, is_due in enumerate(due) if is_due]
        commitments = [
            expected[place * COMMITMENT_LENGTH : (place + 1) * COMMITMENT_LENGTH]
            for place in places
        ]
        if [sha256(COMMITTED + line).digest() for line in present] != commitments:
            return None
        try:
            return [
                self._salt(start + place, line) for place, line in zip(places, present, strict=True)
            ]
        except Malformed:
            return None

    def _salt(self, index: int, line: bytes) -> bytes:
        found = PLAIN_LINE.fullmatch(line)
        if found is None:
            record = check_opening(line, self._letter, self._slots[index])
            return encode_base64(record.salt).encode().removesuffix(b"=")
        salt, claims, by, checks = found.groups()
        pair = (claims, by is None, checks, self._slots.number(index))
        if pair not in self._agreed or len(line) > LARGEST_RECORD:
            check_opening(line, self._letter, self._slots[index])
            if len(self._agreed) >= _MOST_KEPT:
                self._agreed.clear()
            self._agreed.add(pair)
        return salt
