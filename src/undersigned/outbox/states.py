"""How a mail can come back."""

BOUNCE = "bounce"  # the server of the address refused it for good
COMPLAINT = "complaint"  # whoever has the address wants no mail from here
NOT_WANTED = "not sent: mail to this address came back, or is not wanted there"
