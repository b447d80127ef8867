"""A list brought to the desk in the browser: received, mended, and what is to become of it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from undersigned.audit import actions as audit
from undersigned.audit.actors import Actor
from undersigned.letters.models import Letter
from undersigned.lists.model import Line
from undersigned.signing.import_plan import fault_of
from undersigned.signing.models import ImportedList, Upload, UploadedLine
from undersigned.signing.states import NotPossible, Understood, UploadState

MOST_BYTES = 10 * 1024 * 1024
MOST_WAITING = 5  # of one letter: each holds a whole file
FILLED = ("role", "organisation", "country", "place", "years", "served", "link", "address")
MENDED = ("kind", "name", "role", "organisation", "country", "place", "years", "served")


def receive_list(letter: Letter, file_name: str, data: bytes, *, by: Actor) -> Upload:
    """Keep a file for the worker to read. Nothing of it is at the desk's lists by that.

    Raises:
        NotPossible: when it is empty or too large, or others wait to be taken or thrown away.
    """
    if not data:
        raise NotPossible("This file is empty. Choose the file that holds the list.")
    if len(data) > MOST_BYTES:
        raise NotPossible(
            f"This file has {len(data):,} bytes; {MOST_BYTES:,} are the most that is taken here. "
            "Divide it, or bring it along on the machine with undersigned import."
        )
    with transaction.atomic():
        Letter.objects.select_for_update(no_key=True).get(pk=letter.pk)
        open_ones = Upload.objects.filter(letter=letter).exclude(state=UploadState.TAKEN)
        if open_ones.count() >= MOST_WAITING:
            raise NotPossible(
                f"{MOST_WAITING} files of this letter are neither taken nor thrown away. Decide "
                "about one of them first."
            )
        upload = Upload.objects.create(
            letter=letter,
            file_name=file_name[-200:] or "list",
            data=data,
            actor_kind=by.kind,
            actor_name=by.name,
        )
        _tell("uploaded a list", upload, by=by)
    return upload


@transaction.atomic
def decide_to_take(upload: Upload, *, by: Actor) -> None:
    """Have the worker take it as it was understood and mended.

    Raises:
        NotPossible: when it was not read yet, or nothing of it would be taken.
    """
    upload = hold_upload(upload)
    if upload.state in (UploadState.TAKING, UploadState.TAKEN):
        return
    _require_read(upload)
    if was_taken(upload):
        raise NotPossible(
            "This very file was taken before, so taking it adds nothing. Mend its lines where they "
            "stand, or throw this file away."
        )
    if not upload.lines.filter(state=Understood.TAKEN).exists():
        raise NotPossible("There is no line to take. Mend one, or throw the file away.")
    upload.state, upload.done = UploadState.TAKING, 0
    upload.total = upload.lines.filter(state=Understood.TAKEN).count()
    upload.actor_kind, upload.actor_name = by.kind, by.name
    upload.save()
    _tell("decided to take a list", upload, by=by)


@transaction.atomic
def cancel_upload(upload: Upload, *, by: Actor) -> bool:
    """Throw an uploaded file away, whatever the worker is at. Returns whether it stood there.

    Raises:
        NotPossible: when all of it was taken already.
    """
    upload = hold_upload(upload)
    if upload.state == UploadState.TAKEN or (
        upload.state == UploadState.TAKING and was_taken(upload)
    ):
        raise NotPossible("This list was taken already. Leave its lines out where it stands now.")
    if upload.state == UploadState.CANCELLED:
        return False
    upload.state, upload.data = UploadState.CANCELLED, b""
    upload.save(update_fields=["state", "data"])
    _tell("threw an uploaded list away", upload, by=by)
    return True


@transaction.atomic
def mend_line(row: UploadedLine, fields: Mapping[str, Any], *, by: Actor) -> None:
    """Write a line as somebody at the desk understands it; one that was refused is taken by that.

    Args:
        row: Which line.
        fields: Some of `MENDED`.
        by: Who.

    Raises:
        NotPossible: when no record can hold it so, or the list is being taken.
    """
    row = _held(row)
    for name in MENDED:
        if name in fields:
            setattr(row, name, fields[name])
    if not row.name:
        raise NotPossible("A line needs a name. Leave it out if it is no signatory.")
    fault = fault_of(row.upload.letter, line_of(row))
    if fault:
        raise NotPossible(fault)
    row.state, row.why, row.doubt, row.mended_at = Understood.TAKEN, "", "", timezone.now()
    row.save()
    _tell("mended a line of an uploaded list", row.upload, by=by, reason=f"line {row.line}")


@transaction.atomic
def leave_line_out(row: UploadedLine, *, by: Actor, reason: str = "") -> None:
    """Leave a line out; it can be taken in again.

    Raises:
        NotPossible: when the list is being taken, or it is out already.
    """
    row = _held(row)
    if row.state != Understood.TAKEN:
        raise NotPossible("This line is not among those to be taken.")
    row.state, row.why = Understood.LEFT_OUT, reason.strip() or "Left out at the desk."
    row.save(update_fields=["state", "why"])
    _tell("left out a line of an uploaded list", row.upload, by=by, reason=f"line {row.line}")


@transaction.atomic
def take_line_in(row: UploadedLine, *, by: Actor) -> None:
    """Take a line in again that was left out or merged.

    Raises:
        NotPossible: when it was refused (that one needs mending), or the list is being taken.
    """
    row = _held(row)
    if row.state not in (Understood.LEFT_OUT, Understood.MERGED):
        raise NotPossible("This line was not left out. Mend it if it is to be taken.")
    row.state, row.why = Understood.TAKEN, ""
    row.save(update_fields=["state", "why"])
    _tell("took a line of an uploaded list in", row.upload, by=by, reason=f"line {row.line}")


@transaction.atomic
def merge_lines(row: UploadedLine, *, by: Actor) -> int:
    """Merge the others of a line's group into it: what it does not say is filled from them.

    Returns:
        How many were merged into it.

    Raises:
        NotPossible: when nothing else of its group is left, or the list is being taken.
    """
    row = _held(row)
    if row.group is None or row.state != Understood.TAKEN:
        raise NotPossible("This line is in no group that could be merged.")
    others = row.upload.lines.filter(group=row.group, state=Understood.TAKEN).exclude(pk=row.pk)
    merged = list(others.select_for_update(no_key=True))
    if not merged:
        raise NotPossible("Nothing else of this group is left.")
    for other in merged:
        for name in FILLED:
            if getattr(row, name) in ("", None, []):
                setattr(row, name, getattr(other, name))
        other.state, other.why = Understood.MERGED, f"Merged into {row.place_in_file}."
        other.save(update_fields=["state", "why"])
    fault = fault_of(row.upload.letter, line_of(row))
    if fault:
        raise NotPossible(fault)
    row.mended_at = timezone.now()
    row.save()
    numbers = ", ".join(str(other.line) for other in merged)
    _tell(
        "merged lines of an uploaded list", row.upload, by=by, reason=f"{numbers} into {row.line}"
    )
    return len(merged)


def was_taken(upload: Upload) -> bool:
    """Whether the very same bytes stand at the desk, taken whole."""
    lists = ImportedList.objects.filter(letter=upload.letter, sha256=upload.about.get("sha256", ""))
    return lists.exclude(report={}).exists()


def hold_upload(upload: Upload) -> Upload:
    """Lock an upload's row until the caller's transaction ends, and read it, without its file.

    Raises:
        NotPossible: when it is gone.
    """
    rows = Upload.objects.select_for_update(of=("self",), no_key=True).defer("data")
    found = rows.select_related("letter__log").filter(pk=upload.pk).first()
    if found is None:
        raise NotPossible("This file was thrown away.")
    return found


def line_of(row: UploadedLine) -> Line:
    """The line as `lists` would give it."""
    return Line(
        line=row.line,
        kind="organisation" if row.kind == "organisation" else "person",
        name=row.name,
        text=row.text,
        role=row.role,
        organisation=row.organisation,
        country=row.country,
        place=row.place,
        years=row.years,
        served=tuple(row.served),
        link=row.link,
        address=row.address,
        doubt=row.doubt,
    )


def _held(row: UploadedLine) -> UploadedLine:
    upload = hold_upload(row.upload)
    _require_read(upload)
    found = UploadedLine.objects.select_for_update(no_key=True).get(pk=row.pk)
    found.upload = upload
    return found


def _require_read(upload: Upload) -> None:
    if upload.state == UploadState.READ:
        return
    raise NotPossible(
        {
            UploadState.WAITING: "This file is still being read. Wait a moment.",
            UploadState.REFUSED: "This file can’t be read as a list.",
            UploadState.CANCELLED: "This file was thrown away.",
        }.get(UploadState(upload.state), "This list is being taken, so nothing of it changes now.")
    )


def _tell(verb: str, upload: Upload, *, by: Actor, reason: str = "") -> None:
    audit.note(
        verb,
        by=by,
        letter=upload.letter.slug,
        subject_kind="uploaded list",
        subject=upload.pk,
        reason=reason,
    )
