"""Lists brought along: what was understood of them, and the decision to show one."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from undersigned.organisers.access import desk_required
from undersigned.organisers.models import Membership
from undersigned.organisers.queries import actor_of
from undersigned.organisers.roles import Permission
from undersigned.review.forms import LeftOut, Showing, first_error
from undersigned.review.list_forms import Asking
from undersigned.review.views.desk_page import desk_page
from undersigned.signing.actions import imports as actions
from undersigned.signing.imported_lists import lists_of, names_of, names_of_lines
from undersigned.signing.invitations import asking_of
from undersigned.signing.models import ImportedList, ImportedName
from undersigned.signing.states import NotPossible

NAMES_A_PAGE = 50
GROUPS_SHOWN = 50


@require_safe
@desk_required(Permission.READ)
def imported_list(request: HttpRequest, member: Membership, number: int) -> HttpResponse:
    """One list: what was read, taken, repaired and refused, its names and its doubts."""
    return show_imported(request, member, found_list(member, number))


@require_POST
@desk_required(Permission.SHOW_LISTS)
def show(request: HttpRequest, member: Membership, number: int) -> HttpResponse:
    """Show its names, apart and labelled; only the owner decides that."""
    found = found_list(member, number)
    form = Showing(request.POST)
    if not form.is_valid():
        return show_imported(request, member, found, form, status=422)
    url, day = form.cleaned_data["url"], form.cleaned_data["day"]
    try:
        shown = actions.show_list(found, url=url, day=day, by=actor_of(member))
    except NotPossible as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _said(shown))
    return redirect("review:import", member.letter.slug, number)


@require_POST
@desk_required(Permission.TAKE_LISTS)
def leave_out(request: HttpRequest, member: Membership, number: int, line: int) -> HttpResponse:
    """Leave one line out."""
    found = found_list(member, number)
    row = found.names.filter(line=line).first()
    if row is None:
        raise Http404
    form = LeftOut(request.POST)
    if not form.is_valid():
        messages.warning(request, first_error(form))
        return redirect("review:import", member.letter.slug, number)
    gone = actions.leave_out(row, reason=form.cleaned_data["reason"], by=actor_of(member))
    said = f"Line {line} is left out." if gone else f"Line {line} was left out already."
    messages.success(request, said)
    return redirect("review:import", member.letter.slug, number)


def _said(shown: int) -> str:
    if not shown:
        return "All names of this list were shown already."
    return f"{shown:,} names are on their way to the record, and to the pages within a minute."


def found_list(member: Membership, number: int) -> ImportedList:
    """The list of this number; others are not found."""
    found = lists_of(member.letter).filter(pk=number).first()
    if found is None:
        raise Http404
    found.letter = member.letter
    return found


def show_imported(
    request: HttpRequest,
    member: Membership,
    found: ImportedList,
    form: Showing | None = None,
    *,
    asking_form: Asking | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page of one list, with the forms as they stand."""
    asked = request.GET.get("only", "")
    names = names_of(found)
    if asked == "doubts":
        names = names.exclude(doubt="")
    groups = found.report.get("duplicates", [])
    context: dict[str, Any] = {
        "list": found,
        "taken": found.read - found.refused,
        "only": asked,
        "page": Paginator(names, NAMES_A_PAGE).get_page(request.GET.get("page")),
        "groups": _groups(found, groups[:GROUPS_SHOWN]),
        "all_groups": len(groups),
        "form": form or Showing(),
        "asking": asking_of(found),
        "asking_form": asking_form or Asking(),
        "here": "imports",
    }
    return desk_page(request, member, "import.html", status=status, **context)


def _groups(found: ImportedList, groups: Sequence[Sequence[int]]) -> list[list[ImportedName]]:
    """The proposed duplicates as they stand; a group of which one is left needs no decision."""
    rows = names_of_lines(found, [line for group in groups for line in group])
    standing = [[rows[line] for line in group if line in rows] for group in groups]
    return [group for group in standing if len(group) > 1]
