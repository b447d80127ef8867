"""``{% load drafting %}``: fields of a sheet."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from undersigned.drafting.filled import Block, Control

register = template.Library()


@register.simple_tag
def sheet_part(part: Control | Block) -> SafeString:
    """Write one field, or a block with all that is in it."""
    if isinstance(part, Control):
        html = render_to_string("drafting/control.html", {"control": part})
    else:
        html = render_to_string("drafting/block.html", {"block": part})
    return mark_safe(html)  # noqa: S308 - templates escaped what came from people
