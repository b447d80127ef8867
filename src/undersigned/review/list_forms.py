"""The forms of the desk about lists brought along in the browser."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms

from undersigned.signing.actions.invite import LONGEST_NOTE, MOST_PER_HOUR
from undersigned.signing.models import UploadedLine
from undersigned.signing.uploads import Only

LONGEST = 600


class ListFile(forms.Form):
    """The file."""

    use_required_attribute = False
    file = forms.FileField(
        label="The file of the list",
        help_text="A workbook, CSV, JSON, YAML, a web page, a document, Markdown, lines, or a ZIP "
        "file of a folder; up to 10 MB.",
        error_messages={
            "required": "Choose the file that holds the list.",
            "empty": "This file is empty. Choose the file that holds the list.",
            "invalid": "The file did not arrive. Choose it once more.",
        },
    )


class Asking(forms.Form):
    """How the people of a list are asked to confirm."""

    use_required_attribute = False
    note = forms.CharField(
        label="A sentence of your own",
        help_text=f"At most {LONGEST_NOTE} characters, without addresses of pages. The mail says "
        "by itself who asks, where the name was found, what signing does, and how to get no more.",
        max_length=LONGEST_NOTE,
        required=False,
    )
    per_hour = forms.IntegerField(
        label="Mails an hour at most",
        initial=200,
        min_value=1,
        max_value=MOST_PER_HOUR,
        widget=forms.TextInput({"class": "year", "inputmode": "numeric"}),
        error_messages={
            "required": "Give a number of mails an hour, such as 200.",
            "invalid": "Give a number of mails an hour, such as 200.",
        },
    )


class Finding(forms.Form):
    """Which lines are shown; everything may be left out."""

    only = forms.ChoiceField(
        choices=[(each.value, each.name) for each in Only], required=False, label="Show"
    )
    words = forms.CharField(label="Find", max_length=200, required=False)
    page = forms.IntegerField(required=False, min_value=1)

    def query(self) -> str:
        """The same as the query of an address."""
        return urlencode({name: value for name, value in self.cleaned_data.items() if value})


class LineFields(forms.Form):
    """One line, as it is to be understood."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label="Who",
        choices=[("person", "A person"), ("organisation", "An organisation")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether this is a person or an organisation."},
    )
    name = forms.CharField(
        label="Name",
        max_length=200,
        error_messages={"required": "Give the name, or leave the line out instead."},
    )
    role = forms.CharField(label="Post", max_length=LONGEST, required=False)
    organisation = forms.CharField(label="Organisation", max_length=LONGEST, required=False)
    place = forms.CharField(label="Place", max_length=120, required=False)
    country = forms.CharField(label="Country", max_length=120, required=False)
    years = forms.IntegerField(
        label="Years of service",
        required=False,
        min_value=0,
        max_value=80,
        widget=forms.TextInput({"class": "year", "inputmode": "numeric"}),
        error_messages={"invalid": "Give the years as a number, such as 12."},
    )
    served = forms.MultipleChoiceField(
        label="Served under", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *arguments: Any, terms: Sequence[str], **options: Any) -> None:
        """Offer the letter's terms of office; without any, none is asked for."""
        super().__init__(*arguments, **options)
        field = self.fields["served"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(term, term) for term in terms]
        if not terms:
            del self.fields["served"]

    def fields_of_line(self) -> dict[str, Any]:
        """What was typed, as the fields of a line."""
        return {name: self.cleaned_data[name] for name in self.fields}


def initial_of_line(row: UploadedLine) -> dict[str, Any]:
    """A line as the initial values of the form."""
    names = ("kind", "name", "role", "organisation", "place", "country", "years", "served")
    return {name: getattr(row, name) for name in names}
