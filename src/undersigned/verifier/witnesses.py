"""Step 10: who else has signed this checkpoint, by whose policy, and when last."""

import datetime as dt
from dataclasses import dataclass

from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import ALGORITHM_COSIGNATURE, Note, VerifierKey
from undersigned.tlog.policy import Policy, parse_policy
from undersigned.tlog.wire import decode_text
from undersigned.verifier.keys import Refused, cosigned_at
from undersigned.verifier.verdict import Step

LARGEST_POLICY = 100_000
_AHEAD = 3600
"""Seconds that a witness's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of the witnesses.

    Attributes:
        policy: the policy to judge by.
        whose: where it came from, in words.
        binding: its quorum must be met; otherwise it is only told.
        max_age: seconds that the newest cosignature may be old; None for any.
        now: seconds since 1970.
    """

    policy: Policy
    whose: str
    binding: bool
    max_age: int | None
    now: int


def read_policy(data: bytes) -> Policy:
    """Return the policy of a file's bytes.

    Raises:
        Malformed: not UTF-8, or no policy.
    """
    return parse_policy(decode_text(data, "policy"))


def check_own_policy(policy: Policy, key: VerifierKey) -> None:
    """Check that a letter's `witnesses` file is about the log of `key` and no other.

    Raises:
        Malformed: not exactly one log, another key or name, or a witness with the log's own key.
    """
    if policy.log is None:
        raise Malformed("witnesses", "exactly one log line", f"{len(policy.logs)} of them")
    if policy.log != key:
        raise Malformed("witnesses, the log's key", key.encode(), policy.log.encode())
    for witness in policy.witnesses:
        if witness.key.public_key == key.public_key:
            expected = "another key than the log's, which has no other use"
            raise Malformed(f"witnesses, the key of {witness.name}", expected, witness.key.encode())


def check_witnesses(note: Note, key: VerifierKey | None, demand: Demand, step: Step) -> str:
    """Check the cosignatures of the listed witnesses; return ``k of n``.

    Lines by keys that are not listed and listed keys of types not known here are passed over.
    """
    held: dict[str, int] = {}
    for witness in demand.policy.witnesses:
        if witness.key.kind != ALGORITHM_COSIGNATURE:
            continue
        try:
            time = cosigned_at(note, witness.key)
        except Refused as error:
            step.fail(str(error))
            continue
        if time is not None:
            held[witness.name] = time
    count = f"{len(held)} of {len(demand.policy.witnesses)}"
    newest = max(held.values(), default=None)
    told = f", the newest at {_moment(newest)}" if newest is not None else ""
    if demand.policy.witnesses:
        step.note(f"{count} witnesses of {demand.whose} have cosigned{told}")
    else:
        step.note(f"{demand.whose} lists no witnesses")
    _check_quorum(held, key, demand, step)
    _check_age(newest, demand, step)
    step.done = True
    return count


def _check_quorum(
    held: dict[str, int], key: VerifierKey | None, demand: Demand, step: Step
) -> None:
    if demand.binding and demand.policy.logs and key not in demand.policy.logs:
        step.fail(f"{demand.whose} trusts other logs, not {key.encode() if key else 'this one'}")
    if demand.policy.satisfied_by(held):
        return
    quorum = f'the quorum "{demand.policy.quorum}" of {demand.whose} is not met'
    if demand.binding:
        step.fail(quorum)
    else:
        step.note(f"{quorum}, which is told and not demanded")


def _check_age(newest: int | None, demand: Demand, step: Step) -> None:
    if newest is None:
        if demand.max_age is not None:
            step.fail("no listed witness has cosigned, so nothing says how old this checkpoint is")
        return
    if newest > demand.now + _AHEAD:
        # By this machine's clock, which may itself be wrong: only who asks for an age relies on it.
        tell = step.note if demand.max_age is None else step.fail
        tell(f"the newest cosignature is from {_moment(newest)}, which is yet to come")
    elif demand.max_age is not None and demand.now - newest > demand.max_age:
        step.fail(
            f"the newest cosignature is from {_moment(newest)}, "
            f"more than the {demand.max_age} seconds old that --max-age allows"
        )


def _moment(seconds: int) -> str:
    try:
        moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return f"second {seconds} since 1970"
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
