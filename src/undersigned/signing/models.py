"""A signature's tables. What a person gave stands here, and in two rooms that take it from here.

`record` holds the line of a listed one as long as it stands, `outbox` the mails to its address;
`actions.erase` and the entry that ends a signature empty all three.
"""

from typing import TYPE_CHECKING

from django.db import models

from undersigned.lists.folding import fold
from undersigned.signing.list_models import (
    Invitation,
    InvitationRound,
    NeverAgain,
    Upload,
    UploadedLine,
)
from undersigned.signing.states import STANDING, State

__all__ = [
    "Consent",
    "ImportedList",
    "ImportedName",
    "Intake",
    "Invitation",
    "InvitationRound",
    "Mailing",
    "NeverAgain",
    "Refusal",
    "Signature",
    "Token",
    "Upload",
    "UploadedLine",
]

# Texts of a signature that say who it is of.
EMPTIED = ("name", "folded_name", "by", "address", "address_digest", "place", "statement")


if TYPE_CHECKING:  # only for types do Django's fields take a subscript
    Text = models.CharField[str, str]
else:
    Text = models.CharField


class FoldedName(Text):
    """The row's `name` folded, so that every database finds the same names alike.

    Kept by `save` and `bulk_create`; an `update` of the name has to bring it along.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: ARG002, FBT001 (Django's)
        """Fold the name anew."""
        folded = fold(getattr(model_instance, "name", ""))[: self.max_length]
        setattr(model_instance, self.attname, folded)
        return folded


class Intake(models.Model):
    """What a form brought, as it came: append-only, emptied by the worker within seconds."""

    letter = models.CharField(max_length=100)
    kind = models.CharField(max_length=10)  # sign, or link: "send me the link to my signature"
    form = models.JSONField()
    browser = models.CharField(max_length=64, blank=True)  # digest of the cookie set in the answer
    network = models.CharField(max_length=64, blank=True)  # keyed digest of /24 or /48
    received_at = models.DateTimeField(auto_now_add=True)
    set_aside_at = models.DateTimeField(null=True)  # could not be admitted; kept apart for a week

    def __str__(self) -> str:
        """Number the row."""
        return f"intake {self.id}"


class Signature(models.Model):
    """One signature of one signer, from admission to its end; emptied of its person then."""

    letter = models.ForeignKey(
        "letters.Letter", on_delete=models.PROTECT, related_name="signatures"
    )
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in State])
    kind = models.CharField(max_length=12)  # person or organisation
    name = models.CharField(max_length=200, blank=True)
    folded_name = FoldedName(max_length=200, blank=True, editable=False)
    by = models.CharField(max_length=200, blank=True)
    posts = models.JSONField(default=list)  # objects of strings: title, office, from, to
    years = models.PositiveSmallIntegerField(null=True)
    served = models.JSONField(default=list)  # names of terms
    place = models.CharField(max_length=120, blank=True)
    statement = models.CharField(max_length=600, blank=True)
    hint = models.CharField(max_length=1000, blank=True)  # what could help to check; for the desk
    edition = models.PositiveIntegerField()
    language = models.CharField(max_length=35)
    address = models.CharField(max_length=320, blank=True)
    address_digest = models.CharField(max_length=64, blank=True)
    network = models.CharField(max_length=64, blank=True)
    checks = models.JSONField(default=dict)  # code to the day (ISO) it was passed
    receipt_by_mail = models.BooleanField(default=False)
    correction = models.JSONField(null=True)  # fields waiting for the desk
    reason = models.CharField(max_length=20, blank=True)  # of removal, as in the record
    note = models.TextField(blank=True)  # the desk's reason in words, for the signer and the trail
    entry = models.PositiveBigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        """An address has one standing signature in a letter; an ended one is nobody's."""

        constraints = (
            models.UniqueConstraint(
                fields=("letter", "address_digest"),
                condition=models.Q(state__in=[s.value for s in STANDING]),
                name="one_standing_signature_an_address",
            ),
            models.UniqueConstraint(fields=("letter", "entry"), name="one_signature_an_entry"),
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in State]), name="a_state_that_exists"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=("person", "organisation")), name="a_kind_that_exists"
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at=None) | models.Q(**dict.fromkeys(EMPTIED, "")),
                name="an_erased_one_says_nothing",
            ),
        )
        indexes = (
            models.Index(fields=("letter", "state", "id"), name="signing_queue"),
            models.Index(fields=("letter", "folded_name"), name="signing_namesakes"),
            models.Index(fields=("letter", "address_digest"), name="signing_by_address"),
            # What the worker asks for at each turn; most of the time both are nearly empty.
            models.Index(
                fields=("letter",),
                condition=models.Q(erased_at=None, ended_at__isnull=False),
                name="signing_to_be_erased",
            ),
            models.Index(
                fields=("created_at",), condition=~models.Q(network=""), name="signing_networks"
            ),
        )

    def __str__(self) -> str:
        """Number the signature; its name is personal."""
        return f"signature {self.id}"


