"""After publishing: opening and closing, addenda, handing over."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.drafting import actions
from undersigned.drafting.access import Writer, letter_required
from undersigned.drafting.forms import HandingOver, NewAddendum, Times, Why
from undersigned.drafting.handed_list import as_page, as_text, list_at
from undersigned.drafting.queries import ADDENDA
from undersigned.drafting.views.page import letter_page
from undersigned.letters.errors import LetterRefused
from undersigned.letters.queries import addenda as published_addenda
from undersigned.letters.queries import deliveries as published_deliveries
from undersigned.look.words import language_name
from undersigned.organisers.roles import Permission
from undersigned.record.queries import figures
from undersigned.signing.imported_lists import lists_of


@require_safe
@letter_required(Permission.READ)
def opening(request: HttpRequest, writer: Writer) -> HttpResponse:
    """Whether signatures are taken, and until when."""
    return _opening(request, writer, Times(initial=_times_of(writer)), Why())


def _times_of(writer: Writer) -> dict[str, Any]:
    return {"opens_at": writer.letter.opens_at, "closes_at": writer.letter.closes_at}


def _opening(
    request: HttpRequest, writer: Writer, times: Times, why: Why, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "times": times,
        "why": why,
        "now": timezone.now(),
        "half_shown": sum(
            getattr(each, "waiting", 0) for each in lists_of(writer.letter) if each.shown_at
        ),
    }
    return letter_page(
        request, writer, "opening.html", status=status, page_here="opening", **context
    )


@require_POST
@letter_required(Permission.OPEN_AND_CLOSE)
def set_times(request: HttpRequest, writer: Writer) -> HttpResponse:
    """Say when it opens and closes by itself."""
    form = Times(request.POST)
    if form.is_valid():
        times = actions.Times(**form.cleaned_data)
        try:
            actions.set_times(writer.letter, times, by=writer.actor)
        except LetterRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The times are set.")
            return redirect("drafting:opening", writer.work.slug)
    return _opening(request, writer, form, Why(), 422)


@require_POST
@letter_required(Permission.OPEN_AND_CLOSE)
def open_or_close(request: HttpRequest, writer: Writer) -> HttpResponse:
    """Close it, or open it again, with a reason."""
    form = Why(request.POST)
    if form.is_valid():
        opens = request.POST.get("do") == "reopen"
        try:
            actions.open_or_close(
                writer.letter, opens=opens, reason=form.cleaned_data["reason"], by=writer.actor
            )
        except LetterRefused as refused:
            form.add_error(None, str(refused))
        else:
            said = "takes signatures again" if opens else "takes no more signatures"
            messages.success(request, f"The letter {said}. The page says so within seconds.")
            return redirect("drafting:opening", writer.work.slug)
    return _opening(request, writer, Times(initial=_times_of(writer)), form, 422)


@require_http_methods(["GET", "HEAD", "POST"])
@letter_required(Permission.READ)
def addenda(request: HttpRequest, writer: Writer) -> HttpResponse:
    """What was added, and a new one."""
    letter, work = writer.letter, writer.work
    languages = work.edition.languages if work.edition else ()
    named = tuple((tag, language_name(tag)) for tag in languages)
    form = NewAddendum(request.POST or None, languages=named)
    if request.method == "POST":
        if not writer.may(Permission.WRITE):
            raise PermissionDenied
        if form.is_valid():
            asked = form.cleaned_data
            try:
                actions.begin_addendum(
                    work, asked["kind"], asked["language"], timezone.now().date().isoformat(),
                    organiser=writer.organiser,
                )  # fmt: skip
            except LetterRefused as refused:
                form.add_error(None, str(refused))
            else:
                return redirect("drafting:edit", work.slug, ADDENDA)
    context: dict[str, Any] = {
        "form": form,
        "rows": published_addenda(letter),
        "in_the_making": bool(work.file(ADDENDA).text),
    }
    status = 422 if form.errors else 200
    return letter_page(
        request, writer, "addenda.html", status=status, page_here="addenda", **context
    )


@require_POST
@letter_required(Permission.WRITE)
def throw_addendum_away(request: HttpRequest, writer: Writer) -> HttpResponse:
    """Be done with an addendum in the making."""
    actions.throw_addendum_away(writer.work, organiser=writer.organiser)
    messages.success(request, "It is gone from here. What was saved of it is kept.")
    return redirect("drafting:addenda", writer.letter.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@letter_required(Permission.READ)
def handing_over(request: HttpRequest, writer: Writer) -> HttpResponse:
    """The list to hand over, and the form to say that it was."""
    letter = writer.letter
    count = figures(letter.log)
    form = HandingOver(
        request.POST or None,
        initial={"size": count["size"] if count else 0, "day": timezone.now().date()},
    )
    if request.method == "POST":
        if not writer.may(Permission.OPEN_AND_CLOSE):
            raise PermissionDenied
        if form.is_valid():
            try:
                number = actions.deliver(letter, **form.cleaned_data, by=writer.actor)
            except LetterRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(
                    request,
                    f"Delivery {number} is in the record. The page shows it within a few seconds.",
                )
                return redirect("drafting:handing-over", letter.slug)
    context: dict[str, Any] = {"form": form, "count": count, "rows": published_deliveries(letter)}
    status = 422 if form.errors else 200
    return letter_page(
        request, writer, "handing_over.html", status=status, page_here="handing-over", **context
    )


@require_safe
@letter_required(Permission.READ)
def handed_list(request: HttpRequest, writer: Writer, size: str, ending: str) -> HttpResponse:
    """The list as it stood at a size of the record: as a page to print, or as text."""
    del request
    letter = writer.letter
    # Entry 1 is the first edition; before it there is no letter to hand over.
    if not 1 < int(size) <= letter.log.published_size:
        raise Http404
    handed = list_at(letter, int(size))
    if ending == "txt":
        answer = HttpResponse(as_text(handed), content_type="text/plain; charset=utf-8")
        name = f"{letter.slug}-{size}.txt"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    page, style = as_page(handed)
    answer = HttpResponse(page)
    # One file that needs nothing else: its style stands in it, and its digest lets that through.
    answer._csp_replace = {"style-src": [style]}  # type: ignore[attr-defined]  # noqa: SLF001
    return answer
