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
    """One person with an account. There is no sign-up: the command line or an owner adds people."""

    email = models.EmailField(unique=True, max_length=320)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

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
