"""What was erased, as numbers: so that an older backup does not bring it back.

A backup holds what people gave at its time. Whoever withdrew afterwards is in it still, so beside
the backups lies a list that each new backup writes anew: which rows have been emptied, and nothing
of what stood in them. Restoring an older backup empties those rows again.
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from undersigned.audit.actors import Actor
from undersigned.config.backup.container import BackupRefused
from undersigned.record.storage import PRIVATE_FILE, write_synced
from undersigned.signing.actions.erase import erase
from undersigned.signing.actions.imports import hide_again
from undersigned.signing.models import ImportedName, Signature
from undersigned.signing.states import State

ERASURES = "erasures.jsonl"
KINDS = frozenset({"signature", "imported"})


@dataclass(frozen=True)
class Erasure:
    """One row that was emptied.

    Attributes:
        kind: `signature` or `imported`.
        number: Of the row.
        state: In which a signature ended; empty for an imported name.
        at: When, in UTC, as ISO 8601 has it.
        digest: What keeps an imported name from being taken again; empty for a signature.
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
    return sorted(found, key=lambda each: (each.at, each.kind, each.number))


def write_erasures(folder: Path, known: Iterable[Erasure]) -> None:
    """Put the list beside the backups in a folder; one that is longer already is kept up with."""
    path = folder / ERASURES
    together = {(each.kind, each.number): each for each in (*read_erasures(path), *known)}
    in_order = sorted(together.values(), key=lambda each: (each.at, each.kind, each.number))
    write_synced(path, encode(in_order), PRIVATE_FILE)


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
    """Empty the rows that a restored backup brought back. Returns how many that were."""
    done = 0
    for each in known:
        if each.kind == "imported":
            done += hide_again(each.number, each.digest, by=by)
            continue
        signature = Signature.objects.filter(pk=each.number, erased_at=None).first()
        if signature is None:
            continue
        signature.state = State(each.state)
        signature.ended_at = signature.ended_at or timezone.now()
        erase(signature, by=by)
        done += 1
    return done


def _text(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")
