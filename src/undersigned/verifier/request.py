"""What the person asked for, and what a verification takes from the world around it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import VerifierKey
from undersigned.tlog.policy import Policy, parse_policy
from undersigned.verifier.memory import NOTHING, Remembered, Seen
from undersigned.verifier.verdict import Step, recording


@dataclass(frozen=True, slots=True)
class Against:
    """A receipt or a checkpoint that was given to compare with: its file's name and bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """The options of the command.

    Attributes:
        key: ``--key``.
        origin: ``--origin``.
        policy: ``--policy``; then its quorum is binding.
        max_age: ``--max-age`` in seconds.
        against: what ``--against`` names.
    """

    key: VerifierKey | None = None
    origin: str | None = None
    policy: Policy | None = None
    max_age: int | None = None
    against: tuple[Against, ...] = ()


def _nothing(_: str) -> Remembered:
    return NOTHING


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The world, given from outside so that a test can hold it still.

    Attributes:
        now: the time, UTC.
        wait: lets that many seconds pass.
        recall: gives what is remembered of an origin; raises Malformed or OSError.
        may_split: a second process may read pages beside this one, see `beside`.
    """

    now: dt.datetime
    wait: Callable[[float], None]
    recall: Callable[[str], Remembered] = _nothing
    may_split: bool = False


def recall(surroundings: Surroundings, origin: str, step: Step) -> Remembered:
    """Return what is remembered of an origin; a memory that can't be read is a gap in `step`."""
    try:
        return surroundings.recall(origin)
    except Malformed as error:
        step.gap(f"{error}; move it away to begin anew")
    except OSError as error:
        step.gap(f"the memory could not be read: {error.strerror or error}")
    return NOTHING


def remembered_policy(request: Request, seen: Seen | None, step: Step) -> tuple[Policy | None, str]:
    """Return the policy that binds, given or else remembered, and whose it is in words."""
    if request.policy is not None:
        return request.policy, "the policy given"
    if seen is not None and seen.policy:
        with recording(step) as at:
            at("the policy remembered")
            return parse_policy(seen.policy), "the policy remembered"
    return None, ""
