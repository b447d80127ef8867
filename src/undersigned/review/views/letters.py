"""The letters that somebody works on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersigned.organisers.access import known
from undersigned.organisers.models import Organiser
from undersigned.organisers.queries import memberships_of
from undersigned.signing.queue import waiting_counts


@require_safe
@known
def letters(request: HttpRequest, organiser: Organiser) -> HttpResponse:
    """All of them, with what waits at each."""
    return render(request, "review/letters.html", letters_context(organiser))


def letters_context(organiser: Organiser) -> dict[str, Any]:
    """The letters that somebody works on, with what waits at each."""
    members = list(memberships_of(organiser))
    waiting = waiting_counts([member.letter for member in members])
    rows = [(member, *waiting.get(member.letter.pk, (0, 0))) for member in members]
    return {"rows": rows, "organiser": organiser}
