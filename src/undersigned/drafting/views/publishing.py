"""Publishing: what can never change is shown, and a person confirms it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from undersigned.drafting import actions
from undersigned.drafting.access import Writer, letter_required
from undersigned.drafting.filled import Filling, Told
from undersigned.drafting.forms import Confirmed, FirstPublication
from undersigned.drafting.queries import ADDENDA
from undersigned.drafting.side_by_side import compared, new_rules
from undersigned.drafting.views.edit import sheet_of
from undersigned.drafting.views.page import letter_page, part_name
from undersigned.letters.errors import LetterRefused
from undersigned.letters.front_matter_writing import values_of
from undersigned.letters.problems import Problem
from undersigned.organisers.queries import may_begin_letters
from undersigned.organisers.roles import Permission
from undersigned.record.errors import RecordRefused
from undersigned.record.queries import held_by_edition
from undersigned.tlog.errors import Malformed


@require_http_methods(["GET", "HEAD", "POST"])
@letter_required(Permission.PUBLISH)
def publish(request: HttpRequest, writer: Writer) -> HttpResponse:
    """The next edition, or a new letter, for who may begin one."""
    if writer.work.letter is None and not may_begin_letters(writer.organiser):
        raise PermissionDenied
    kind = Confirmed if writer.work.letter else FirstPublication
    form = kind(request.POST or None, initial={"seal": writer.work.seal()})
    if request.method == "POST" and form.is_valid():
        try:
            times = _times(form)
            letter = actions.publish(
                writer.work, form.cleaned_data["seal"], times, organiser=writer.organiser
            )
        except (LetterRefused, RecordRefused, Malformed) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, "It is in the record. The page shows it within a few seconds."
            )
            return redirect("drafting:letter", letter.slug)
    return _show(request, writer, form)


def _times(form: forms.Form) -> actions.Times:
    asked = form.cleaned_data
    times = actions.Times(asked.get("opens_at"), asked.get("closes_at"))
    now = timezone.now()
    if any(at and at <= now for at in (times.opens_at, times.closes_at)):
        raise LetterRefused("A time to open or close is past already. Give a later one.")
    return times


def _show(request: HttpRequest, writer: Writer, form: forms.Form) -> HttpResponse:
    work = writer.work
    checked = work.checked()
    context: dict[str, Any] = {
        "page_here": "letter",
        "form": form,
        "checked": checked,
        "problems": [
            (part, part_name(part), _told(writer, part, problems))
            for part, problems in checked.problems.items()
        ],
        "host": settings.ORIGIN_HOST,
        "no_host": actions.NO_HOST,
        "differs": work.differs(),
        "next": work.edition.number + 1 if work.edition else 1,
    }
    if checked.wordings and work.letter and work.edition:
        held = held_by_edition(work.letter.log)
        context |= {
            "compared": compared(work, checked.wordings),
            "held": held.get(work.edition.number, 0),
            "editions": [
                (each, held.get(each.number, 0)) for each in work.letter.editions.order_by("number")
            ],
            "gone": [each for each in work.edition.languages if each not in work.languages],
        }
    if checked.wordings:
        context["rules"] = new_rules(work, checked.wordings)
        context["first"] = checked.wordings.first
    status = 422 if form.errors else 200
    return letter_page(request, writer, "publish.html", status=status, **context)


def _told(writer: Writer, part: str, problems: Sequence[Problem]) -> list[Told]:
    """Problems by the names that the form has for its fields."""
    values = values_of(writer.work.file(part).text) or {}
    filling = Filling(values, problems)
    filling.sections(sheet_of(writer, part, values))
    return [filling.told(each) for each in problems]


@require_http_methods(["GET", "HEAD", "POST"])
@letter_required(Permission.PUBLISH)
def publish_addendum(request: HttpRequest, writer: Writer) -> HttpResponse:
    """The addendum in the making."""
    work, letter = writer.work, writer.letter
    text = work.file(ADDENDA).text
    if not text:
        return redirect("drafting:addenda", work.slug)
    form = Confirmed(request.POST or None, initial={"seal": work.seal(ADDENDA)})
    if request.method == "POST" and form.is_valid():
        try:
            number = actions.publish_addendum(
                work, letter, form.cleaned_data["seal"], organiser=writer.organiser
            )
        except LetterRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                f"Addendum {number} is in the record. The page shows it within a few seconds.",
            )
            return redirect("drafting:addenda", work.slug)
    addendum, problems = work.read_addendum(text)
    context: dict[str, Any] = {
        "page_here": "addenda",
        "form": form,
        "addendum": addendum,
        "problems": _told(writer, ADDENDA, problems),
        "demands": work.demands,
    }
    status = 422 if form.errors else 200
    return letter_page(request, writer, "publish_addendum.html", status=status, **context)
