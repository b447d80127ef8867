"""What the desk says of each signature, held against what the record says of it."""

from collections import defaultdict
from collections.abc import Iterator

from undersigned.audit.queries import subjects_of
from undersigned.config.doctor.replay import Replayed
from undersigned.evidence.history import Slot
from undersigned.evidence.records import Record, parse_record
from undersigned.letters.models import Letter
from undersigned.record.models import Opening
from undersigned.signing.consents import SIGN
from undersigned.signing.line import posts_of
from undersigned.signing.models import Consent, ImportedName, Signature
from undersigned.signing.states import State
from undersigned.tlog.errors import Malformed

ENDINGS = {State.WITHDRAWN: "withdrawn", State.REMOVED: "removed"}
SAID = ("name", "by", "place", "statement", "years")
SAID_OF_IMPORTED = ("name", "place", "years")


Faults = dict[str, list[int]]


def desk_faults(letter: Letter, read: Replayed, using: str) -> Iterator[str]:
    """What the signatures at the desk say otherwise than the record, the trail and the consents."""
    faults: Faults = defaultdict(list)
    indices = {subject: index for index, subject in read.begun.items()}
    lines = _lines(letter, "signed", using)
    told = {
        verb: subjects_of("signature", letter.slug, verb, using)
        for verb in ("confirmed", "accepted", "withdrew", "disowned", "removed")
    }
    agreed = _agreed(letter, using)
    known = set()
    for row in Signature.objects.using(using).filter(letter=letter).order_by("pk").iterator(2000):
        index = indices.get(f"signature:{row.pk}")
        if row.entry is not None and row.entry != index:
            faults["name an entry that is another's"].append(row.pk)
        slot = None if index is None else read.history.slots.get(index)
        waiting = read.waiting.get(f"signature:{row.pk}", set())
        if index is not None:
            known.add(index)
        for fault in _of_standing(row, slot, waiting, read, told):
            faults[fault].append(row.pk)
        if row.state == State.ACCEPTED:
            for fault in _of_words(row, slot, waiting, lines.get(index or 0), agreed):
                faults[fault].append(row.pk)
    yield from _in_words("signatures at the desk", faults)
    yield from _of_nobody(
        set(lines) - known,
        read,
        "entries are active in the record, and no signature at the desk is theirs",
    )


def _of_standing(
    row: Signature,
    slot: Slot | None,
    waiting: set[str],
    read: Replayed,
    told: dict[str, set[int]],
) -> Iterator[str]:
    ending = ENDINGS.get(State(row.state))
    active = slot is not None and slot.active
    if row.state == State.ACCEPTED:
        if slot is None and "signed" not in waiting:
            yield "are accepted, and the record was never asked for them"
        elif slot is not None and not slot.active:
            yield "are accepted, and the record ended them"
        if row.pk not in told["confirmed"] & told["accepted"]:
            yield "are accepted, and the trail does not tell that they were confirmed and accepted"
    elif active and not waiting & {"withdrawn", "removed"}:
        yield "stand in the record, and do not stand at the desk"
    if slot is not None and slot.ended_by is not None and ending is not None:
        if read.events.get(slot.ended_by) != ending:
            yield "ended otherwise in the record than at the desk"
        by_owner = row.pk in told["withdrew"] or row.pk in told["disowned"]
        if not (by_owner if ending == "withdrawn" else row.pk in told["removed"]):
            yield "ended, and the trail does not tell that somebody ended them"


def _of_words(
    row: Signature,
    slot: Slot | None,
    waiting: set[str],
    line: bytes | None,
    agreed: dict[int, tuple[int, str]],
) -> Iterator[str]:
    if agreed.get(row.pk) != (row.edition, row.language):
        yield "stand by words that their owner did not agree to last"
    if slot is None or line is None:
        return
    if "reconfirmed" not in waiting and (slot.edition, slot.language) != (
        row.edition,
        row.language,
    ):
        yield "stand by other words at the desk than in the record"
    record = _parsed(line)
    if record is None or "amended" in waiting:
        return
    says = [getattr(record, name) == getattr(row, name) for name in SAID]
    if not all([*says, record.as_ == row.kind, record.served == tuple(row.served),
                record.posts == posts_of(row)]):  # fmt: skip
        yield "have another line at the desk than in the record"


def imported_faults(letter: Letter, read: Replayed, using: str) -> Iterator[str]:
    """What the names of earlier lists say at the desk otherwise than in the record."""
    faults: Faults = defaultdict(list)
    indices = {subject: index for index, subject in read.begun.items()}
    lines = _lines(letter, "imported", using)
    known = set()
    rows = ImportedName.objects.using(using).filter(source__letter=letter).order_by("pk")
    for row in rows.iterator(2000):
        index = indices.get(f"imported:{row.pk}")
        slot = None if index is None else read.history.slots.get(index)
        waiting = read.waiting.get(f"imported:{row.pk}", set())
        if index is not None:
            known.add(index)
        if row.entry is not None and row.entry != index:
            faults["name an entry that is another's"].append(row.pk)
        if slot is None or not slot.active or "removed" in waiting:
            continue
        record = _parsed(lines.get(slot.index) or b"")
        if row.hidden_at is not None:
            faults["were taken off at the desk, and stand in the record"].append(row.pk)
        elif record is not None and not all(
            [*(getattr(record, name) == getattr(row, name) for name in SAID_OF_IMPORTED),
             record.as_ == row.kind, record.posts == posts_of(row)]
        ):  # fmt: skip
            faults["say something else at the desk than in the record"].append(row.pk)
    yield from _in_words("names of earlier lists", faults)
    yield from _of_nobody(
        set(lines) - known,
        read,
        "imported entries are active in the record, and no list at the desk has them",
    )


def _of_nobody(unknown: set[int], read: Replayed, fault: str) -> Iterator[str]:
    """What is told of active entries that nothing at the desk is known for."""
    active = sorted(index for index in unknown if read.history.slots.ended_by(index) is None)
    if active:
        yield f"{len(active):,} {fault} (the first is entry {active[0]})."


def _lines(letter: Letter, event: str, using: str) -> dict[int, bytes | None]:
    """The places of a kind that begun entries have, each with its line."""
    rows = Opening.objects.using(using).filter(log=letter.log, event=event)
    return {index: None if line is None else bytes(line)
            for index, line in rows.values_list("index", "line").iterator(2000)}  # fmt: skip


def _agreed(letter: Letter, using: str) -> dict[int, tuple[int, str]]:
    """The newest wording that each signer agreed to sign."""
    given = Consent.objects.using(using).filter(signature__letter=letter, kind=SIGN)
    found = given.order_by("edition").values_list("signature", "edition", "language")
    return {signature: (edition, language) for signature, edition, language in found}


def _parsed(line: bytes) -> Record | None:
    try:
        return parse_record(line)
    except Malformed:
        return None  # told by what it opens


def _in_words(what: str, faults: Faults) -> Iterator[str]:
    for fault, numbers in sorted(faults.items()):
        yield f"{len(numbers):,} {what} {fault} (the first is number {numbers[0]})."
