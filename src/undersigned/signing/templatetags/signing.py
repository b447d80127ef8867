"""Filters of a line: ``{% load signing %}``."""

from django import template

from undersigned.signing import line

register = template.Library()


@register.filter
def post_in_words(post: dict[str, str]) -> str:
    """A post as the list prints it."""
    return line.post_in_words(post)
