"""What was saved of a part, each time: to be read, and to be brought back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from undersigned.drafting import actions
from undersigned.drafting.access import Writer, letter_required
from undersigned.drafting.models import Saved
from undersigned.drafting.queries import saving, savings
from undersigned.drafting.views.edit import apart, known_part
from undersigned.drafting.views.page import letter_page, part_name
from undersigned.letters.errors import LetterRefused
from undersigned.organisers.roles import Permission


@require_safe
@letter_required(Permission.READ)
def listed(request: HttpRequest, writer: Writer, part: str) -> HttpResponse:
    """All of them, the newest first."""
    known_part(writer, part)
    rows = savings(writer.work.draft, part)
    context: dict[str, Any] = {"part": part, "part_name": part_name(part), "rows": rows}
    return letter_page(request, writer, "savings.html", **context)


@require_safe
@letter_required(Permission.READ)
def one(request: HttpRequest, writer: Writer, part: str, number: int) -> HttpResponse:
    """One of them: its text, and where it differs from what stands now."""
    saved = _saved(writer, part, number)
    now = writer.work.file(part)
    context: dict[str, Any] = {
        "part": part,
        "part_name": part_name(part),
        "saved": saved,
        "now": now,
        "apart": apart(now.text, saved.text),
    }
    return letter_page(request, writer, "saving.html", **context)


@require_POST
@letter_required(Permission.WRITE)
def bring_back(request: HttpRequest, writer: Writer, part: str, number: int) -> HttpResponse:
    """Save the text of one again, as the newest."""
    saved = _saved(writer, part, number)
    base = request.POST.get("base", "")
    try:
        outcome = actions.save(
            writer.work, part, saved.text, int(base) if base.isdecimal() else 0,
            organiser=writer.organiser,
        )  # fmt: skip
    except LetterRefused as refused:
        messages.warning(request, str(refused))
    else:
        if outcome.before:
            messages.warning(request, "Somebody saved meanwhile. Look at it, then bring it back.")
        else:
            messages.success(request, f"Number {number} is back, as the newest.")
    return redirect("drafting:edit", writer.work.slug, part)


def _saved(writer: Writer, part: str, number: int) -> Saved:
    saved = saving(writer.work.draft, known_part(writer, part), number)
    if saved is None:
        raise Http404
    return saved
