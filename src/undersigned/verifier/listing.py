"""Step 8: what the pages show is what the record says, figure by figure and row by row.

Pages are replaced one by one while a letter lives, and caches hold some longer than others. So a
row is looked at in two steps: what does not fit the size of the list is a doubt first, and a fault
only if no entry since that size has begun, corrected or ended the signature it is about.
"""

import re
import unicodedata
from array import array
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from undersigned.evidence.figures import Figures
from undersigned.evidence.records import Post, Record, parse_record
from undersigned.tlog.errors import Malformed
from undersigned.tlog.wire import parse_decimal
from undersigned.verifier.chain import FirstPage, read_whole, walk
from undersigned.verifier.count import as_members
from undersigned.verifier.pages import Figure, Page, PlainPage, Row, parse_text
from undersigned.verifier.shelf import Shelf
from undersigned.verifier.shown import digest_of_records, shows
from undersigned.verifier.site import Site
from undersigned.verifier.verdict import Step, recording

_SPACES = re.compile(r"[ \t\n\f\r]+")
_NUMBER = re.compile(r"[0-9]{1,19}")
_NUMERALS_NOT_DIGITS = {"No", "Nl"}
_DOUBTS_IN_WORDS = 1000
_LARGEST_INDEX = 2**63 - 1


class Signatories(Protocol):
    """Who is listed, as the record has it."""

    def listed_at(self, index: int, size: int) -> bool:
        """Say whether a named or imported signature at `index` is active at `size`."""

    def touched_since(self, index: int, size: int) -> bool:
        """Say whether an entry at or past `size` began, corrected or ended the named one here."""

    def stand_since(self, indices: Sequence[int], size: int) -> bool:
        """Say whether all these were listed at `size` and no entry since then has touched them."""


@dataclass(slots=True)
class Doubts:
    """What does not fit the list at its size: the entries concerned, and what would be said.

    Of more than a thousand the words are not kept.
    """

    failures: dict[int, str] = field(default_factory=dict)
    gaps: dict[int, str] = field(default_factory=dict)
    others: "array[int]" = field(default_factory=lambda: array("Q"))
    beyond: int = 0

    def add(self, index: int, words: str, *, gap: bool = False) -> None:
        """Doubt what is shown of an entry."""
        self.beyond = max(self.beyond, min(index, _LARGEST_INDEX) + 1)
        kept = self.gaps if gap else self.failures
        if len(kept) < _DOUBTS_IN_WORDS:
            kept.setdefault(index, words)
        else:
            self.others.append(min(index, _LARGEST_INDEX))

    def __len__(self) -> int:
        return len(self.failures) + len(self.gaps) + len(self.others)

    @property
    def are_faults(self) -> bool:
        """Whether something shown differs from the record, and is not just uncheckable."""
        return bool(self.failures or self.others)

    def without(self, signatories: Signatories, size: int) -> "Doubts":
        """Return those that no entry from this size on explains."""
        left = Doubts()
        for kept, gap in ((self.failures, False), (self.gaps, True)):
            for index, words in kept.items():
                if not signatories.touched_since(index, size):
                    left.add(index, words, gap=gap)
        for index in self.others:
            if not signatories.touched_since(index, size):
                left.add(index, f"entry {index}: its row and the record differ")
        return left


