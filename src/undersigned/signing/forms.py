"""The forms of signers. What is right and wrong in them is said by `eligibility`, once for all."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils import timezone

from undersigned.eligibility.addresses import check_address
from undersigned.eligibility.claim import (
    LONGEST_STATEMENT,
    MOST_POSTS,
    ORGANISATION,
    PERSON,
    Claim,
    Typed,
    TypedPost,
    check_claim,
)
from undersigned.signing import consents
from undersigned.signing.models import ImportedName, Signature
from undersigned.signing.queries import Offer

FIRST_POSTS = 1
POST_FIELDS = ("title", "office", "from", "to")
_PREVIEWED = ("name", "by", "served", "place", "statement")
TICK_SIGN = "Tick this if you sign. Leave the page if you don’t."
TICK_PUBLISH = "Tick this too if you sign: every signature on this letter is published."


class TypedField(forms.CharField):
    """Text as typed. `required` only shows on the page; whether it is right is said elsewhere."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    def clean(self, value: Any) -> str:
        """Take anything."""
        return str(self.to_python(value))


class TypedChoices(forms.MultipleChoiceField):
    """Ticks as they came."""

    def clean(self, value: Any) -> list[str]:
        """Take anything."""
        return [str(each) for each in value or ()]


class ClaimForm(forms.Form):
    """What a signer says of themselves; `claim` is it, once the form is valid."""

    use_required_attribute = False
    claim: Claim | None = None

    def __init__(
        self,
        *arguments: Any,
        terms: Sequence[str],
        blocks: int = FIRST_POSTS,
        kind: str = "",
        **options: Any,
    ) -> None:
        """Build the fields.

        Args:
            arguments: As for any form.
            terms: Names of the terms of office.
            blocks: How many posts can be typed.
            kind: Person or organisation, where that is settled and not asked.
            options: As for any form.
        """
        super().__init__(*arguments, **options)
        self.terms = terms
        self.blocks = blocks
        self.kind = kind
        self.fields.update(_fields_of_claim(kind, blocks, terms))

    def posts(self) -> list[list[BoundField]]:
        """The blocks of posts: title, office, first and last year of each."""
        return [
            [self[f"{part}-{number}"] for part in POST_FIELDS]
            for number in range(1, self.blocks + 1)
            if f"title-{number}" in self.fields
        ]

    def preview(self) -> dict[str, Any]:
        """What was typed, as the line that it would make, unjudged."""
        values = {name: self[name].value() for name in _PREVIEWED if name in self.fields}
        posts = [
            {part: field.value() for part, field in zip(POST_FIELDS, block, strict=True)}
            for block in self.posts()
        ]
        return values | {"posts": [post for post in posts if any(post.values())]}

    def typed(self) -> Typed:
        """The fields as typed."""
        held = self.cleaned_data
        posts = [
            TypedPost(*(held.get(f"{part}-{number}", "") for part in POST_FIELDS))
            for number in range(1, self.blocks + 1)
        ]
        return Typed(
            kind=self.kind or held["kind"],
            name=held["name"],
            by=held.get("by", ""),
            posts=posts,
            years=held.get("years", ""),
            served=held.get("served", ()),
            place=held["place"],
            statement=held["statement"],
            hint=held["hint"],
        )

    def clean(self) -> dict[str, Any]:
        """Let the claim be checked, and put each problem at its field."""
        self.claim, problems = check_claim(self.typed(), self.terms, timezone.now().date())
        for problem in problems:
            self.add_error(problem.field if problem.field in self.fields else None, problem.text)
        return self.cleaned_data


def _fields_of_claim(kind: str, blocks: int, terms: Sequence[str]) -> dict[str, forms.Field]:
    fields = _fields_of_name(kind)
    if kind != ORGANISATION:
        fields |= _fields_of_service(blocks, terms)
    return fields | _fields_of_words()


