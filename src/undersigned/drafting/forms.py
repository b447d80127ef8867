"""The small forms around a letter; the letter itself is a sheet (`drafting.sheet`)."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from undersigned.letters.fields import LONGEST_LINE, LONGEST_PASSAGE
from undersigned.letters.slugs import LONGEST as LONGEST_SLUG

NAME_HINT = (
    "It becomes part of every address and of the letter’s origin, and once published it never "
    "changes. Lower-case letters, digits and single hyphens: fair-courts."
)
LANGUAGE_HINT = "As a short tag: en, de, fr, pt-br."


class NewLetter(forms.Form):
    """What a letter needs to be begun."""

    title = forms.CharField(
        label="Title",
        max_length=LONGEST_LINE,
        help_text="You can change it until the letter is published, and in a later edition.",
        error_messages={"required": "Write a title. You can change it later."},
    )
    slug = forms.CharField(
        label="Its name in addresses",
        max_length=LONGEST_SLUG,
        help_text=NAME_HINT,
        error_messages={
            "required": "Write its name in addresses, such as fair-courts.",
            "max_length": f"A name in addresses has at most {LONGEST_SLUG} characters.",
        },
    )
    language = forms.CharField(
        label="The language it is written in first",
        max_length=35,
        initial="en",
        help_text=f"{LANGUAGE_HINT} More wordings can be added.",
        error_messages={"required": "Write a language, such as en."},
    )


class NewName(forms.Form):
    """Another name for a letter that is not published."""

    slug = forms.CharField(
        label="Its name in addresses",
        max_length=LONGEST_SLUG,
        help_text=NAME_HINT,
        error_messages={"required": "Write its name in addresses, such as fair-courts."},
    )


class NewWording(forms.Form):
    """Another language."""

    language = forms.CharField(
        label="Add a wording in another language",
        max_length=35,
        help_text=f"{LANGUAGE_HINT} It begins as a copy of the first one.",
        error_messages={"required": "Write a language, such as de."},
    )


class Why(forms.Form):
    """A reason for the trail."""

    reason = forms.CharField(
        label="Why",
        max_length=600,
        help_text="The trail keeps it; the page does not show it.",
        error_messages={"required": "Say why; the trail keeps it."},
    )


class Moment(forms.SplitDateTimeField):
    """A day and a time, UTC, as two fields of the browser's own kind."""

    def __init__(self, label: str, help_text: str = "") -> None:
        """Name it; it may be left empty."""
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            widget=forms.SplitDateTimeWidget(
                date_attrs={"type": "date"},
                time_attrs={"type": "time"},
                date_format="%Y-%m-%d",
                time_format="%H:%M",
            ),
            error_messages={
                "invalid": "Write the day as 2026-05-01 and the time as 12:00.",
                "invalid_date": "Write the day as 2026-05-01.",
                "invalid_time": "Write the time as 12:00.",
                "incomplete": "Give both, the day and the time.",
            },
        )

    def compress(self, data_list: Any) -> Any:
        """Join the two; one without the other is no moment."""
        if data_list and data_list[0] and not data_list[1]:
            data_list = [data_list[0], dt.time(0, 0)]
        return super().compress(data_list)


class Times(forms.Form):
    """When signing opens and closes by itself."""

    opens_at = Moment("Opens by itself")
    closes_at = Moment("Closes by itself")


class Confirmed(forms.Form):
    """That somebody has read what can never change."""

    seal = forms.CharField(widget=forms.HiddenInput, max_length=64)
    read = forms.BooleanField(
        label="I have read it, and know that what is published never changes",
        error_messages={"required": "Tick this once you have read it. Nothing was published."},
    )


class FirstPublication(Times, Confirmed):
    """The same for a new letter, which may open later."""

    field_order = ("seal", "opens_at", "closes_at", "read")


class HandingOver(forms.Form):
    """When and to whom the letter was handed over."""

    size = forms.IntegerField(
        label="With the list of which size",
        min_value=2,
        max_value=10**15,
        help_text="It is printed on the list, after “Size”. Filled in is that of the list now.",
        widget=forms.TextInput(attrs={"class": "year", "inputmode": "numeric"}),
        error_messages={
            "required": "Write the size that is printed on the list.",
            "invalid": "Write the size as digits alone, as it is printed on the list.",
            "min_value": "Write the size that is printed on the list.",
        },
    )
    day = forms.DateField(
        label="On which day",
        help_text="As 2026-03-09.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Write the day on which it was handed over.",
            "invalid": "Write the day as 2026-03-09.",
        },
    )
    to = forms.CharField(
        label="To whom",
        max_length=LONGEST_LINE,
        help_text="Who took it: name and office. It is shown in public.",
        error_messages={"required": "Write who took it."},
    )
    from_whom = forms.CharField(
        label="By whom", max_length=LONGEST_LINE, required=False, help_text="Shown in public too."
    )
    words = forms.CharField(
        label="What else is to be said of it",
        max_length=LONGEST_PASSAGE,
        required=False,
        help_text="Shown in public. Name no signer here: it stays for ever.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_day(self) -> dt.date:
        """A day that has come."""
        day: dt.date = self.cleaned_data["day"]
        if day > timezone.now().date():
            raise forms.ValidationError("This day has not come yet. Say so on the day, or after.")
        return day


class NewAddendum(forms.Form):
    """Which kind of addendum, in which language."""

    kind = forms.ChoiceField(
        label="What do you want to add?",
        choices=(
            ("note", "A note: something to be said"),
            ("fact", "A fact: something happened, with its sources"),
            ("reply", "A reply: the addressee answered a demand"),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you want to add."},
    )
    language = forms.ChoiceField(label="In which language")

    def __init__(self, *args: Any, languages: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        """Offer the languages of the letter."""
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = languages
