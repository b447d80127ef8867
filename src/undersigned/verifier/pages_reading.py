"""Step 8 over as many walks of the pages as it takes while the letter lives."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from undersigned.evidence.entries import NewerVersion, parse_entry
from undersigned.evidence.figures import Figures
from undersigned.evidence.history import History, Refused
from undersigned.tlog.errors import Malformed
from undersigned.verifier.beside import PagesBeside
from undersigned.verifier.chain import FIRST_PATH, FirstPage, read_first_page
from undersigned.verifier.later import Later
from undersigned.verifier.listing import Listing
from undersigned.verifier.readings import READINGS
from undersigned.verifier.replay import Replay
from undersigned.verifier.shelf import Shelf
from undersigned.verifier.site import Site
from undersigned.verifier.stream import Stream
from undersigned.verifier.verdict import Step, recording


@dataclass(slots=True)
class PagesReading:
    """Walks the pages; where something is in doubt, once more after the cache time.

    Attributes:
        site: where the files are.
        replay: the letter at the size that is verified.
        later: the letter since.
        records: the records' lines that are right.
        erased: indices whose rows may be absent.
        wait: lets the cache time pass.
        beside: another process that reads them too, for the first walk.
    """

    site: Site
    replay: Replay
    later: Later
    records: Shelf
    erased: Collection[int]
    wait: Callable[[], None]
    beside: PagesBeside | None = None

    def check(self, first: FirstPage, step: Step) -> None:
        """Check all pages from a first one on, which is no larger than the checkpoint."""
        # Whatever stands on a page that is read from now on, or after the cache time, was published
        # with this first page or after it, since that is written last.
        since = first.size
        listing = self._walk(first, since)
        for _ in range(READINGS - 1):
            # A row without a record is a matter of step 6, and no other page has it.
            is_clear = not listing.doubts.are_faults and not listing.step.gaps
            if is_clear or listing.step.failures:
                break
            self.wait()
            with recording(step):
                first = read_first_page(self.site)
            listing = self._walk(first, since)
            if first.size < since:
                # Whoever shows an older list once the cache time is over has taken back what it
                # said, and no row of a list that is behind says anything about the checkpoint.
                listing.step.fail(f"{FIRST_PATH}: now at size {first.size}, after {since}")
        listing.conclude()
        _move(listing.step, step)

    def _walk(self, first: FirstPage, since: int) -> Listing:
        """Walk all pages once. Doubts are left that the letter since does not explain."""
        step = Step(8, "pages")
        ahead = first.size > self.replay.size
        signatories = self.later.at_least(first.size) if ahead else self.replay
        listing = Listing(
            first.size, since, signatories or self.replay, self.records, self.erased, step
        )
        if signatories is None:
            step.fail(f"{FIRST_PATH} is at size {first.size}, past the checkpoint")
            return listing
        beside, self.beside = self.beside, None
        told = beside.take if beside is not None else _nothing
        listing.walk(self.site, self.replay.history.letter, first, told)
        if len(listing.doubts):
            wanted = max(listing.doubts.beyond, signatories.size)
            later = self.later.at_least(wanted, anew=True)
            if later is not None:
                listing.explain(later)
        self._check_figures(listing)
        return listing

    def _check_figures(self, listing: Listing) -> None:
        sizes = {int(figure.size) for figure, _ in listing.figures}
        beyond = max(sizes, default=0)
        if beyond > self.later.signed.checkpoint.size:
            self.later.at_least(beyond)
        largest = self.later.signed.checkpoint.size
        known = dict(self.replay.figures)
        if any(size not in known and size <= largest for size in sizes):
            known |= self._figures_at(sizes)
        for figure, place in listing.figures:
            size = int(figure.size)
            if size > largest:
                listing.step.fail(
                    f"{place}: a figure of size {size}, and no checkpoint of that size came"
                )
                continue
            listing.check_figure(figure, known.get(size), place)

    def _figures_at(self, sizes: Collection[int]) -> dict[int, Figures]:
        """Return the figures at sizes that only the pages have named, by reading all once more.

        The signatures of withheld names, checked in step 4, are not checked again.
        """
        checkpoint = self.later.signed.checkpoint
        stream = Stream(self.site, checkpoint.size, (), Step(2, "tiles"))
        history, found = History(checkpoint.origin), {}
        try:
            for _, bundle in stream.bundles():
                for data in bundle:
                    history.apply(parse_entry(data))
                    if history.size in sizes:
                        found[history.size] = history.figures()
        except (Malformed, NewerVersion, Refused):
            return {}
        # What is read twice may differ; only entries under the signed root count.
        return found if stream.root == checkpoint.root else {}


def _nothing(_: str) -> None:
    return None


def _move(found: Step, step: Step) -> None:
    """Bring what was found in the last walk into the step."""
    for failure in found.failures:
        step.fail(failure)
    for gap in found.gaps:
        step.gap(gap)
    for note in found.notes:
        step.note(note)
    step.more += found.more
    step.done = step.done or found.done
