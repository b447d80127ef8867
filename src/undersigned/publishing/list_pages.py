"""What each page of a list shows: signatories, and names from earlier lists, apart.

One page holds the active entries of one bundle of the record, 256 consecutive entries, so that a
new signature changes the page of its bundle and the first one, which alone shows figures. The pages
form a chain by `next_path`, which a verifier follows (record-format.md, section 7).
"""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from undersigned.evidence.records import Record
from undersigned.publishing.drawings import ServiceLine, ServiceScale
from undersigned.publishing.pages import BUNDLE, Page, list_path

NEIGHBOURS = 5
"""Pages before and after a page that it leads to by their numbers."""


@dataclass(frozen=True, kw_only=True)
class SignatoryRow:
    """One active signature by its owner.

    Attributes:
        checks: what was checked and when, in words.
        signed: the day of the `signed` entry.
        edition: the edition that it stands by.
    """

    index: int
    record: Record
    checks: str
    signed: dt.date
    edition: int
    service: ServiceLine | None = None


@dataclass(frozen=True, kw_only=True)
class ListPage(Page):
    """One page of a list: the active entries of bundle ``bundle``; ``bundles`` have pages."""

    kind: ClassVar[str]
    is_indexed = False

    bundle: int = 0
    bundles: tuple[int, ...] = (0,)

    @property
    def path(self) -> str:
        """Return the file's path in the letter's folder."""
        return f"{list_path(self.kind, self.bundle)}index.html"

    @property
    def shows_figures(self) -> bool:
        """Tell whether this is the first page: the others stay as they are when somebody signs."""
        return self.bundle == self.bundles[0]

    @property
    def numbers(self) -> tuple[tuple[int, str, bool], ...]:
        """Return (number, path, whether this one) of the first page and the nearest ones.

        The first page leads to the last one as well; the others don't, so that they need not be
        written anew whenever the list grows by a page.
        """
        place = self.bundles.index(self.bundle)
        near = set(self.bundles[max(place - NEIGHBOURS, 0) : place + NEIGHBOURS + 1])
        ends = {self.bundles[0], self.bundles[-1]} if self.shows_figures else {self.bundles[0]}
        shown = sorted(near | ends)
        return tuple(
            (bundle + 1, list_path(self.kind, bundle), bundle == self.bundle) for bundle in shown
        )

    @property
    def is_last(self) -> bool:
        """Tell whether this is the last page of the list."""
        return self.bundle == self.bundles[-1]

    @property
    def first_entry(self) -> int:
        """Return the first index of this page."""
        return self.bundle * BUNDLE

    @property
    def last_entry(self) -> int:
        """Return the last index of this page that the record has at its size."""
        return min(self.first_entry + BUNDLE, self.frame.size) - 1


@dataclass(frozen=True, kw_only=True)
class SignatoriesPage(ListPage):
    """Signatories of one bundle, in the order of signing."""

    template = "publishing/signatories.html"
    here = "signatories"
    kind = "signatories"

    rows: tuple[SignatoryRow, ...]
    scale: ServiceScale | None = None


@dataclass(frozen=True, kw_only=True)
class ImportedRow:
    """A name from an earlier list, not confirmed by its owner."""

    index: int
    record: Record
    source: int = 1


@dataclass(frozen=True, kw_only=True)
class ImportSource:
    """An earlier public list: where it stood, when it was read, and the SHA-256 of its bytes."""

    number: int
    address: str
    day: dt.date
    sha256: str

    @property
    def is_link(self) -> bool:
        """Tell whether the address can be followed."""
        return self.address.startswith(("http://", "https://"))


@dataclass(frozen=True, kw_only=True)
class ImportedPage(ListPage):
    """Names taken over from earlier public lists, apart from those who signed."""

    template = "publishing/imported.html"
    here = "imported"
    kind = "imported"

    rows: tuple[ImportedRow, ...]
    sources: tuple[ImportSource, ...]

    @property
    def following(self) -> tuple[int, str] | None:
        """Return (number, path) of the next page that holds such names, or None."""
        later = self.bundles[self.bundles.index(self.bundle) + 1 :]
        return (later[0] + 1, list_path(self.kind, later[0])) if later else None
