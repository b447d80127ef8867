"""A list brought along in the browser: uploaded, looked at side by side, mended, taken."""

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
from undersigned.review.forms import first_error
from undersigned.review.list_forms import Finding, LineFields, ListFile, initial_of_line
from undersigned.review.views.desk_page import desk_page
from undersigned.signing.actions import uploads as actions
from undersigned.signing.actions.imports import terms_of
from undersigned.signing.imported_lists import lists_of
from undersigned.signing.models import Upload, UploadedLine
from undersigned.signing.states import NotPossible, UploadState
from undersigned.signing.uploads import Only, counts_of, lines_only, upload_of, uploads_of

LINES_A_PAGE = 50
LOOK_AGAIN = 2  # seconds; by a header, so that it works without a script
SAID = {
    Only.ALL: "All",
    Only.TAKEN: "To be taken",
    Only.DOUBTFUL: "In doubt",
    Only.REPAIRED: "Repaired",
    Only.REFUSED: "Refused",
    Only.DUPLICATES: "Could be the same",
    Only.OUT: "Left out here",
}


@require_safe
@desk_required(Permission.READ)
def imported_lists(request: HttpRequest, member: Membership) -> HttpResponse:
    """All lists of the letter, those not taken yet, and the form to bring one along."""
    return _show_lists(request, member, ListFile())


@require_POST
@desk_required(Permission.TAKE_LISTS)
def bring(request: HttpRequest, member: Membership) -> HttpResponse:
    """Keep a file, for the worker to read."""
    form = ListFile(request.POST, request.FILES)
    if not form.is_valid():
        return _show_lists(request, member, form, status=422)
    file = form.cleaned_data["file"]
    try:
        upload = actions.receive_list(member.letter, file.name, file.read(), by=actor_of(member))
    except NotPossible as refused:
        form.add_error("file", str(refused))
        return _show_lists(request, member, form, status=422)
    return redirect("review:upload", member.letter.slug, upload.pk)


@require_safe
@desk_required(Permission.READ)
def upload(request: HttpRequest, member: Membership, number: int) -> HttpResponse:
    """One uploaded list: its progress, or what was understood, side by side."""
    found = _found(member, number)
    if found.state == UploadState.TAKEN:
        if found.imported_list_id is None:
            raise Http404
        return redirect("review:import", member.letter.slug, found.imported_list_id)
    if found.state != UploadState.READ:
        return _progress(request, member, found)
    form = Finding(request.GET)
    only = Only(form.cleaned_data["only"]) if form.is_valid() else Only.ALL
    lines = lines_only(found, only)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    if words:
        lines = lines.filter(text__icontains=words)
    counts = counts_of(found)
    context: dict[str, Any] = {
        "upload": found,
        "again": actions.was_taken(found),
        "only": only.value,
        "words": words,
        "filters": [(each.value, SAID[each], counts[each]) for each in Only],
        "taken": counts[Only.TAKEN],
        "page": Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("page")),
        "here": "imports",
    }
    return desk_page(request, member, "upload.html", **context)


def _progress(request: HttpRequest, member: Membership, found: Upload) -> HttpResponse:
    response = desk_page(request, member, "upload_progress.html", upload=found, here="imports")
    if found.state != UploadState.REFUSED:
        response["Refresh"] = str(LOOK_AGAIN)
    return response


@require_POST
@desk_required(Permission.TAKE_LISTS)
def take(request: HttpRequest, member: Membership, number: int) -> HttpResponse:
    """Have all of it taken, as it now stands."""
    found = _found(member, number)
    try:
        actions.decide_to_take(found, by=actor_of(member))
    except NotPossible as refused:
        messages.warning(request, str(refused))
    return redirect("review:upload", member.letter.slug, number)


@require_POST
@desk_required(Permission.TAKE_LISTS)
def cancel(request: HttpRequest, member: Membership, number: int) -> HttpResponse:
    """Throw it away."""
    found = _found(member, number)
    try:
        actions.cancel_upload(found, by=actor_of(member))
    except NotPossible as refused:
        messages.warning(request, str(refused))
        return redirect("review:upload", member.letter.slug, number)
    messages.success(request, f"{found.file_name} is thrown away. Nothing of it stays here.")
    return redirect("review:imports", member.letter.slug)


