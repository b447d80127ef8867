"""From a file's bytes to its lines of text: what is no text is refused, the encoding is found."""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from undersigned.lists.folding import without_gaps
from undersigned.lists.model import ListRefused, Repair

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_LINES: Final = 200_000

FORMATS_READ: Final = (
    "Lists are read as workbooks (XLSX), CSV, TSV, JSON, YAML, web pages (HTML), documents "
    "(DOCX), Markdown lists, text with one signatory a line, and folders of one file a signatory"
)
_MAGIC: Final = (
    (b"\xd0\xcf\x11\xe0", "an old Office file (XLS, DOC)"),
    (b"{\\rtf", "a rich text file (RTF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf", "a compressed file (7z)"),
    (b"\x89PNG", "an image (PNG)"),
    (b"\xff\xd8\xff", "an image (JPEG)"),
    (b"GIF8", "an image (GIF)"),
    (b"SQLite format 3", "a database (SQLite)"),
)
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# One byte a letter, in the order of preference when both read equally well.
_SINGLE_BYTE: Final = ("cp1252", "cp1254", "cp1250", "cp1251", "mac_roman")
_TOP_OF_UNICODE: Final = 0x10  # the third byte of the last character
_SAMPLE: Final = 200_000  # bytes that are looked at to tell one single-byte encoding from another
_BEYOND_ASCII: Final = re.compile("(?=(.|^)([^\x00-\x7f])(.|$))", re.DOTALL)
_STATED: Final = re.compile(rb"<meta[^<>]*?charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_LINE_END: Final = re.compile("\r\n|\n|\r")
_LINE_END_IN_BYTES: Final = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Source:
    """A file as lines of text, without their ends; line N is `lines[N - 1]`."""

    name: str
    lines: tuple[str, ...]
    encoding: str
    repairs: tuple[Repair, ...]
    remarks: tuple[str, ...]


def decode(data: bytes, name: str) -> Source:
    """Returns the file's lines.

    Lines end with LF, CRLF or CR alone. A file that is UTF-8 but for some lines is read line by
    line, and each line read otherwise is reported as a repair.

    Raises:
        ListRefused: It is no text, empty, too large, or of a format that is not read.
    """
    refuse_large(data, name)
    _refuse_unreadable(data, name)
    encoding, text, repairs, remarks = _text_of(data)
    if "\x00" in text:
        raise ListRefused(
            f"{name} is not a text file.", f"{FORMATS_READ}; save the list as one of these."
        )
    lines = _split(without_gaps(text))
    if not any(line.strip() for line in lines):
        raise ListRefused(f"{name} is empty.", f"{FORMATS_READ}.")
    return Source(name, lines, encoding, repairs, remarks)


def refuse_large(data: bytes, name: str) -> None:
    """Raises ListRefused if a file is larger than is read."""
    if len(data) > MOST_BYTES:
        raise ListRefused(
            f"{name} has {len(data):,} bytes; a list may have {MOST_BYTES:,} at most.",
            "Split it into several files and bring them along one after the other.",
        )


def _refuse_unreadable(data: bytes, name: str) -> None:
    if data[:1024].lstrip().startswith(b"%PDF-"):
        raise ListRefused(
            f"{name} is a PDF. A PDF keeps letters at their places on paper and not which of them "
            "make a name, so it is not read.",
            "Ask for the list from which it was made. Failing that, open it, select all, copy it "
            "into a text file, look through that, and bring it along.",
        )
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise ListRefused(
                f"{name} is {what}, which is not read yet.",
                f"{FORMATS_READ}; save or export the list as one of these.",
            )


def _split(text: str) -> tuple[str, ...]:
    lines = _LINE_END.split(text)
    if lines and not lines[-1]:
        lines.pop()
    if len(lines) > MOST_LINES:
        raise ListRefused(
            f"The list has {len(lines):,} lines; {MOST_LINES:,} are read at most.",
            "Split it into several files and bring them along one after the other.",
        )
    return tuple(lines)


def _text_of(data: bytes) -> tuple[str, str, tuple[Repair, ...], tuple[str, ...]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return encoding, data.decode(encoding), (), ()
            except UnicodeDecodeError:
                break
    for encoding in (*_wide_encodings(data), "utf-8"):
        try:
            return encoding, data.decode(encoding), (), ()
        except UnicodeDecodeError:
            continue
    if _holds_utf8(data):
        text, repairs = _line_by_line(data)
        return "utf-8", text.removeprefix("\ufeff"), repairs, ()
    data = data.removeprefix(codecs.BOM_UTF8)
    if stated := _stated_encoding(data):
        try:
            return stated, data.decode(stated), (), ()
        except (UnicodeDecodeError, LookupError):
            pass
    encoding = _best_single_byte(data)
    text = _decode_single(data, encoding)
    _refuse_garbled(text)
    remark = (
        f"The file is not UTF-8; it was read as {encoding}. Letters with accents may be wrong: "
        "look at some names before taking it, or save the list as UTF-8."
    )
    return encoding, text, (), (remark,)


def _stated_encoding(data: bytes) -> str:
    """The encoding that a page states in its head; empty if it states none that Python knows."""
    match = _STATED.search(data[:4096])
    if match is None:
        return ""
    try:
        return codecs.lookup(match[1].decode("ascii")).name
    except LookupError:
        return ""


def _wide_encodings(data: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark shows by NULs on one side of its pairs, and by making sense.

    UTF-32 without a mark has a NUL at the same place of every four bytes.
    """
    if len(data) % 4 == 0 and len(data) > 4:  # noqa: PLR2004 - four bytes a letter
        if not any(data[0::4]) and max(data[1::4]) <= _TOP_OF_UNICODE:
            return ("utf-32-be",)
        if not any(data[3::4]) and max(data[2::4]) <= _TOP_OF_UNICODE:
            return ("utf-32-le",)
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if len(data) % 2 or not (even or odd) or min(even, odd) * 10 > max(even, odd):
        return ()
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    sample = data[:_SAMPLE].decode(encoding, errors="replace")
    senseless = sum(unicodedata.category(letter) in {"Cn", "Co", "Cs"} for letter in sample)
    return () if senseless else (encoding,)


def _holds_utf8(data: bytes) -> bool:
    """Whether more letters beyond ASCII are valid UTF-8 than are not."""
    text = data.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    right = sum(character > "\x7f" for character in text) - wrong
    return right > wrong


def _line_by_line(data: bytes) -> tuple[str, tuple[Repair, ...]]:
    lines: list[str] = []
    repairs: list[Repair] = []
    for number, raw in enumerate(_LINE_END_IN_BYTES.split(data), start=1):
        try:
            lines.append(raw.decode("utf-8"))
        except UnicodeDecodeError:
            text = _decode_single(raw, "cp1252")
            lines.append(text)
            before = raw.decode("utf-8", errors="replace")
            why = "the line is not UTF-8 like the others; it was read as Windows-1252"
            repairs.append(Repair(number, "line", before, text, why))
    return "\n".join(lines), tuple(repairs)


def _decode_single(data: bytes, encoding: str) -> str:
    """Windows code pages leave some bytes undefined; those become the Latin-1 control there."""
    return data.decode("latin-1").translate(_UPPER_HALF[encoding])


def _upper_half(encoding: str) -> dict[int, str]:
    table = {}
    for number in range(128, 256):
        try:
            table[number] = bytes([number]).decode(encoding)
        except UnicodeDecodeError:
            continue
    return table


_UPPER_HALF: Final = {encoding: _upper_half(encoding) for encoding in _SINGLE_BYTE}


def _best_single_byte(data: bytes) -> str:
    sample = data[:_SAMPLE]
    return min(_SINGLE_BYTE, key=lambda encoding: _strangeness(_decode_single(sample, encoding)))


def _refuse_garbled(text: str) -> None:
    """Raises ListRefused where no encoding that is known makes letters of the bytes."""
    sample = text[:_SAMPLE]
    beyond = [letter for letter in sample if letter > "\x7f"]
    controls = sum(unicodedata.category(letter) == "Cc" for letter in beyond)
    if controls * 50 > len(beyond) or _strangeness(sample) > len(beyond):
        raise ListRefused(
            "The file is not UTF-8, and by no encoding that is known do its letters make sense.",
            "Open it in the program in which it reads right, and save it as UTF-8.",
        )


def _strangeness(text: str) -> int:
    """Counts what words don't hold: signs, sudden capitals, two scripts, accents side by side."""
    found = 0
    for match in _BEYOND_ASCII.finditer(text):
        before, letter, after = match.groups()
        kind = unicodedata.category(letter)
        beside = before.isalpha() or after.isalpha()
        found += 3 * (kind == "Cc") + (beside and kind in {"Sc", "Sk", "So", "Sm", "No"})
        found += before.islower() and letter.isupper()
        if letter.isalpha():
            latin = "LATIN" in unicodedata.name(letter, "")
            if latin:
                found += _is_accented(before) and _is_accented(after)
                found += letter in "\u00fe\u00de" and before.isalpha()
            else:
                found += 2 * (_is_ascii_letter(before) or _is_ascii_letter(after))
    return found


def _is_accented(character: str) -> bool:
    return character > "\x7f" and character.isalpha()


def _is_ascii_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()