def _fields_of_name(kind: str) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    if not kind:
        choices = [(PERSON, "A person"), (ORGANISATION, "An organisation")]
        fields["kind"] = TypedField(
            label="Who signs", initial=PERSON, widget=forms.RadioSelect(choices=choices)
        )
    fields["name"] = TypedField(
        label="Name",
        help_text="As it should appear on the list.",
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    if kind != PERSON:
        fields["by"] = TypedField(
            label="For an organisation: who signs for it",
            required=False,
            help_text="Name and office. It is printed with the organisation’s name.",
        )
    return fields


def _fields_of_service(blocks: int, terms: Sequence[str]) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for number in range(1, blocks + 1):
        fields |= _fields_of_post(number)
    fields["years"] = TypedField(
        label="Years of service altogether",
        required=False,
        widget=forms.TextInput({"class": "year", "inputmode": "numeric"}),
    )
    if terms:
        fields["served"] = TypedChoices(
            label="Under which of these did you serve",
            required=False,
            choices=[(term, term) for term in terms],
            widget=forms.CheckboxSelectMultiple,
        )
    return fields


def _fields_of_words() -> dict[str, forms.Field]:
    return {
        "place": TypedField(label="Place", required=False, help_text="It is printed."),
        "statement": TypedField(
            label="A sentence of your own",
            required=False,
            help_text=f"At most {LONGEST_STATEMENT} characters. It is printed with your line.",
            widget=forms.Textarea({"rows": 3}),
        ),
        "hint": TypedField(
            label="What could help us check who signs",
            required=False,
            help_text="A page of a public register, for example, or somebody on the list who "
            "knows you from there. Only the organiser sees it.",
            widget=forms.Textarea({"rows": 3}),
        ),
    }


def _fields_of_post(number: int) -> dict[str, forms.Field]:
    year = {"class": "year", "inputmode": "numeric"}
    return {
        f"title-{number}": TypedField(label="Title", required=False),
        f"office-{number}": TypedField(label="Office", required=False),
        f"from-{number}": TypedField(
            label="First year", required=False, widget=forms.TextInput(year)
        ),
        f"to-{number}": TypedField(label="Last year", required=False, widget=forms.TextInput(year)),
    }


class SignForm(ClaimForm):
    """The form of the page where one signs."""

    def __init__(self, *arguments: Any, offer: Offer, invited_at: str = "", **options: Any) -> None:
        """Build the fields for the edition on offer; an address that was invited is not asked."""
        super().__init__(*arguments, terms=offer.terms, **options)
        self.offer = offer
        self.invited_at = invited_at
        self.fields["address"] = TypedField(
            label="E-mail address",
            help_text="Only to confirm, and to reach you about this signature. Never shown. Not a "
            "work address or device: an employer can read those.",
            widget=forms.EmailInput({"autocomplete": "email"}),
        )
        for wording in consents.wordings(offer.edition).values():
            self.fields[f"agree-{wording.kind}"] = forms.BooleanField(
                label=wording.label, help_text=wording.hint, required=False
            )
        self.fields["receipt"] = forms.BooleanField(
            label="Mail me the receipt once I am listed.",
            help_text="It holds your line, and proves that it stands in the record. You can also "
            "fetch it on your own page.",
            required=False,
        )
        if invited_at:
            del self.fields["address"]
        for name, value in shown(offer).items():
            self.fields[name] = TypedField(required=False, initial=value, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Check the address and what is agreed to, after the claim."""
        held = super().clean()
        held["address"], problem = check_address(self.invited_at or held["address"])
        if problem:
            self.add_error(None if self.invited_at else problem.field, problem.text)
        for kind, text in ((consents.SIGN, TICK_SIGN), (consents.PUBLISH, TICK_PUBLISH)):
            if not held.get(f"agree-{kind}"):
                self.add_error(f"agree-{kind}", text)
        return self.cleaned_data

    def agreed(self) -> list[BoundField]:
        """The boxes to be ticked, in order."""
        kinds = [f"agree-{kind}" for kind in consents.wordings(self.offer.edition)]
        return [self[name] for name in (*kinds, "receipt")]

    def intake(self) -> dict[str, Any]:
        """What the intake row of a valid form holds."""
        claim, held = self.claim, self.cleaned_data
        if claim is None:
            raise ValueError("The form is not valid, so there is nothing to take in.")
        return {
            "claim": {
                "kind": claim.kind,
                "name": claim.name,
                "by": claim.by,
                "posts": [post.as_object() for post in claim.posts],
                "years": claim.years,
                "served": list(claim.served),
                "place": claim.place,
                "statement": claim.statement,
                "hint": claim.hint,
            },
            "address": held["address"],
            "edition": self.offer.edition,
            "language": self.offer.language,
            "consents": [
                {"kind": wording.kind, "wording": wording.text}
                for wording in consents.wordings(self.offer.edition).values()
                if held[f"agree-{wording.kind}"]
            ],
            "receipt_by_mail": held["receipt"],
        }


def shown(offer: Offer) -> dict[str, str]:
    """What a form says it showed: edition, language, and the words of what is agreed to."""
    return {
        "edition": str(offer.edition),
        "language": offer.language,
        "wordings": consents.version(offer.edition),
    }


def blocks_typed(data: QueryDict) -> int:
    """How many posts a form had."""
    numbers = [number for number in range(1, MOST_POSTS + 1) if f"title-{number}" in data]
    return max([FIRST_POSTS, *numbers])


def kept(data: QueryDict) -> dict[str, Any]:
    """What was typed, as the initial values of a form that is shown again unjudged."""
    return {name: data.getlist(name) if name == "served" else data.get(name, "") for name in data}


def initial_of(signature: Signature) -> dict[str, Any]:
    """A signature's line as the initial values of the form to correct it.

    A correction that waits for the desk is shown as it was asked for.
    """
    line: Mapping[str, Any] = signature.correction or {}
    values = {
        name: line.get(name, getattr(signature, name))
        for name in ("name", "by", "years", "served", "place", "statement", "hint")
    }
    for number, post in enumerate(line.get("posts", signature.posts), start=1):
        values |= {f"{part}-{number}": post.get(part, "") for part in POST_FIELDS}
    return values


def initial_of_imported(row: ImportedName) -> dict[str, Any]:
    """An imported line as the initial values of the form by which its owner signs."""
    values = {name: getattr(row, name) for name in ("kind", "name", "years", "served", "place")}
    for number, post in enumerate(row.posts, start=1):
        values |= {f"{part}-{number}": post.get(part, "") for part in POST_FIELDS}
    return {name: value for name, value in values.items() if value is not None}


class AddressForm(forms.Form):
    """Where the link to one's own page shall go."""

    use_required_attribute = False
    address = TypedField(
        label="E-mail address",
        help_text="The one that you signed with.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )

    def clean(self) -> dict[str, Any]:
        """Check how the address is written; whether it is known is nobody's business here."""
        self.cleaned_data["address"], problem = check_address(self.cleaned_data["address"])
        if problem:
            self.add_error(problem.field, problem.text)
        return self.cleaned_data


class MailForm(forms.Form):
    """What may be mailed."""

    news = forms.BooleanField(label=consents.wordings(1)[consents.MAIL].label, required=False)
    receipt = forms.BooleanField(label="Mail me the receipt once I am listed.", required=False)


class CodeForm(forms.Form):
    """The code of the mail, where another browser opens its link."""

    use_required_attribute = False
    code = TypedField(
        label="The six letters in the mail",
        help_text="Asked because this is another phone or computer than the one you used.",
        widget=forms.TextInput(
            {"class": "code", "autocomplete": "one-time-code", "autocapitalize": "characters"}
        ),
    )
