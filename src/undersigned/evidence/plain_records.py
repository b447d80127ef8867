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
from binascii import a2b_base64
from collections.abc import Sequence
from hashlib import sha256
from itertools import compress

from undersigned.evidence.characters import check_text
from undersigned.evidence.openings import check_opening
from undersigned.evidence.records import LARGEST_RECORD
from undersigned.evidence.slots import COMMITMENT_LENGTH, Slots
from undersigned.tlog.errors import Malformed
from undersigned.tlog.wire import encode_base64

_TEXT = rb'[^"\\<\x00-\x1f\x7f]++'
_MOST_KEPT = 65_536
"""Terms that are kept; a letter's real ones are a few for each day."""


def _member(name: bytes, value: bytes) -> bytes:
    return rb'"%b":%b' % (name, value)


def _in_order(members: Sequence[bytes]) -> bytes:
    """Return an expression of one or more of these members, in order, with commas between."""
    starts = []
    for place, first in enumerate(members):
        rest = b"".join(b"(?:,%b)?+" % each for each in members[place + 1 :])
        starts.append(first + rest)
    return b"(?:%b)" % b"|".join(starts)


_STRING = b'"' + _TEXT + b'"'
_POST = rb"\{%b\}" % _in_order(
    [_member(name, _STRING) for name in (b"title", b"office", b"from", b"to")]
)
_SAID = b"".join(
    b"(?:,%b)?+" % _member(name, value)
    for name, value in (
        (b"posts", rb"\[%b(?:,%b)*+\]" % (_POST, _POST)),
        (b"years", rb"(?:0|[1-9][0-9]{0,14})"),
        (b"served", rb"\[%b(?:,%b)*+\]" % (_STRING, _STRING)),
        (b"place", _STRING),
        (b"statement", _STRING),
    )
)
_PLAIN = (
    # The last digit of the salt stands for four bits alone.
    rb'\{"salt":"([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)",'
    rb'("letter":"%b"(?:,"edition":[0-9]++,"language":"[a-z0-9-]++")?+,"as":"[a-z]++")'
    rb',"name":%b(,"by":%b)?+%b(?:,"checks":(\{[a-z0-9":,-]++\}))?+\}'
    % (_TEXT, _STRING, _STRING, _SAID)
)
PLAIN_LINE = re.compile(_PLAIN)
_LINES = re.compile(_PLAIN + rb"\n|[^\n]*+\n")
"""Salt, claims, by and checks of each line; of one that isn't plain four times nothing."""
COMMITTED = b"undersigned/v1 record\n"
_HASHES = re.compile(rb"(?s:.{%d})" % COMMITMENT_LENGTH)
_ASCII = bytes(range(128))

_Terms = tuple[bytes, bool, bytes, int]
"""Claims, whether there is a by, checks, and the number of what the entry says of the three."""


def are_plain(text: bytes) -> bool:
    """Say whether a record may hold each character of a text, whatever lines it is of.

    Control characters of ASCII are not looked for: no plain record holds one.
    """
    if text.isascii():
        return True
    try:
        whole, beyond = text.decode("utf-8"), set(text.translate(None, _ASCII).decode("utf-8"))
        for character in beyond - _TAKEN:
            check_text("record", character)
            _TAKEN.add(character)
    except (UnicodeDecodeError, Malformed):
        return False
    # No line's end combines with what is beside it, and a part of a text in NFC is in NFC.
    return unicodedata.is_normalized("NFC", whole)


_TAKEN: set[str] = set()
"""Characters beyond ASCII that `check_text` has taken."""


class PlainRecords:
    """Holds the records of whole bundles against what the entries left."""

    __slots__ = ("_agreed", "_letter", "_slots")

    def __init__(self, letter: str, slots: Slots) -> None:
        self._letter = letter
        self._slots = slots
        self._agreed: set[_Terms] = set()

    def salts(self, start: int, lines: Sequence[bytes | None]) -> bytes | None:
        """Return the lines' salts, 32 bytes each, if all open the signatures from `start` on.

        None says that one may not: a record is missing, or one is there that belongs to nobody, or
        is another, or is none. `openings.check_opening` of each says which.
        """
        slots, end = self._slots, start + len(lines)
        due = slots.due(start, end)
        if bytes([line is not None for line in lines]) != due:
            return None
        present = [line for line in lines if line is not None]
        joined = b"\n".join([*present, b""])
        beyond = b"\n".join([line for line in present if not line.isascii()])
        if max(map(len, present), default=0) > LARGEST_RECORD or not are_plain(beyond):
            return None
        expected = compress(_HASHES.findall(slots.commitments(start, end)), due)
        if [sha256(COMMITTED + line).digest() for line in present] != list(expected):
            return None
        numbers = compress(slots.numbers(start, end), due)
        found = _LINES.findall(joined)
        salts = [each[0] for each in found]
        terms = [
            (claims, bool(by), checks, number)
            for (_, claims, by, checks), number in zip(found, numbers, strict=True)
        ]
        try:
            if not self._agreed.issuperset(terms):
                self._agree(list(compress(range(start, end), due)), present, salts, terms)
        except Malformed:
            return None
        return b"".join(map(a2b_base64, salts))

    def _agree(
        self,
        indices: Sequence[int],
        lines: Sequence[bytes],
        salts: list[bytes],
        terms: Sequence[_Terms],
    ) -> None:
        """Look closely at each line whose terms are not known, and put in the salts not found.

        Raises:
            Malformed: a line is no record of its signature.
        """
        for place, (index, line) in enumerate(zip(indices, lines, strict=True)):
            if terms[place] in self._agreed:
                continue
            record = check_opening(line, self._letter, self._slots[index])
            if not salts[place]:
                salts[place] = encode_base64(record.salt).encode()
                continue
            if len(self._agreed) >= _MOST_KEPT:
                self._agreed.clear()
            self._agreed.add(terms[place])
