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
    EXPIRED = "expired"  # never confirmed in time


FOLLOWS: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.CONFIRMED, State.DISOWNED, State.EXPIRED}),
    State.CONFIRMED: frozenset({State.ACCEPTED, State.DECLINED, State.WITHDRAWN, State.DISOWNED}),
    State.ACCEPTED: frozenset({State.WITHDRAWN, State.REMOVED}),
    State.DECLINED: frozenset({State.ACCEPTED, State.WITHDRAWN}),
    State.DISOWNED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.REMOVED: frozenset(),
    State.EXPIRED: frozenset(),
}

# Of these an address has at most one in a letter.
STANDING = (State.CONFIRMED, State.ACCEPTED)
# Of these nothing personal is kept.
ENDED = (State.DISOWNED, State.WITHDRAWN, State.REMOVED, State.EXPIRED)


def may_follow(now: State, then: State) -> bool:
    """Whether a signature in state `now` may go to `then`."""
    return then in FOLLOWS[now]
