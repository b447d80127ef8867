"""The page at `/`: the letters that are published here."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersigned.letters.models import Letter
from undersigned.letters.queries import published_letters
from undersigned.record.queries import figures


@dataclass(frozen=True)
class Listed:
    """One letter as the page shows it; the count is the record's, at the size that it names."""

    slug: str
    title: str
    is_open: bool
    total: int
    size: int
    day: date


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """All letters that have published something, the newest first."""
    rows = [each for letter in published_letters() if (each := listed(letter)) is not None]
    return render(request, "letters/letters.html", {"letters": rows})


def listed(letter: Letter) -> Listed | None:
    """The letter with the figures that it has published; None before the first publication."""
    count = figures(letter.log)
    published_at = letter.log.published_at
    if count is None or published_at is None:
        return None
    return Listed(
        letter.slug,
        letter.title,
        letter.is_open,
        total=count["total"],
        size=count["size"],
        day=published_at.date(),
    )
