"""What was acknowledged while things broke, by whom it was heard, and what has to hold of it."""

import asyncio
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from aiosmtpd.smtp import Envelope

from mail_server import MailServer

RULES = "fair-courts"  # accepts by its rules
DESK = "open-archive"  # accepts by the desk
LETTERS = (RULES, DESK)
TOLD = ("form", "confirmed", "withdrawn", "accepted", "removed")
ACKNOWLEDGED = (*TOLD, "mail", "checkpoint", "backup")  # a trial has to try each
WAYS_OUT = {"withdrawn", "removed"}
LINK = re.compile(r"https?://[^/\s]+(/[a-z-]+/confirm/([\w-]+))\s")
CODE = re.compile(r"code:\s+([A-Z]{6})\s")
MESSAGE_ID = re.compile(r"^message-id:\s*<(\d+)\.", re.IGNORECASE | re.MULTILINE)


@dataclass
class Person:
    """One signer, and what they were told.

    Attributes:
        number: Makes name and address, which nobody else has.
        letter: Which of the letters they sign.
        told: What a page or the desk acknowledged: `form`, `confirmed`, `accepted`, `withdrawn`,
            `removed`.
        tried: The same, where a request was sent and perhaps taken though no answer came.
        links: Path, token and code of each mail that is not used yet.
        cookies: Of their browser.
    """

    number: int
    letter: str
    told: set[str] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)
    links: list[tuple[str, str, str]] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """As it is printed."""
        return f"Anka Number-{self.number}"

    @property
    def address(self) -> str:
        """Where their mail goes."""
        return f"signer{self.number}@ruritania.example"

    @property
    def waits_for_desk(self) -> bool:
        """Whether it is the desk's turn."""
        asks = self.letter == DESK and "confirmed" in self.told
        return asks and not self.tried & {"accepted", "withdrawn"}

    @property
    def must_be_listed(self) -> bool:
        """Whether everything that listing takes was acknowledged, and no way out was tried."""
        met = {"confirmed", "accepted"} if self.letter == DESK else {"confirmed"}
        return met <= self.told and not WAYS_OUT & self.tried

    @property
    def may_be_listed(self) -> bool:
        """Whether it may be: nothing that listing takes is missing, and no way out was heard of."""
        met = {"confirmed", "accepted"} if self.letter == DESK else {"confirmed"}
        return met <= self.tried and not WAYS_OUT & self.told


@dataclass(frozen=True)
class Fact:
    """What was tried or heard, and when.

    Attributes:
        at: Seconds since 1970.
        what: `form`, `confirmed` and so on where it was acknowledged, `try form` before it is
            asked for; `mail`, `checkpoint` or `backup`.
        whom: An address; letter and size of a checkpoint; the path of a backup.
        data: The number of a mail, the bytes of a checkpoint.
    """

    at: float
    what: str
    whom: str
    data: bytes = b""


@dataclass
class Moments:
    """What happens, so that a kill can follow it closely."""

    counts: Counter[str] = field(default_factory=Counter)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def happened(self, what: str) -> None:
        """Tell that it did."""
        with self.changed:
            self.counts[what] += 1
            self.changed.notify_all()

    def wait_for(self, what: str, seconds: float) -> bool:
        """Wait until it happens once more; False when it did not in that time."""
        with self.changed:
            before = self.counts[what]
            return self.changed.wait_for(lambda: self.counts[what] > before, seconds)


