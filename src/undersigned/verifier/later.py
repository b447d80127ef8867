"""What a letter has become since its checkpoint was read, to judge files that are ahead of it.

Records, rows and figures are replaced one by one while a letter lives. Beginning everything again
from a newer checkpoint would meet others that have moved meanwhile, and never end on a busy letter.
So a file that is ahead is judged at its own size, by a checkpoint that is read after it.
"""

from undersigned.tlog.note import VerifierKey
from undersigned.verifier.checkpoint import check_signed_by, read_again
from undersigned.verifier.keys import SignedCheckpoint
from undersigned.verifier.readings import READINGS
from undersigned.verifier.replay import Replay
from undersigned.verifier.request import Surroundings
from undersigned.verifier.site import Site
from undersigned.verifier.stream import Stream, check_tree
from undersigned.verifier.verdict import Report, Step


def read_newer(
    site: Site, surroundings: Surroundings, known: SignedCheckpoint, wanted: int
) -> SignedCheckpoint | None:
    """Read the checkpoint again until it is at a size: at once, then after the cache time, twice.

    Returns the newest one that is larger than the `known`, or None where `wanted` never came.
    """
    newest = known
    for reading in range(READINGS):
        if reading:
            surroundings.wait(site.cache_seconds)
        newest = read_again(site, newest.checkpoint.size) or newest
        if newest.checkpoint.size >= wanted:
            return newest
    return None


class Later:
    """The letter at newer checkpoints than the one that is verified, where anything needs them."""

    def __init__(
        self,
        site: Site,
        surroundings: Surroundings,
        signed: SignedCheckpoint,
        key: VerifierKey | None,
        report: Report,
    ) -> None:
        """Begin with the checkpoint that is verified, by this key; `report` gets what is wrong."""
        self.signed = signed
        self._verified = signed.checkpoint
        self._site = site
        self._surroundings = surroundings
        self._key = key
        self._report = report
        self._replay: Replay | None = None
        self._never_came: int | None = None

    def at_least(self, size: int, *, anew: bool = False) -> Replay | None:
        """Return the letter at this size or a larger one.

        None where no such checkpoint comes, or its entries are not a letter; the report says so.

        Args:
            size: what has to be reached.
            anew: the checkpoint is read once more though one of that size is known.
        """
        if self._never_came is not None and size >= self._never_came:
            return None  # it was waited for; a letter that keeps back checkpoints is not humoured
        if anew or self._replay is None or self._replay.size < size:
            newer = read_newer(self._site, self._surroundings, self.signed, size)
            if newer is None:
                self._never_came = size
                return None
            if newer is not self.signed or self._replay is None:
                self.signed = newer
                self._replay = self._replay_of(newer)
        return None if self._replay.broken else self._replay

    def _replay_of(self, signed: SignedCheckpoint) -> Replay:
        verified, checkpoint, report = self._verified, signed.checkpoint, self._report
        if self._key is not None:
            check_signed_by(signed, self._key, report)
        tiles, tree, entries = (Step(number, "") for number in (2, 3, 4))
        stream = Stream(self._site, checkpoint.size, {verified.size}, tiles)
        today = self._surroundings.now.date()
        replay = Replay(verified.origin, self._site, (), today, self._key, entries)
        replay.remember_from(verified.size)
        for start, bundle in stream.bundles():
            replay.take(start, bundle)
        check_tree(stream, checkpoint.root, tree)
        replay.end(complete=stream.complete, why=stream.broken)
        if checkpoint.origin != verified.origin:
            report.step(1).fail(f"a later checkpoint is of {checkpoint.origin}")
        if stream.roots.get(verified.size, verified.root) != verified.root:
            report.step(9).fail(
                f"two histories: the checkpoint of {checkpoint.size} entries that came later has "
                f"another root at size {verified.size}"
            )
        for step in (tiles, tree, entries):
            for failure in step.failures:
                report.step(step.number).fail(f"at size {checkpoint.size}: {failure}")
            for gap in step.gaps:
                report.step(step.number).gap(f"at size {checkpoint.size}: {gap}")
        return replay
