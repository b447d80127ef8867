"""Is the record in the database the one that was signed, and does the desk say what it says.

Everything is read at one moment, so that what is being written meanwhile makes no false alarm.
"""

from collections.abc import Iterator

from undersigned.config.backup.writing import snapshot
from undersigned.config.doctor.desk import desk_faults, imported_faults
from undersigned.config.doctor.findings import Finding, good, wrong
from undersigned.config.doctor.replay import Replayed, replay
from undersigned.evidence.documents import digest
from undersigned.evidence.records import commitment
from undersigned.letters.models import Letter
from undersigned.record.errors import RecordRefused
from undersigned.record.models import Document, Log, Opening
from undersigned.record.places import signed_path
from undersigned.record.signed import SignedTree, read_signed, shown_tree, signed_everywhere
from undersigned.verifier.verdict import FIGURES

MEND = (
    "Stop the worker, so that nothing of it goes out, and keep a copy of the database. Compare it "
    "with the newest backup and with what the trail at the desk says was decided; then put back "
    "what was changed, or restore as docs/how-to/back-up-and-restore.md says. Somebody or "
    "something wrote to the database behind the program: see who can."
)


def look_at_agreement() -> Iterator[Finding]:
    """Each letter in turn."""
    letters = {each.slug: _signed_here(each.slug) for each in Letter.objects.order_by("slug")}
    with snapshot() as using:
        for slug, known in letters.items():
            letter = Letter.objects.using(using).select_related("log").get(slug=slug)
            yield from agreement(letter, known, using)


def agreement(letter: Letter, known: list[SignedTree], using: str) -> Iterator[Finding]:
    """What does not agree about one letter.

    Args:
        letter: Read from that database.
        known: What was signed, as files tell, read before the database was.
        using: The alias of the database; others may write to it meanwhile only where this is a
            look at one moment.
    """
    log = letter.log
    everywhere = signed_everywhere(log, using)
    trees = known if everywhere is None else [*known, everywhere]
    read = replay(log, {each.size for each in trees}, using)
    faults = list(record_faults(log, trees, read, using))
    if not read.fault:
        faults += letter_faults(letter, read, using)
        faults += desk_faults(letter, read, using)
        faults += imported_faults(letter, read, using)
    subject = f"Record of {letter.slug}"
    for fault in faults:
        yield wrong(subject, fault, MEND)
    if not faults:
        size = read.history.size
        yield good(subject, f"The database holds its {size:,} entries as signed; the desk agrees.")


def record_faults(log: Log, trees: list[SignedTree], read: Replayed, using: str) -> Iterator[str]:
    """What is wrong with the record in the database by itself."""
    if read.fault:
        yield read.fault
        return
    if read.history.size != log.size:
        yield f"The database holds {read.history.size} entries, and says that it has {log.size}."
    for tree in trees:
        if tree.size <= read.history.size and read.roots.get(tree.size) != tree.root:
            yield f"Its first {tree.size} entries in the database are others than were signed."
            break
    if log.published_size and read.published is not None:
        shown = log.figures or {}
        told = [name for name in FIGURES if shown.get(name) != getattr(read.published, name)]
        if told:
            yield f"Its figures in the database are not those of its entries: {', '.join(told)}."
    yield from _document_faults(log, read, using)
    yield from _opening_faults(log, read, using)


def letter_faults(letter: Letter, read: Replayed, using: str) -> Iterator[str]:
    """What the letter's own rows say otherwise than the record."""
    asked = read.waiting[""]
    if not asked & {"closed", "reopened"} and letter.is_open != read.history.open:
        stands = "open" if letter.is_open else "closed"
        yield f"The desk says that the letter is {stands}, and the record says that it is not."
    editions = letter.editions.using(using).count()
    if "edition" not in asked and editions != read.history.edition:
        yield f"The desk has {editions} editions, and the record has {read.history.edition}."


def _document_faults(log: Log, read: Replayed, using: str) -> Iterator[str]:
    kept = set()
    for path, data, sha256 in (
        Document.objects.using(using).filter(log=log).values_list("path", "data", "sha256")
    ):
        kept.add(path)
        committed = read.history.documents.get(path, sha256)
        if data is None:
            if path not in read.history.struck:
                yield f"{path} is gone from the database, and no entry struck it."
        elif not digest(bytes(data)) == sha256 == committed:
            yield f"{path} in the database has other words than those that the record commits to."
    for path in sorted(set(read.history.documents) - kept):
        yield f"{path} is not in the database, although the record commits to it."


def _opening_faults(log: Log, read: Replayed, using: str) -> Iterator[str]:
    slots, bad, there = read.history.slots, [], 0
    newest = dict(slots.openings())
    rows = Opening.objects.using(using).filter(log=log).order_by("index")
    for index, event, edition, line in rows.values_list(
        "index", "event", "edition", "line"
    ).iterator(2000):
        there += 1
        opened = None if line is None else bytes.fromhex(commitment(bytes(line)))
        kind = read.begun.get(index) is not None and slots[index].kind
        if (event, edition or 0, opened) != (kind, slots.edition(index) if kind else 0,
                                             newest.get(index)):  # fmt: skip
            bad.append(index)
    if bad:
        yield (
            f"What {len(bad):,} entries open in the database is not what they commit to (the first "
            f"is entry {bad[0]}): a line was changed, taken out, exchanged or moved."
        )
    if there != len(slots):
        yield f"The database has places for {there:,} signatures, the record for {len(slots):,}."


def _signed_here(slug: str) -> list[SignedTree]:
    """What files of this host tell; what can't be read is told by another look."""
    try:
        found = [read_signed(signed_path(slug)), shown_tree(slug)]
    except (RecordRefused, OSError):
        return []
    return [each for each in found if each is not None]