@dataclass
class Ledger:
    """All people, all mails that the mail server took, all checkpoints that a reader saw."""

    people: dict[str, Person] = field(default_factory=dict)
    mails: Counter[int] = field(default_factory=Counter)
    mails_before: set[int] = field(default_factory=set)
    to: Counter[str] = field(default_factory=Counter)
    seen: dict[str, dict[int, bytes]] = field(
        default_factory=lambda: {each: {} for each in LETTERS}
    )
    answers: Counter[str] = field(default_factory=Counter)
    moments: Moments = field(default_factory=Moments)
    lock: threading.Lock = field(default_factory=threading.Lock)
    backups: list[str] = field(default_factory=list)
    taken_at: dict[int, float] = field(default_factory=dict)
    kills: list[tuple[float, str]] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    diary: list["Fact"] = field(default_factory=list)

    def listen(self, server: MailServer) -> None:
        """Take in what the mail server says yes to."""
        server.after_taking = self._take

    def _take(self, envelope: Envelope) -> None:
        raw = envelope.original_content or b""
        found = MESSAGE_ID.search(raw.decode("utf-8", "replace"))
        assert found, raw[:400]
        text = plain_text(raw)
        address = envelope.rcpt_tos[0]
        link, code = LINK.search(text), CODE.search(text)
        number = int(found[1])
        with self.lock:
            self.mails[number] += 1
            self.to[address] += 1
            if self.taken_at.setdefault(number, now := time.time()) != now:
                self.twice.append(self._what_killed(number))
            person = self.people.get(address)
            if person and link:
                person.links.append((link[1], link[2], code[1] if code else ""))
            self.note("mail", address, found[1].encode())
        # Told once the answer is on its way: a kill before that finds a mail in doubt whatever the
        # client does, and is left to chance.
        asyncio.get_running_loop().call_soon(self.moments.happened, "mail")

    def killed(self, what: str) -> None:
        """Note a kill that comes now."""
        self.kills.append((time.time(), what))

    def _what_killed(self, number: int) -> str:
        """Which kill was closest to the moment at which a mail was taken for the first time.

        One before it killed a sender who had handed the mail over whole and waited for the yes.
        """
        taken = self.taken_at[number]
        kills = self.kills or [(taken, "nothing")]
        at, what = min(kills, key=lambda kill: abs(kill[0] - taken))
        side = "after" if at <= taken else "before"
        return f"mail {number}, taken {1000 * abs(at - taken):.1f} ms {side} the kill of {what}"

    def note(self, what: str, whom: str, data: bytes = b"") -> None:
        """Write something into the diary; hold the lock."""
        self.diary.append(Fact(time.time(), what, whom, data))

    def try_to(self, person: Person, what: str) -> None:
        """Note that a request is about to be sent, which may be taken."""
        with self.lock:
            person.tried.add(what)
            self.note(f"try {what}", person.address)

    def tell(self, person: Person, what: str) -> None:
        """Note an acknowledgement."""
        with self.lock:
            person.told.add(what)
            self.note(what, person.address)
        self.moments.happened(what)

    def see(self, letter: str, size: int, note: bytes) -> None:
        """Note a checkpoint that a reader got."""
        if self.seen[letter].setdefault(size, note) is note:
            with self.lock:
                self.note("checkpoint", f"{letter} {size}", note)

    def until(self, moment: float) -> "Ledger":
        """What this ledger held at a moment (seconds since 1970)."""
        then = Ledger(mails_before=self.mails_before)
        for fact in self.diary:
            if fact.at < moment:
                then._learn(fact, self.people)
        return then

    def _learn(self, fact: "Fact", people: dict[str, Person]) -> None:
        if fact.what == "mail":
            self.mails[int(fact.data)] += 1
            self.to[fact.whom] += 1
        elif fact.what == "checkpoint":
            letter, size = fact.whom.split()
            self.seen[letter][int(size)] = fact.data
        elif fact.what == "backup":
            self.backups.append(fact.whom)
        else:
            known = people[fact.whom]
            person = self.people.setdefault(fact.whom, Person(known.number, known.letter))
            tried, _, what = fact.what.rpartition(" ")
            (person.tried if tried else person.told).add(what)

    @property
    def doubled(self) -> int:
        """How many mails came once more than they should."""
        return sum(number - 1 for number in self.mails.values())


def plain_text(raw: bytes) -> str:
    """The readable part of a mail."""
    import email  # noqa: PLC0415 (its name is a common one)
    from email.policy import default  # noqa: PLC0415

    message = email.message_from_bytes(raw, policy=default)
    body = message.get_body(("plain",))
    return body.get_content() if body else ""
