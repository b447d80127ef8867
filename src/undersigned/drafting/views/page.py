"""What every page of a letter in the making has in common."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from undersigned.drafting.access import Writer
from undersigned.drafting.queries import ADDENDA
from undersigned.look.words import language_name
from undersigned.review.views.desk_page import desk_context


def letter_page(
    request: HttpRequest, writer: Writer, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Render a page under the desk's head; before the first edition there is no desk, only this."""
    work = writer.work
    common: dict[str, Any] = {
        "writer": writer,
        "work": work,
        "may": writer.permissions,
        "frame": "drafting/of_draft.html",
        "here": "letter",
    }
    if writer.member:
        common |= {**desk_context(writer.member), "frame": "review/base.html"}
    return render(request, f"drafting/{template}", common | context, status=status)


def part_name(part: str) -> str:
    """What a part is called on the pages."""
    return "Addendum" if part == ADDENDA else language_name(part)
