"""The trail: append-only rows."""

from django.db import models


class Event(models.Model):
    """Who did what, when and why. Holds no personal data of signers: subjects are numbers.

    `place` and `seal` are written once, by the worker, after the event was committed: its number
    among the sealed ones, from 1, and what chains it to the one before (`audit.seals`).
    """

    at = models.DateTimeField(auto_now_add=True)
    actor_kind = models.CharField(max_length=20)
    actor_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=60)
    letter = models.CharField(max_length=100, blank=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject = models.PositiveBigIntegerField(null=True)
    reason = models.TextField(blank=True)
    place = models.PositiveBigIntegerField(null=True, unique=True)
    seal = models.CharField(max_length=64, blank=True)

    class Meta:
        """Newest first, as the desk shows it."""

        ordering = ("-id",)
        indexes = (
            models.Index(fields=("letter", "-id"), name="audit_letter"),
            models.Index(fields=("subject_kind", "subject"), name="audit_subject"),
            # What the worker asks for at each turn; mostly it is empty.
            models.Index(fields=("id",), condition=models.Q(place=None), name="audit_to_be_sealed"),
        )

    def __str__(self) -> str:
        """Say the event in one line."""
        return f"{self.actor_name} {self.verb} {self.subject_kind} {self.subject or ''}".strip()
