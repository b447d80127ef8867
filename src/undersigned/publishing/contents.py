"""What a letter's pages say, out of the record and the published documents."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from undersigned.evidence.documents import addendum_path, delivery_path, edition_path, rules_path
from undersigned.evidence.figures import Figures
from undersigned.letters.deliveries import parse_delivery
from undersigned.letters.manuscript import AddendumManuscript, Manuscript
from undersigned.letters.models import Addendum as AddendumRow
from undersigned.letters.models import Edition as EditionRow
from undersigned.letters.models import Letter
from undersigned.letters.queries import addenda, current_edition, manuscript
from undersigned.look.words import english_name, language_name
from undersigned.publishing.downloads import CSV_PATH, JSON_PATH
from undersigned.publishing.drawings import ServiceScale, service_line
from undersigned.publishing.letter_wording import LetterWording
from undersigned.publishing.list_pages import (
    ImportedPage,
    ImportedRow,
    ImportSource,
    SignatoriesPage,
    SignatoryRow,
)
from undersigned.publishing.pages import (
    BUNDLE,
    CheckPage,
    Document,
    Download,
    DownloadsPage,
    Edition,
    FirstSignature,
    Frame,
    HandedOver,
    Language,
    ReportPage,
    list_path,
)
from undersigned.publishing.wordings import check_sentence, why_it_fell
from undersigned.record.models import Log
from undersigned.record.queries import (
    OpenRecord,
    active_records,
    days_of,
    document,
    document_digests,
    imported_bundles,
    struck_paths,
)
from undersigned.signing.imported_lists import shown_lists
from undersigned.verifier.archive import archive_digest

FIRST_SHOWN = 12


@dataclass
class Contents:
    """One letter at its published size. Pages are made when asked for, from one reading."""

    letter: Letter
    log: Log = field(init=False)

    def __post_init__(self) -> None:
        """Take the log at its published size."""
        self.log = self.letter.log

    @cached_property
    def edition(self) -> EditionRow:
        """The edition shown."""
        return current_edition(self.letter)

    @cached_property
    def manuscript(self) -> Manuscript:
        """The first language's wording of it."""
        return manuscript(self.letter, self.edition.number, self.edition.languages[0])

    @cached_property
    def wordings(self) -> tuple[LetterWording, ...]:
        """The edition's wordings that are not struck, the first language's first."""
        first, *others = self.edition.languages
        whole = [tag for tag in others if edition_path(self.edition.number, tag) not in self.struck]
        folders = {first: "", **{tag: f"{tag}/" for tag in whole}}
        languages = tuple(
            Language(tag=tag, name=language_name(tag), folder=folder)
            for tag, folder in folders.items()
            if len(folders) > 1
        )
        addenda = tuple((row.number, text) for row, text in self.addenda)
        return tuple(
            LetterWording(
                text=text,
                folder=folder,
                frame=self.frame_of(text),
                languages=languages,
                editions=self.editions,
                first=self.first_signatures,
                addenda=addenda,
                first_language=first,
                deliveries=self.deliveries,
            )
            for tag, folder in folders.items()
            for text in (manuscript(self.letter, self.edition.number, tag),)
        )

    def folders_left(self) -> set[str]:
        """Folders of wordings that had pages once and have none any more."""
        had = {f"{tag}/" for row in self.letter.editions.all() for tag in row.languages}
        return had - {wording.folder for wording in self.wordings}

    @cached_property
    def addenda(self) -> list[tuple[AddendumRow, AddendumManuscript]]:
        """What was added, in order."""
        return addenda(self.letter)

    @cached_property
    def digests(self) -> dict[str, str]:
        """SHA-256 of each document by path."""
        return document_digests(self.log)

    @cached_property
    def struck(self) -> frozenset[str]:
        """Documents that a court took away."""
        return struck_paths(self.log)

    @cached_property
    def frame(self) -> Frame:
        """What stands around every page, in the first language."""
        return self.frame_of(self.manuscript)

    def frame_of(self, text: Manuscript) -> Frame:
        """What stands around the pages of one wording."""
        return Frame(
            title=text.title,
            organiser=text.organiser,
            origin=self.log.origin,
            figures=figures_of(self.log.figures or {}),
            size=self.log.published_size,
            day=self.log.last_day or dt.date.min,
            sign_for=text.eligibility,
            language=text.language,
            fell=self.fell,
            closed_on=self.closed_on,
            opens_at=self.letter.opens_at,
            closes_at=self.letter.closes_at,
            has_facts=bool(text.facts),
            has_reporting=text.reporting is not None,
            is_reviewed="desk" in text.checks,
        )

    @cached_property
    def closed_on(self) -> dt.date | None:
        """The day of closing as the record has it, which the desk may be ahead of."""
        closed, reopened = days_of(self.log, "closed"), days_of(self.log, "reopened")
        return closed[-1][1] if closed and closed[-1:] > reopened[-1:] else None

    @cached_property
    def deliveries(self) -> tuple[HandedOver, ...]:
        """When and to whom the letter was handed over."""
        found = []
        for number, day in enumerate(self.days("delivered"), 1):
            path = delivery_path(number)
            data = document(self.log, path)
            kept = self.document(path, f"Delivery {number}", day)
            found.append(HandedOver(document=kept, said=parse_delivery(data) if data else None))
        return tuple(found)

    @cached_property
    def fell(self) -> tuple[str, ...]:
        """Why the count is smaller than it was, if it is."""
        now, peak = self.log.figures or {}, self.log.peak or {}
        if now.get("total", 0) >= peak.get("total", 0):
            return ()
        since = peak["size"]
        added = sum(
            len(days_of(self.log, event, first=since)) for event in ("signed", "reconfirmed")
        )
        return why_it_fell(figures_of(peak), figures_of(now), since, added)

    def carried_everywhere(self) -> str:
        """A digest of what every page carries; where it differs, every page is written anew."""
        text = self.manuscript
        lists = (bool(self.imported_bundles), len(self.sources))
        times = (self.closed_on, self.letter.opens_at, self.letter.closes_at)
        carried = (text.title, text.organiser, *lists, self.edition.pk, *times)
        return hashlib.sha256(repr(carried).encode()).hexdigest()

    def days(self, event: str) -> list[dt.date]:
        """The days of the entries of one kind, in order."""
        return [day for _, day in days_of(self.log, event)]

    def document(self, path: str, title: str, day: dt.date, short: str = "") -> Document:
        """One document of the record."""
        return Document(
            path=path,
            title=title,
            short=short,
            day=day,
            sha256=self.digests.get(path, ""),
            struck=path in self.struck,
        )

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """Every edition that is published, with its wordings."""
        rows = self.letter.editions.order_by("number")
        return tuple(
            Edition(
                number=row.number,
                day=day,
                wordings=tuple(
                    self.document(
                        edition_path(row.number, language),
                        f"Edition {row.number}, {english_name(language)}",
                        day,
                        language_name(language),
                    )
                    for language in row.languages
                ),
            )
            for row, day in zip(rows, self.days("edition"), strict=False)
        )

    @cached_property
    def first_signatures(self) -> tuple[FirstSignature, ...]:
        """The names under the letter: the first that stand by this edition."""
        edition = self.edition.number
        found = active_records(self.log, "signed", edition=edition, most=FIRST_SHOWN)
        return tuple(
            FirstSignature(
                name=each.record.name,
                by=each.record.by,
                lines=post_lines(each),
                index=each.index,
            )
            for each in found
        )

    def report_page(self) -> ReportPage:
        """Where people who still serve can report."""
        return ReportPage(frame=self.frame, reporting=self.manuscript.reporting)

    def downloads_page(self, list_size: int) -> DownloadsPage:
        """Everything to take along; the files of the list were written at `list_size` entries."""
        documents = [document for edition in self.editions for document in edition.wordings]
        for event, path_of, title in (
            ("rules", rules_path, "Rules"),
            ("addendum", addendum_path, "Addendum"),
            ("delivered", delivery_path, "Delivery"),
        ):
            documents += [
                self.document(path_of(number), f"{title} {number}", day)
                for number, day in enumerate(self.days(event), 1)
            ]
        downloads = (
            Download(CSV_PATH, "Signatories, for a spreadsheet (CSV)", list_size),
            Download(JSON_PATH, "Signatories, for a program (JSON)", list_size),
            Download("count.json", "The figures, for a program (JSON)", self.log.published_size),
        )
        return DownloadsPage(frame=self.frame, downloads=downloads, documents=tuple(documents))

    def check_page(self) -> CheckPage:
        """How anyone checks."""
        return CheckPage(
            frame=self.frame,
            key=self.log.key,
            root_hash=(self.log.figures or {}).get("root", ""),
            verifier_digest=archive_digest(),
            codes=self.manuscript.checks,
        )

    @property
    def bundles(self) -> range:
        """The bundles of the record; each has a page of signatories."""
        return range(-(-self.log.published_size // BUNDLE))

    @cached_property
    def imported_bundles(self) -> tuple[int, ...]:
        """The bundles that have a page of imported names; the first is there if any is."""
        found = imported_bundles(self.log)
        return tuple(sorted({0, *found})) if found else ()

    @cached_property
    def scale(self) -> ServiceScale | None:
        """The years that the letter's terms span, for the lines of service."""
        years = [term.first_year for term in self.manuscript.terms]
        if not years:
            return None
        last = [term.last_year or self.frame.day.year for term in self.manuscript.terms]
        return ServiceScale(first=min(years), last=max(last), changes=tuple(sorted(years)[1:]))

    def signatories_page(self, bundle: int) -> SignatoriesPage:
        """The list page of one bundle."""
        is_last = bundle == self.bundles[-1]
        following = list_path("signatories", bundle + 1)
        if is_last:
            following = list_path("imported", 0) if self.imported_bundles else ""
        return SignatoriesPage(
            frame=self.frame,
            next_path=following,
            bundle=bundle,
            bundles=tuple(self.bundles),
            rows=tuple(self.signatory_rows(bundle)),
            scale=self.scale,
        )

    def signatory_rows(self, bundle: int) -> Iterator[SignatoryRow]:
        """The rows of one bundle."""
        first = bundle * BUNDLE
        signed_on = dict(days_of(self.log, "signed", first=first, end=first + BUNDLE))
        for each in active_records(self.log, "signed", first=first, end=first + BUNDLE):
            yield SignatoryRow(
                index=each.index,
                record=each.record,
                checks=check_sentence(each.record.checks or {}),
                signed=signed_on[each.index],
                edition=each.edition or 0,
                service=service_line(each.record.posts, self.scale) if self.scale else None,
            )

    def imported_page(self, bundle: int) -> ImportedPage:
        """The page of names from earlier lists in one bundle, apart from the others."""
        place = self.imported_bundles.index(bundle)
        following = self.imported_bundles[place + 1 : place + 2]
        first = bundle * BUNDLE
        sources = self.sources
        rows = active_records(self.log, "imported", first=first, end=first + BUNDLE)
        return ImportedPage(
            frame=self.frame,
            next_path=list_path("imported", following[0]) if following else "",
            bundle=bundle,
            bundles=self.imported_bundles,
            rows=tuple(
                ImportedRow(
                    index=each.index, record=each.record, source=self.source_of(each, sources)
                )
                for each in rows
            ),
            sources=tuple(sources.values()),
        )

    @cached_property
    def sources(self) -> Mapping[str, ImportSource]:
        """The earlier lists that are shown, by the SHA-256 of their bytes."""
        return {
            each.sha256: ImportSource(
                number=number, address=each.source_url, day=each.source_day, sha256=each.sha256
            )
            for number, each in enumerate(shown_lists(self.letter), 1)
            if each.source_day
        }

    @staticmethod
    def source_of(each: OpenRecord, sources: Mapping[str, ImportSource]) -> int:
        """The number of the list that an imported name comes from."""
        found = sources.get(each.source)
        return found.number if found else 0


def figures_of(count: Mapping[str, Any]) -> Figures:
    """The figures in a `count.json` that the log keeps as an object."""
    return Figures(**{name: count[name] for name in Figures.__dataclass_fields__})


def post_lines(each: OpenRecord) -> tuple[str, ...]:
    """A signatory's posts, a line each: title, office."""
    return tuple(
        ", ".join(part for part in (post.title, post.office) if part) for post in each.record.posts
    )
