"""Tags for the static pages: ``{% load publishing %}``."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from undersigned.look.words import grouped
from undersigned.publishing.pages import Frame

register = template.Library()


@register.simple_tag
def figure(name: str, frame: Frame) -> SafeString:
    """Write one figure so that a verifier can compare it with the record.

    The element's digits equal its value, and it names the size at which it was counted
    (record-format.md, section 7).
    """
    value: int = getattr(frame.figures, name)
    return format_html(
        '<data data-undersigned="{}" value="{}" data-size="{}">{}</data>',
        name,
        value,
        frame.size,
        grouped(value),
    )
