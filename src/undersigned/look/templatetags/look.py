"""Tags and filters for every page: ``{% load look %}``.

``{% errors form %}``, ``{% field form.name %}`` and ``{% pair form.first form.last %}`` write forms
in govuk's pattern; ``grouped``, ``in_words`` and ``day`` write numbers and days;
``{% in_language language %}`` marks what others wrote in another language.
docs/reference/look.md lists them.
"""

import datetime as dt
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from undersigned.look import words
from undersigned.look.form_errors import Bound, error_lines

register = template.Library()


@register.filter
def grouped(number: int) -> str:
    """Write a whole number with commas between groups of three digits."""
    return words.grouped(number)


@register.filter
def in_words(number: int) -> str:
    """Write a number up to twelve as a word."""
    return words.in_words(number)


@register.filter
def language_name(tag: str) -> str:
    """Write a language's name in that language: ``Deutsch``."""
    return words.language_name(tag)


@register.filter
def english_name(tag: str) -> str:
    """Write a language's name in English, for a sentence of the page: ``German``."""
    return words.english_name(tag)


@register.simple_tag
def in_language(language: str) -> SafeString:
    """Write the attributes of an element whose text others wrote in this language.

    Nothing where it is the page's own language: ``<h1{% in_language "de" %}>`` becomes
    ``<h1 lang="de">``, and a language from right to left gets its direction too.
    """
    if not language or language == words.OWN_LANGUAGE:
        return SafeString()
    direction = SafeString(' dir="rtl"' if words.is_right_to_left(language) else "")
    return format_html(' lang="{}"{}', language, direction)


@register.filter
def uncapped(text: str) -> str:
    """Begin a text with a small letter, for the middle of a sentence."""
    return text[:1].lower() + text[1:]


@register.filter
def day(value: dt.date) -> str:
    """Write a day in full: ``3 March 2026``."""
    return words.written_day(value)


@register.inclusion_tag("look/errors.html")
def errors(*bound: Bound) -> dict[str, Any]:
    """Write the error summary of bound forms and formsets; nothing when all is right."""
    return {"lines": error_lines(*bound)}


@register.inclusion_tag("look/field.html")
def field(
    bound: BoundField, *, optional: bool = True, big: bool = False, compact: bool = False
) -> dict[str, Any]:
    """Write one field with its label, hint and error.

    Args:
        bound: the bound field, as ``form.name`` gives it.
        optional: say of a field that is not required that it can be left empty.
        big: set the legend of a group of choices as a heading.
        compact: leave the error out, for a field whose error stands above its pair.
    """
    widget = bound.field.widget
    single = isinstance(widget, forms.CheckboxInput)
    return {
        "field": bound,
        "kind": "choice" if single else "choices" if bound.use_fieldset else "input",
        "optional": optional and not bound.field.required and not single,
        "big": big,
        "compact": compact,
    }


@register.inclusion_tag("look/pair.html")
def pair(first: BoundField, second: BoundField) -> dict[str, Any]:
    """Write two short fields side by side, as first and last year, with their errors above."""
    return {"first": first, "second": second}
