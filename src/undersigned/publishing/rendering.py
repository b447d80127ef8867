"""Writes pages as HTML, and names the assets that stand beside them."""

from collections.abc import Iterator
from pathlib import Path

from django.template.loader import render_to_string

import undersigned.look
from undersigned.publishing.pages import CheckPage, Page
from undersigned.verifier.archive import archive

ASSETS_FOLDER = "assets"
ASSETS = Path(undersigned.look.__file__).parent / "static" / "look"
SHEETS_AND_ICON = ("undersigned.css", "pages.css", "icon.svg")


def render(page: Page) -> bytes:
    """Return the page as UTF-8; the same page always gives the same bytes."""
    context = {
        "page": page,
        "frame": page.frame,
        "root": page.root,
        "index": "index.html",
        "here": page.here,
        "letter_title": page.frame.title,
        "organiser_name": page.frame.organiser.name,
        "letter_language": page.frame.language,
        "language_folder": page.language_folder,
        "has_facts": page.frame.has_facts,
        "has_reporting": page.frame.has_reporting,
    }
    return render_to_string(page.template, context).encode()


def assets() -> Iterator[tuple[str, bytes]]:
    """Yield (path in the letter's folder, bytes) of what stands beside the pages.

    Style sheets, icon, fonts with their licences, and the verifier that the page on checking names.
    """
    yield CheckPage.verifier_path, archive()
    fonts = sorted(path for path in (ASSETS / "fonts").iterdir() if path.is_file())
    for path in (*(ASSETS / name for name in SHEETS_AND_ICON), *fonts):
        yield f"{ASSETS_FOLDER}/{path.relative_to(ASSETS).as_posix()}", path.read_bytes()
