"""The queue: the signatures of a letter, shelf by shelf, and by what stands in them.

What somebody looks for is a name, and no name stands in an address: the words come in the body of
a form and are kept in the session, so that the address says no more than `found`. They are sealed
there, since a session lives on when the person looked for has been erased.
"""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from undersigned.letters.models import Letter
from undersigned.organisers.access import desk_required
from undersigned.organisers.models import Membership
from undersigned.organisers.roles import Permission
from undersigned.organisers.sealing import seal_for, unseal_for
from undersigned.outbox.queries import standing
from undersigned.review.dossier import reasons_of
from undersigned.review.forms import Finder
from undersigned.review.views.desk_page import desk_page
from undersigned.signing.models import Signature
from undersigned.signing.queue import Shelf, by_numbers, matching, shelved

ROWS_A_PAGE = 50
_FOUND = "found"  # in the address: that the kept words count
_WORDS = "words"  # in the session: what was looked for last, by letter


@require_safe
@desk_required(Permission.READ)
def queue(request: HttpRequest, member: Membership) -> HttpResponse:
    """Show one page of what was asked for; without a question, what waits for the desk."""
    asked = Finder(request.GET or {"state": Shelf.WAITING.value})
    if not asked.is_valid():
        asked = Finder({"state": Shelf.WAITING.value})
        asked.is_valid()
    state, kind = asked.cleaned_data["state"], asked.cleaned_data["kind"]
    words = _words(request, member.letter) if _FOUND in request.GET else ""
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
        mail=standing(member.letter.slug) if state == Shelf.UNCONFIRMED.value else None,
    )


@require_POST
@desk_required(Permission.READ)
def find(request: HttpRequest, member: Membership) -> HttpResponse:
    """Keep what is looked for, and lead to what was found."""
    asked = Finder(request.POST)
    asked.is_valid()
    words = asked.cleaned_data.get("words", "").strip()
    sealed = seal_for(request.session.session_key, words) if words else ""
    request.session[_WORDS] = request.session.get(_WORDS, {}) | {member.letter.slug: sealed}
    address = QueryDict(mutable=True)
    for name in ("state", "kind"):
        address[name] = asked.cleaned_data.get(name, "")
    if words:
        address[_FOUND] = "1"
    return redirect(f"{reverse('review:queue', args=[member.letter.slug])}?{address.urlencode()}")


def _words(request: HttpRequest, letter: Letter) -> str:
    kept: dict[str, str] = request.session.get(_WORDS, {})
    return unseal_for(request.session.session_key, kept.get(letter.slug, ""))


def next_waiting(letter: Letter, after: int) -> Signature | None:
    """The next one to decide after this one, or the oldest where there is none after it."""
    waiting = shelved(letter, Shelf.WAITING, "")
    return waiting.filter(pk__gt=after).first() or waiting.exclude(pk=after).first()


def _rows(
    request: HttpRequest, member: Membership, shelf: Shelf | None, kind: str, words: str
) -> tuple["Page[Any]", list[Signature]]:
    found = shelved(member.letter, shelf, kind)
    wanted = request.GET.get("page")
    if not words:
        page = Paginator(found, ROWS_A_PAGE).get_page(wanted)
        return page, list(page.object_list)
    numbers = matching(found, words, addresses=member.may(Permission.SEE_ADDRESSES))
    hits = Paginator(numbers, ROWS_A_PAGE).get_page(wanted)
    return hits, by_numbers(list(hits.object_list))
