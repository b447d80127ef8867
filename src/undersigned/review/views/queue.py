"""The queue: the signatures of a letter, shelf by shelf, and by what stands in them."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from undersigned.letters.models import Letter
from undersigned.organisers.access import READERS, desk_required
from undersigned.organisers.models import Membership
from undersigned.review.dossier import reasons_of
from undersigned.review.forms import Finder
from undersigned.review.views.desk_page import decides, desk_page
from undersigned.signing.models import Signature
from undersigned.signing.queue import Shelf, by_numbers, matching, shelved

ROWS_A_PAGE = 50


@require_safe
@desk_required(*READERS)
def queue(request: HttpRequest, member: Membership) -> HttpResponse:
    """Show one page of what was asked for; without a question, what waits for the desk."""
    asked = Finder(request.GET or {"state": Shelf.WAITING.value})
    if not asked.is_valid():
        asked = Finder({"state": Shelf.WAITING.value})
        asked.is_valid()
    state, kind, words = (asked.cleaned_data[name] for name in ("state", "kind", "words"))
    shelf = Shelf(state) if state else None
    page, rows = _rows(request, member, shelf, kind, words)
    reasons = reasons_of(member.letter, rows)
    return desk_page(
        request,
        member,
        "queue.html",
        page=page,
        rows=[(row, reasons[row.pk]) for row in rows],
        shelf=state,
        kind=kind,
        words=words,
        form=asked,
    )


def next_waiting(letter: Letter, after: int) -> Signature | None:
    """The next one to decide after this one, or the oldest where there is none after it."""
    waiting = shelved(letter, Shelf.WAITING, "")
    return waiting.filter(pk__gt=after).first() or waiting.exclude(pk=after).first()


def _rows(
    request: HttpRequest, member: Membership, shelf: Shelf | None, kind: str, words: str
) -> tuple["Page[Any]", list[Signature]]:
    found = shelved(member.letter, shelf, kind)
    wanted = request.GET.get("page")
    if not words.strip():
        page = Paginator(found, ROWS_A_PAGE).get_page(wanted)
        return page, list(page.object_list)
    numbers = matching(found, words, addresses=decides(member))
    hits = Paginator(numbers, ROWS_A_PAGE).get_page(wanted)
    return hits, by_numbers(list(hits.object_list))
