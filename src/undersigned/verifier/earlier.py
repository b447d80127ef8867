"""Step 9: one history with what is remembered, and with what somebody else was given."""

from collections.abc import Mapping
from dataclasses import dataclass

from undersigned.tlog.checkpoint import Checkpoint
from undersigned.verifier.memory import Remembered, Seen
from undersigned.verifier.request import Request
from undersigned.verifier.site import Site
from undersigned.verifier.verdict import Step


@dataclass(frozen=True, slots=True)
class Earlier:
    """A tree that was seen before.

    Attributes:
        whose: where it was seen, in words.
        size: its size.
        root: its root, 32 bytes.
    """

    whose: str
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Standing:
    """From where a letter is read, which says what of the memory it is held to.

    Attributes:
        place: the copy that is read; None for the origin itself.
        own: the copy is judged by a key given for it, and so only held to what was seen in that
            very place: an archive may be older than what the letter has become.
    """

    place: str | None
    own: bool

    @classmethod
    def of(cls, site: Site, request: Request) -> "Standing":
        """Return how a site stands to the letter's origin."""
        place = None if site.claims is not None else site.place
        return cls(place, place is not None and request.key is not None)

    def trees(self, remembered: Remembered) -> list[Earlier]:
        """Return the remembered trees to compare with."""
        trees = []
        if remembered.origin is not None and not self.own:
            trees.append(_tree("the memory of this letter", remembered.origin))
        copy = self._copy(remembered)
        if copy is not None:
            trees.append(_tree("the memory of this copy", copy))
        return trees

    def seen(self, remembered: Remembered) -> Seen | None:
        """Return whose key and policy are remembered: this copy's, else the letter's."""
        copy = self._copy(remembered)
        return copy if copy is not None or self.own else remembered.origin

    def _copy(self, remembered: Remembered) -> Seen | None:
        return None if self.place is None else remembered.copies.get(self.place)


def _tree(whose: str, seen: Seen) -> Earlier:
    return Earlier(whose, seen.size, seen.root_bytes)


def check_one_history(
    checkpoint: Checkpoint, trees: list[Earlier], roots: Mapping[int, bytes], step: Step
) -> None:
    """Check that each earlier tree is the beginning of this one.

    Args:
        checkpoint: the one that is verified.
        trees: what was seen before.
        roots: this log's root at each of their sizes, as computed from the entries.
        step: where the verdict goes.
    """
    step.done = True
    for tree in trees:
        if tree.size > checkpoint.size:
            step.fail(f"rolled back: {checkpoint.size} entries, {tree.size} in {tree.whose}")
        elif tree.size == checkpoint.size and tree.root != checkpoint.root:
            _tell_fork(tree, checkpoint.root, step)
        elif tree.size not in roots:
            step.gap(f"size {tree.size} of {tree.whose} was not reached")
        elif roots[tree.size] != tree.root:
            _tell_fork(tree, roots[tree.size], step)
        else:
            step.note(f"one history with {tree.whose}, size {tree.size}")
    if not trees:
        step.note("nothing earlier to compare with")


def _tell_fork(tree: Earlier, root: bytes, step: Step) -> None:
    step.fail(
        f"two histories: at size {tree.size}, {tree.whose} has the root {tree.root.hex()}, "
        f"and this one {root.hex()}"
    )
