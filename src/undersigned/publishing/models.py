"""Which pages stand in the world."""

from django.db import models


class PageSet(models.Model):
    """The pages of one letter as written last in one place. Only `publishing.actions` writes it.

    It is written after the files, under the letter's lock: stopped between, they are written again.
    """

    letter = models.ForeignKey("letters.Letter", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=64, blank=True)  # where several hosts have files: whose
    size = models.PositiveBigIntegerField(default=0)  # of the record, as the pages show it
    made_by = models.CharField(max_length=64, blank=True)  # a digest of the program's files
    carried = models.CharField(max_length=64, blank=True)  # a digest of what every page carries
    downloads_size = models.PositiveBigIntegerField(default=0)  # of the record, in the downloads
    downloads_at = models.DateTimeField(null=True)  # when these were written

    class Meta:
        """Each host has its own files."""

        constraints = (
            models.UniqueConstraint(fields=("letter", "place"), name="one_page_set_a_place"),
        )

    def __str__(self) -> str:
        """Say how far the pages are."""
        return f"pages at {self.size}"
