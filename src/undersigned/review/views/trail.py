"""The audit trail of a letter: looked at, some of it, and taken along as a file."""

import csv
from io import StringIO
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from undersigned.audit.models import Event
from undersigned.audit.queries import actors_of, chosen, events_of_letter, verbs_of
from undersigned.organisers.access import desk_required
from undersigned.organisers.models import Membership
from undersigned.organisers.roles import Permission
from undersigned.review.views.desk_page import desk_page

EVENTS_A_PAGE = 100
ROWS_AT_A_TIME = 1000
COLUMNS = ("when (UTC)", "who", "what", "to what", "number", "why")
# What a spreadsheet takes for a formula, where a cell begins with it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_safe
@desk_required(Permission.READ)
def trail(request: HttpRequest, member: Membership) -> HttpResponse:
    """Who did what, when and why; newest first, all of it or what was asked for."""
    everything = events_of_letter(member.letter.slug)
    events, asked = _asked(request, everything)
    page = Paginator(events, EVENTS_A_PAGE).get_page(request.GET.get("page"))
    return desk_page(
        request,
        member,
        "trail.html",
        page=page,
        asked=asked,
        actors=actors_of(everything),
        verbs=verbs_of(everything),
        here="trail",
    )


@require_safe
@desk_required(Permission.READ)
def trail_file(request: HttpRequest, member: Membership) -> HttpResponse:
    """The same as a file of comma-separated values (RFC 4180)."""
    events, _ = _asked(request, events_of_letter(member.letter.slug))
    response = HttpResponse(_file(events), content_type="text/csv; charset=utf-8")
    name = f"trail-of-{member.letter.slug}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _file(events: QuerySet[Event]) -> str:
    file = StringIO()
    write = csv.writer(file).writerow
    write(COLUMNS)
    for event in events.iterator(chunk_size=ROWS_AT_A_TIME):
        when = event.at.strftime("%Y-%m-%d %H:%M:%S")
        cells = (when, event.actor_name, event.verb, event.subject_kind, event.subject)
        write([_plain(cell) for cell in (*cells, event.reason)])
    return file.getvalue()


def _plain(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def _asked(request: HttpRequest, events: QuerySet[Event]) -> tuple[QuerySet[Event], dict[str, Any]]:
    """What the address asks for; what it asks wrongly is left out."""
    asked: dict[str, Any] = {
        "who": request.GET.get("who", "")[:100],
        "verb": request.GET.get("verb", "")[:60],
        "since": _day(request.GET.get("since", "")),
        "until": _day(request.GET.get("until", "")),
    }
    return chosen(events, **asked), asked


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None
