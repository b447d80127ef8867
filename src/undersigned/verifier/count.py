"""Step 7: the figures of `count.json` are those of the record at the size that it names."""

from collections.abc import Mapping

from undersigned.evidence.figures import LARGEST_COUNT, Count, Figures, parse_count
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.verifier.site import Site
from undersigned.verifier.verdict import FIGURES, Step

PATH = "count.json"


def read_count(site: Site) -> Count:
    """Return what `count.json` says.

    Raises:
        Malformed: it is none.
        Unreadable: it can't be read.
    """
    return parse_count(site.read(PATH, LARGEST_COUNT))


def as_members(figures: Figures) -> dict[str, object]:
    """Return figures by their names in ``count.json``."""
    members: dict[str, object] = {name: getattr(figures, name) for name in FIGURES}
    members["removed"] = dict(figures.removed)
    return members


def check_count(
    count: Count,
    checkpoint: Checkpoint,
    floor: int,
    roots: Mapping[int, bytes],
    figures: Mapping[int, Figures],
    step: Step,
) -> None:
    """Check origin, size, root and each figure.

    Args:
        count: what the file says.
        checkpoint: the one that is verified; its size is at least the count's.
        floor: the size of the checkpoint read first, below which a count is too old.
        roots: the roots at the sizes passed.
        figures: the figures at the sizes passed.
        step: where the verdict goes.
    """
    step.done = True
    if count.letter != checkpoint.origin:
        step.fail(f"{PATH}: letter: expected {checkpoint.origin}, got {count.letter}")
    if count.size < floor:
        step.fail(f"{PATH}: still at size {count.size} when the checkpoint was at {floor}")
    root = roots.get(count.size)
    if root is None:
        step.gap(f"{PATH}: the entries up to its size, {count.size}, could not be read")
    elif count.root != root:
        step.fail(
            f"{PATH}: root at size {count.size}: expected {root.hex()}, got {count.root.hex()}"
        )
    counted = figures.get(count.size)
    if counted is None:
        step.gap(f"{PATH}: the entries up to its size, {count.size}, could not be counted")
        return
    said, computed = as_members(count.figures), as_members(counted)
    for name in FIGURES:
        if said[name] != computed[name]:
            step.fail(f"{PATH}: {name}: expected {computed[name]}, got {said[name]}")
    step.note(f"counted at size {count.size}")
