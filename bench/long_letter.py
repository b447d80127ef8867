"""Write a published letter of any length into a folder, the same for the same length.

    python bench/long_letter.py --count 100000 FOLDER

Everything is there that a verifier reads: checkpoint, tiles, bundles, records, documents,
witnesses, count.json, and the pages, written by the templates that publishing uses. Nothing of it
goes through a database. Of the signatures one in ten is of an earlier list, one in fifty an
organisation's, one in seven has a name beyond ASCII, one in three shows a post with its years and
one in five a place; one in a hundred was withdrawn, one in two hundred corrected, one in five
hundred removed.
"""

import argparse
import datetime as dt
import hashlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import django  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings_of_tests")
django.setup()

from letter_press import Press  # noqa: E402
from publishing.example_letter import SCALE, letter_page  # noqa: E402
from undersigned.evidence import entries as kinds  # noqa: E402
from undersigned.evidence.documents import digest, edition_path, rules_path  # noqa: E402
from undersigned.evidence.figures import Figures, encode_count  # noqa: E402
from undersigned.evidence.history import History  # noqa: E402
from undersigned.evidence.records import Post, Record, commitment  # noqa: E402
from undersigned.evidence.records_file import encode_records, records_path  # noqa: E402
from undersigned.publishing.drawings import service_line  # noqa: E402
from undersigned.publishing.list_pages import (  # noqa: E402
    ImportedPage,
    ImportedRow,
    ImportSource,
    SignatoriesPage,
    SignatoryRow,
)
from undersigned.publishing.pages import Frame, list_path  # noqa: E402
from undersigned.publishing.rendering import render  # noqa: E402
from undersigned.publishing.wordings import check_sentence  # noqa: E402
from undersigned.tlog.checkpoint import Checkpoint  # noqa: E402
from undersigned.tlog.merkle import leaf_hash, tree_root  # noqa: E402
from undersigned.tlog.note import Note, NoteSignature  # noqa: E402
from undersigned.tlog.tiles import TILE_WIDTH, encode_bundle, entries_path, tile_path  # noqa: E402

ORIGIN = "letters.ruritania.example/fair-courts"
FIRST_DAY = dt.date(2026, 1, 12)
DAYS = 60
SOURCE = hashlib.sha256(b"an earlier list").hexdigest()
FIRST = ("Anka", "Rudi", "Mirna", "Hanno", "Yrsa", "Nikol", "Ines", "Odo", "Vesna", "Tilo")
BEYOND = ("Björn", "Éva", "Žofie", "José", "Søren", "Zoë", "Ömer", "Łucja", "Αλέξης", "Ольга")
LAST = ("Gorlice", "Passau", "Querlon", "Istrova", "Rassendy", "Lommquist", "Zenda", "Aldous")
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "el")]


