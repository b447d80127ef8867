"""What a letter's text may not hold, each with its line."""

from markdown_it import MarkdownIt
from markdown_it.token import Token

from undersigned.letters.fields import PLACEHOLDER
from undersigned.letters.manuscript_parts import url_fault
from undersigned.letters.problems import Problems

FIELD = "text"
"""What problems of the text name as their field."""

_HEADINGS = {"h2", "h3", "h4"}


def check_text(text: str, first_line: int, problems: Problems, *, needed: bool = True) -> None:
    """Note everything in a text that a letter's page would not show as it was meant.

    Args:
        text: the Markdown after the front matter.
        first_line: line of the file on which it begins.
        problems: where to note it.
        needed: whether there must be a paragraph.
    """
    tokens = _parser().parse(text)
    if needed and not any(token.type == "paragraph_open" for token in tokens):
        problems.add(
            first_line,
            FIELD,
            "There is no paragraph after the front matter.",
            "Write the text of the letter there.",
        )
    for token in tokens:
        _check_block(token, first_line, problems)
    _check_placeholders(text, first_line, problems)


def _parser() -> MarkdownIt:
    """Return a parser that sees what the page's own would leave out."""
    parser = MarkdownIt("commonmark", {"html": True}).disable("code")
    parser.validateLink = _any_link  # type: ignore[method-assign]
    return parser


def _any_link(url: str) -> bool:
    """Take every address for a link, so that the ones nobody may follow are seen here."""
    return isinstance(url, str)


def _check_block(token: Token, first_line: int, problems: Problems) -> None:
    line = first_line + (token.map[0] if token.map else 0)
    if token.type == "heading_open" and token.tag not in _HEADINGS:
        what = f"A heading of level {token.tag[1:]} stands here; a letter has levels 2 to 4."
        problems.add(line, FIELD, what, "Write ## for a heading; the title is in the front matter.")
    elif token.type == "html_block":
        _add_html(line, problems)
    for child in token.children or ():
        _check_inline(child, line, problems)
        line += child.type in {"softbreak", "hardbreak"}


def _check_inline(token: Token, line: int, problems: Problems) -> None:
    if token.type == "image":
        what = "An image stands here, and a letter has none: an image tells its server who reads."
        problems.add(line, FIELD, what, "Describe it, or link to it: without the ! it is a link.")
    elif token.type == "html_inline":
        _add_html(line, problems)
    elif token.type == "link_open":
        address = str(token.attrGet("href") or "")
        if fault := url_fault(address):
            problems.add(line, FIELD, f"A link leads to “{address[:100]}”. {fault[0]}", fault[1])


def _add_html(line: int, problems: Problems) -> None:
    what = "HTML stands here, and a letter has none; the page would show it as typed."
    problems.add(line, FIELD, what, "Write it in Markdown; a < that belongs to the text is \\<.")


def _check_placeholders(text: str, first_line: int, problems: Problems) -> None:
    for found in PLACEHOLDER.finditer(text):
        line = first_line + text.count("\n", 0, found.start())
        shown = " ".join(found.group().split())[:100]
        what = f"The placeholder {shown} still stands here."
        problems.add(line, FIELD, what, "Write the text in its place.")
