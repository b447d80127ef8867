"""Which pages stand in the world."""

from django.db import models


class PageSet(models.Model):
    """The pages of one letter as written last: for which size, and by which templates."""

    letter = models.OneToOneField("letters.Letter", on_delete=models.PROTECT, related_name="pages")
    size = models.PositiveBigIntegerField(default=0)
    made_by = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        """Say how far the pages are."""
        return f"pages at {self.size}"
