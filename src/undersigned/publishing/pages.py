"""What each static page of a letter shows. Plain values: no database, no reading of files.

A page knows its place in the letter's folder (`path`), the template that writes it, and the page
that follows it in the chain of lists (`next_path`). All links are relative, so that the folder
works under any prefix and from a disk. Figures and rows are marked as record-format.md, section 7
asks.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from undersigned.evidence.figures import Figures
from undersigned.letters.checks import CHECKS, Check
from undersigned.letters.deliveries import Delivery
from undersigned.letters.manuscript import Addressee, Demand, Fact, Organiser, Reporting
from undersigned.letters.markdown import Block
from undersigned.publishing.drawings import (
    DayLine,
    RangeDrawing,
    day_line,
    range_drawing,
)
from undersigned.publishing.wordings import LEAST_SHOWN_WITHHELD, taken_away
from undersigned.verifier.archive import NAME as VERIFIER

BUNDLE = 256
"""Entries of one list page, the same as of one bundle of the record."""


def list_path(kind: str, bundle: int) -> str:
    """Return the folder of a list page: ``signatories/`` for bundle 0, ``signatories/2/`` for 1."""
    return f"{kind}/" if bundle == 0 else f"{kind}/{bundle + 1}/"


def row_address(kind: str, index: int) -> str:
    """Return where the row of an entry stands, from the letter's folder."""
    return f"{list_path(kind, index // BUNDLE)}index.html#entry-{index}"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What stands around every page of one letter.

    Attributes:
        figures: the figures at ``size`` entries, counted on ``day``.
        sign_for: who can sign, in words.
        language: of what the letter's authors wrote, the title among it; a lower-case BCP 47 tag.
        closed_on: the day of closing, or None while people can sign.
        opens_at: when a closed letter opens by itself, if that is set.
        closes_at: when an open one closes by itself, if that is set.
        fell: why a figure is smaller than it was, whole sentences.
        successor: the origin under which the letter goes on, or empty.
        is_reviewed: whether somebody looks at each signature before it is listed.
    """

    title: str
    organiser: Organiser
    origin: str
    figures: Figures
    size: int
    day: dt.date
    sign_for: str = ""
    language: str = "en"
    closed_on: dt.date | None = None
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    fell: tuple[str, ...] = ()
    successor: str = ""
    has_facts: bool = True
    has_reporting: bool = True
    is_reviewed: bool = True

    @property
    def contact_link(self) -> str:
        """Return where a link to the organiser leads: a page, or a mail to be written."""
        contact = self.organiser.contact
        return contact if contact.startswith(("http://", "https://")) else f"mailto:{contact}"

    @property
    def shown_withheld(self) -> int:
        """Return the number of names withheld as pages may show it: nought below ten."""
        withheld = self.figures.withheld
        return withheld if withheld >= LEAST_SHOWN_WITHHELD else 0

    @property
    def have_signed(self) -> str:
        """Return what stands after the total: who have signed."""
        if self.figures.organisations:
            return "people and organisations have signed"
        return "person has signed" if self.figures.total == 1 else "people have signed"

    @property
    def taken_away(self) -> tuple[str, ...]:
        """Return in words what was taken back, taken off and corrected."""
        return taken_away(self.figures)


@dataclass(frozen=True, kw_only=True)
class Language:
    """A wording of the edition shown: its tag, its own name, its folder in the letter's folder."""

    tag: str
    name: str
    folder: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page: its frame and its place.

    Attributes:
        next_path: the page that follows in the chain of lists, or empty.
        language_folder: the folder of its wording, as ``de/``; empty for the first language, and
            for pages that are there in one language only.
        languages: every language that this page is there in, its own too; empty if only one.
    """

    frame: Frame
    next_path: str = ""
    language_folder: str = ""
    languages: tuple[Language, ...] = ()

    template: ClassVar[str]
    here: ClassVar[str]
    folder: ClassVar[str] = ""
    is_indexed: ClassVar[bool] = True

    @property
    def path(self) -> str:
        """Return the file's path in the letter's folder."""
        return f"{self.language_folder}{self.folder}index.html"

    @property
    def sign_address(self) -> str:
        """Return where this page's wording is signed, from the letter's folder."""
        return f"sign?language={self.frame.language}" if self.language_folder else "sign"

    @property
    def other_languages(self) -> tuple[Language, ...]:
        """Return the languages but this page's own."""
        return tuple(each for each in self.languages if each.tag != self.frame.language)

    @property
    def shows_figures(self) -> bool:
        """Tell whether the page shows figures, and so is written anew when they change."""
        return True

    @property
    def root(self) -> str:
        """Return the way from this page to the letter's folder: empty, ``../``, ``../../``."""
        return "../" * self.path.count("/")


@dataclass(frozen=True, kw_only=True)
class FirstSignature:
    """A name under the letter, with the address of its row; the row itself stands in the list."""

    name: str
    by: str
    lines: tuple[str, ...]
    index: int

    @property
    def address(self) -> str:
        """Return where the row stands, from the letter's folder."""
        return row_address("signatories", self.index)


@dataclass(frozen=True)
class NumberedFact:
    """A fact with the number under which it is quoted."""

    number: int
    fact: Fact

    @property
    def drawing(self) -> RangeDrawing | None:
        """Return the fact's quantity as a drawing, if it has one."""
        quantity = self.fact.quantity
        if quantity is None:
            return None
        return range_drawing(
            quantity.name,
            quantity.unit,
            (float(quantity.before_low), float(quantity.before_high)),
            (float(quantity.after_low), float(quantity.after_high)),
        )