@dataclass
class LongLetter:
    """A letter while it is made: its entries, the current records, the days of signing."""

    count: int
    press: Press
    history: History = field(default_factory=lambda: History(ORIGIN))
    entries: list[bytes] = field(default_factory=list)
    records: dict[int, Record] = field(default_factory=dict)
    signed_on: dict[int, dt.date] = field(default_factory=dict)

    def add(self, entry: kinds.Entry) -> int:
        """Append an entry by the rules that a verifier holds it to."""
        self.history.apply(entry)
        self.entries.append(entry.encode())
        return len(self.entries) - 1

    def fill(self) -> None:
        """Begin the letter, and have everybody sign."""
        rules, text = b"# Rules\n", b"# A sentence is not a favour\n"
        self.press.documents = {rules_path(1): rules, edition_path(1, "en"): text}
        self.add(kinds.Rules(ORIGIN, FIRST_DAY, 1, digest(rules), None))
        self.add(kinds.Edition(ORIGIN, FIRST_DAY, 1, (("en", digest(text)),)))
        for number in range(self.count):
            day = FIRST_DAY + dt.timedelta(days=number * DAYS // self.count)
            self._sign(number, day)
            if turn(number, 100, 57):
                self._end(kinds.Withdrawn(ORIGIN, day, self._someone(number)))
            if turn(number, 500, 311):
                self._end(kinds.Removed(ORIGIN, day, self._someone(number), "duplicate"))
            if turn(number, 200, 123):
                self._correct(self._someone(number), day)

    def _sign(self, number: int, day: dt.date) -> None:
        record = person(number, day)
        hashed = commitment(record.encode())
        if record.checks is None:
            index = self.add(kinds.Imported(ORIGIN, day, SOURCE, record.as_, hashed))
        else:
            codes = tuple(sorted(record.checks))
            index = self.add(kinds.Signed(ORIGIN, day, 1, "en", record.as_, hashed, codes))
            self.signed_on[index] = day
        self.records[index] = record

    def _someone(self, number: int) -> int:
        """An earlier signature that is still active, the same for the same number."""
        index = int.from_bytes(seeded(f"who {number}")[:6], "big") % len(self.entries)
        while index not in self.records:
            index = (index + 1) % len(self.entries)
        return index

    def _end(self, entry: kinds.Withdrawn | kinds.Removed) -> None:
        self.add(entry)
        del self.records[entry.entry]

    def _correct(self, index: int, day: dt.date) -> None:
        record = self.records[index]
        record = replace(record, salt=seeded(f"corrected {len(self.entries)}"), place="Streslau")
        codes = None if record.checks is None else tuple(sorted(record.checks))
        self.add(kinds.Amended(ORIGIN, day, index, commitment(record.encode()), codes))
        self.records[index] = record


def turn(number: int, each: int, place: int) -> bool:
    """Say whether it is the turn of the one in so many that has this place."""
    return number % each == place


def seeded(text: str) -> bytes:
    """Return 32 bytes that are always the same for a text."""
    return hashlib.sha256(text.encode()).digest()


def person(number: int, day: dt.date) -> Record:
    """Return somebody, always the same for the same number."""
    chance = seeded(f"person {number}")
    made = "".join(SYLLABLES[byte % len(SYLLABLES)] for byte in chance[:4]).capitalize()
    first = (BEYOND if turn(number, 7, 3) else FIRST)[chance[4] % 10]
    name = f"{first} {made}-{LAST[chance[5] % len(LAST)]}"
    since = 1985 + chance[6] % 30
    post = Post("Counsel", "Courts Administration", str(since), str(since + chance[7] % 12))
    signed = not turn(number, 10, 9)
    organisation = turn(number, 50, 11)
    days = {"mail": day, "desk": day} if number % 2 else {"mail": day}
    return Record(
        salt=seeded(f"salt {number}"),
        letter=ORIGIN,
        as_="organisation" if organisation else "person",
        name=f"Friends of {made}" if organisation else name,
        by=name if organisation else "",
        edition=1 if signed else None,
        language="en" if signed else None,
        posts=(post,) if turn(number, 3, 0) and not organisation else (),
        place="Strelsau" if turn(number, 5, 2) else "",
        statement="I tried cases for both; I sign with my own hand." if turn(number, 40, 5) else "",
        checks=dict(sorted(days.items())) if signed else None,
    )


def write_log(letter: LongLetter, press: Press) -> bytes:
    """Write bundles, tiles, records and the checkpoint; return the root."""
    hashes = [leaf_hash(entry) for entry in letter.entries]
    size, level = len(hashes), 0
    for start in range(0, size, TILE_WIDTH):
        bundle = letter.entries[start : start + TILE_WIDTH]
        number = start // TILE_WIDTH
        press.put(entries_path(number, len(bundle)), encode_bundle(bundle))
        found = [letter.records.get(start + place) for place in range(len(bundle))]
        lines = [None if each is None else each.encode() for each in found]
        press.put(records_path(number), encode_records(size, lines))
    root, below = tree_root(hashes), hashes
    while below:
        for start in range(0, len(below), TILE_WIDTH):
            tile = below[start : start + TILE_WIDTH]
            press.put(tile_path(level, start // TILE_WIDTH, len(tile)), b"".join(tile))
        full = len(below) // TILE_WIDTH
        below = [tree_root(below[n * TILE_WIDTH : (n + 1) * TILE_WIDTH]) for n in range(full)]
        level += 1
    for path, document in press.documents.items():
        press.put(path, document)
    press.put("witnesses", press.policy())
    text = Checkpoint(ORIGIN, size, root).text()
    signed = press._signer.sign(text.encode())  # noqa: SLF001 - the tests' own press
    press.put("checkpoint", Note(text, (NoteSignature(ORIGIN, press.key.key_id, signed),)).encode())
    return root


def pages(letter: LongLetter, figures: Figures) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of the letter's page and those of both lists, as publishing does."""
    size = len(letter.entries)
    first = letter_page()
    frame = Frame(
        title="A sentence is not a favour",
        organiser=first.frame.organiser,
        origin=ORIGIN,
        figures=figures,
        size=size,
        day=FIRST_DAY + dt.timedelta(days=DAYS),
        sign_for="people who have left the Department of Justice of Ruritania",
    )
    first = replace(first, frame=frame, next_path="signatories/")
    yield first.path, render(first)
    bundles = tuple(range(-(-size // TILE_WIDTH)))
    named = [sorted(bundle) for bundle in _by_bundle(letter, len(bundles))]
    imported = tuple(
        bundle
        for bundle in bundles
        if bundle == 0 or any(letter.records[index].checks is None for index in named[bundle])
    )
    for bundle in bundles:
        following = list_path("signatories", bundle + 1)
        page = SignatoriesPage(
            frame=frame,
            next_path=list_path("imported", 0) if bundle == bundles[-1] else following,
            bundle=bundle,
            bundles=bundles,
            scale=SCALE,
            rows=tuple(_rows(letter, named[bundle])),
        )
        yield page.path, render(page)
    source = ImportSource(number=1, address="https://list.example/", day=FIRST_DAY, sha256=SOURCE)
    for bundle, after in zip(imported, [*imported[1:], None], strict=True):
        others = ImportedPage(
            frame=frame,
            next_path="" if after is None else list_path("imported", after),
            bundle=bundle,
            bundles=imported,
            rows=tuple(
                ImportedRow(index=index, record=letter.records[index])
                for index in named[bundle]
                if letter.records[index].checks is None
            ),
            sources=(source,),
        )
        yield others.path, render(others)


def _by_bundle(letter: LongLetter, count: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(count)]
    for index in letter.records:
        found[index // TILE_WIDTH].append(index)
    return found


def _rows(letter: LongLetter, indices: list[int]) -> Iterator[SignatoryRow]:
    for index in indices:
        record = letter.records[index]
        if record.checks is not None:
            yield SignatoryRow(
                index=index,
                record=record,
                checks=check_sentence(record.checks),
                signed=letter.signed_on[index],
                edition=1,
                service=service_line(record.posts, SCALE),
            )


def write_letter(folder: Path, count: int) -> Path:
    """Write the letter of so many signatures, unless the folder holds it already."""
    whole = folder / "checkpoint"
    if not whole.exists():
        press = Press(folder, ORIGIN)
        letter = LongLetter(count, press)
        letter.fill()
        size, figures = len(letter.entries), letter.history.figures()
        for path, page in pages(letter, figures):
            press.put(path, page)
        root = write_log(letter, press)
        press.put("count.json", encode_count(ORIGIN, size, root, figures))
    return folder


def main() -> None:
    """Write one."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--count", type=int, default=100_000)
    words.add_argument("folder", type=Path)
    given = words.parse_args()
    write_letter(given.folder, given.count)


if __name__ == "__main__":
    main()
