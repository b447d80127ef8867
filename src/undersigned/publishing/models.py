"""Which pages stand in the world."""

from django.db import models


class PageSet(models.Model):
    """The pages of one letter as written last. Only `publishing.actions` writes it.

    It is written after the files, under the letter's lock: stopped between, they are written again.
    """

    letter = models.OneToOneField("letters.Letter", on_delete=models.PROTECT, related_name="pages")
    size = models.PositiveBigIntegerField(default=0)  # of the record, as the pages show it
    made_by = models.CharField(max_length=64, blank=True)  # a digest of the program's files
    carried = models.CharField(max_length=64, blank=True)  # a digest of what every page carries
    downloads_size = models.PositiveBigIntegerField(default=0)  # of the record, in the downloads
    downloads_at = models.DateTimeField(null=True)  # when these were written

    def __str__(self) -> str:
        """Say how far the pages are."""
        return f"pages at {self.size}"