@dataclass(slots=True)
class Listing:
    """The list while its pages are walked.

    Attributes:
        size: the size at which the list stands, and the first of its pages.
        since: the size from which on what happened may show on one page and not on another.
        signatories: who is listed.
        records: the records' lines by index, as far as step 6 has found them right.
        erased: indices whose rows may be absent with their records, in an archive.
        step: where the verdict goes.
        figures: what the pages count, with their places. A publisher may leave a page as it is
            while nobody on it changes; what it says of its own size has to be right.
        doubts: what does not fit the list's size.
    """

    size: int
    since: int
    signatories: Signatories
    records: Shelf
    erased: Collection[int]
    step: Step
    figures: list[tuple[Figure, str]] = field(default_factory=list)
    doubts: Doubts = field(default_factory=Doubts)
    passed_over: int = 0
    rows: int = 0
    _seen: bytearray = field(init=False)
    _seen_beyond: set[int] = field(default_factory=set)
    _unseen: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._seen = bytearray(self.size)

    def walk(
        self,
        site: Site,
        origin: str,
        first: FirstPage,
        told: Callable[[str], PlainPage | None] = lambda _: None,
    ) -> None:
        """Walk the pages and take what they show: into the step, the figures and the doubts.

        Those that another process has `told` are read here only where they don't fit.
        """
        self.step.done = True
        with recording(self.step) as at:
            for path, page in walk(site, origin, first, told):
                at(path)
                if isinstance(page, Page):
                    self._check_page(path, page)
                elif not self._take_plain(path, page):
                    again = parse_text(page.text) if page.text else read_whole(site, path)
                    self._check_page(path, again)
                # What is wrong with reading the next page is said of that one.
                at("")
        if self.step.ok is not None:
            self._doubt_missing()
        self.doubts = self.doubts.without(self.signatories, self.since)
        self.step.note(f"{self.rows} rows at size {self.size}")
        if self.passed_over:
            self.step.note(
                f"{self.passed_over} rows were corrected or ended since, and not compared"
            )

    def explain(self, later: Signatories) -> None:
        """Drop the doubts about which the letter as it is later has something to say."""
        self.doubts = self.doubts.without(later, self.since)

    def conclude(self) -> None:
        """Make failures of the doubts that are left."""
        for words in self.doubts.failures.values():
            self.step.fail(words)
        for words in self.doubts.gaps.values():
            self.step.gap(words)
        for index in self.doubts.others:
            self.step.fail(f"entry {index}: its row and the record differ")

    def _check_page(self, path: str, page: Page) -> None:
        self._unseen |= {int(entry) for entry in page.unseen if _NUMBER.fullmatch(entry)}
        for fault in page.faults:
            self.step.fail(f"{path}, {fault}")
        self._take_figures(path, page.figures)
        for row in page.rows:
            self._check_row(row, f"{path}, line {row.line}")

    def _take_figures(self, path: str, figures: Sequence[Figure]) -> None:
        for figure in figures:
            place = f"{path}, line {figure.line}"
            with recording(self.step) as at:
                at(place)
                parse_decimal(figure.size, "data-size")
                self.figures.append((figure, place))

    def _take_plain(self, path: str, page: PlainPage) -> bool:
        """Take a page's rows at once, if nothing can be said of any of them; say whether so."""
        indices = list(map(int, page.entries))
        if list(map(str, indices)) != page.entries or sorted(set(indices)) != indices:
            return False
        if not self.signatories.stand_since(indices, self.size):
            return False
        lines = self.records.neighbours(indices)
        if any(map(self._seen.__getitem__, indices)) or lines is None:
            return False
        if page.digest != digest_of_records(lines):
            return False
        for index in indices:
            self._seen[index] = 1
        self.rows += len(indices)
        self._take_figures(path, page.figures)
        return True

    def check_figure(self, figure: Figure, figures: Figures | None, place: str) -> None:
        """Check one figure against those counted at its size; None where they could not be."""
        if figures is None:
            self.step.gap(f"{place}: its figures could not be counted")
            return
        counted = figure_values(figures, int(figure.size))
        if figure.name not in counted:
            self.step.fail(f"{place}: no figure of the record is called {figure.name!r}")
            return
        expected = str(counted[figure.name])
        if figure.value != expected:
            self.step.fail(
                f"{place}: the {figure.name} figure: expected {expected}, "
                f"got the value {figure.value!r}"
            )
        elif shown_digits(figure.text) != expected:
            self.step.fail(
                f"{place}: the {figure.name} figure: expected {expected}, "
                f"got the text {figure.text!r}"
            )

    def _check_row(self, row: Row, place: str) -> None:
        try:
            index = parse_decimal(row.entry, "data-entry")
        except Malformed as error:
            self.step.fail(f"{place}: {error}")
            return
        self.rows += 1
        if (index < self.size and self._seen[index]) or index in self._seen_beyond:
            self.doubts.add(index, f"{place}: entry {index} has a row already")
            return
        if index < self.size:
            self._seen[index] = 1
        else:
            self._seen_beyond.add(index)
        if index >= self.size or not self.signatories.listed_at(index, self.size):
            self.doubts.add(index, f"{place}: entry {index} has a row and is not on the list")
            return
        if not any(name == "name" for name, _ in row.fields):
            self.step.fail(f"{place}: the row of entry {index} shows no field called name")
        if self.signatories.touched_since(index, self.size):
            self.passed_over += 1
            return
        self._compare(index, row, place)

    def _compare(self, index: int, row: Row, place: str) -> None:
        line = self.records.get(index)
        if line is None:
            words = f"{place}: entry {index} has no record to compare its row with"
            self.doubts.add(index, words, gap=True)
            return
        if shows(row, line):
            return
        found = differences(row, parse_record(line))
        if found:
            self.doubts.add(index, f"{place}: entry {index}: {'; '.join(found)}")

    def _doubt_missing(self) -> None:
        for index in range(self.size):
            if self._seen[index] or not self.signatories.listed_at(index, self.size):
                continue
            if index not in self.erased:
                row = "a row that no reader sees" if index in self._unseen else "no row"
                self.doubts.add(index, f"entry {index} is on the list and has {row}")


