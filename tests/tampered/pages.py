"""The pages of the letter that is attacked."""

from collections.abc import Mapping
from html import escape

from undersigned.evidence.figures import Figures
from undersigned.evidence.records import Post, parse_record
from undersigned.tlog.errors import Malformed

_NAMES = (
    *("total", "named", "organisations", "withheld", "earlier", "imported", "withdrawn"),
    "amended",
)
_TITLES = {"en": "Fair courts", "de": "Faire Gerichte"}


def figure(name: str, value: int, size: int) -> str:
    """Return one marked figure."""
    return f'<data data-undersigned="{name}" value="{value}" data-size="{size}">{value:,}</data>'


def first_page(figures: Figures, size: int, language: str) -> str:
    """Return the letter's page in one language; the list follows the English one."""
    shown = {name: getattr(figures, name) for name in ("edition", *_NAMES)}
    shown["size"] = size
    shown["removed"] = sum(figures.removed.values())
    shown |= {f"removed.{reason}": count for reason, count in figures.removed.items()}
    lines = [f"<li>{name}: {figure(name, value, size)}</li>" for name, value in shown.items()]
    following = '<link rel="next" href="signatories/1/">\n' if language == "en" else ""
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">\n'
        f"<title>{_TITLES[language]}</title>\n{following}</head><body><main>\n"
        f"<h1>{_TITLES[language]}</h1>\n<ul>\n" + "\n".join(lines) + "\n</ul>\n"
        "</main></body></html>\n"
    )


def list_page(rows: Mapping[int, bytes], size: int, total: int, following: str) -> str:
    """Return one page of the list."""
    link = f'<a rel="next" href="{following}">Further</a>\n' if following else ""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        "<title>Signatories</title>\n</head><body><main>\n"
        f"<p>Of {figure('total', total, size)}:</p>"
        "\n<ul>\n" + "".join(row(*each) for each in rows.items()) + f"</ul>\n{link}"
        "</main></body></html>\n"
    )


def row(index: int, line: bytes) -> str:
    """Return a signatory's row, with all that the record says for readers."""
    try:
        record = parse_record(line)
    except Malformed:
        # What a dishonest log would show of a line that is none.
        return f'<li data-entry="{index}"><b data-field="name">Osip Late</b></li>\n'
    parts = [f'<b data-field="name">{escape(record.name)}</b>']
    if record.by:
        parts.append(f'<i data-field="by">{escape(record.by)}</i>')
    parts += [_post(post) for post in record.posts]
    if record.years is not None:
        parts.append(f'<i data-field="years">{record.years}</i>')
    parts += [f'<i data-field="served">{escape(term)}</i>' for term in record.served]
    for name in ("place", "statement"):
        if text := getattr(record, name):
            parts.append(f'<i data-field="{name}">{escape(text)}</i>')
    return f'<li data-entry="{index}">{", ".join(parts)}</li>\n'


def _post(post: Post) -> str:
    parts = {"title": post.title, "office": post.office, "from": post.from_, "to": post.to}
    shown = [f'<i data-field="{name}">{escape(text)}</i>' for name, text in parts.items() if text]
    return f'<span data-field="post">{", ".join(shown)}</span>'
