"""Letters and what was published of them; the bytes themselves are documents of the record."""

from django.db import models


class Letter(models.Model):
    """One letter. Its wording is in its editions; its signatures, in the room `signing`."""

    slug = models.SlugField(unique=True, max_length=100)
    log = models.OneToOneField("record.Log", on_delete=models.PROTECT, related_name="letter")
    title = models.CharField(max_length=300)  # of the newest edition, in its first language
    is_open = models.BooleanField(default=True)
    opens_at = models.DateTimeField(null=True)  # the worker opens it then, and clears this
    closes_at = models.DateTimeField(null=True)  # likewise
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """An open letter waits for no opening, and no closing comes before its opening."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(is_open=False) | models.Q(opens_at=None),
                name="only_a_closed_letter_opens",
            ),
            models.CheckConstraint(
                condition=models.Q(opens_at=None)
                | models.Q(closes_at=None)
                | models.Q(closes_at__gt=models.F("opens_at")),
                name="it_closes_after_it_opens",
            ),
        )

    def __str__(self) -> str:
        """The title names the letter."""
        return self.title


class Edition(models.Model):
    """The letter at one time: immutable, in one or more languages published together."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    rules = models.PositiveIntegerField()  # the rules that it was published under
    languages = models.JSONField()  # as the file gave them, the first one first
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Editions count up."""

        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("letter", "number"), name="one_edition_a_number"),
        )

    def __str__(self) -> str:
        """Number the edition."""
        return f"edition {self.number}"


class Addendum(models.Model):
    """Something added later, signed by nobody."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="addenda")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Addenda count up."""

        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("letter", "number"), name="one_addendum_a_number"),
        )

    def __str__(self) -> str:
        """Number the addendum."""
        return f"addendum {self.number}"
