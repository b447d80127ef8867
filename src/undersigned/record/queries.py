"""What other rooms may ask about the record."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, F

from undersigned.evidence.entries import parse_entry
from undersigned.evidence.history import History
from undersigned.evidence.receipts import Receipt
from undersigned.evidence.records import Record, parse_record
from undersigned.record.models import Document, Entry, Log, Opening
from undersigned.record.places import published_folder
from undersigned.record.tree import read_tile
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.merkle import Frontier, inclusion_proof, leaf_hash
from undersigned.tlog.note import Note
from undersigned.tlog.tiles import TILE_WIDTH, tile_hash_reader


@dataclass(frozen=True)
class OpenRecord:
    """An active signature as the record shows it.

    Attributes:
        index: Of the entry that began it.
        event: `signed` or `imported`.
        edition: The newest that it signed; None for an imported one.
        line: Its record, byte for byte.
        source: The list of an imported one: SHA-256 in hex.
    """

    index: int
    event: str
    edition: int | None
    line: bytes
    source: str = ""

    @cached_property
    def record(self) -> Record:
        """What the line says."""
        return parse_record(self.line)


def document(log: Log, path: str) -> bytes | None:
    """A document's bytes; None where there is none, or it was struck."""
    data = Document.objects.filter(log=log, path=path).values_list("data", flat=True).first()
    return None if data is None else bytes(data)


def document_digests(log: Log) -> dict[str, str]:
    """The SHA-256 in hex of every document, by its path; struck ones too."""
    return dict(Document.objects.filter(log=log).values_list("path", "sha256"))


def entries_of(log: Log, subject: str) -> list[tuple[int, str]]:
    """Index and event of each sequenced entry of a subject, in order."""
    # Sorted here: asked for in order, SQLite walks through the whole log in that order.
    return sorted(Entry.objects.filter(log=log, subject=subject).values_list("index", "event"))


def published_entries(log: Log, event: str, subjects: Collection[str]) -> dict[str, int]:
    """The index of each subject's entry of one kind, by subject, where a checkpoint holds it."""
    # By their subjects alone: asked by event or index too, SQLite may walk through all of these.
    rows = Entry.objects.filter(log=log, subject__in=subjects)
    return {
        subject: index
        for subject, index, kind in rows.values_list("subject", "index", "event")
        if kind == event and index < log.published_size
    }


def is_published(log: Log, index: int) -> bool:
    """Whether a published checkpoint holds the entry at this index."""
    return index < log.published_size


def days_of(
    log: Log, event: str, *, first: int = 0, end: int | None = None
) -> list[tuple[int, dt.date]]:
    """Index and day of each published entry of one kind, by index from `first` to `end`."""
    last = log.published_size if end is None else min(end, log.published_size)
    rows = Entry.objects.filter(log=log, event=event, index__gte=first, index__lt=last)
    found = rows.order_by("index").values_list("index", "data")
    return [(index, day_of(bytes(data))) for index, data in found]


def struck_paths(log: Log) -> frozenset[str]:
    """The documents that were struck."""
    return frozenset(Document.objects.filter(log=log, data=None).values_list("path", flat=True))


def imported_bundles(log: Log) -> list[int]:
    """The bundles that hold an imported name, active or not, ascending."""
    rows = Entry.objects.filter(log=log, event="imported", index__lt=log.published_size)
    bundles = rows.annotate(bundle=F("index") / TILE_WIDTH).order_by("bundle")
    return list(bundles.values_list("bundle", flat=True).distinct())


def day_of(entry: bytes) -> dt.date:
    """The day that an entry states, in its third line."""
    return dt.date.fromisoformat(entry.split(b"\n")[2].removeprefix(b"day ").decode())


def active_records(
    log: Log,
    event: str,
    *,
    first: int = 0,
    end: int | None = None,
    edition: int | None = None,
    most: int | None = None,
) -> Iterator[OpenRecord]:
    """The active `signed` or `imported` ones that are published, by index from `first` to `end`.

    Args:
        log: Whose log.
        event: `signed` or `imported`.
        first: The lowest index.
        end: The index after the highest; all if not given.
        edition: Only those that stand by this edition; all if not given.
        most: How many at most; all if not given.
    """
    last = log.published_size if end is None else min(end, log.published_size)
    rows = Opening.objects.filter(
        log=log, event=event, line__isnull=False, index__gte=first, index__lt=last
    ).order_by("index")
    if edition is not None:
        rows = rows.filter(edition=edition)
    members = ("index", "edition", "line", "source")
    for index, held, line, source in rows.values_list(*members)[:most].iterator(2000):
        yield OpenRecord(index, event, held, bytes(line or b""), source)


def active_indices(log: Log, event: str) -> list[int]:
    """The indices of the active published ones."""
    rows = Opening.objects.filter(
        log=log, event=event, line__isnull=False, index__lt=log.published_size
    )
    return list(rows.order_by("index").values_list("index", flat=True))


def held_by_edition(log: Log) -> dict[int, int]:
    """How many active published signatures stand by each edition."""
    rows = Opening.objects.filter(
        log=log, event="signed", line__isnull=False, index__lt=log.published_size
    )
    counted = rows.values_list("edition").annotate(number=Count("id")).order_by("edition")
    return {edition: number for edition, number in counted if edition}


@dataclass(frozen=True)
class Stood:
    """The record as it stood at a size: its history, the root (32 bytes), the last entry's day."""

    history: History
    root: bytes
    day: dt.date


def as_it_stood(log: Log, size: int) -> Stood:
    """Replay the record up to a size from 1 on that is sequenced; takes a pass over its entries."""
    history, frontier, data = History(log.origin), Frontier(), b""
    rows = Entry.objects.filter(log=log, index__lt=size).order_by("index")
    for row in rows.values_list("data", flat=True).iterator(2000):
        data = bytes(row)
        history.apply(parse_entry(data))
        frontier.append(leaf_hash(data))
    return Stood(history, frontier.root(), day_of(data))


def figures(log: Log) -> dict[str, Any] | None:
    """`count.json` as published last, as an object; None before the first publication."""
    return None if log.figures is None else dict(log.figures)


def receipt(log: Log, index: int) -> bytes:
    """The receipt of one active signature, as record-format.md section 8 has it.

    Raises:
        LookupError: when no published checkpoint holds it, it ended, or its correction is about to
            be published.
    """
    opening = Opening.objects.filter(log=log, index=index).first()
    folder = published_folder(log.slug)
    if opening is None or opening.line is None or not is_published(log, index):
        raise LookupError(f"{log.origin} lists nothing active at entry {index}.")
    signed_note = (folder / "checkpoint").read_bytes()
    checkpoint = Checkpoint.parse(Note.parse(signed_note).text)
    # After a correction, the record that stands is what the amending entry committed to.
    proven = index if opening.amended_at_index is None else opening.amended_at_index
    if proven >= checkpoint.size:
        raise LookupError(f"{log.origin} is correcting entry {index} at this moment.")
    entry = Entry.objects.values_list("data", flat=True).get(log=log, index=proven)
    reader = tile_hash_reader(checkpoint.size, lambda tile: read_tile(folder, tile))
    return Receipt(
        entry=bytes(entry),
        record=bytes(opening.line),
        key=log.key,
        index=proven,
        hashes=tuple(inclusion_proof(proven, checkpoint.size, reader)),
        checkpoint=signed_note,
    ).encode()
