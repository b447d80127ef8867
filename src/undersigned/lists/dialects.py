"""Lists in MediaWiki, reStructuredText and AsciiDoc, written as Markdown line by line."""

import re
from collections.abc import Callable, Sequence
from typing import Final

Lines = tuple[str, ...]

# No two repetitions that can share a run of characters stand side by side without an end, and none
# without one begins a search: on a line of 64 kB such a pattern takes minutes.

ASIDE: Final = "It is markup, or part of a row that was read where it begins."
_ENOUGH: Final = 2  # lines of a dialect's own shape that tell it
_HIDDEN: Final = ""  # what holds nothing to be read; blank, so that rows around it stay one table
_MARKDOWN: Final = re.compile(r"^(?:#{2,6}\s+\w|```|\s*[-*]\s+\[[^\]]+\]\()|\]\(\w+:")

_WIKI: Final = re.compile(r"^=+[^=]+=+\s*$|^\{\||^\{\{|\[\[[^\]]{1,1000}\]\]|'''[^']+'''")
_WIKI_ASIDE: Final = re.compile(
    r"\{\||\|-|\|\}|\{\{.*\}\}\s*$|\[\[(?:File|Image|Category|Datei|Bild|Kategorie|Fichier|Catégorie):"
)
_WIKI_LINK: Final = re.compile(r"\[\[(?:[^\]|]{0,1000}\|)?([^\]|]{1,1000})\]\]")
_WIKI_TALK: Final = re.compile(
    r"\s{0,20}(?:(?:--|—|–)\s{0,20}\[\[[^\]]{0,1000}\]\]\s{0,20})?"
    r"(?:\(\[\[[^\]:]{0,1000}[Tt]alk:[^\]]{0,1000}\]\]\)\s{0,20})?"
    r"\d\d:\d\d, [^()]{0,100}\([A-Z]{3,4}\)\s*$"
)
_WIKI_PAGE: Final = re.compile(r"\[(https?://\S{1,2000})\s{1,20}([^\]]{1,1000})\]")
_WIKI_HEADING: Final = re.compile(r"(=+)([^=]+)=+\s*$")
_WIKI_ITEM: Final = re.compile(r"[#*:]+\s*(?=\S)")

_RST: Final = re.compile(r"^\s*#\.\s|^\.\. [\w-]+::|`[^`<]+<[^`>]+>`_")
_RST_LINK: Final = re.compile(r"`([^`<]{1,500}?)\s{0,10}<([^`>]{1,2000})>`__?")
_RST_ASIDE: Final = re.compile(r"\.\. |\s+:[\w-]+:")
_RST_ROW: Final = re.compile(r"\s+\* - ?(?P<cell>.*)")
_RST_CELL: Final = re.compile(r"\s{3,}- ?(?P<cell>.*)")

_ASCIIDOC: Final = re.compile(
    r"^={1,5}\s[^=]+$|^\|===|^\.{1,3}\s+\S|^:[\w-]+:(?:\s|$)|\b\w{1,20}://\S{1,2000}\["
)
_ASCIIDOC_LINK: Final = re.compile(r"(\b\w{1,20}://[^\s\[\]]{1,2000})\[([^\]]{0,1000})\]")
_ASCIIDOC_HEADING: Final = re.compile(r"(={1,6})\s+(.*)")
_ASCIIDOC_ITEM: Final = re.compile(r"(?:\.+|\*+)\s+(?=\S)")
_ASCIIDOC_BOLD: Final = re.compile(r"(?<!\S)\*([^*]+)\*(?!\S)")


def as_markdown(lines: Sequence[str]) -> Lines | None:
    """The same lines, each written as Markdown; None where they are of none of these dialects."""
    if any(_MARKDOWN.search(line) for line in lines):
        return None
    for tells, write in _DIALECTS:
        if sum(bool(tells.search(line)) for line in lines) >= _ENOUGH:
            return write(lines)
    return None


def _of_wiki(lines: Sequence[str]) -> Lines:
    return tuple(map(_wiki_line, lines))


def _wiki_line(line: str) -> str:
    if heading := _WIKI_HEADING.match(line):
        return f"{'#' * min(6, len(heading[1]))} {heading[2].strip()}"
    if _WIKI_ASIDE.match(line):
        return _HIDDEN
    text = _WIKI_LINK.sub(r"\1", _WIKI_TALK.sub("", line))
    text = _WIKI_PAGE.sub(r"[\2](\1)", text.replace("'''", "").replace("''", ""))
    if line[:1] in {"|", "!"}:
        cells = text[1:].replace("!!", "||").split("||")
        return f"| {' | '.join(cell.strip() for cell in cells)} |"
    mark = _WIKI_ITEM.match(text)
    return f"{'1.' if '#' in mark[0] else '-'} {text[mark.end() :]}" if mark else text


def _of_rst(lines: Sequence[str]) -> Lines:
    written: list[str] = []
    row = -1
    for line in lines:
        text = re.sub(r"\s{0,20}\|br\|", "", _RST_LINK.sub(r"[\1](\2)", line))
        if begun := _RST_ROW.match(text):
            row = len(written)
            text = f"| {begun['cell']} |"
        elif row >= 0 and (cell := _RST_CELL.match(text)):
            written[row] += f" {cell['cell']} |"
            text = _HIDDEN
        elif _RST_ASIDE.match(line):
            text = _HIDDEN
        written.append(re.sub(r"^(\s*)#\.\s", r"\g<1>1. ", text))
    return tuple(written)


def _of_asciidoc(lines: Sequence[str]) -> Lines:
    written: list[str] = []
    inside, width, row = False, 0, -1
    for line in lines:
        text = _ASCIIDOC_LINK.sub(r"[\2](\1)", line)
        if line.startswith("|==="):
            inside, width, row, text = not inside, 0, -1, _HIDDEN
        elif inside and line.startswith("|"):
            cells = [cell.strip() for cell in text[1:].split("|")]
            width = width or len(cells)
            if row >= 0 and written[row].count("|") - 1 + len(cells) <= width:
                written[row] += f" {' | '.join(cells)} |"
                text = _HIDDEN
            else:
                row = len(written)
                text = f"| {' | '.join(cells)} |"
        elif heading := _ASCIIDOC_HEADING.match(line):
            text = f"{'#' * len(heading[1])} {heading[2]}"
        elif re.match(r":[\w-]+:", line):
            text = _HIDDEN
        else:
            mark = _ASCIIDOC_ITEM.match(text)
            text = _ASCIIDOC_BOLD.sub(r"\1", f"1. {text[mark.end() :]}" if mark else text)
        written.append(text)
    return tuple(written)


_DIALECTS: Final[tuple[tuple[re.Pattern[str], Callable[[Sequence[str]], Lines]], ...]] = (
    (_RST, _of_rst),
    (_WIKI, _of_wiki),
    (_ASCIIDOC, _of_asciidoc),
)
