"""Tables of lists on their way to the desk, and of the people on them who are asked to confirm.

An uploaded file and its lines stand here until they are taken or thrown away; then both go.
"""

from django.db import models

from undersigned.signing.states import Understood, UploadState


class Upload(models.Model):
    """A file that somebody brought to the desk and has not taken yet.

    The worker reads it, and takes it once that was decided; `done` of `total` is its progress. The
    claim says which process is at it.
    """

    letter = models.ForeignKey("letters.Letter", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    data = models.BinaryField(blank=True)  # emptied once it was read
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in UploadState], default="waiting"
    )
    actor_kind = models.CharField(max_length=20)
    actor_name = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=64, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    readings = models.PositiveSmallIntegerField(default=0)  # begun; most need one
    problem = models.TextField(blank=True)  # why it can't be read, in words
    about = models.JSONField(default=dict)  # sha256, format, encoding, delimiter, read, remarks
    imported_list = models.ForeignKey(
        "signing.ImportedList", on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        """Only states that exist."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in UploadState]),
                name="an_upload_state_that_exists",
            ),
        )
        indexes = (models.Index(fields=("state",), name="signing_uploads"),)

    def __str__(self) -> str:
        """Name the file."""
        return self.file_name


class UploadedLine(models.Model):
    """One entry of an uploaded file: as it stood, and as it was understood or mended."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField()
    place_in_file = models.CharField(max_length=300, blank=True)  # "sheet “A”, row 7"
    text = models.TextField()
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Understood])
    why = models.TextField(blank=True)  # refused or left out: the reason
    kind = models.CharField(max_length=12, default="person")
    name = models.TextField(blank=True)
    role = models.TextField(blank=True)
    organisation = models.TextField(blank=True)
    country = models.TextField(blank=True)
    place = models.TextField(blank=True)
    years = models.PositiveIntegerField(null=True)
    served = models.JSONField(default=list)
    link = models.TextField(blank=True)
    address = models.TextField(blank=True)
    doubt = models.TextField(blank=True)
    repairs = models.JSONField(default=list)  # objects: field, before, after, why
    group = models.PositiveIntegerField(null=True)  # of those proposed as the same signatory
    group_why = models.TextField(blank=True)
    mended_at = models.DateTimeField(null=True)

    class Meta:
        """An entry stands once."""

        ordering = ("line",)
        constraints = (
            models.UniqueConstraint(fields=("upload", "line"), name="one_uploaded_line"),
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in Understood]),
                name="an_understanding_that_exists",
            ),
        )
        indexes = (
            models.Index(fields=("upload", "state", "line"), name="uploaded_states"),
            models.Index(fields=("upload", "group", "line"), name="uploaded_groups"),
        )

    def __str__(self) -> str:
        """Number the line."""
        return f"line {self.line}"


class InvitationRound(models.Model):
    """The decision to have the people of one list asked to confirm, and its pace."""

    source = models.OneToOneField(
        "signing.ImportedList", on_delete=models.PROTECT, related_name="invitation_round"
    )
    note = models.CharField(max_length=400, blank=True)  # the organiser's own words in the mail
    per_hour = models.PositiveIntegerField()
    begun_at = models.DateTimeField(auto_now_add=True)
    paused_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)  # everybody was asked, or passed over

    def __str__(self) -> str:
        """Number the round."""
        return f"round {self.id}"


class Invitation(models.Model):
    """What became of asking one imported name; the link is kept as a digest alone.

    The row outlives the name's erasure: so nobody is asked twice, and "never again" goes on
    working. Of the address only the keyed digest is kept here.
    """

    name = models.OneToOneField(
        "signing.ImportedName", on_delete=models.PROTECT, related_name="invitation"
    )
    letter = models.ForeignKey("letters.Letter", on_delete=models.PROTECT, related_name="+")
    address_digest = models.CharField(max_length=64, blank=True)  # empty for one not asked
    skipped = models.CharField(max_length=100, blank=True)  # why it was not asked
    digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 (unique)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    session_digest = models.CharField(max_length=64, blank=True)
    session_until = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, blank=True)  # signed, no, never

    class Meta:
        """One invitation an address and letter."""

        constraints = (
            models.UniqueConstraint(
                fields=("letter", "address_digest"),
                condition=~models.Q(address_digest=""),
                name="one_invitation_an_address",
            ),
        )
        indexes = (models.Index(fields=("letter", "made_at"), name="signing_invitations"),)

    def __str__(self) -> str:
        """Number the row."""
        return f"invitation {self.id}"


class NeverAgain(models.Model):
    """An address whose owner wants no invitation of any letter here; kept as a keyed digest."""

    address_digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """Number the row."""
        return f"never again {self.id}"
