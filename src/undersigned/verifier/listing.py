"""Step 8: what the pages show is what the record says, figure by figure and row by row."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol

from undersigned.evidence.figures import Figures
from undersigned.evidence.records import Post, Record, parse_record
from undersigned.tlog.errors import Malformed
from undersigned.tlog.wire import parse_decimal
from undersigned.verifier.chain import read_first_page, walk
from undersigned.verifier.count import as_members
from undersigned.verifier.pages import Figure, Page, Row
from undersigned.verifier.readings import Moved
from undersigned.verifier.shelf import Shelf
from undersigned.verifier.shown import shows
from undersigned.verifier.site import Site
from undersigned.verifier.verdict import Step, recording

_SPACES = re.compile(r"[ \t\n\f\r]+")
_NUMERALS_NOT_DIGITS = {"No", "Nl"}


class Signatories(Protocol):
    """Who is listed, as the record has it."""

    def listed_at(self, index: int, size: int) -> bool:
        """Say whether a named or imported signature at `index` is active at `size`."""

    def touched_since(self, index: int, size: int) -> bool:
        """Say whether an entry at or past `size` has corrected or ended the one at `index`."""


@dataclass(slots=True)
class Listing:
    """The list while its pages are walked.

    Attributes:
        size: the size at which the list stands.
        signatories: who is listed.
        records: the records' lines by index, as far as step 6 has found them right.
        erased: indices whose rows may be absent with their records, in an archive.
        step: where the verdict goes.
        older: figures of later pages that were counted at an earlier size, with their places. A
            publisher may leave a page as it is while nobody on it changes; what it says of its own
            size has still to be right.
    """

    size: int
    signatories: Signatories
    records: Shelf
    erased: Collection[int]
    step: Step
    older: list[tuple[Figure, str]] = field(default_factory=list)
    passed_over: int = 0
    rows: int = 0
    _seen: bytearray = field(init=False)

    def __post_init__(self) -> None:
        self._seen = bytearray(self.size)

    def check(self, site: Site, origin: str, figures: Figures | None) -> None:
        """Walk the pages and check all that they show.

        Raises:
            Moved: the list has gone on to another size since its first page was read.
        """
        self.step.done = True
        with recording(self.step) as at:
            for path, page in walk(site, origin, self.size):
                at(path)
                self._check_page(site, path, page, figures)
        if self.step.ok is not None:
            self._check_complete()
        self.step.note(f"{self.rows} rows at size {self.size}")
        if self.passed_over:
            self.step.note(
                f"{self.passed_over} rows were corrected or ended since, and not compared"
            )

    def _check_page(self, site: Site, path: str, page: Page, figures: Figures | None) -> None:
        for fault in page.faults:
            self.step.fail(f"{path}, {fault}")
        for figure in page.figures:
            place = f"{path}, line {figure.line}"
            if figure.size == str(self.size):
                self.check_figure(figure, figures, place)
            elif not self._is_older(figure, place):
                self._check_not_moved(site, path)
                self.step.fail(f"{place}: a figure of size {figure.size} in a list of {self.size}")
        for row in page.rows:
            self._check_row(row, f"{path}, line {row.line}")

    def _check_not_moved(self, site: Site, path: str) -> None:
        size = read_first_page(site).size
        if size != self.size:
            raise Moved(path, size)

    def _is_older(self, figure: Figure, place: str) -> bool:
        """Put a figure of an earlier size by; say whether it is one."""
        with recording(self.step) as at:
            at(place)
            older = parse_decimal(figure.size, "data-size") < self.size
            if older:
                self.older.append((figure, place))
            return older
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
        if index >= self.size or not self.signatories.listed_at(index, self.size):
            self.step.fail(f"{place}: entry {index} has a row and is not on the list")
            return
        if self._seen[index]:
            self.step.fail(f"{place}: entry {index} has a row already")
            return
        self._seen[index] = 1
        if not any(name == "name" for name, _ in row.fields):
            self.step.fail(f"{place}: the row of entry {index} shows no field called name")
        if self.signatories.touched_since(index, self.size):
            self.passed_over += 1
            return
        line = self.records.get(index)
        if line is None:
            self.step.gap(f"{place}: entry {index} has no record to compare its row with")
            return
        if shows(row, line):
            return
        for difference in differences(row, parse_record(line)):
            self.step.fail(f"{place}: entry {index}: {difference}")

    def _check_complete(self) -> None:
        for index in range(self.size):
            if self._seen[index] or not self.signatories.listed_at(index, self.size):
                continue
            if index not in self.erased:
                self.step.fail(f"entry {index} is on the list and has no row")


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
