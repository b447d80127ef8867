"""Checks a published letter: the ten steps of record-format section 9, in order.

     1  the note, its origin and its key            checkpoint.py
     2  every tile and bundle                       stream.py
     3  the tree over all entries                   stream.py
     4  every entry, and what may follow what       replay.py
     5  the documents                               documents.py
     6  the records                                 records.py
     7  count.json                                  count.py
     8  the figures and rows of the pages           listing.py
     9  one history                                 earlier.py
    10  the witnesses                               witnesses.py

A letter lives while it is read, and caches show files of different ages together. One that is ahead
of the checkpoint is judged at its own size by a later one (later.py); one that is behind is read
again after the cache time, at most three times in all (readings.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from undersigned.evidence.figures import Count
from undersigned.tlog.note import VerifierKey
from undersigned.tlog.wire import encode_base64
from undersigned.verifier.against import compare_statuses, read_against
from undersigned.verifier.beside import PagesBeside, read_beside
from undersigned.verifier.chain import FIRST_PATH, FirstPage, read_first_page
from undersigned.verifier.checkpoint import Opened, check_note, read_again, read_checkpoint
from undersigned.verifier.count import PATH as COUNT_PATH
from undersigned.verifier.count import as_members, check_count, read_count
from undersigned.verifier.documents import check_documents
from undersigned.verifier.earlier import Earlier, Standing, check_one_history
from undersigned.verifier.keys import SignedCheckpoint
from undersigned.verifier.later import Later, read_newer
from undersigned.verifier.memory import Memory, Seen
from undersigned.verifier.pages_reading import PagesReading
from undersigned.verifier.readings import READINGS, read_at_least
from undersigned.verifier.records import RecordsCheck, read_erased
from undersigned.verifier.replay import Replay
from undersigned.verifier.request import (
    Request,
    Surroundings,
    recall,
    remembered_policy,
)
from undersigned.verifier.shelf import Shelf
from undersigned.verifier.site import Site
from undersigned.verifier.stream import Stream, check_tree
from undersigned.verifier.verdict import Report, recording
from undersigned.verifier.witnesses import Demand, check_witnesses

Read = TypeVar("Read", Count, FirstPage)


@dataclass(slots=True)
class Checked:
    """A letter that was checked, for whoever wants its wording and names from the record."""

    report: Report
    site: Site
    replay: Replay | None = None
    records: Shelf | None = None
    beside: PagesBeside | None = None

    def close(self) -> None:
        """Let the records go, what the site has open, and the process beside this one."""
        self.site.close()
        if self.beside is not None:
            self.beside.close()
        if self.records is not None:
            self.records.close()


def verify_letter(site: Site, request: Request, surroundings: Surroundings) -> Checked:
    """Check the letter at `site`; the caller closes what comes back."""
    report = Report(subject="letter", copy_of=site.claims is None)
    signed: SignedCheckpoint | None = None
    with recording(report.step(1)) as at:
        at("checkpoint")
        signed = read_checkpoint(site)
    if signed is None:
        return Checked(report, site)
    verification = _Verification(site, request, surroundings, signed)
    try:
        return verification.run()
    except BaseException:
        verification.checked.close()
        raise


class _Verification:
    """The ten steps over one checkpoint."""

    def __init__(
        self, site: Site, request: Request, surroundings: Surroundings, signed: SignedCheckpoint
    ) -> None:
        self._site = site
        self._request = request
        self._surroundings = surroundings
        self._signed = signed
        # What is behind the checkpoint that was read first has been kept from the reader too long.
        self._floor = signed.checkpoint.size
        self._erased: frozenset[int] = frozenset()
        self._report = Report(subject="letter", copy_of=site.claims is None)
        self.checked = Checked(self._report, site)

    def run(self) -> Checked:
        """Walk the steps."""
        report, standing = self._report, Standing.of(self._site, self._request)
        self._await_what_is_remembered(standing)
        count, first = self._settle()
        checkpoint = self._signed.checkpoint
        if first is not None and self._surroundings.may_split:
            self.checked.beside = read_beside(self._site, checkpoint.origin, first)
        report.origin, report.size = checkpoint.origin, checkpoint.size
        report.root = encode_base64(checkpoint.root)
        remembered = recall(self._surroundings, checkpoint.origin, report.step(9))
        seen = standing.seen(remembered)
        opened = check_note(self._signed, self._site, self._request, seen, report)  # step 1
        against = read_against(self._request, opened.key, self._surroundings, report)
        trees = standing.trees(remembered) + against.trees
        replay, stream = self._replay(opened.key, trees, count, first)  # steps 2, 3 and 4
        if not replay.broken:
            report.figures = as_members(replay.history.figures())
        later = Later(self._site, self._surroundings, self._signed, opened.key, report)
        self._check_files(replay, later)  # steps 5 and 6
        if count is not None:
            figures = {} if replay.broken else replay.figures
            check_count(
                count, checkpoint, self._floor, stream.roots, figures, report.step(7)
            )  # step 7
        if first is not None:
            self._check_pages(replay, later, first)  # step 8
        check_one_history(checkpoint, trees, stream.roots, report.step(9))  # step 9
        compare_statuses(against, replay, report.step(9))
        self._check_witnesses(opened, seen)  # step 10
        return self.checked

    def _wait(self) -> None:
        self._surroundings.wait(self._site.cache_seconds)

    def _await_what_is_remembered(self, standing: Standing) -> None:
        """Read a checkpoint that looks rolled back again, as a cache may be behind."""
        origin = self._signed.checkpoint.origin
        trees = standing.trees(recall(self._surroundings, origin, Report().step(9)))
        bound = max((tree.size for tree in trees), default=0)
        for _ in range(READINGS - 1):
            if self._signed.checkpoint.size >= bound:
                return
            self._wait()
            newer = read_again(self._site, self._signed.checkpoint.size)
            self._signed = newer or self._signed
            self._floor = self._signed.checkpoint.size

    def _settle(self) -> tuple[Count | None, FirstPage | None]:
        """Read count and first page, and a checkpoint that is not behind them.

        Their sizes have to be known before the entries pass.
        """
        count = self._read_settled(7, read_count)
        first = self._read_settled(8, read_first_page)
        wanted = max((each.size for each in (count, first) if each is not None), default=0)
        if wanted > self._signed.checkpoint.size:
            newer = read_newer(self._site, self._surroundings, self._signed, wanted)
            self._signed = newer or self._signed
        # Count and pages are published after their checkpoint (section 7), so that no reading in
        # order can end ahead of it, unlike with records, which come before it.
        if count is not None and self._is_ahead(7, COUNT_PATH, count.size):
            count = None
        if first is not None and self._is_ahead(8, FIRST_PATH, first.size):
            first = None
        return count, first

    def _read_settled(self, number: int, read: Callable[[Site], Read]) -> Read | None:
        with recording(self._report.step(number)):
            return read_at_least(
                self._floor, lambda: read(self._site), lambda each: each.size, self._wait
            )
        return None

    def _is_ahead(self, number: int, path: str, size: int) -> bool:
        ahead = size > self._signed.checkpoint.size
        if ahead:
            self._report.step(number).fail(
                f"{path} is at size {size}, past the checkpoint, after {READINGS} readings of that"
            )
        return ahead

    def _replay(
        self,
        key: VerifierKey | None,
        trees: list[Earlier],
        count: Count | None,
        first: FirstPage | None,
    ) -> tuple[Replay, Stream]:
        checkpoint, report = self._signed.checkpoint, self._report
        marks = {tree.size for tree in trees}
        marks |= {each.size for each in (count, first) if each is not None}
        today = self._surroundings.now.date()
        replay = Replay(checkpoint.origin, self._site, marks, today, key, report.step(4))
        stream = Stream(self._site, checkpoint.size, marks, report.step(2))
        for start, entries in stream.bundles():
            replay.take(start, entries)
        check_tree(stream, checkpoint.root, report.step(3))
        replay.end(complete=stream.complete, why=stream.broken)
        self.checked.replay = replay
        return replay, stream

    def _check_files(self, replay: Replay, later: Later) -> None:
        history, report = replay.history, self._report
        check_documents(self._site, history.documents, history.struck, report.step(5))
        if replay.broken:
            report.step(5).gap("the documents of later entries are not known: see step 4")
            report.step(6).gap("whose records belong is not known: see step 4")
            return
        self.checked.records = Shelf(replay.size)
        self._erased = read_erased(self._site, replay.size, report.step(6))
        RecordsCheck(
            self._site,
            history.letter,
            replay,
            self._erased,
            self.checked.records,
            self._wait,
            later,
            report.step(6),
        ).check()

    def _check_pages(self, replay: Replay, later: Later, first: FirstPage) -> None:
        step = self._report.step(8)
        if first.size < self._floor:
            step.fail(
                f"{FIRST_PATH}: still at size {first.size}, and the checkpoint at {self._floor}"
            )
        if self.checked.records is None:
            step.gap("who belongs on the list is not known: see step 4")
            return
        reading = PagesReading(
            self._site,
            replay,
            later,
            self.checked.records,
            self._erased,
            self._wait,
            self.checked.beside,
        )
        reading.check(first, step)

    def _check_witnesses(self, opened: Opened, seen: Seen | None) -> None:
        step = self._report.step(10)
        policy, whose = remembered_policy(self._request, seen, step)
        binding = policy is not None
        if policy is None:
            policy, whose = opened.policy, "the letter's own policy"
        if policy is None:
            return
        now = int(self._surroundings.now.timestamp())
        demand = Demand(policy, whose, binding, self._request.max_age, now)
        self._report.witnesses = check_witnesses(opened.signed.note, opened.key, demand, step)


def keep_in_memory(checked: Checked, request: Request, memory: Memory) -> None:
    """Move the memory forward to a letter all of which held.

    Raises:
        Malformed, OSError: the memory can't be read or written.
    """
    report = checked.report
    if report.origin is None or report.size is None or report.root is None or report.key is None:
        return
    standing = Standing.of(checked.site, request)
    before = standing.seen(memory.recall(report.origin))
    policy = before.policy if before is not None else ""
    if request.policy is not None:
        policy = request.policy.encode()
    seen = Seen(report.key, report.size, report.root, policy)
    memory.keep(report.origin, seen, place=standing.place, own=standing.own)