class Consent(models.Model):
    """One thing agreed to, with its wording, time and edition."""

    signature = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=10)  # sign, publish, mail
    wording = models.TextField()
    edition = models.PositiveIntegerField()
    language = models.CharField(max_length=35)
    given_at = models.DateTimeField()

    class Meta:
        """Each kind once an edition."""

        constraints = (
            models.UniqueConstraint(
                fields=("signature", "kind", "edition"), name="one_consent_a_kind_and_edition"
            ),
        )

    def __str__(self) -> str:
        """Name the kind."""
        return self.kind


class Token(models.Model):
    """What opens a signature for a while: 256 random bits, of which only the digest is kept.

    `confirm` and `own` are links in mails; `session` is the cookie of whoever pressed the button
    behind such a link.
    """

    signature = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="tokens")
    purpose = models.CharField(max_length=10)  # confirm, own, session
    digest = models.CharField(max_length=64, unique=True)
    code_digest = models.CharField(max_length=64, blank=True)  # of the code in the mail
    browser = models.CharField(max_length=64, blank=True)  # digest of the cookie that needs no code
    attempts = models.PositiveSmallIntegerField(default=0)  # wrong codes
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Name the purpose."""
        return self.purpose


class Refusal(models.Model):
    """An address whose owner said "I did not sign this": not used again for this letter."""

    letter = models.ForeignKey("letters.Letter", on_delete=models.PROTECT, related_name="+")
    address_digest = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Once is enough."""

        constraints = (
            models.UniqueConstraint(fields=("letter", "address_digest"), name="one_refusal"),
        )

    def __str__(self) -> str:
        """Number the row."""
        return f"refusal {self.id}"


class Mailing(models.Model):
    """One mail that a form caused to an address, counted for a day against mail bombing."""

    letter = models.CharField(max_length=100)
    address_digest = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Counted by address."""

        indexes = (models.Index(fields=("address_digest", "at"), name="signing_mailings"),)

    def __str__(self) -> str:
        """Number the row."""
        return f"mailing {self.id}"


class ImportedList(models.Model):
    """A list taken over from elsewhere; at the desk until the organiser decides to show it."""

    letter = models.ForeignKey("letters.Letter", on_delete=models.PROTECT, related_name="imports")
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    read = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    taken_at = models.DateTimeField(auto_now_add=True)
    # What reading it brought, by line numbers and without any name; empty until all is taken.
    report = models.JSONField(default=dict)
    source_url = models.URLField(max_length=500, blank=True)  # where it is already public
    source_day = models.DateField(null=True)
    shown_at = models.DateTimeField(null=True)

    class Meta:
        """The same bytes are taken once; a list is shown with where and when it was public."""

        constraints = (
            models.UniqueConstraint(fields=("letter", "sha256"), name="one_import_a_list"),
            models.CheckConstraint(
                condition=models.Q(shown_at=None)
                | (~models.Q(source_url="") & models.Q(source_day__isnull=False)),
                name="shown_with_its_source",
            ),
        )

    def __str__(self) -> str:
        """Name the list."""
        return self.file_name


class ImportedName(models.Model):
    """One line of an imported list, not confirmed by its owner."""

    source = models.ForeignKey(ImportedList, on_delete=models.PROTECT, related_name="names")
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=200, blank=True)
    folded_name = FoldedName(max_length=200, blank=True, editable=False)
    posts = models.JSONField(default=list)
    years = models.PositiveSmallIntegerField(null=True)
    served = models.JSONField(default=list)
    place = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=320, blank=True)
    address_digest = models.CharField(max_length=64, blank=True)
    doubt = models.CharField(max_length=300, blank=True)
    entry = models.PositiveBigIntegerField(null=True)
    # Its owner's own signature: with that one's entry this one ends (record-format.md, section 2).
    superseded_by = models.ForeignKey(
        Signature, on_delete=models.PROTECT, null=True, related_name="supersedes"
    )
    shown_at = models.DateTimeField(null=True)  # when the record was asked for its entry
    hidden_at = models.DateTimeField(null=True)
    hidden_digest = models.CharField(max_length=64, blank=True)  # so that it is not taken again

    class Meta:
        """A line is taken once."""

        ordering = ("source", "line")
        constraints = (
            models.UniqueConstraint(fields=("source", "line"), name="one_name_a_line"),
            models.CheckConstraint(
                condition=models.Q(hidden_at=None)
                | models.Q(name="", folded_name="", place="", address=""),
                name="a_hidden_one_says_nothing",
            ),
        )
        indexes = (
            models.Index(fields=("source", "folded_name"), name="imported_namesakes"),
            # What the worker asks for at each turn; of a list that is shown whole they are empty.
            models.Index(
                fields=("source", "line"),
                condition=models.Q(shown_at=None, hidden_at=None),
                name="imported_to_be_shown",
            ),
            models.Index(
                fields=("source",),
                condition=models.Q(entry=None, hidden_at=None, shown_at__isnull=False),
                name="imported_to_be_listed",
            ),
            models.Index(
                fields=("entry",),
                condition=models.Q(entry__isnull=False),
                name="imported_by_entry",
            ),
            models.Index(
                fields=("address_digest",),
                condition=~models.Q(address_digest=""),
                name="imported_by_address",
            ),
        )

    def __str__(self) -> str:
        """Number the line."""
        return f"line {self.line}"
