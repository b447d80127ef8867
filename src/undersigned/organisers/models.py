"""People who run letters, and what each may do for which letter."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from undersigned.organisers.roles import Permission, Role, may


class OrganiserManager(BaseUserManager["Organiser"]):
    """What Django's accounts need to make one."""

    def create_user(self, email: str, password: str | None = None, name: str = "") -> "Organiser":
        """Make an account; without a password nobody can log in until one is set by mail."""
        organiser = self.model(email=self.normalize_email(email).lower(), name=name)
        organiser.set_password(password)
        organiser.save()
        return organiser


class Organiser(AbstractBaseUser):
    """One person with an account. There is no sign-up: the command line adds, owners invite."""

    email = models.EmailField(unique=True, max_length=320)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Whether letters may be begun at the desk; who owns one may in any case.
    begins_letters = models.BooleanField(default=False)

    objects: ClassVar[OrganiserManager] = OrganiserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        """The name that the desk shows."""
        return self.name or self.email


class Membership(models.Model):
    """One person's role for one letter."""

    organiser = models.ForeignKey(Organiser, on_delete=models.CASCADE, related_name="memberships")
    letter = models.ForeignKey("letters.Letter", on_delete=models.CASCADE, related_name="team")
    role = models.CharField(max_length=20, choices=Role.choices)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One role for a person and a letter."""

        constraints = (
            models.UniqueConstraint(fields=("organiser", "letter"), name="one_role_each"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="a_role_that_exists"
            ),
        )

    def __str__(self) -> str:
        """Say who is what."""
        return f"{self.organiser}: {self.role}"

    def may(self, permission: Permission) -> bool:
        """Whether this person may do this for this letter."""
        return may(self.role, permission)


class Invitation(models.Model):
    """An address that was asked to join a letter's team; gone once accepted or withdrawn."""

    letter = models.ForeignKey(
        "letters.Letter", on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(max_length=320)
    role = models.CharField(max_length=20, choices=Role.choices)
    digest = models.CharField(max_length=64, unique=True)  # of the link; the link itself is mailed
    invited_by = models.ForeignKey(Organiser, on_delete=models.SET_NULL, null=True)
    mails = models.PositiveSmallIntegerField(default=1)
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        """One invitation for an address and a letter, newest first."""

        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("letter", "email"), name="one_invitation_each"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="an_invitation_to_a_role"
            ),
        )

    def __str__(self) -> str:
        """Say what it is for; not to whom it went."""
        return f"invitation {self.pk}: {self.role}"


class PasswordAsked(models.Model):
    """Somebody asked for a link to set a password: any address, known or not, for a moment."""

    address = models.EmailField(max_length=320)
    asked_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """Say what it is; not whose."""
        return f"asked for a password, {self.pk}"
