"""Mail to be sent, as rows written in the transaction that causes them."""

from django.db import models


class Mail(models.Model):
    """One mail. Its text and attachment are blanked once it left or is given up.

    They may carry a link that opens a signature, or its line. `due_at` moves on while a process
    sends it, so that no other one does.
    """

    key = models.CharField(max_length=100, unique=True)  # one cause, one mail
    kind = models.CharField(max_length=40)
    letter = models.CharField(max_length=100, blank=True)
    recipient = models.EmailField(max_length=320)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    attachment_name = models.CharField(max_length=200, blank=True)
    attachment = models.BinaryField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        """What is due is asked for every second."""

        indexes = (
            models.Index(
                fields=("due_at",),
                condition=models.Q(sent_at=None, given_up_at=None),
                name="outbox_due",
            ),
        )

    def __str__(self) -> str:
        """Name the mail without its recipient."""
        return f"{self.kind} {self.id}"


class MailboxMessage(models.Model):
    """What would have been mailed, kept where the setting `mail` is `mailbox`."""

    at = models.DateTimeField(auto_now_add=True)
    recipient = models.TextField()
    sender = models.TextField()
    subject = models.TextField()
    text = models.TextField()
    attachment_name = models.CharField(max_length=200, blank=True)
    attachment = models.BinaryField(blank=True)

    class Meta:
        """Newest first, as a mailbox is."""

        ordering = ("-id",)

    def __str__(self) -> str:
        """Name the message."""
        return self.subject