def figure_values(figures: Figures, size: int) -> dict[str, int]:
    """Return the figures that a page may show, by the name it gives in ``data-undersigned``.

    Args:
        figures: those of the record.
        size: the size that they were counted at, which is one of them.
    """
    members = as_members(figures).items()
    values = {name: value for name, value in members if isinstance(value, int)}
    values["size"] = size
    values["removed"] = sum(figures.removed.values())
    values |= {f"removed.{reason}": count for reason, count in figures.removed.items()}
    return values


def shown_digits(text: str) -> str:
    """Return the digits that a reader sees in a text, of any script, as ASCII digits.

    Numerals that are no digits, such as ² or ½, come through as they are, so that nothing equals
    them.
    """
    shown = []
    for character in text:
        if character.isdecimal():
            shown.append(str(unicodedata.decimal(character)))
        elif unicodedata.category(character) in _NUMERALS_NOT_DIGITS:
            shown.append(character)
    return "".join(shown)


def differences(row: Row, record: Record) -> list[str]:
    """Return what a row shows otherwise than the record, one clause each.

    A row may leave fields out. What it shows of a scalar is the whole of it; where it shows one
    term of `served`, one post, or one part of the posts, it shows all, in the record's order.
    """
    scalars = {
        "letter": record.letter,
        "edition": "" if record.edition is None else str(record.edition),
        "language": record.language or "",
        "as": record.as_,
        "name": record.name,
        "by": record.by,
        "years": "" if record.years is None else str(record.years),
        "place": record.place,
        "statement": record.statement,
    }
    lists = {"served": list(record.served)}
    for part in ("title", "office", "from", "to"):
        lists[part] = [text for post in record.posts if (text := _parts(post)[part])]
    found = [
        f"{name}: expected {_plain(scalars[name])!r}, got {_plain(text)!r}"
        for name, text in row.fields
        if name in scalars and _plain(text) != _plain(scalars[name])
    ]
    for field_name, expected in lists.items():
        shown = [_plain(text) for name, text in row.fields if name == field_name]
        if shown and shown != [_plain(each) for each in expected]:
            found.append(f"{field_name}: expected {expected!r}, got {shown!r}")
    if row.posts:
        found += _differences_of_posts(row, record)
    return found


def _differences_of_posts(row: Row, record: Record) -> list[str]:
    if len(row.posts) != len(record.posts):
        return [f"posts: expected {len(record.posts)} of them, got {len(row.posts)}"]
    found = []
    for number, (shown, post) in enumerate(zip(row.posts, record.posts, strict=True), 1):
        parts = _parts(post)
        found += [
            f"post {number}, {name}: expected {_plain(parts[name])!r}, got {_plain(text)!r}"
            for name, text in shown.items()
            if _plain(text) != _plain(parts[name])
        ]
    return found


def _parts(post: Post) -> dict[str, str]:
    return {"title": post.title, "office": post.office, "from": post.from_, "to": post.to}


def _plain(text: str) -> str:
    """Return a text as a browser lays it out: a run of HTML's spaces is one, none at the ends."""
    return _SPACES.sub(" ", text).strip(" ")