def numbered(facts: Iterable[Fact]) -> tuple[NumberedFact, ...]:
    """Number facts from 1 in their order in the letter."""
    return tuple(NumberedFact(number, fact) for number, fact in enumerate(facts, 1))


def days_of(facts: Iterable[NumberedFact], dated: dt.date) -> DayLine | None:
    """Draw facts on a line of days that ends at the letter's day."""
    return day_line([(numbered.number, numbered.fact.day) for numbered in facts], dated)


@dataclass(frozen=True, kw_only=True)
class Addendum:
    """Something added later that nobody has signed; ``html`` is safe, ``language`` a tag."""

    number: int
    title: str
    day: dt.date
    html: str
    language: str = "en"
    facts: tuple[NumberedFact, ...] = ()

    @property
    def fact_prefix(self) -> str:
        """Return what the ids of this addendum's facts begin with."""
        return f"addendum-{self.number}-fact"


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file that the record commits to.

    Attributes:
        path: in the letter's folder.
        title: as in ``Edition 1, English``.
        sha256: of its bytes, in hex, as its entry holds it.
        short: the title where the edition is said beside it, as ``English``.
        struck: the file may be absent since, by order of a court.
    """

    path: str
    title: str
    day: dt.date
    sha256: str
    short: str = ""
    struck: bool = False


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One edition of the letter and its wordings."""

    number: int
    day: dt.date
    wordings: tuple[Document, ...]


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """One handing over: its document, and what that says; None of a document in another form."""

    document: Document
    said: Delivery | None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A demand of the letter, and the language of the reply to it."""

    demand: Demand
    reply_language: str = "en"


@dataclass(frozen=True, kw_only=True)
class LetterPage(Page):
    """The letter in one language, with what it rests on in short."""

    template = "publishing/letter.html"
    here = "letter"

    addressee: Addressee
    from_whom: str
    place: str
    dated: dt.date
    edition: Edition
    demands: tuple[Asked, ...]
    blocks: tuple[Block, ...]
    first: tuple[FirstSignature, ...] = ()
    facts: tuple[NumberedFact, ...] = ()
    addenda: tuple[Addendum, ...] = ()
    editions: tuple[Edition, ...] = ()
    deliveries: tuple[HandedOver, ...] = ()

    @property
    def address(self) -> str:
        """Return the page's own address without its scheme, under which it is quoted."""
        return f"{self.frame.origin}/{self.language_folder}"

    @property
    def wording(self) -> Document:
        """Return the document in this page's language, the first one if there is none."""
        ending = f".{self.frame.language}.md"
        own = [text for text in self.edition.wordings if text.path.endswith(ending)]
        return (own or list(self.edition.wordings))[0]

    @property
    def title_is_long(self) -> bool:
        """Tell whether the title needs the smaller size, from about 45 characters."""
        return len(self.frame.title) >= 45  # noqa: PLR2004 - measured in the look

    @property
    def description(self) -> str:
        """Return the letter in one sentence, for search engines and previews."""
        return f"An open letter to {self.addressed}, from {self.from_whom}."

    @property
    def addressed(self) -> str:
        """Return the addressee's office and name, or the one that there is."""
        return ", ".join(filter(None, (self.addressee.office, self.addressee.name)))

    @property
    def days(self) -> DayLine | None:
        """Return the letter's facts on a line of days."""
        return days_of(self.facts, self.dated)


@dataclass(frozen=True, kw_only=True)
class FactsPage(Page):
    """The facts of the letter, and what was added later."""

    template = "publishing/facts.html"
    here = "facts"
    folder = "facts/"

    facts: tuple[NumberedFact, ...]
    dated: dt.date
    addenda: tuple[Addendum, ...] = ()

    @property
    def days(self) -> DayLine | None:
        """Return the letter's facts on a line of days."""
        return days_of(self.facts, self.dated)


@dataclass(frozen=True, kw_only=True)
class ReportPage(Page):
    """Where people who still serve can report: the office, its address, what protects them."""

    template = "publishing/report.html"
    here = "report"
    folder = "report/"

    reporting: Reporting | None


@dataclass(frozen=True)
class Download:
    """A file to take along, by its path in the letter's folder, written at `size` entries."""

    path: str
    title: str
    size: int


@dataclass(frozen=True, kw_only=True)
class DownloadsPage(Page):
    """Files to take along, and every document of the record."""

    template = "publishing/downloads.html"
    here = "downloads"
    folder = "downloads/"

    downloads: tuple[Download, ...]
    documents: tuple[Document, ...]


@dataclass(frozen=True, kw_only=True)
class CheckPage(Page):
    """How anyone checks the letter, and what that shows.

    Attributes:
        key: the log's key as text (vkey).
        root_hash: the root at the frame's size, base64.
        witnesses: names of those whose cosignature is asked for.
        codes: the checks that the letter asks for.
        verifier_digest: the SHA-256, in hex, of the verifier that lies at `verifier_path`.
    """

    verifier_path = f"check/{VERIFIER}"
    template = "publishing/check.html"
    here = "check"
    folder = "check/"

    key: str
    root_hash: str
    verifier_digest: str = ""
    witnesses: tuple[str, ...] = ()
    codes: tuple[str, ...] = ("desk", "mail")

    @property
    def checks(self) -> tuple[Check, ...]:
        """Return what each check that this letter asks for shows, and what not."""
        return tuple(CHECKS[code] for code in self.codes if code in CHECKS)
