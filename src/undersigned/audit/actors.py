"""Who acts. Every action takes one as `by=`; there is no default."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """One who acts: `kind` is organiser, signer, visitor, worker or command; `name` is shown.

    A signer is named by the number of the signature, never by name, so that the trail holds no
    personal data of theirs.
    """

    kind: str
    name: str


LONGEST_NAME = 170  # what the trail has room for, with the number of the account
WORKER = Actor("worker", "Undersigned")
COMMAND = Actor("command", "the command line")
VISITOR = Actor("visitor", "somebody without an account")


def organiser_actor(identity: int, name: str) -> Actor:
    """The actor for a person who runs letters."""
    return Actor("organiser", f"{name[:LONGEST_NAME]} (account {identity})")


def signer_actor(signature: int) -> Actor:
    """The actor for whoever holds the link to one signature."""
    return Actor("signer", f"the signer of {signature}")
