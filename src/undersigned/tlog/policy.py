"""Which logs and witnesses are trusted, and how many must have cosigned. Source: C2SP tlog-policy.

::

    log letters.example.org/fair-courts+3b407507+AW1n87sa...
    witness university witness.university.example/w1+b9b2259d+BHE6...
    witness newspaper witness.newspaper.example/w1+0641c28a+BLcx...
    group both all university newspaper
    quorum both
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import VerifierKey
from undersigned.tlog.wire import parse_decimal

NO_QUORUM = "none"
LARGEST_POLICY = 100_000
"""Characters of the longest policy that is read; a line of each kind takes some 100."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody who cosigns: the name used in this policy alone, the key, and the address if any."""

    name: str
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Names of witnesses or groups of which at least `threshold` must have cosigned."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A trust policy.

    Attributes:
        logs: keys of the logs, in the order of the lines.
        witnesses: in the order of the lines.
        groups: in the order of the lines, each naming only what stands before it.
        quorum: the name of the witness or group that must have cosigned; None for "none".
    """

    logs: tuple[VerifierKey, ...]
    witnesses: tuple[Witness, ...]
    groups: tuple[Group, ...]
    quorum: str | None

    @property
    def log(self) -> VerifierKey | None:
        """The key of the log where there is exactly one; otherwise None."""
        return self.logs[0] if len(self.logs) == 1 else None

    def satisfied_by(self, names: Collection[str]) -> bool:
        """Say whether cosignatures of the witnesses of these names make the quorum."""
        if self.quorum is None:
            return True
        witnesses = {witness.name for witness in self.witnesses}
        held = {name for name in names if name in witnesses}
        for group in self.groups:
            if sum(member in held for member in group.members) >= group.threshold:
                held.add(group.name)
        return self.quorum in held

    def encode(self) -> str:
        """Return a policy file that `parse_policy` reads as this policy (URLs of logs aside)."""
        lines = [f"log {key.encode()}" for key in self.logs]
        lines += [
            f"witness {witness.name} {witness.key.encode()} {witness.url}".rstrip()
            for witness in self.witnesses
        ]
        lines += [
            f"group {group.name} {group.threshold} {' '.join(group.members)}"
            for group in self.groups
        ]
        lines.append(f"quorum {self.quorum or NO_QUORUM}")
        return "\n".join(lines) + "\n"


def parse_policy(text: str) -> Policy:
    """Return the policy of a file.

    A file's bytes beyond ASCII are opaque in the specification; here they have come as text.

    Raises:
        Malformed: a line of no known form, a name used before its line or twice, a public key
            twice under one role, a threshold out of range, not exactly one quorum, no final
            newline, or a control character other than tab and newline. The message names the line.
    """
    if len(text) > LARGEST_POLICY:
        raise Malformed("policy", f"at most {LARGEST_POLICY} characters", len(text))
    if not text.endswith("\n"):
        raise Malformed("policy", "a newline at the end of each line", text[-20:])
    reading = _Reading()
    for number, line in enumerate(text[:-1].split("\n"), 1):
        reading.line(line, f"policy line {number}")
    if not reading.quorums:
        raise Malformed("policy", "a quorum line", "none")
    name = reading.quorums[0]
    return Policy(
        tuple(reading.logs),
        tuple(reading.witnesses),
        tuple(reading.groups),
        None if name == NO_QUORUM else name,
    )


@dataclass(slots=True)
class _Reading:
    """A policy as far as its lines have been read."""

    logs: list[VerifierKey] = field(default_factory=list)
    witnesses: list[Witness] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    quorums: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=lambda: {NO_QUORUM})
    members: set[str] = field(default_factory=set)

    def line(self, line: str, what: str) -> None:
        for character in line:
            if (character < " " and character != "\t") or character == "\x7f":
                raise Malformed(what, "no control characters but tabs", character)
        words = [word for part in line.split("\t") for word in part.split(" ") if word]
        if not words or words[0].startswith("#"):
            return
        match words:
            case ["log", key] | ["log", key, _]:
                self.logs.append(self._key(key, self.logs, what))
            case ["witness", name, key, *url] if len(url) <= 1:
                known = [witness.key for witness in self.witnesses]
                self._name(name, what)
                self.witnesses.append(Witness(name, self._key(key, known, what), "".join(url)))
            case ["group", name, threshold, *members] if members:
                self._group(name, threshold, members, what)
            case ["quorum", name]:
                self._quorum(name, what)
            case _:
                raise Malformed(what, "a log, witness, group or quorum line", line)

    def _key(self, text: str, known: list[VerifierKey], what: str) -> VerifierKey:
        key = VerifierKey.parse(text)
        if any(other.public_key == key.public_key for other in known):
            raise Malformed(what, "a public key not listed before", text)
        return key

    def _name(self, name: str, what: str) -> None:
        if name in self.names:
            raise Malformed(what, "a name not used before", name)
        self.names.add(name)

    def _group(self, name: str, threshold: str, members: list[str], what: str) -> None:
        for member in members:
            if member == NO_QUORUM or member not in self.names:
                raise Malformed(what, "members that stand on lines before", member)
            if member in self.members:
                raise Malformed(what, "members of no other group, each once", member)
            self.members.add(member)
        self._name(name, what)
        count = {"any": 1, "all": len(members)}.get(threshold)
        if count is None:
            count = parse_decimal(threshold, what)
        if not 1 <= count <= len(members):
            raise Malformed(what, f"any, all, or 1 to {len(members)}", threshold)
        self.groups.append(Group(name, count, tuple(members)))

    def _quorum(self, name: str, what: str) -> None:
        if self.quorums:
            raise Malformed(what, "one quorum line in the whole policy", name)
        if name not in self.names:
            raise Malformed(what, "the name of a witness or group on a line before, or none", name)
        self.quorums.append(name)
