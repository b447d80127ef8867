"""From the bytes of a file to its text: UTF-8, one kind of line end, nothing invisible.

Invisible and reordering characters let a text read otherwise than its bytes say, and what people
sign is the bytes. The set is that of record-format.md, section 4, and a few that carry no meaning.
"""

import codecs
import re
import unicodedata

from undersigned.letters.problems import Problems

LARGEST_FILE = 1_000_000
"""Bytes of the largest file that is read."""

_EVERYWHERE = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, but for tab and line feed
    "\u180e\u200b\u2028\u2029\u2060-\u2064\u206a-\u206f\ufeff"  # invisible
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates of direction
    "\ufff9-\ufffd"  # annotations, objects, and the mark of a lost character
    "\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"  # no characters at all
    "\U000e0000-\U000e007f"  # invisible tags
)
_MARKS = "\u061c\u200e\u200f"  # marks of direction: needed in running text, refused in values
_REFUSED_IN_FILE = re.compile(f"[{_EVERYWHERE}]")
_REFUSED_IN_VALUE = re.compile(f"[{_EVERYWHERE}{_MARKS}\t]")
_LOST = "\ufffd"
_OTHER_MARKS = {
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


def read_text(data: bytes, problems: Problems) -> str | None:
    r"""Return the text of a file in NFC with ``\n`` as line end, noting what it may not hold.

    What is refused is replaced by a space, so that everything else can be checked on its own lines.

    Returns:
        None where the bytes are too many, or in another encoding altogether.
    """
    if len(data) > LARGEST_FILE:
        problems.add(
            0,
            "",
            f"The file has {len(data):,} bytes; {LARGEST_FILE:,} are the most that is read.",
            "Keep the letter and its facts in it; link to further material as sources.",
        )
        return None
    if not data.strip():
        problems.add(0, "", "The file is empty.", "Write the letter into it.")
        return None
    for mark, name in _OTHER_MARKS.items():
        if data.startswith(mark):
            problems.add(1, "", f"The file is written in {name}.", "Save it as UTF-8.")
            return None
    text = _decode(_without_mark(data, problems).replace(b"\r\n", b"\n"), problems)
    return unicodedata.normalize("NFC", _without_refused(text, problems))


def refused_character(value: str) -> str | None:
    """Return the name of the first character that a front-matter value may not hold, or None."""
    found = _REFUSED_IN_VALUE.search(value)
    return character_name(found.group()) if found else None


def character_name(character: str) -> str:
    """Return a character's code point and Unicode name, such as ``U+200B (zero width space)``."""
    named = {"\t": "tab", "\n": "line feed", "\r": "carriage return", "\x00": "null"}
    fallback = named.get(character, "unnamed")
    return f"U+{ord(character):04X} ({unicodedata.name(character, fallback).lower()})"


def _without_mark(data: bytes, problems: Problems) -> bytes:
    if not data.startswith(codecs.BOM_UTF8):
        return data
    problems.add(
        1,
        "",
        "The file begins with a byte-order mark, which nobody sees and everybody would sign.",
        "Save it as UTF-8 without a byte-order mark (BOM).",
    )
    return data[len(codecs.BOM_UTF8) :]


def _decode(data: bytes, problems: Problems) -> str:
    lines = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError as error:
            problems.add(
                number,
                "",
                f"Byte {error.start + 1} of this line, 0x{line[error.start]:02X}, is not UTF-8.",
                "Save the file as UTF-8, and look at the letters with accents on this line.",
            )
            # The mark of a lost character would only repeat the same complaint.
            lines.append(line.decode("utf-8", errors="replace").replace(_LOST, " "))
    return "\n".join(lines)


def _without_refused(text: str, problems: Problems) -> str:
    if not _REFUSED_IN_FILE.search(text.replace("\n", "")):
        return text
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        found = _REFUSED_IN_FILE.findall(line)
        if found:
            _add_character(number, found[0], len(found), problems)
            lines[number - 1] = _REFUSED_IN_FILE.sub(" ", line)
    return "\n".join(lines)


def _add_character(line: int, character: str, times: int, problems: Problems) -> None:
    also = f" (and {times - 1} more like it)" if times > 1 else ""
    if character == _LOST:
        what = f"A character was lost here and {character_name(character)} stands for it{also}."
        mend = "Write the character that belongs here."
    else:
        what = f"This line holds {character_name(character)}{also}, which is not seen when read."
        mend = "Delete it; typing the line afresh does it."
    problems.add(line, "", what, mend)
