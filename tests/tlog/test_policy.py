from pathlib import Path

import pytest

from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import cosignature_key, ed25519_key
from undersigned.tlog.policy import Group, Policy, Witness, parse_policy

LOG = ed25519_key("letters.example.org/fair-courts", bytes(32))
KEYS = {
    name: cosignature_key(f"{name.lower()}.example/w", bytes([number]) * 32)
    for number, name in enumerate(("X1", "X2", "X3", "Y1", "Y2", "Y3"), 1)
}
# The example of C2SP tlog-policy, with keys.
EXAMPLE = (
    f"# who watches\nlog {LOG.encode()}\n\n"
    + "".join(f"  witness\t{name}  {key.encode()} \n" for name, key in KEYS.items())
    + "group X-witnesses 2 X1 X2 X3\ngroup Y-witnesses any Y1 Y2 Y3\n"
    + "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n"
)


def test_the_specification_s_example() -> None:
    policy = parse_policy(EXAMPLE)
    assert policy.log == LOG
    assert policy.witnesses == tuple(Witness(name, key) for name, key in KEYS.items())
    assert policy.groups[2] == Group("X-and-Y", 2, ("X-witnesses", "Y-witnesses"))
    assert parse_policy(policy.encode()) == policy


@pytest.mark.parametrize(
    ("names", "enough"),
    [
        ("X1 X2 Y3", True),
        ("X1 X2 X3 Y1 Y2 Y3", True),
        ("X1 Y1 Y2 Y3", False),
        ("X1 X2 X3", False),
        ("", False),
        ("X-and-Y", False),
        ("X-witnesses Y-witnesses", False),
        ("X1 X1 Y1", False),
    ],
)
def test_a_quorum_of_groups(names: str, *, enough: bool) -> None:
    assert parse_policy(EXAMPLE).satisfied_by(names.split()) is enough


def test_no_quorum_asks_for_nobody() -> None:
    policy = parse_policy("quorum none\n")
    assert policy == Policy((), (), (), None)
    assert policy.satisfied_by([])
    assert policy.log is None
    assert parse_policy(policy.encode()) == policy


def test_one_witness_can_be_the_quorum_and_have_an_address() -> None:
    key = KEYS["X1"]
    policy = parse_policy(f"witness X1 {key.encode()} https://x1.example/\nquorum X1\n")
    assert policy.witnesses[0].url == "https://x1.example/"
    assert policy.satisfied_by(["X1"])
    assert not policy.satisfied_by([])
    assert parse_policy(policy.encode()) == policy


X1 = f"witness X1 {KEYS['X1'].encode()}\n"
X2 = f"witness X2 {KEYS['X2'].encode()}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "newline"),
        ("quorum none", "newline"),
        (X1, "a quorum line"),
        ("quorum none\nquorum none\n", "one quorum line"),
        ("quorum X1\n", "on a line before"),
        ("quorum X1\n" + X1, "on a line before"),
        (X1 + X1 + "quorum none\n", "not used before"),
        (X1 + X1.replace("X1", "X9", 1) + "quorum none\n", "public key not listed before"),
        (f"log {LOG.encode()}\n" * 2 + "quorum none\n", "public key not listed before"),
        (X1.replace("X1", "none", 1) + "quorum none\n", "not used before"),
        (X1 + "group g any none\nquorum g\n", "members that stand"),
        (X1 + "group g any g\nquorum g\n", "members that stand"),
        (X1 + "group g all\nquorum g\n", "a log, witness, group or quorum line"),
        (X1 + "group g 2 X1\nquorum g\n", "any, all, or 1 to 1"),
        (X1 + "group g 0 X1\nquorum g\n", "any, all, or 1 to 1"),
        (X1 + "group g 01 X1\nquorum g\n", "decimal"),
        (X1 + "group g any X1 X1\nquorum g\n", "each once"),
        (X1 + X2 + "group g any X1\ngroup h all X1 X2\nquorum h\n", "each once"),
        (X1 + X2 + "group X1 any X2\nquorum X1\n", "not used before"),
        ("trust nobody\nquorum none\n", "policy line 1"),
        ("quorum none\r\n", "no control characters"),
        ("# \x1b[31m\nquorum none\n", "no control characters"),
        ("quorum none \u2003\n", "a log, witness, group or quorum line"),
        ("log abc\nquorum none\n", "verifier key"),
        ("#" * 100_001 + "\n", "at most"),
    ],
)
def test_what_is_no_policy_is_refused(text: str, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        parse_policy(text)


@pytest.mark.parametrize("letter", ["justice", "archives"])
def test_the_policies_of_the_conformance_set(shared_folder: Path, letter: str) -> None:
    policy = parse_policy((shared_folder / f"vectors/letters/{letter}/witnesses").read_text())
    assert policy.log is not None
    assert policy.log.name == f"letters.example.org/ruritania-{letter}"
    assert policy.satisfied_by(["university", "newspaper"])
    assert not policy.satisfied_by(["university"])