@require_safe
@desk_required(Permission.TAKE_LISTS)
def line(request: HttpRequest, member: Membership, number: int, line: int) -> HttpResponse:
    """One line as a form, beside how it stood."""
    row = _line(member, number, line)
    terms = terms_of(member.letter)
    return _show_line(request, member, row, LineFields(initial=initial_of_line(row), terms=terms))


@require_POST
@desk_required(Permission.TAKE_LISTS)
def mend(request: HttpRequest, member: Membership, number: int, line: int) -> HttpResponse:
    """Write a line as it is to be understood; a refused one is taken by that."""
    row = _line(member, number, line)
    form = LineFields(request.POST, terms=terms_of(member.letter))
    if not form.is_valid():
        return _show_line(request, member, row, form, status=422)
    try:
        actions.mend_line(row, form.fields_of_line(), by=actor_of(member))
    except NotPossible as refused:
        form.add_error(None, str(refused))
        return _show_line(request, member, row, form, status=422)
    messages.success(request, f"{_where(row)} is mended, and among those to be taken.")
    return _back(request, member, number)


@require_POST
@desk_required(Permission.TAKE_LISTS)
def decide(request: HttpRequest, member: Membership, number: int, line: int) -> HttpResponse:
    """Leave a line out, take it in again, or merge the others of its group into it."""
    row = _line(member, number, line)
    by = actor_of(member)
    said = ""
    try:
        if "leave-out" in request.POST:
            actions.leave_line_out(row, by=by)
            said = f"{_where(row)} is left out."
        elif "take-in" in request.POST:
            actions.take_line_in(row, by=by)
            said = f"{_where(row)} is taken in again."
        elif "merge" in request.POST:
            merged = actions.merge_lines(row, by=by)
            said = f"{_where(row)} stands for the {merged + 1} of its group."
    except NotPossible as refused:
        messages.warning(request, str(refused))
    if said:
        messages.success(request, said)
    return _back(request, member, number)


def _found(member: Membership, number: int) -> Upload:
    found = upload_of(member.letter, number)
    if found is None:
        raise Http404
    return found


def _line(member: Membership, number: int, line: int) -> UploadedLine:
    row = (
        _found(member, number).lines.select_related("upload__letter__log").filter(line=line).first()
    )
    if row is None:
        raise Http404
    return row


def _where(row: UploadedLine) -> str:
    where = row.place_in_file or f"line {row.line}"
    return f"{where[:1].upper()}{where[1:]}"


def _back(request: HttpRequest, member: Membership, number: int) -> HttpResponse:
    """To the filter and page that the button stood on."""
    response = redirect("review:upload", member.letter.slug, number)
    form = Finding(request.POST)
    if form.is_valid():
        response["Location"] += f"?{form.query()}"
    return response


def _show_line(
    request: HttpRequest,
    member: Membership,
    row: UploadedLine,
    form: LineFields,
    *,
    status: int = 200,
) -> HttpResponse:
    others = UploadedLine.objects.none()
    if row.group is not None:
        others = row.upload.lines.filter(group=row.group).exclude(pk=row.pk)
    finding = Finding(request.GET if request.method != "POST" else request.POST)
    return desk_page(
        request,
        member,
        "upload_line.html",
        status=status,
        upload=row.upload,
        row=row,
        others=others[:LINES_A_PAGE],
        form=form,
        finding=finding.cleaned_data if finding.is_valid() else {},
        here="imports",
    )


def _show_lists(
    request: HttpRequest, member: Membership, form: ListFile, *, status: int = 200
) -> HttpResponse:
    return desk_page(
        request,
        member,
        "imports.html",
        status=status,
        lists=lists_of(member.letter),
        uploads=uploads_of(member.letter),
        form=form,
        here="imports",
        error=first_error(form) if form.is_bound else "",
    )
