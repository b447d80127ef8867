"""The log's tables.

`record.actions` adds logs, pending rows and documents, inside the caller's transaction.
`record.sequencing` and `record.publication` write everything else, and only while they hold the
letter's lock (`record.places.lock_path`).
"""

from django.db import models


class Log(models.Model):
    """One letter's log.

    `size` is how many entries are sequenced, `published_size` how many a published checkpoint
    holds; the second is never ahead of the first, and both only grow.
    """

    slug = models.SlugField(unique=True, max_length=100)
    origin = models.CharField(unique=True, max_length=200)
    key = models.CharField(max_length=400)  # the vkey; the private half is a file
    size = models.PositiveBigIntegerField(default=0)
    published_size = models.PositiveBigIntegerField(default=0)
    published_at = models.DateTimeField(null=True)  # when published_size was reached
    figures = models.JSONField(null=True)  # count.json at published_size, as an object
    peak = models.JSONField(null=True)  # the figures when the total was highest last
    last_day = models.DateField(null=True)  # of the entry at size - 1
    confirmed_day = models.DateField(
        null=True
    )  # somebody said: the clock is right; until the next entry

    class Meta:
        """A log never publishes what it has not sequenced."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(published_size__lte=models.F("size")),
                name="published_is_sequenced",
            ),
        )

    def __str__(self) -> str:
        """The origin names the log."""
        return self.origin


class Signed(models.Model):
    """What a log signed last, for every host; beside it each host that signs keeps a file.

    Compared and swapped: whoever would sign what does not grow from this is refused.
    """

    log = models.OneToOneField(Log, on_delete=models.PROTECT, related_name="signed")
    size = models.PositiveBigIntegerField()
    root = models.BinaryField()
    checkpoint = models.BinaryField()  # the note itself, so that every host shows the same

    def __str__(self) -> str:
        """Say how far it was signed."""
        return f"signed at {self.size}"


class SharedSecret(models.Model):
    """One row, by which a host finds out that its `secret` is another than the other hosts'."""

    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        """Name it without showing it."""
        return "the digest of the secret"


class Pending(models.Model):
    """What is to be sequenced: an entry without its day, in the order of `id`.

    A row lives until its entry is committed, in the same transaction; one that the log can't take
    stays, with the reason in `refused`, until whoever asked cancels it. `fields` are the entry's
    members as record-format.md section 2 names them, without letter, day and record; `line` is the
    record that the entry commits to, for signed, imported and amended ones; `subject` lets the room
    that asked find its entry afterwards.
    """

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="pending")
    event = models.CharField(max_length=20)
    fields = models.JSONField(default=dict)
    line = models.BinaryField(null=True)
    subject = models.CharField(max_length=60, blank=True)
    refused = models.TextField(blank=True)  # why the log can't take it; the trail says it too

    class Meta:
        """Sequenced in the order of arrival."""

        ordering = ("id",)

    def __str__(self) -> str:
        """Name the event."""
        return f"{self.event} for {self.subject or 'the letter'}"


class Entry(models.Model):
    """One entry, as its bytes; immutable."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="entries")
    index = models.PositiveBigIntegerField()
    event = models.CharField(max_length=20)
    data = models.BinaryField()
    subject = models.CharField(max_length=60, blank=True)

    class Meta:
        """An index is given once."""

        constraints = (models.UniqueConstraint(fields=("log", "index"), name="one_entry_an_index"),)
        indexes = (
            models.Index(fields=("log", "subject"), name="record_subject"),
            # What pages ask for at each publication: when was it closed, which editions are there.
            models.Index(fields=("log", "event", "index"), name="record_event"),
        )

    def __str__(self) -> str:
        """Name the entry."""
        return f"{self.event} {self.index}"


class Opening(models.Model):
    """A signature's place in the log: the newest record, or none once it ended.

    `line` is null for an ended one: the row stays as the place, what it said is gone.
    """

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="openings")
    index = models.PositiveBigIntegerField()  # of the entry that began it
    event = models.CharField(max_length=20)  # signed or imported
    edition = models.PositiveIntegerField(null=True)  # the newest signed or reconfirmed
    line = models.BinaryField(null=True)
    source = models.CharField(max_length=64, blank=True)  # of an imported one: its list's SHA-256
    commitment = models.CharField(max_length=64)  # of the newest line, in hex; kept after its end
    amended_at_index = models.PositiveBigIntegerField(null=True)  # of the newest amending entry

    class Meta:
        """One opening an index; a commitment stands once in a letter."""

        constraints = (
            models.UniqueConstraint(fields=("log", "index"), name="one_opening_an_index"),
            models.UniqueConstraint(fields=("log", "commitment"), name="one_commitment_a_log"),
        )

    def __str__(self) -> str:
        """Name the place."""
        return f"{self.event} {self.index}"


class Document(models.Model):
    """A document that an entry commits to, byte for byte; `data` is null once struck."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="documents")
    path = models.CharField(max_length=200)
    data = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        """A path is written once."""

        constraints = (models.UniqueConstraint(fields=("log", "path"), name="one_document_a_path"),)

    def __str__(self) -> str:
        """The path names the document."""
        return self.path
