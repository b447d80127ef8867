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

A letter lives while it is read. A file that is ahead of the checkpoint has everything begun again
from a newer checkpoint, at most three times; one that is behind is read again after the cache time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from undersigned.evidence.entries import NewerVersion, parse_entry
from undersigned.evidence.figures import Count, Figures
from undersigned.evidence.history import History, Refused
from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import VerifierKey
from undersigned.tlog.wire import encode_base64
from undersigned.verifier.against import compare_statuses, read_against
from undersigned.verifier.chain import FIRST_PATH, FirstPage, read_first_page
from undersigned.verifier.checkpoint import Opened, check_note, read_again, read_checkpoint
from undersigned.verifier.count import PATH as COUNT_PATH
from undersigned.verifier.count import as_members, check_count, read_count
from undersigned.verifier.documents import check_documents
from undersigned.verifier.earlier import Earlier, Standing, check_one_history
from undersigned.verifier.keys import SignedCheckpoint
from undersigned.verifier.listing import Listing
from undersigned.verifier.memory import Memory, Seen
from undersigned.verifier.readings import Moved, read_at_least
from undersigned.verifier.records import RecordsCheck, read_erased
from undersigned.verifier.replay import Replay
from undersigned.verifier.request import (
    READINGS,
    Request,
    Surroundings,
    recall,
    remembered_policy,
)
from undersigned.verifier.shelf import Shelf
from undersigned.verifier.site import Site
from undersigned.verifier.stream import Stream, check_tree
from undersigned.verifier.verdict import Report, Step, recording
from undersigned.verifier.witnesses import Demand, check_witnesses

Read = TypeVar("Read", Count, FirstPage)


@dataclass(slots=True)
class Checked:
    """A letter that was checked, for whoever wants its wording and names from the record."""

    report: Report
    site: Site
    replay: Replay | None = None
    records: Shelf | None = None

    def close(self) -> None:
        """Let the records go, and what the site has open."""
        self.site.close()
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
    return _Verification(site, request, surroundings, signed).run()


class _Verification:
    """One verification, over as many readings of the checkpoint as it takes."""

    def __init__(
        self, site: Site, request: Request, surroundings: Surroundings, signed: SignedCheckpoint
    ) -> None:
        self._site = site
        self._request = request
        self._surroundings = surroundings
        self._signed = signed
        # What is behind the checkpoint that was read first has been kept from the reader too long.
        self._floor = signed.checkpoint.size
        self._readings = 1

    def run(self) -> Checked:
        """Check all ten steps; begin again from a newer checkpoint where the letter has moved."""
        self._await_what_is_remembered()
        while True:
            attempt = _Attempt(
                self._site,
                self._request,
                self._surroundings,
                self._signed,
                self._floor,
                last=self._readings >= READINGS,
            )
            try:
                return attempt.run()
            except Moved:
                attempt.checked.close()
                self._read_again()
            except BaseException:
                attempt.checked.close()
                raise

    def _await_what_is_remembered(self) -> None:
        """Read a checkpoint that looks rolled back again, as a cache may be behind."""
        origin = self._signed.checkpoint.origin
        remembered = recall(self._surroundings, origin, Report().step(9))
        trees = Standing.of(self._site, self._request).trees(remembered)
        bound = max((tree.size for tree in trees), default=0)
        while self._readings < READINGS and self._signed.checkpoint.size < bound:
            self._read_again()
            self._floor = self._signed.checkpoint.size

    def _read_again(self) -> None:
        self._readings += 1
        self._surroundings.wait(self._site.cache_seconds)
        newer = read_again(self._site, self._signed.checkpoint.size)
        if newer is not None:
            self._signed = newer


