"""Numbers, base64 and UTF-8 as they stand on the wire: one spelling each, all others refused.

Python's own readers take ``+5``, ``5_0``, ``005`` and base64 with stray characters. Two spellings
of one value would be two byte strings for one meaning, and a log lives by there being only one.
Source: C2SP tlog-checkpoint, signed-note and tlog-proof; RFC 4648 section 4.
"""

import base64
import binascii
import re

from undersigned.tlog.errors import Malformed

_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
LARGEST_NUMBER = 2**63 - 1
"""The largest size, index or time: what fits the signed 64 bits that other implementations use."""


def parse_decimal(text: str, what: str) -> int:
    """Return the number that `text` spells in ASCII digits without a leading zero.

    Raises:
        Malformed: another spelling, or more than 2^63 - 1; `what` names the field.
    """
    plain = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_NUMBER))
    if not plain or str(int(text)) != text or int(text) > LARGEST_NUMBER:
        raise Malformed(what, "a decimal number up to 2^63 - 1 without a leading zero", text)
    return int(text)


def encode_base64(data: bytes) -> str:
    """Return `data` in padded standard base64, RFC 4648 section 4."""
    return base64.b64encode(data).decode("ascii")


def parse_base64(text: str, what: str, length: int | None = None) -> bytes:
    """Return the bytes that `text` spells in padded base64 whose spare bits are zero.

    Raises:
        Malformed: another spelling, or not `length` bytes where that is given.
    """
    expected = "padded base64" if length is None else f"padded base64 of {length} bytes"
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        if _BASE64.fullmatch(text) is None:
            expected += ", of base64's own characters"
        raise Malformed(what, expected, text) from None
    if encode_base64(data) != text:
        raise Malformed(what, f"{expected}, its spare bits zero", text)
    if length is not None and len(data) != length:
        raise Malformed(what, expected, f"{len(data)} bytes")
    return data


def decode_text(data: bytes, what: str) -> str:
    """Return `data` as UTF-8 text.

    Raises:
        Malformed: the bytes are no UTF-8; the message gives the place of the first bad one.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        bad = data[error.start : error.start + 8]
        raise Malformed(what, f"UTF-8, also at byte {error.start}", bad) from None
