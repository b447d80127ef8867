"""A correction that waits: the line as it stands and as its signer wants it, side by side."""

from dataclasses import dataclass
from typing import Any

from undersigned.review.differences import Part, marked
from undersigned.signing.line import post_in_words
from undersigned.signing.models import Signature

_TOPICS = (
    ("Name", "name"),
    ("Signed by", "by"),
    ("Posts", "posts"),
    ("Service", "years"),
    ("Terms", "served"),
    ("Place", "place"),
    ("Sentence", "statement"),
)


@dataclass(frozen=True)
class Change:
    """One field of the line, old and new in parts; equal ones have no part that differs."""

    topic: str
    old: tuple[Part, ...]
    new: tuple[Part, ...]

    @property
    def differs(self) -> bool:
        """Whether it changes."""
        return any(part.differs for part in (*self.old, *self.new))


def changes(signature: Signature) -> tuple[Change, ...]:
    """What a correction changes, and what it leaves, in the order of the line."""
    asked = signature.correction or {}
    rows = []
    for topic, name in _TOPICS:
        old = _said(name, getattr(signature, name))
        new = _said(name, asked.get(name, getattr(signature, name)))
        if old or new:
            rows.append(Change(topic, *marked(old, new)))
    return tuple(rows)


def _said(name: str, value: Any) -> str:
    if name == "posts":
        return "; ".join(post_in_words(post) for post in value)
    if name == "served":
        return ", ".join(value)
    if name == "years":
        return "" if value is None else f"{value} years"
    return str(value)
