"""The worker's part in lists brought along in the browser: read them, and take what was decided.

Each step can be stopped anywhere, by a crash too: it is begun again from what is committed. Lines
are written in batches, and the state moves only with the last of them.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from undersigned.audit.actors import Actor
from undersigned.lists.model import Line, ListRefused, Reading, Refusal, Repair
from undersigned.lists.reader import read_list
from undersigned.outbox.actions.sending import process_name
from undersigned.signing.actions.imports import take_list
from undersigned.signing.actions.uploads import line_of
from undersigned.signing.models import ImportedList, ImportedName, Upload, UploadedLine
from undersigned.signing.states import Understood, UploadState

log = logging.getLogger(__name__)

BATCH = 500  # rows a transaction, so that nobody waits for the lock behind a long list
CLAIM = timedelta(minutes=10)  # longer than reading the largest file takes
KEPT = timedelta(days=30)  # what nobody decided about
UNREADABLE = (
    "Reading it failed, which is a fault of this program. Save the list as CSV or as plain text "
    "with one signatory a line, and bring that along."
)
MOST_READINGS = 3
TOO_OFTEN = (
    "Reading it has stopped the program three times, for lack of memory perhaps, so it is not "
    "tried again. Save the list as CSV or as plain text with one signatory a line, and bring that "
    "along."
)
TO_DO = (UploadState.WAITING, UploadState.TAKING, UploadState.CANCELLED)


class Stopped(Exception):  # noqa: N818 (what happened, as a person says it)
    """Somebody threw the file away while it was read or taken."""


def go_on_with_uploads() -> int:
    """Read, take and clear away what is due. Returns how many files were dealt with."""
    now = timezone.now()
    old = Upload.objects.filter(at__lte=now - KEPT).exclude(state=UploadState.CANCELLED)
    if old.exists():
        old.update(state=UploadState.CANCELLED, data=b"")
    done = 0
    while upload := _claim():
        try:
            {
                UploadState.WAITING: _read,
                UploadState.TAKING: _take,
                UploadState.CANCELLED: _clear_away,
            }[UploadState(upload.state)](upload)
        except Stopped:
            pass  # the next round clears it away
        finally:
            ours = Upload.objects.filter(pk=upload.pk, claimed_by=process_name())
            ours.update(claimed_at=None, claimed_by="")
        done += 1
    return done


def _claim() -> Upload | None:
    now = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lte=now - CLAIM)
    if connection.vendor == "sqlite":  # one worker: any other claim is of one that is gone
        free |= ~Q(claimed_by=process_name())
    due = Upload.objects.filter(free, state__in=TO_DO)
    number = due.order_by("pk").values_list("pk", flat=True).first()
    if number is None or not due.filter(pk=number).update(
        claimed_at=now, claimed_by=process_name()
    ):
        return None
    return Upload.objects.select_related("letter__log").get(pk=number)


def _progress(upload: Upload, state: UploadState, done: int, total: int) -> None:
    """Note how far it is, inside the batch's transaction.

    Raises:
        Stopped: when it is not in this state any more.
    """
    ours = Upload.objects.filter(pk=upload.pk, state=state, claimed_by=process_name())
    if not ours.update(done=done, total=total, claimed_at=timezone.now()):
        raise Stopped


def _read(upload: Upload) -> None:
    if upload.readings >= MOST_READINGS:
        _refuse(upload, TOO_OFTEN)
        return
    # Counted before it is begun: what ends the process can't be counted afterwards, and would keep
    # every list behind it waiting.
    Upload.objects.filter(pk=upload.pk).update(readings=F("readings") + 1)
    try:
        reading = read_list(bytes(upload.data), upload.file_name)
    except ListRefused as refused:
        _refuse(upload, f"{refused.what} {refused.mend}")
        return
    except Exception as error:  # noqa: BLE001 (whatever it is, it comes again)
        # Tried again it would fail for ever, and the lists behind it would wait. Only the kind is
        # logged: what an error says may hold a name of the list.
        log.error("Upload %d could not be read: %s.", upload.pk, type(error).__name__)  # noqa: TRY400
        _refuse(upload, UNREADABLE)
        return
    rows = _rows(upload, reading)
    there = upload.lines.count()  # of a reading that a crash stopped: the same lines in this order
    for start in range(there - there % BATCH, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        with transaction.atomic():
            _progress(upload, UploadState.WAITING, start + len(batch), len(rows))
            UploadedLine.objects.bulk_create(batch, ignore_conflicts=True)
    Upload.objects.filter(pk=upload.pk, state=UploadState.WAITING).update(
        state=UploadState.READ, data=b"", about=_about(reading), done=len(rows), total=len(rows)
    )


def _refuse(upload: Upload, problem: str) -> None:
    Upload.objects.filter(pk=upload.pk, state=UploadState.WAITING).update(
        state=UploadState.REFUSED, problem=problem, data=b""
    )


def _about(reading: Reading) -> dict[str, Any]:
    return {
        "sha256": reading.sha256,
        "format": reading.format,
        "encoding": reading.encoding,
        "delimiter": reading.delimiter,
        "read": reading.read,
        "remarks": list(reading.remarks),
        "folded": [
            {"before": each.before, "after": each.after, "count": each.count}
            for each in reading.folded
        ],
    }


def _rows(upload: Upload, reading: Reading) -> list[UploadedLine]:
    repairs: dict[int, list[dict[str, str]]] = {}
    for each in reading.repaired:
        repairs.setdefault(each.line, []).append(
            {"field": each.field, "before": each.before, "after": each.after, "why": each.why}
        )
    groups: dict[int, tuple[int, str]] = {}
    for number, proposal in enumerate(reading.proposals, start=1):
        for line in proposal.lines:
            groups.setdefault(line, (number, " ".join(proposal.reasons)))
    outcomes: list[Line | Refusal] = sorted(
        [*reading.taken, *reading.refused], key=lambda each: each.line
    )
    return [
        _row(
            each,
            upload=upload,
            place_in_file=reading.where(each.line)[:300],
            repairs=repairs.get(each.line, []),
            group=groups.get(each.line, (None, ""))[0],
            group_why=groups.get(each.line, (None, ""))[1],
        )
        for each in outcomes
    ]


def _row(each: Line | Refusal, **common: Any) -> UploadedLine:
    row = UploadedLine(line=each.line, text=_storable(each.text), **common)
    if isinstance(each, Refusal):
        row.state, row.why = Understood.REFUSED, each.why
        return row
    row.state, row.kind, row.name, row.years = Understood.TAKEN, each.kind, each.name, each.years
    row.served = list(each.served)
    for name in ("role", "organisation", "country", "place", "link", "address", "doubt"):
        setattr(row, name, getattr(each, name))
    return row


def _storable(text: str) -> str:
    """PostgreSQL keeps no NUL; it is shown as what it is."""
    return text.replace("\0", "\N{SYMBOL FOR NULL}")


def _take(upload: Upload) -> None:
    reading = understood(upload)

    def progress(written: int) -> None:
        _progress(upload, UploadState.TAKING, written, len(reading.taken))

    by = Actor(upload.actor_kind, upload.actor_name)
    taken = take_list(upload.letter, reading, upload.file_name, by=by, progress=progress)
    # Stopped from here on it comes here again: a list that is taken whole is not taken twice.
    _delete_lines(upload)
    Upload.objects.filter(pk=upload.pk).update(
        state=UploadState.TAKEN, done=upload.total, imported_list=taken.imported_list
    )


def understood(upload: Upload) -> Reading:
    """The list as it was understood and mended, for `take_list`."""
    lines = list(upload.lines.all())
    taken = tuple(line_of(row) for row in lines if row.state == Understood.TAKEN)
    refused = tuple(
        Refusal(row.line, row.text, row.why) for row in lines if row.state != Understood.TAKEN
    )
    groups: dict[int, list[int]] = {}
    for row in lines:
        if row.group is not None and row.state == Understood.TAKEN:
            groups.setdefault(row.group, []).append(row.line)
    about = upload.about
    return Reading(
        name=upload.file_name,
        sha256=about["sha256"],
        format=about["format"],
        encoding=about["encoding"],
        delimiter=about["delimiter"],
        read=about["read"],
        taken=taken,
        refused=refused,
        repaired=tuple(Repair(row.line, **each) for row in lines for each in row.repairs),
        duplicates=tuple(tuple(group) for group in groups.values() if len(group) > 1),
        remarks=tuple(about["remarks"]),
    )


def _clear_away(upload: Upload) -> None:
    """Take away what was written of a list that was thrown away, batch by batch."""
    sha256 = upload.about.get("sha256")
    unfinished = ImportedList.objects.filter(letter=upload.letter, sha256=sha256, report={})
    for imported_list in unfinished:
        for numbers in _batches_of(imported_list.names.values_list("pk", flat=True)):
            with transaction.atomic():
                ImportedName.objects.filter(pk__in=numbers).delete()
        imported_list.delete()
    _delete_lines(upload)
    upload.delete()


def _delete_lines(upload: Upload) -> None:
    for numbers in _batches_of(upload.lines.values_list("pk", flat=True)):
        with transaction.atomic():
            UploadedLine.objects.filter(pk__in=numbers).delete()


def _batches_of(numbers: Any) -> Iterator[list[int]]:
    found = iter(list(numbers))
    while batch := list(islice(found, BATCH)):
        yield batch
