"""The entries of a log in the database, read once, and what waits beside them."""

from collections import defaultdict
from dataclasses import dataclass, field

from undersigned.evidence.entries import parse_entry
from undersigned.evidence.figures import Figures
from undersigned.evidence.history import History, Refused
from undersigned.record.models import Entry, Log, Pending
from undersigned.tlog.errors import Malformed
from undersigned.tlog.merkle import Frontier, leaf_hash


@dataclass
class Replayed:
    """The entries of one log, read once.

    Attributes:
        history: As a verifier has it.
        roots: At the sizes that were asked for.
        begun: Who asked for the entry that began a signature, by its index.
        events: The kind of each entry that ended one, by its index.
        waiting: What is asked for and not sequenced: the events of each subject.
        published: The figures at the published size.
        fault: Why the entries are no record; empty when they are.
    """

    history: History
    roots: dict[int, bytes] = field(default_factory=dict)
    begun: dict[int, str] = field(default_factory=dict)
    events: dict[int, str] = field(default_factory=dict)
    waiting: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    published: Figures | None = None
    fault: str = ""


def replay(log: Log, sizes: set[int], using: str) -> Replayed:
    """Read all entries of a log in turn, and what waits."""
    read = Replayed(History(log.origin))
    frontier = Frontier()
    rows = Entry.objects.using(using).filter(log=log).order_by("index")
    for index, event, data, subject in rows.values_list(
        "index", "event", "data", "subject"
    ).iterator(2000):
        try:
            entry = parse_entry(bytes(data))
            if index != frontier.size:
                read.fault = f"The database has no entry {frontier.size}."
                break
            read.history.apply(entry)
        except (Malformed, Refused) as error:
            read.fault = f"Entry {index} in the database is none that was signed: {error}"
            break
        frontier.append(leaf_hash(bytes(data)))
        if entry.event != event:
            read.fault = f"Entry {index} is {entry.event}, and its row calls it {event}."
        if entry.event in ("signed", "imported"):
            read.begun[index] = subject
        elif entry.event in ("withdrawn", "removed"):
            read.events[index] = entry.event
        if frontier.size in sizes:
            read.roots[frontier.size] = frontier.root()
        if frontier.size == log.published_size:
            read.published = read.history.figures()
    for subject, event in (
        Pending.objects.using(using).filter(log=log).values_list("subject", "event")
    ):
        read.waiting[subject].add(event)
    return read
