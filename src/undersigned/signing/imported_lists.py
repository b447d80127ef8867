"""What views and the desk may ask about lists brought along."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from undersigned.letters.models import Letter
from undersigned.record.queries import is_published
from undersigned.signing.models import ImportedList, ImportedName


def shown_lists(letter: Letter) -> list[ImportedList]:
    """The lists that the organiser decided to show, oldest decision first."""
    return list(letter.imports.filter(shown_at__isnull=False).order_by("shown_at", "pk"))


def lists_of(letter: Letter) -> QuerySet[ImportedList]:
    """A letter's lists, newest first, with what became of their names.

    Each has `standing` (not hidden); of these `asked` (the record was asked for an entry),
    `waiting` (it was not) and `doubtful`; and `hidden`.
    """
    stands = Q(names__hidden_at=None, names__isnull=False)
    return (
        ImportedList.objects.filter(letter=letter)
        .order_by("-id")
        .annotate(
            standing=Count("names", filter=stands),
            asked=Count("names", filter=stands & Q(names__shown_at__isnull=False)),
            waiting=Count(
                "names", filter=stands & Q(names__shown_at=None, names__superseded_by=None)
            ),
            hidden=Count("names", filter=Q(names__hidden_at__isnull=False)),
            doubtful=Count("names", filter=stands & ~Q(names__doubt="")),
        )
    )


def names_of(imported_list: ImportedList) -> QuerySet[ImportedName]:
    """The names of a list that were not hidden, in the order of its lines."""
    return imported_list.names.filter(hidden_at=None)


def names_of_lines(imported_list: ImportedList, lines: Sequence[int]) -> dict[int, ImportedName]:
    """The names that stand in some lines of a list, by line."""
    return {row.line: row for row in names_of(imported_list).filter(line__in=lines)}


def names_like(letter: Letter, folded_name: str) -> list[ImportedName]:
    """Imported names of a letter that are the same but for case and accents."""
    found = ImportedName.objects.filter(
        source__letter=letter, hidden_at=None, folded_name=folded_name
    )
    return list(found.select_related("source"))


@dataclass(frozen=True)
class Place:
    """What stands at an entry: a name that is shown, or one that was taken off."""

    row: ImportedName
    gone: bool


def place_of(letter: Letter, entry: int) -> Place | None:
    """The imported name at a published entry; None where there never was one."""
    if not is_published(letter.log, entry):
        return None
    row = ImportedName.objects.filter(source__letter=letter, entry=entry).first()
    return None if row is None else Place(row, gone=row.hidden_at is not None)
