"""Writing: a text as fields or as the file, its problems where they are, a preview beside."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.drafting import actions
from undersigned.drafting.access import Writer, letter_required
from undersigned.drafting.filled import TEXT, Control, Filling, Told
from undersigned.drafting.models import Saved
from undersigned.drafting.queries import ADDENDA, saving
from undersigned.drafting.sheet import LETTER, Section, addendum_sheet
from undersigned.drafting.taken import Typed, taken
from undersigned.drafting.views.page import letter_page, part_name
from undersigned.letters.errors import LetterRefused
from undersigned.letters.front_matter_writing import (
    Value,
    body_of,
    values_of,
    with_body,
    with_values,
)
from undersigned.letters.problems import Problem
from undersigned.organisers.roles import Permission

Writing = {"script-src": [SELF], "connect-src": [SELF], "frame-src": [SELF]}
FIELDS, FILE = "fields", "file"
SPARE_LINES = 400
"""Numbers of lines beside the file beyond those that it has."""


@dataclass
class Shown:
    """A text as the editor shows it.

    Attributes:
        text: the file.
        base: the number of the saving that it was written on.
        check: whether its problems are told.
        clash: what somebody else saved meanwhile.
        kept: the number under which what was typed is kept beside that.
        refused: why it was not saved.
    """

    text: str
    base: int
    check: bool = False
    clash: Saved | None = None
    kept: int = 0
    refused: str = ""
    apart: Sequence[tuple[str, str]] = field(default_factory=tuple)


@require_http_methods(["GET", "HEAD", "POST"])
@csp_replace(Writing)
@letter_required(Permission.READ)
def edit(request: HttpRequest, writer: Writer, part: str) -> HttpResponse:
    """A letter as fields to fill in."""
    return _edit(request, writer, part, FIELDS)


@require_http_methods(["GET", "HEAD", "POST"])
@csp_replace(Writing)
@letter_required(Permission.READ)
def edit_file(request: HttpRequest, writer: Writer, part: str) -> HttpResponse:
    """A letter as its file."""
    return _edit(request, writer, part, FILE)


def _edit(request: HttpRequest, writer: Writer, part: str, view: str) -> HttpResponse:
    file = writer.work.file(known_part(writer, part))
    if request.method != "POST":
        check = "check" in request.GET
        return _show(request, writer, part, view, Shown(file.text, file.number, check))
    if not writer.may(Permission.WRITE):
        raise PermissionDenied
    text, base = typed_text(request, writer, part)
    try:
        outcome = actions.save(writer.work, part, text, base, organiser=writer.organiser)
    except LetterRefused as refused:
        shown = Shown(text, base, check=True, refused=str(refused))
        return _show(request, writer, part, view, shown, 422)
    if outcome.before and outcome.saved:
        shown = Shown(
            text, outcome.before.number, True, outcome.before, outcome.saved.number,
            apart=apart(outcome.before.text, text),
        )  # fmt: skip
        return _show(request, writer, part, view, shown, 409)
    if outcome.saved:
        messages.success(request, f"Saved, as number {outcome.saved.number}.")
    else:
        messages.info(request, "Nothing changed since the last saving.")
    return redirect(_next(request.POST, writer.work.slug, part, view))


def _next(typed: QueryDict, slug: str, part: str, view: str) -> str:
    """Where a saving leads: to the other view, to publishing, or back here with what is missing."""
    then = typed.get("then", "")
    if then == "publish":
        name = "drafting:publish-addendum" if part == ADDENDA else "drafting:publish"
        return reverse(name, args=[slug])
    name = {FIELDS: "drafting:edit", FILE: "drafting:edit-file"}[
        then if then in {FIELDS, FILE} else view
    ]
    return f"{reverse(name, args=[slug, part])}?check=1"


def known_part(writer: Writer, part: str) -> str:
    """The part, if the letter has it.

    Raises:
        Http404: where it has none of this name.
    """
    if part not in writer.work.parts:
        raise Http404
    return part


def typed_text(request: HttpRequest, writer: Writer, part: str) -> tuple[str, int]:
    """The file that was typed, in either view, and the number of the saving it was written on."""
    given = request.POST.get("base", "")
    base = int(given) if given.isdecimal() and len(given) < 9 else 0  # noqa: PLR2004 - no number
    if "file" in request.POST:
        return request.POST["file"].replace("\r\n", "\n"), base
    below = saving(writer.work.draft, part, base)
    text = below.text if below else writer.work.published_text(part)
    now = values_of(text)
    if now is None:
        return text, base
    typed = Typed(request.POST.dict(), dict(request.POST.lists()))
    values = taken(sheet_of(writer, part, now), typed, now)
    changed = with_values(text, values, writer.work.keys(part))
    return (with_body(changed, typed.text(TEXT)) if TEXT in typed.fields else changed), base


def sheet_of(writer: Writer, part: str, values: dict[str, Value]) -> Sequence[Section]:
    """The form of a part."""
    if part == ADDENDA:
        return addendum_sheet(str(values.get("kind", "")), writer.work.demands)
    return LETTER


def _show(
    request: HttpRequest, writer: Writer, part: str, view: str, shown: Shown, status: int = 200
) -> HttpResponse:
    work, values = writer.work, values_of(shown.text)
    found = problems_of(writer, part, shown.text)
    problems = found if shown.check else ()
    if values is None and view == FIELDS:
        view, problems = FILE, found
    context: dict[str, Any] = {
        "part": part,
        "part_name": part_name(part),
        "is_addendum": part == ADDENDA,
        "view": view,
        "shown": shown,
        "file_name": work.file_name(part),
        "missing": len(found),
        "checks_told": shown.check,
        "reads": values is not None,
    }
    if view == FILE:
        context |= _file_context(shown.text, problems)
    else:
        context |= _fields_context(writer, part, shown.text, values or {}, problems)
    return letter_page(request, writer, "edit.html", status=status, **context)


def problems_of(writer: Writer, part: str, text: str) -> Sequence[Problem]:
    """What is wrong in a text; of one that is saved, also where it disagrees with the others."""
    work = writer.work
    if part == ADDENDA:
        return work.read_addendum(text)[1]
    own = work.read(part, text)[1]
    if own or text != work.file(part).text:
        return own
    return work.checked().problems.get(part, ())


def _file_context(text: str, problems: Sequence[Problem]) -> dict[str, object]:
    lines = text.count("\n") + 1
    wrong = {each.line for each in problems}
    return {
        "lines": [(number, number in wrong) for number in range(1, lines + 1)],
        "spare": range(lines + 1, lines + SPARE_LINES),
        "rows": lines + 2,
        "told": [
            Told(f"line-{each.line}" if each.line else "in-file", problem_line(each))
            for each in problems
        ],
    }


def _fields_context(
    writer: Writer, part: str, text: str, values: dict[str, Value], problems: Sequence[Problem]
) -> dict[str, object]:
    filling = Filling(values, problems)
    sections = filling.sections(sheet_of(writer, part, values))
    body = Control(TEXT, "text", "The text", "", body_of(text), problems=filling.problems_at(TEXT))
    return {
        "sections": sections,
        "body": body,
        "told": [filling.told(each) for each in problems],
        "unshown": [each for each in problems if each.field not in filling.shown],
    }


def problem_line(problem: Problem) -> str:
    """A problem in one line."""
    where = f"Line {problem.line}: " if problem.line else ""
    return f"{where}{problem.what} {problem.mend}"


def apart(theirs: str, mine: str) -> list[tuple[str, str]]:
    """The lines that differ: those of the one text, and those that stand there in the other."""
    before, after = theirs.split("\n"), mine.split("\n")
    steps = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [
        ("\n".join(before[a:b]), "\n".join(after[c:d]))
        for kind, a, b, c, d in steps
        if kind != "equal"
    ]


@require_safe
@letter_required(Permission.READ)
def download(request: HttpRequest, writer: Writer, part: str) -> HttpResponse:
    """The file, as the command line takes it."""
    del request
    work = writer.work
    answer = HttpResponse(
        work.file(known_part(writer, part)).text.encode(),
        content_type="text/markdown; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="{work.file_name(part)}"'
    return answer
