"""What signers agree to, word for word. The words are the version: each consent keeps its own.

A form carries the digest of the words that it showed. Where they changed meanwhile, it is shown
again instead of being taken.
"""

import hashlib
from dataclasses import dataclass

SIGN = "sign"
PUBLISH = "publish"
MAIL = "mail"


@dataclass(frozen=True)
class Wording:
    """What somebody agrees to by one tick.

    Attributes:
        kind: sign, publish or mail.
        label: beside the box.
        hint: under it, part of what is agreed to; may be empty.
    """

    kind: str
    label: str
    hint: str = ""

    @property
    def text(self) -> str:
        """The whole of it, as it is kept."""
        return f"{self.label} {self.hint}".strip()


def wordings(edition: int) -> dict[str, Wording]:
    """What is asked of whoever signs an edition, by kind, in the order of the form."""
    asked = (
        Wording(SIGN, f"I have read edition {edition} of the letter, and I sign it."),
        Wording(
            PUBLISH,
            "My line may be published as shown, and entered in a record that can’t be changed "
            "unseen.",
            "You can take your signature back at any time. We then delete your line, but whoever "
            "saved it earlier can still show it.",
        ),
        Wording(
            MAIL,
            "Write to me when something happens with this letter, such as a reply.",
            "Not needed for signing.",
        ),
    )
    return {wording.kind: wording for wording in asked}


def version(edition: int) -> str:
    """A short digest of all the words that a form of this edition shows."""
    text = "\n".join(wording.text for wording in wordings(edition).values())
    return hashlib.sha256(text.encode()).hexdigest()[:16]
