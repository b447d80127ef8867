"""A letter in the making at a glance: its wordings, what is missing, and what comes next."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from undersigned.drafting import actions
from undersigned.drafting.access import Writer, letter_required
from undersigned.drafting.forms import NewName, NewWording
from undersigned.drafting.queries import ADDENDA
from undersigned.drafting.views.page import letter_page, part_name
from undersigned.letters.errors import LetterRefused
from undersigned.organisers.roles import Permission
from undersigned.record.queries import held_by_edition


@require_safe
@letter_required(Permission.READ)
def letter(request: HttpRequest, writer: Writer) -> HttpResponse:
    """Show it."""
    return _show(request, writer, NewWording(), NewName(initial={"slug": writer.work.slug}))


def _show(
    request: HttpRequest, writer: Writer, wording: NewWording, name: NewName, status: int = 200
) -> HttpResponse:
    work = writer.work
    checked = work.checked()
    rows = [
        {
            "part": part,
            "name": part_name(part),
            "file": work.file(part),
            "problems": len(checked.problems.get(part, ())),
            "changed": work.file(part).text != work.published_text(part),
        }
        for part in work.languages
    ]
    context: dict[str, Any] = {
        "page_here": "letter",
        "rows": rows,
        "checked": checked,
        "differs": work.differs(),
        "addendum": work.file(ADDENDA) if work.letter and work.file(ADDENDA).text else None,
        "host": settings.ORIGIN_HOST,
        "wording": wording,
        "name": name,
    }
    if work.letter:
        held = held_by_edition(work.letter.log)
        editions = work.letter.editions.order_by("-number")
        context["editions"] = [(each, held.get(each.number, 0)) for each in editions]
    return letter_page(request, writer, "letter.html", status=status, **context)


@require_POST
@letter_required(Permission.WRITE)
def rename(request: HttpRequest, writer: Writer) -> HttpResponse:
    """Give it another name, while it is not published."""
    form = NewName(request.POST)
    if form.is_valid():
        slug = form.cleaned_data["slug"].strip()
        try:
            actions.rename(writer.work, slug, organiser=writer.organiser)
        except LetterRefused as refused:
            form.add_error("slug", str(refused))
        else:
            messages.success(request, f"The letter will be called {slug}.")
            return redirect("drafting:letter", slug)
    return _show(request, writer, NewWording(), form, 422)


@require_POST
@letter_required(Permission.WRITE)
def throw_away(request: HttpRequest, writer: Writer) -> HttpResponse:
    """Delete a letter that was never published."""
    if "sure" not in request.POST:
        messages.warning(request, "Tick that you are sure. Nothing was thrown away.")
        return redirect("drafting:letter", writer.work.slug)
    try:
        actions.throw_away(writer.work, organiser=writer.organiser)
    except LetterRefused as refused:
        messages.warning(request, str(refused))
        return redirect("drafting:letter", writer.work.slug)
    messages.success(request, "The letter is gone, with all that was saved of it.")
    return redirect("drafting:letters")


@require_POST
@letter_required(Permission.WRITE)
def add_wording(request: HttpRequest, writer: Writer) -> HttpResponse:
    """Begin a wording in another language."""
    form = NewWording(request.POST)
    if form.is_valid():
        language = form.cleaned_data["language"].strip()
        try:
            actions.add_wording(writer.work, language, organiser=writer.organiser)
        except LetterRefused as refused:
            form.add_error("language", str(refused))
        else:
            messages.success(
                request,
                "It begins as a copy of the first wording. Translate what is words; days, numbers "
                "and states have to stay the same.",
            )
            return redirect("drafting:edit", writer.work.slug, language)
    return _show(request, writer, form, NewName(initial={"slug": writer.work.slug}), 422)


@require_POST
@letter_required(Permission.WRITE)
def take_wording_out(request: HttpRequest, writer: Writer, part: str) -> HttpResponse:
    """Leave a wording out."""
    try:
        actions.take_wording_out(writer.work, part, organiser=writer.organiser)
    except LetterRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"{part_name(part)} is left out. What was saved of it is kept.")
    return redirect("drafting:letter", writer.work.slug)


@require_POST
@letter_required(Permission.WRITE)
def start_again(request: HttpRequest, writer: Writer) -> HttpResponse:
    """Go back to the published words."""
    try:
        actions.start_again(writer.work, organiser=writer.organiser)
    except LetterRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "The draft is what is published. What was saved is kept.")
    return redirect("drafting:letter", writer.work.slug)
