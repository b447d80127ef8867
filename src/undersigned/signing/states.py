"""What may follow what in a signature's life: a pure table."""

from enum import StrEnum


class State(StrEnum):
    """Where a signature stands."""

    WAITING = "waiting"  # admitted; its mail is on the way; nobody confirmed it
    CONFIRMED = "confirmed"  # by its owner; the desk has not decided
    ACCEPTED = "accepted"  # in the record, or about to be
    DECLINED = "declined"  # by the desk, with a reason
    DISOWNED = "disowned"  # "I did not sign this"
    WITHDRAWN = "withdrawn"  # taken back by its owner
    REMOVED = "removed"  # taken off by the organiser, with a reason
    EXPIRED = "expired"  # not confirmed, or declined and not changed, in time


# Back to confirmed goes what its owner corrected before it was listed: the desk looks again.
FOLLOWS: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.CONFIRMED, State.DISOWNED, State.EXPIRED}),
    State.CONFIRMED: frozenset({State.ACCEPTED, State.DECLINED, State.WITHDRAWN, State.DISOWNED}),
    State.ACCEPTED: frozenset({State.CONFIRMED, State.WITHDRAWN, State.REMOVED, State.DISOWNED}),
    State.DECLINED: frozenset(
        {State.ACCEPTED, State.CONFIRMED, State.WITHDRAWN, State.DISOWNED, State.EXPIRED},
    ),
    State.DISOWNED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.REMOVED: frozenset(),
    State.EXPIRED: frozenset(),
}

# Of these an address has at most one in a letter.
STANDING = (State.CONFIRMED, State.ACCEPTED)
# Of these nothing personal is kept.
ENDED = (State.DISOWNED, State.WITHDRAWN, State.REMOVED, State.EXPIRED)


class UploadState(StrEnum):
    """Where an uploaded list stands."""

    WAITING = "waiting"  # to be read by the worker
    READ = "read"  # understood; to be looked at, mended and taken
    REFUSED = "refused"  # no list that can be read
    TAKING = "taking"  # it was decided to take it; the worker does
    TAKEN = "taken"
    CANCELLED = "cancelled"  # the worker takes away what was written of it


class Understood(StrEnum):
    """What becomes of an entry of an uploaded list."""

    TAKEN = "taken"
    REFUSED = "refused"  # no signatory, as it was read
    LEFT_OUT = "left out"  # by somebody at the desk
    MERGED = "merged"  # into another of its group, by somebody at the desk


class NotPossible(Exception):  # noqa: N818 (what a person reads at the desk or on their page)
    """What was asked can't be done with this signature as it stands; the message says why."""


def may_follow(now: State, then: State) -> bool:
    """Whether a signature in state `now` may go to `then`."""
    return then in FOLLOWS[now]


def require(now: str, then: State) -> None:
    """Refuse a step that the table does not have.

    Args:
        now: The state as the table `Signature` keeps it.
        then: The state to go to.

    Raises:
        NotPossible: when `then` does not follow `now`.
    """
    if not may_follow(State(now), then):
        raise NotPossible(
            f"This signature is {now}, and {then} does not follow that. Nothing was changed. "
            "Somebody may have dealt with it meanwhile: load the page again."
        )
