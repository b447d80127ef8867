"""The only writer of pages: from the record into the letter's folder, file by file.

Pages follow the checkpoint, never the other way: what stands on them was published before. List
pages are written first and the letter last, so that a figure is never ahead of its rows.
"""

import hashlib
import logging
import secrets
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.utils import timezone

from undersigned.letters.models import Letter
from undersigned.publishing.contents import Contents
from undersigned.publishing.downloads import are_due, write_downloads
from undersigned.publishing.list_pages import NEIGHBOURS
from undersigned.publishing.models import PageSet
from undersigned.publishing.pages import BUNDLE, Page
from undersigned.publishing.rendering import assets, render
from undersigned.record.locking import letter_locked
from undersigned.record.places import instance_folder, published_folder, this_place
from undersigned.record.publication import altered_since, bundles_changed, check_not_behind
from undersigned.record.storage import Files, sync_folder

log_of_errors = logging.getLogger(__name__)

PACKAGE = Path(__file__).parent.parent


def publish_pages(letter: Letter) -> int:
    """Write what differs from the pages in the world. Returns how many files were written.

    Raises:
        WouldFork: when the world has seen more than this database knows: its pages would bring
            back who was erased since.
        OSError: when a file can't be written; the next call goes on from there.
    """
    with letter_locked(letter.slug):
        # Read before the letter: whoever calls for pages anew has changed the letter by then.
        pages, _ = PageSet.objects.get_or_create(letter=letter, place=this_place())
        letter.refresh_from_db()
        letter.log.refresh_from_db()
        if not letter.log.published_size:
            return 0
        check_not_behind(letter.log)
        written = publish_downloads(letter, pages)
        is_there = (published_folder(letter.slug) / "index.html").exists()
        state = (pages.size, pages.made_by)
        if not is_there or state != (letter.log.published_size, makers_digest()):
            written += write_pages(letter, pages, anew=not is_there)
    return written


def write_anew(letter: Letter) -> None:
    """Have every page written anew at the next turn, since they carry what no entry changed.

    Pages that are being written at this moment may not know of it yet. Each call leaves a mark of
    its own, and who writes them leaves a mark that came meanwhile.
    """
    PageSet.objects.filter(letter=letter).update(made_by=f"anew {secrets.token_hex(16)}")


def publish_downloads(letter: Letter, pages: PageSet) -> int:
    """Write the list as files where that is due, and the page that names their size."""
    log, folder = letter.log, published_folder(letter.slug)
    now = timezone.now()
    if not are_due(log, pages, folder, now):
        return 0
    write_downloads(log, folder)
    page = Contents(letter).downloads_page(log.published_size)
    with Files(instance_folder()) as files:
        files.write_if_changed(folder / page.path, render(page))
    pages.downloads_size, pages.downloads_at = log.published_size, now
    pages.save(update_fields=["downloads_size", "downloads_at"])
    return 3


def write_pages(letter: Letter, pages: PageSet, *, anew: bool) -> int:
    """Write every page that can differ, and note for which size. Returns how many did."""
    contents = Contents(letter)
    folder = published_folder(letter.slug)
    made_by, carried = makers_digest(), contents.carried_everywhere()
    anew = anew or (pages.made_by, pages.carried) != (made_by, carried)
    written = 0
    with Files(instance_folder()) as files:
        if anew:
            written += sum(files.write_if_changed(folder / path, data) for path, data in assets())
        for page in changed_pages(contents, 0 if anew else pages.size):
            written += files.write_if_changed(folder / page.path, render(page))
        downloads = contents.downloads_page(pages.downloads_size)
        written += files.write_if_changed(folder / downloads.path, render(downloads))
        for wording in reversed(contents.wordings):  # the first language's, index.html, comes last
            for page in (wording.facts_page(), wording.letter_page()):
                written += files.write_if_changed(folder / page.path, render(page))
    for left in contents.folders_left():
        remove_pages(folder / left)
    done = {"size": contents.log.published_size, "carried": carried, "made_by": made_by}
    if not PageSet.objects.filter(pk=pages.pk, made_by=pages.made_by).update(**done):
        log_of_errors.info("%s: its pages changed while they were written; once more.", letter.slug)
    return written


def changed_pages(contents: Contents, old_size: int) -> Iterator[Page]:
    """The pages that can differ from those at `old_size`, but for the wordings' and downloads'."""
    reconfirmed = altered_since(contents.log, old_size, frozenset({"reconfirmed"}))
    changed = bundles_changed(contents.log, old_size) | {index // BUNDLE for index in reconfirmed}
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
    yield contents.check_page()


def remove_pages(folder: Path) -> None:
    """Remove the pages of a wording that the edition shown has no more; names stood on them."""
    for page in (folder / "facts" / "index.html", folder / "index.html"):
        if page.is_file():
            page.unlink()
            sync_folder(page.parent)


@cache
def makers_digest() -> str:
    """A digest of the program's files, read once: another program may make other pages.

    All of them count, since what stands on a page comes from many rooms.
    """
    digest = hashlib.sha256()
    for path in sorted(path for ending in ("py", "html") for path in PACKAGE.rglob(f"*.{ending}")):
        digest.update(f"{path.relative_to(PACKAGE)}\n".encode() + path.read_bytes())
    for name, data in assets():
        digest.update(f"{name}\n".encode() + data)
    return digest.hexdigest()
