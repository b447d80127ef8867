"""The pages that show the list: the first one, and those that it leads to by ``rel=next``."""

import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from undersigned.tlog.errors import Malformed
from undersigned.tlog.wire import parse_decimal
from undersigned.verifier.pages import Page, PlainPage, parse_page, read_page
from undersigned.verifier.site import MEGABYTE, Site

Shown = TypeVar("Shown", Page, Page | PlainPage)

FIRST_PATH = "index.html"
LARGEST_PAGE = 32 * MEGABYTE
_SPARE_PAGES = 1000
"""Pages a list may have beyond one for each entry; a server could otherwise make them for ever."""


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The page at the prefix, and the size that its figures were counted at."""

    page: Page
    size: int


def read_whole(site: Site, path: str) -> Page:
    """Return what the page at `path` shows, row by row.

    Raises:
        Malformed: it is no page.
        Unreadable: it can't be read.
    """
    return _read(site, path, parse_page)


def _read(site: Site, path: str, parse: Callable[[bytes], Shown]) -> Shown:
    """Return what the page at `path` shows.

    Raises:
        Malformed: it is no page.
        Unreadable: it can't be read.
    """
    try:
        return parse(site.read(path, LARGEST_PAGE))
    except Malformed as error:
        raise Malformed(f"{path}, {error.what}", error.expected, error.got) from None


def read_first_page(site: Site) -> FirstPage:
    """Return the page at the prefix, which says at what size the list stands.

    Raises:
        Malformed: it is no page, shows no marked figure, or figures of more than one size.
        Unreadable: it can't be read.
    """
    page = read_whole(site, FIRST_PATH)
    if not page.figures:
        raise Malformed(FIRST_PATH, "figures marked with data-undersigned", "none")
    sizes = {figure.size for figure in page.figures}
    if len(sizes) != 1:
        raise Malformed(f"{FIRST_PATH}, data-size", "one size for all figures", sorted(sizes))
    return FirstPage(page, parse_decimal(sizes.pop(), f"{FIRST_PATH}, data-size"))


def walk(
    site: Site,
    origin: str,
    first: FirstPage,
    told: Callable[[str], PlainPage | None] = lambda _: None,
) -> Iterator[tuple[str, Page | PlainPage]]:
    """Yield path and contents of each page of the list, in order, the first one as it was read.

    Of a page that has been `told`, it is that.

    Raises:
        Malformed: a page is none, leads to more than one next page, out of the prefix, or back.
        Unreadable: a page can't be read.
    """
    path: str | None = FIRST_PATH
    walked: set[str] = set()
    while path is not None:
        walked.add(path)
        page = first.page if path == FIRST_PATH else told(path) or _read(site, path, read_page)
        yield path, page
        before, path = path, _next_path(path, page, origin)
        if path in walked:
            raise Malformed(f"rel=next of {before}", "a page not seen before", path)
        if len(walked) > first.size + _SPARE_PAGES:
            raise Malformed("rel=next", f"at most {first.size + _SPARE_PAGES} pages", "more")


def _next_path(path: str, page: Page | PlainPage, origin: str) -> str | None:
    # A page may say it twice: for the browser in its head, for the reader at its foot.
    paths = {resolve(path, href, origin) for href in page.following}
    if len(paths) > 1:
        raise Malformed(f"rel=next of {path}", "one next page", sorted(paths))
    return paths.pop() if paths else None


def resolve(path: str, href: str, origin: str) -> str:
    """Return the path under the prefix that a link on the page at `path` leads to.

    Raises:
        Malformed: it is no reference, has a query, or leads out of the prefix.
    """
    prefix = f"https://{origin}/"
    what = f"rel=next of {path}"
    try:
        reference = urllib.parse.urlsplit(href)
        target = urllib.parse.urljoin(prefix + urllib.parse.quote(path), href)
    except ValueError:
        raise Malformed(what, "an address", href) from None
    if reference.query:
        raise Malformed(what, "an address without a query", href)
    if not target.startswith(prefix):
        raise Malformed(what, "an address inside the letter's prefix", href)
    found = urllib.parse.unquote(urllib.parse.urlsplit(target).path)[
        len(urllib.parse.urlsplit(prefix).path) :
    ]
    return found + FIRST_PATH if found == "" or found.endswith("/") else found
