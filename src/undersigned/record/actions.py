"""What other rooms may ask of the log. Each runs inside the caller's transaction."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from undersigned.audit.actions import note
from undersigned.audit.actors import Actor
from undersigned.evidence.documents import digest
from undersigned.evidence.origins import check_origin
from undersigned.record.errors import RecordRefused
from undersigned.record.keys import new_key, store_key
from undersigned.record.models import Document, Log, Pending
from undersigned.record.places import key_path


def open_log(slug: str, origin: str, *, by: Actor) -> Log:
    """Begin a letter's log, and make its key.

    Raises:
        Malformed: when the origin is none (record-format.md section 1).
        RecordRefused: when a log of this name or origin exists.
    """
    check_origin(origin)
    if Log.objects.filter(slug=slug).exists() or Log.objects.filter(origin=origin).exists():
        raise RecordRefused(f"{origin} has a log already. One letter has one; choose another name.")
    vkey, pem = new_key(origin)
    try:
        with transaction.atomic():
            log = Log.objects.create(slug=slug, origin=origin, key=vkey.encode())
    except IntegrityError as error:
        raise RecordRefused(f"{origin} was begun by somebody else at this moment.") from error
    # Only now: of two who begin the same log at once, one must not leave its key behind.
    store_key(key_path(slug), pem)
    note("opened the log", by=by, letter=slug, subject_kind="log", subject=log.pk)
    return log


def append(
    log: Log,
    event: str,
    fields: Mapping[str, Any],
    *,
    line: bytes | None = None,
    subject: str = "",
) -> Pending:
    """Ask the log for one entry; the worker sequences it within seconds.

    Args:
        log: Whose log.
        event: An event of record-format.md section 2.
        fields: The entry's members without letter, day and record.
        line: The record, for `signed`, `imported` and `amended`; `Record.encode()` makes it.
        subject: How the room that asks finds the entry afterwards, such as `signature:12`.
    """
    return Pending.objects.create(
        log=log, event=event, fields=dict(fields), line=line, subject=subject
    )


@dataclass(frozen=True)
class Asked:
    """One entry that is asked for; its members are those of `append`."""

    fields: Mapping[str, Any]
    line: bytes | None = None
    subject: str = ""


def append_all(log: Log, event: str, asked: Sequence[Asked]) -> None:
    """Ask the log for many entries of one kind at once, in this order."""
    Pending.objects.bulk_create(
        Pending(
            log=log, event=event, fields=dict(each.fields), line=each.line, subject=each.subject
        )
        for each in asked
    )


def cancel(log: Log, subject: str, event: str) -> bool:
    """Take back what was asked for and is not sequenced yet. Returns whether there was anything.

    Where it is being sequenced at this moment, this waits, and then returns False.
    """
    taken_back, _ = Pending.objects.filter(log=log, subject=subject, event=event).delete()
    return taken_back > 0


def add_document(log: Log, path: str, data: bytes) -> str:
    """Keep a document that an entry will commit to. Returns its SHA-256 in hex.

    Raises:
        RecordRefused: when another document has this path.
    """
    sha256 = digest(data)
    document, made = Document.objects.get_or_create(
        log=log, path=path, defaults={"data": data, "sha256": sha256}
    )
    if not made and document.sha256 != sha256:
        raise RecordRefused(f"{log.origin} holds another {path} already; documents never change.")
    return sha256


def confirm_day(log: Log, *, by: Actor, today: dt.date | None = None) -> None:
    """Say that the clock is right although the log was silent for long, or knows a later day."""
    log.confirmed_day = today or timezone.now().date()
    log.save(update_fields=["confirmed_day"])
    note("confirmed the day", by=by, letter=log.slug, reason=str(log.confirmed_day))
