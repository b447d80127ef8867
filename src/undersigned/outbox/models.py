"""Mail to be sent, as rows written in the transaction that causes them."""

from django.db import models


class Mail(models.Model):
    """One mail. Its text and attachment are blanked once it left or is given up.

    They may carry a link that opens a signature, or its line. While a process sends it,
    `claimed_at` and `claimed_by` say since when and which one, so that no other one does.
    """

    key = models.CharField(max_length=100, unique=True)  # one cause, one mail
    kind = models.CharField(max_length=40)
    letter = models.CharField(max_length=100, blank=True)
    recipient = models.EmailField(max_length=320)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    button = models.CharField(max_length=80, blank=True)  # what the link's button says
    sender_name = models.CharField(max_length=200, blank=True)
    reply_to = models.CharField(max_length=320, blank=True)
    unsubscribe_url = models.CharField(max_length=500, blank=True)
    is_bulk = models.BooleanField(default=False)  # leaves behind what somebody waits for
    attachment_name = models.CharField(max_length=200, blank=True)
    attachment = models.BinaryField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    doubts = models.PositiveSmallIntegerField(default=0)  # attempts whose end nobody knows
    sent_at = models.DateTimeField(null=True)
    service_number = models.CharField(max_length=200, blank=True)  # as the service knows it
    given_up_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    came_back_at = models.DateTimeField(null=True)
    came_back_as = models.CharField(max_length=20, blank=True)  # see CameBack.kind

    class Meta:
        """What is due is asked for every second."""

        indexes = (
            models.Index(
                fields=("due_at",),
                condition=models.Q(sent_at=None, given_up_at=None),
                name="outbox_due",
            ),
            models.Index(fields=("sent_at",), name="outbox_sent"),
        )

    def __str__(self) -> str:
        """Name the mail without its recipient."""
        return f"{self.kind} {self.id}"


class CameBack(models.Model):
    """An address to which mail came back, or whose owner complained. The address is not kept.

    `address_digest` is keyed with the instance's secret, so that the same address is known again.
    A bounce is forgotten with the signature; a complaint stays, since it asks for no more mail.
    """

    address_digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)  # bounce or complaint
    status = models.CharField(max_length=20, blank=True)  # such as 5.1.1 (RFC 3463)
    at = models.DateTimeField()

    class Meta:
        """Each kind once an address."""

        constraints = (
            models.UniqueConstraint(
                fields=("address_digest", "kind"), name="came_back_once_a_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=("bounce", "complaint")), name="a_way_to_come_back"
            ),
        )

    def __str__(self) -> str:
        """Name the kind."""
        return self.kind


class MailboxMessage(models.Model):
    """What would have been mailed, kept where the setting `mail` is `mailbox`."""

    at = models.DateTimeField(auto_now_add=True)
    recipient = models.TextField()
    sender = models.TextField()
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.TextField(blank=True)  # those that a reader of mail acts on, one a line
    attachment_name = models.CharField(max_length=200, blank=True)
    attachment = models.BinaryField(blank=True)

    class Meta:
        """Newest first, as a mailbox is."""

        ordering = ("-id",)

    def __str__(self) -> str:
        """Name the message."""
        return self.subject
