"""What was erased, as numbers and marks: so that an older backup does not bring it back.

A backup holds what people gave at its time. Whoever withdrew afterwards is in it still, so beside
the backups lies a list that each new backup writes anew: which rows have been emptied, which
addresses must be left alone, by their keyed digests, and nothing of what stood in them. Restoring
an older backup empties those rows again.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import transaction

from undersigned.audit.actors import Actor
from undersigned.config.backup.container import BackupRefused
from undersigned.outbox.actions.restored import complained
from undersigned.outbox.models import CameBack
from undersigned.outbox.states import COMPLAINT
from undersigned.record.storage import PRIVATE_FILE, locked, write_synced
from undersigned.signing.actions.imports import hide_again
from undersigned.signing.actions.restored import end_again, never_again, refuse_address
from undersigned.signing.models import ImportedName, NeverAgain, Refusal, Signature
from undersigned.signing.states import NotPossible

ERASURES = "erasures.jsonl"
LOCK = ".erasures.lock"
KINDS = frozenset({"signature", "imported", "never", "refusal", "complaint"})


@dataclass(frozen=True)
class Erasure:
    """One row that was emptied, or one address that is to be left alone.

    Attributes:
        kind: `signature` or `imported`; `never` for an address that wants no invitation, `refusal`
            for one whose owner did not sign, `complaint` for one that wants no mail.
        number: Of the row, of a refusal's letter, else 0.
        state: In which a signature ended; else empty.
        at: When, in UTC, as ISO 8601 has it.
        digest: What keeps an imported name from being taken again, or the address's keyed digest;
            empty for a signature.
    """

    kind: str
    number: int
    state: str
    at: str
    digest: str


def erasures(using: str) -> list[Erasure]:
    """All erasures that a database knows, oldest first."""
    signatures = Signature.objects.using(using).exclude(erased_at=None)
    names = ImportedName.objects.using(using).exclude(hidden_at=None)
    found = [
        Erasure("signature", number, state, _text(at), "")
        for number, state, at in signatures.values_list("pk", "state", "erased_at")
        if at is not None
    ]
    found += [
        Erasure("imported", number, "", _text(at), digest)
        for number, at, digest in names.values_list("pk", "hidden_at", "hidden_digest")
        if at is not None
    ]
    return sorted([*found, *marks(using)], key=in_order)


def marks(using: str) -> Iterator[Erasure]:
    """The addresses to be left alone."""
    for digest, at in NeverAgain.objects.using(using).values_list("address_digest", "at"):
        yield Erasure("never", 0, "", _text(at), digest)
    refusals = Refusal.objects.using(using).values_list("letter", "address_digest", "at")
    for letter, digest, at in refusals:
        yield Erasure("refusal", letter, "", _text(at), digest)
    complaints = CameBack.objects.using(using).filter(kind=COMPLAINT)
    for digest, at in complaints.values_list("address_digest", "at"):
        yield Erasure("complaint", 0, "", _text(at), digest)


def in_order(each: Erasure) -> tuple[str, str, int, str]:
    """Where one stands in the list: by time first."""
    return each.at, each.kind, each.number, each.digest


def write_erasures(folder: Path, known: Iterable[Erasure]) -> None:
    """Put the list beside the backups in a folder; one that is longer already is kept up with."""
    path = folder / ERASURES
    with locked(folder / LOCK):  # of two who back up at once, neither forgets what the other wrote
        together = {
            (each.kind, each.number, each.digest): each for each in (*read_erasures(path), *known)
        }
        write_synced(path, encode(sorted(together.values(), key=in_order)), PRIVATE_FILE)


def encode(known: Iterable[Erasure]) -> bytes:
    """The list as a file: one JSON object a line."""
    return "".join(f"{json.dumps(asdict(each))}\n" for each in known).encode()


def read_erasures(path: Path) -> list[Erasure]:
    """The list in a file; empty where there is none.

    Raises:
        BackupRefused: when it can't be understood: better no restoring than somebody brought back.
    """
    if not path.exists():
        return []
    return decode(path.read_bytes(), str(path))


def decode(data: bytes, name: str) -> list[Erasure]:
    """The list out of its bytes; `name` is what a refusal calls it.

    Raises:
        BackupRefused: when a line can't be understood.
    """
    found = []
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            each = Erasure(**json.loads(line))
            dt.datetime.fromisoformat(each.at)
            known = each.kind in KINDS and isinstance(each.number, int)
        except (ValueError, TypeError) as error:
            raise BackupRefused(f"{name}, line {number} is no erasure ({error}).") from error
        if not known:
            raise BackupRefused(f"{name}, line {number} is no erasure this version knows.")
        found.append(each)
    return found


@transaction.atomic
def erase_again(known: Iterable[Erasure], *, by: Actor) -> int:
    """Empty the rows that a restored backup brought back. Returns how many that were.

    Raises:
        BackupRefused: when one of them shows that more was published than the backup holds.
    """
    done = 0
    for each in known:
        at = dt.datetime.fromisoformat(each.at)
        if each.kind == "never":
            never_again(each.digest)
        elif each.kind == "complaint":
            complained(each.digest, at)
        elif each.kind == "refusal":
            refuse_address(each.number, each.digest)
        elif each.kind == "imported":
            done += hide_again(each.number, each.digest, at, by=by)
        else:
            try:
                done += end_again(each.number, each.state, at, by=by)
            except NotPossible as error:
                raise BackupRefused(
                    f"{error} Going on from this backup would fork the letter's history. Restore a "
                    "newer one; docs/how-to/back-up-and-restore.md tells the ways out."
                ) from error
    return done


def _text(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")