class _Attempt:
    """The ten steps over one checkpoint."""

    def __init__(
        self,
        site: Site,
        request: Request,
        surroundings: Surroundings,
        signed: SignedCheckpoint,
        floor: int,
        *,
        last: bool,
    ) -> None:
        self._site = site
        self._request = request
        self._surroundings = surroundings
        self._signed = signed
        self._floor = floor
        self._last = last
        self._erased: frozenset[int] = frozenset()
        self._report = Report(subject="letter", copy_of=site.claims is None)
        self.checked = Checked(self._report, site)

    def run(self) -> Checked:
        """Walk the steps.

        Raises:
            Moved: a file is ahead of the checkpoint, and this is not the last attempt.
        """
        report, checkpoint = self._report, self._signed.checkpoint
        report.origin, report.size = checkpoint.origin, checkpoint.size
        report.root = encode_base64(checkpoint.root)
        standing = Standing.of(self._site, self._request)
        remembered = recall(self._surroundings, checkpoint.origin, report.step(9))
        seen = standing.seen(remembered)
        opened = check_note(self._signed, self._site, self._request, seen, report)  # step 1
        against = read_against(self._request, opened.key, self._surroundings, report)
        trees = standing.trees(remembered) + against.trees
        count = self._settle(7, COUNT_PATH, read_count)
        first = self._settle(8, FIRST_PATH, read_first_page)
        replay, stream = self._replay(opened.key, trees, count, first)  # steps 2, 3 and 4
        if not replay.broken:
            report.figures = as_members(replay.history.figures())
        self._check_files(replay)  # steps 5 and 6
        if count is not None:
            figures = {} if replay.broken else replay.figures
            check_count(
                count, checkpoint, self._floor, stream.roots, figures, report.step(7)
            )  # step 7
        if first is not None:
            self._check_pages(replay, first)  # step 8
        check_one_history(checkpoint, trees, stream.roots, report.step(9))  # step 9
        compare_statuses(against, replay, report.step(9))
        self._check_witnesses(opened, seen)  # step 10
        return self.checked

    def _wait(self) -> None:
        self._surroundings.wait(self._site.cache_seconds)

    def _moved(self, moved: Moved) -> None:
        """Have everything begun again, or say that it can't be checked while it moves."""
        if not self._last:
            raise moved
        step = self._report.step(6 if moved.path.startswith("records/") else 8)
        step.gap(f"{moved}, after {READINGS} readings")

    def _settle(self, number: int, path: str, read: Callable[[Site], Read]) -> Read | None:
        """Read the count or the first page, so that its size is known before the entries pass."""
        found: Read | None = None
        with recording(self._report.step(number)):
            found = read_at_least(
                self._floor, lambda: read(self._site), lambda each: each.size, self._wait
            )
        if found is None or found.size <= self._signed.checkpoint.size:
            return found
        moved = Moved(path, found.size)
        if not self._last:
            raise moved
        # Count and pages are published after their checkpoint (section 7), so that no reading in
        # order can end here, unlike with records, which come before it.
        self._report.step(number).fail(f"{moved}, after {READINGS} readings")
        return None

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

    def _check_files(self, replay: Replay) -> None:
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
            self._moved,
            report.step(6),
        ).check()

    def _check_pages(self, replay: Replay, first: FirstPage) -> None:
        step = self._report.step(8)
        if first.size < self._floor:
            step.fail(
                f"{FIRST_PATH}: still at size {first.size}, and the checkpoint at {self._floor}"
            )
        if self.checked.records is None:
            step.gap("who belongs on the list is not known: see step 4")
            return
        listing = Listing(first.size, replay, self.checked.records, self._erased, step)
        try:
            listing.check(self._site, replay.history.letter, replay.figures.get(first.size))
        except Moved as moved:
            self._moved(moved)
        if listing.older:
            older = self._figures_at({int(figure.size) for figure, _ in listing.older})
            for figure, place in listing.older:
                listing.check_figure(figure, older.get(int(figure.size)), place)

    def _figures_at(self, sizes: set[int]) -> dict[int, Figures]:
        """Return the figures at sizes that only the pages have named, by reading all once more.

        The signatures of withheld names, checked in step 4, are not checked again.
        """
        stream = Stream(self._site, self._signed.checkpoint.size, (), Step(2, "tiles"))
        history, found = History(self._signed.checkpoint.origin), {}
        try:
            for _, entries in stream.bundles():
                for data in entries:
                    history.apply(parse_entry(data))
                    if history.size in sizes:
                        found[history.size] = history.figures()
        except (Malformed, NewerVersion, Refused):
            return {}
        # What is read twice may differ; only entries under the signed root count.
        return found if stream.root == self._signed.checkpoint.root else {}

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
