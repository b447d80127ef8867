"""What is to be put right in a form, as lines that lead to the field they speak of."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from django.forms import BaseForm, BaseFormSet
from django.forms.boundfield import BoundField

# Quoted: at run time Django's formsets take no subscript.
Bound: TypeAlias = "BaseForm | BaseFormSet[BaseForm]"


@dataclass(frozen=True)
class ErrorLine:
    """One line of the error summary.

    Attributes:
        target: the id of the control to go to, without ``#``.
        text: a whole sentence: what is wrong and what mends it.
    """

    target: str
    text: str


def control_id(field: BoundField) -> str:
    """Return the id of the first control of a field; of several choices that is the first one."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label


def error_lines(*forms: Bound) -> list[ErrorLine]:
    """Gather the errors of forms and formsets in the order in which they stand on the page."""
    return [line for form in forms for line in _lines(form)]


def _lines(form: Bound) -> Iterator[ErrorLine]:
    if isinstance(form, BaseForm):
        yield from _lines_of_form(form)
        return
    first = next((control_id(field) for row in form.forms for field in row), "")
    for text in form.non_form_errors():
        yield ErrorLine(first, str(text))
    for row in form.forms:
        yield from _lines_of_form(row)


def _lines_of_form(form: BaseForm) -> Iterator[ErrorLine]:
    visible = form.visible_fields()
    first = control_id(visible[0]) if visible else ""
    for text in form.non_field_errors():
        yield ErrorLine(first, str(text))
    for field in form.hidden_fields():
        for text in field.errors:
            yield ErrorLine(first, str(text))
    for field in visible:
        for text in field.errors:
            yield ErrorLine(control_id(field), str(text))
