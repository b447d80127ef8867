"""The only writer of pages: from the record into the letter's folder, file by file.

Pages follow the checkpoint, never the other way: what stands on them was published before. List
pages are written first and the letter last, so that a figure is never ahead of its rows.
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from undersigned.letters.models import Letter
from undersigned.publishing.contents import Contents
from undersigned.publishing.downloads import csv_of, json_of
from undersigned.publishing.list_pages import NEIGHBOURS
from undersigned.publishing.models import PageSet
from undersigned.publishing.pages import BUNDLE, Page
from undersigned.publishing.rendering import assets, render
from undersigned.record.places import lock_path, published_folder
from undersigned.record.publication import bundles_changed
from undersigned.record.storage import locked, sync_folder, write_if_changed

TEMPLATES = Path(__file__).parent / "templates"


def publish_pages(letter: Letter) -> int:
    """Write the pages that differ from those in the world. Returns how many files were written."""
    with locked(lock_path(letter.slug)):
        letter.refresh_from_db()
        letter.log.refresh_from_db()
        pages, _ = PageSet.objects.get_or_create(letter=letter)
        contents = Contents(letter)
        size = letter.log.published_size
        made_by = contents.carried_everywhere(makers_digest()) if size else ""
        if size == 0 or (pages.size == size and pages.made_by == made_by):
            return 0
        anew = pages.made_by != made_by
        folder = published_folder(letter.slug)
        written = 0
        if anew:
            written += sum(write_if_changed(folder / path, data) for path, data in assets())
        for page in changed_pages(contents, 0 if anew else pages.size):
            written += write_if_changed(folder / page.path, render(page))
        downloads = folder / "downloads"
        written += write_if_changed(downloads / "signatories.csv", csv_of(letter.log))
        written += write_if_changed(downloads / "signatories.json", json_of(letter.log))
        for wording in reversed(contents.wordings):  # the first language's, index.html, comes last
            for page in (wording.facts_page(), wording.letter_page()):
                written += write_if_changed(folder / page.path, render(page))
        for left in contents.folders_left():
            remove_pages(folder / left)
        PageSet.objects.filter(pk=pages.pk).update(size=size, made_by=made_by)
    return written


def changed_pages(contents: Contents, old_size: int) -> Iterator[Page]:
    """The pages that can differ from those at `old_size`, but for those of the wordings."""
    changed = bundles_changed(contents.log, old_size)
    signed = contents.bundles
    old_count = -(-old_size // BUNDLE)
    # Each page links to its neighbours, so a new last page is told to those near it.
    near = set(signed[max(old_count - NEIGHBOURS, 0) :]) if len(signed) != old_count else set()
    for bundle in signed:
        # The first page carries the figures, and the last leads to the imported names.
        if bundle in changed or bundle in near or bundle in {0, signed[-1]}:
            yield contents.signatories_page(bundle)
    imported = contents.imported_bundles
    beside = {
        each
        for place, bundle in enumerate(imported)
        if bundle in changed
        for each in imported[max(place - NEIGHBOURS, 0) : place + NEIGHBOURS + 1]
    }
    for bundle in imported:
        if bundle in beside or bundle == 0:
            yield contents.imported_page(bundle)
    yield contents.report_page()
    yield contents.downloads_page()
    yield contents.check_page()


def remove_pages(folder: Path) -> None:
    """Remove the pages of a wording that the edition shown has no more; names stood on them."""
    for page in (folder / "facts" / "index.html", folder / "index.html"):
        if page.is_file():
            page.unlink()
            sync_folder(page.parent)


@cache
def makers_digest() -> str:
    """A digest of everything that pages are made with; another one means other pages."""
    digest = hashlib.sha256()
    package = Path(__file__).parent
    for path in sorted([*TEMPLATES.rglob("*.html"), *package.rglob("*.py")]):
        digest.update(path.name.encode() + path.read_bytes())
    for path_text, data in assets():
        digest.update(path_text.encode() + data)
    return digest.hexdigest()
