"""``{% load pager %}{% pager page "Pages of the queue" %}``: the numbers of a paged list."""

from typing import Any

from django import template
from django.core.paginator import Page
from django.template import RequestContext

register = template.Library()


@register.inclusion_tag("look/pager.html", takes_context=True)
def pager(context: RequestContext, page: "Page[Any]", label: str) -> dict[str, Any]:
    """Write links to the pages of a list, keeping what else the address asks for.

    Args:
        context: of the page; needs its request.
        page: the one that is shown.
        label: names the list to screen readers.
    """
    return {
        "page": page,
        "label": label,
        "numbers": list(page.paginator.get_elided_page_range(page.number)),
        "gap": page.paginator.ELLIPSIS,
        "request": context["request"],
    }
