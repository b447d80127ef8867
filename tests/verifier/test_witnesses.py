"""Step 10: witnesses."""

import pytest

from letter_press import Press
from letter_readers import World, failed, unchecked
from undersigned.tlog.note import cosignature_key
from undersigned.tlog.policy import parse_policy
from undersigned.verifier.request import Request


def test_witnesses_are_counted_and_their_newest_time_is_told(press: Press, world: World) -> None:
    press.add_witness("witness.university.example/w1")
    press.add_witness("witness.newspaper.example/w1", cosigns=False)
    press.write()
    report = world.verify(press.folder)
    assert report.witnesses == "1 of 2"
    assert "the newest at 2026-04-01 11:00:00 UTC" in report.step(10).detail


def test_a_quorum_is_binding_only_where_the_policy_was_given(press: Press, world: World) -> None:
    press.add_witness("witness.newspaper.example/w1", cosigns=False)
    press.write()
    press.put("witnesses", press.policy("w0"))
    report = world.verify(press.folder)
    assert report.status == 0
    assert 'the quorum "w0"' in report.step(10).detail
    given = Request(policy=parse_policy(press.policy("w0")))
    assert failed(world.verify(press.folder, given)) == [10]
    press.cosigning.add("witness.newspaper.example/w1")
    press.put("checkpoint", press.checkpoint())
    assert world.verify(press.folder, given).status == 0
    assert "the policy remembered" in world.verify(press.folder).step(10).detail


def test_a_cosignature_that_does_not_hold_is_refused(press: Press, world: World) -> None:
    press.add_witness("witness.university.example/w1")
    press.write()
    policy = press.policy()
    note = press.checkpoint()
    head, _, last = note[:-1].rpartition(b" ")
    press.put("checkpoint", head + b" " + last[:-8] + b"AAAAAAA=" + b"\n")
    press.put("witnesses", policy)
    report = world.verify(press.folder)
    assert failed(report) == [10]


def test_two_lines_of_one_witness_are_refused(press: Press, world: World) -> None:
    press.add_witness("witness.university.example/w1")
    press.write()
    note = press.checkpoint()
    press.put("checkpoint", note + note[:-1].rpartition(b"\n")[2] + b"\n")
    report = world.verify(press.folder)
    assert failed(report) == [1, 10]
    assert "two signature lines" in report.step(1).detail
    assert "2 signature lines" in report.step(10).detail


def test_two_lines_of_a_key_that_nobody_lists_are_passed_over(press: Press, world: World) -> None:
    press.add_witness("witness.university.example/w1")
    note = press.checkpoint()
    press.witnesses.clear()
    press.write()
    press.put("checkpoint", note + note[:-1].rpartition(b"\n")[2] + b"\n")
    assert world.verify(press.folder).status == 0


def test_a_witness_with_the_logs_own_key_is_refused(press: Press, world: World) -> None:
    shared = cosignature_key("witness.university.example/w1", press.key.public_key).encode()
    policy = press.policy().replace("quorum", f"witness own {shared}\nquorum")
    press.put("witnesses", policy)
    report = world.verify(press.folder)
    assert failed(report) == [1, 10]
    assert "another key than the log's" in report.step(10).detail


@pytest.mark.parametrize(("age", "status"), [(3600, 0), (3599, 1)])
def test_the_newest_time_may_be_as_old_as_allowed(
    press: Press, world: World, age: int, status: int
) -> None:
    press.add_witness("witness.university.example/w1")
    press.write()
    assert world.verify(press.folder, Request(max_age=age)).status == status


def test_without_witnesses_nothing_says_how_old_the_checkpoint_is(
    press: Press, world: World
) -> None:
    assert failed(world.verify(press.folder, Request(max_age=60))) == [10]


@pytest.mark.parametrize("policy", [b"", b"quorum none\n", b"\xff", b"log x\nquorum none\n"])
def test_a_witnesses_file_that_is_none_is_refused(
    press: Press, world: World, policy: bytes
) -> None:
    press.put("witnesses", policy)
    report = world.verify(press.folder, Request(key=press.key))
    assert failed(report) == [1, 10]


def test_a_missing_witnesses_file_leaves_key_and_witnesses_unchecked(
    press: Press, world: World
) -> None:
    (press.folder / "witnesses").unlink()
    report = world.verify(press.folder, Request(key=press.key))
    assert (report.status, unchecked(report)) == (2, [1, 10])
