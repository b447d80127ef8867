"""What the desk may ask about uploaded lists that are not taken yet."""

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from undersigned.letters.models import Letter
from undersigned.signing.models import Upload, UploadedLine
from undersigned.signing.states import Understood, UploadState


class Only(StrEnum):
    """Which lines of an uploaded list are shown."""

    ALL = ""
    TAKEN = "taken"
    DOUBTFUL = "doubtful"
    REPAIRED = "repaired"
    REFUSED = "refused"
    DUPLICATES = "duplicates"
    OUT = "out"  # left out or merged at the desk


_WHICH: Mapping[Only, Q] = {
    Only.ALL: Q(),
    Only.TAKEN: Q(state=Understood.TAKEN),
    Only.DOUBTFUL: Q(state=Understood.TAKEN) & ~Q(doubt=""),
    Only.REPAIRED: ~Q(repairs=[]),
    Only.REFUSED: Q(state=Understood.REFUSED),
    Only.DUPLICATES: Q(group__isnull=False, state=Understood.TAKEN),
    Only.OUT: Q(state__in=(Understood.LEFT_OUT, Understood.MERGED)),
}


def uploads_of(letter: Letter) -> QuerySet[Upload]:
    """A letter's uploaded lists that are neither taken nor thrown away, oldest first."""
    gone = (UploadState.TAKEN, UploadState.CANCELLED)
    return Upload.objects.filter(letter=letter).exclude(state__in=gone).defer("data").order_by("pk")


def upload_of(letter: Letter, number: int) -> Upload | None:
    """One uploaded list, a taken one too."""
    rows = Upload.objects.filter(letter=letter, pk=number).defer("data")
    return rows.exclude(state=UploadState.CANCELLED).select_related("letter__log").first()


def lines_only(upload: Upload, only: Only) -> QuerySet[UploadedLine]:
    """The lines that a filter shows; duplicates stand beside each other."""
    order = ("group", "line") if only is Only.DUPLICATES else ("line",)
    return upload.lines.filter(_WHICH[only]).order_by(*order)


def counts_of(upload: Upload) -> dict[Only, int]:
    """How many lines each filter shows."""
    counted = upload.lines.aggregate(
        **{only.name: Count("pk", filter=_WHICH[only]) for only in Only if only is not Only.ALL},
        ALL=Count("pk"),
    )
    return {only: counted[only.name] for only in Only}
