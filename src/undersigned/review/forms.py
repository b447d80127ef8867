"""The forms of the desk."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from undersigned.organisers.roles import ROLE_IN_WORDS, Role
from undersigned.signing.actions.decide import REASONS
from undersigned.signing.actions.imports import LONGEST_URL
from undersigned.signing.queue import Shelf

WHY_MISSING = "Say why. Without a reason nothing is decided."
REASONS_IN_WORDS = {
    "asked": "asked: its signer wishes it, and cannot withdraw by the link",
    "court-order": "court-order: a court ordered it",
    "duplicate": "duplicate: the same person has signed twice",
    "impersonation": "impersonation: the person named did not sign",
    "ineligible": "ineligible: is not among those who may sign",
    "offensive": "offensive: the line is not fit to be shown",
    "unverifiable": "unverifiable: what was said can’t be checked",
}


class Finder(forms.Form):
    """What the queue shows; every field may be left out."""

    state = forms.ChoiceField(
        choices=[("", "All"), *((shelf.value, shelf.value) for shelf in Shelf)], required=False
    )
    kind = forms.ChoiceField(
        label="Who",
        choices=[("", "Everybody"), ("person", "People"), ("organisation", "Organisations")],
        required=False,
    )
    words = forms.CharField(label="Find", max_length=200, required=False)


class Decision(forms.Form):
    """Why, and what was in front of whoever decides."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    reason = forms.CharField(
        label="Why",
        max_length=600,
        error_messages={"required": WHY_MISSING},
        widget=forms.TextInput(attrs={"list": "reasons", "autocomplete": "off"}),
    )


class Removal(forms.Form):
    """Why a signature is taken off: in a word for the record, in a sentence for the trail."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    reason = forms.ChoiceField(
        label="Reason in the record",
        choices=[("", "Choose one"), *((each, REASONS_IN_WORDS[each]) for each in REASONS)],
        error_messages={
            "required": "Choose a reason. The record gives one for whoever is taken off.",
            "invalid_choice": "Choose one of the reasons of the list.",
        },
    )
    note = forms.CharField(
        label="Why, in a sentence",
        help_text="For the trail, so name nobody.",
        max_length=600,
        error_messages={"required": WHY_MISSING},
    )


class Showing(forms.Form):
    """Where and when a list is public already."""

    url = forms.URLField(
        label="Where it is public",
        help_text="The address of the page that shows these names, such as "
        "https://example.org/signatures.",
        max_length=LONGEST_URL,
        assume_scheme="https",
        error_messages={
            "required": "Give the address. Without it these names are not public already.",
            "invalid": "This is no address of a page. It looks like https://example.org/signatures.",
        },
    )
    day = forms.DateField(
        label="When you saw it there",
        help_text="The day on which you looked.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Give the day on which you looked.",
            "invalid": "Write the day as year-month-day, such as 2026-03-01.",
        },
    )
    public = forms.BooleanField(
        label="I looked: every name of this list stands there in public now.",
        error_messages={"required": "Tick this if it is so. If it is not, don’t show the list."},
    )

    def clean_day(self) -> dt.date:
        """No day that has not come."""
        day: dt.date = self.cleaned_data["day"]
        if day > timezone.now().date():
            raise forms.ValidationError("This day has not come yet.")
        return day


ROLES = [(role.value, f"{role.value}: {ROLE_IN_WORDS[role]}") for role in Role]
ROLE_MISSING = {"required": "Choose a role.", "invalid_choice": "Choose one of the four roles."}


class Invite(forms.Form):
    """Whom to ask onto the team, and as what."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="The mail names you, the letter and the role. Its link holds for a week.",
        max_length=320,
        error_messages={
            "required": "Give the address that the invitation goes to.",
            "invalid": "This is no address. An address looks like name@example.org.",
        },
    )
    role = forms.ChoiceField(
        label="Role", choices=ROLES, widget=forms.RadioSelect, error_messages=ROLE_MISSING
    )


class ChosenRole(forms.Form):
    """What somebody is to be."""

    role = forms.ChoiceField(
        label="Role", choices=ROLES, widget=forms.RadioSelect, error_messages=ROLE_MISSING
    )


class LeftOut(forms.Form):
    """Why a line of a list is left out."""

    reason = forms.CharField(label="Why", max_length=300, error_messages={"required": WHY_MISSING})


def first_error(form: forms.Form) -> str:
    """The first thing to put right, as a sentence."""
    errors: list[Any] = [text for texts in form.errors.values() for text in texts]
    return str(errors[0]) if errors else ""
