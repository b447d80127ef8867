"""Letters in the making: the text of each file, as it was saved each time."""

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """A letter in the making: its wordings, and the addendum that comes next.

    Before the first edition there is no letter yet, and the draft is its writer's own.
    """

    slug = models.SlugField(max_length=100)  # for ever, once published
    letter = models.OneToOneField(
        "letters.Letter", null=True, on_delete=models.PROTECT, related_name="draft"
    )
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="drafts"
    )
    begun_at = models.DateTimeField(auto_now_add=True)
    languages = models.JSONField(default=list)  # of the wordings, the first one first

    class Meta:
        """Two people may want one name; whoever publishes first has it."""

        constraints = (
            models.UniqueConstraint(
                fields=("slug", "begun_by"),
                condition=models.Q(letter=None),
                name="one_draft_of_a_name_each",
            ),
        )

    def __str__(self) -> str:
        """Name it as addresses do."""
        return self.slug


class Saved(models.Model):
    """One file of a draft as it was saved once. Rows are only added: nothing typed is lost.

    `part` is the language of a wording, or `addenda` for the addendum in the making, which is no
    language here (`letters.slugs.RESERVED_IN_LETTER`). An empty text says that there is none.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="saved")
    part = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField(auto_now_add=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    who = models.CharField(max_length=200)  # as the account was called then
    beside = models.BooleanField(default=False)  # kept, but not the newest: somebody was faster

    class Meta:
        """Numbers count up, part by part."""

        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("draft", "part", "number"), name="one_saving_a_number"),
        )

    def __str__(self) -> str:
        """Number it."""
        return f"{self.part} {self.number}"
