"""The characters that a record may hold. Source: record format, section 4."""

import unicodedata

from undersigned.tlog.errors import Malformed

_INVISIBLE = frozenset(
    chr(code)
    for first, last in (
        (0x061C, 0x061C),
        (0x180E, 0x180E),
        (0x200B, 0x200B),
        (0x200E, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x2064),
        (0x2066, 0x206F),
        (0xFEFF, 0xFEFF),
    )
    for code in range(first, last + 1)
)
"""Marks of direction and of no width, which could make a name look like another.

U+200C and U+200D aren't among them: names of some scripts are misspelt without.
"""
_REFUSED_CATEGORIES = {"Cc": "a control character", "Cs": "half of a surrogate pair"}


def check_text(field: str, value: str) -> None:
    """Refuse text that a record may not hold; an empty text passes.

    Args:
        field: what the text is, for the message.
        value: the text, unescaped.

    Raises:
        Malformed: a control character (a line break is one), half of a surrogate pair, a mark of
            section 4's list, or text that isn't in the normal form NFC.
    """
    if value.isascii() and value.isprintable():
        return
    for place, character in enumerate(value):
        refused = _REFUSED_CATEGORIES.get(unicodedata.category(character))
        if character in _INVISIBLE:
            refused = "an invisible mark"
        if refused:
            found = f"U+{ord(character):04X}, {refused}"
            raise Malformed(field, f"no invisible characters, also at character {place}", found)
    if not unicodedata.is_normalized("NFC", value):
        raise Malformed(field, "text in the normal form NFC", value)
