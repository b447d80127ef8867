"""What a verification found: ten steps, each with its verdict, and from them the exit status."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType

from undersigned.tlog.errors import Malformed
from undersigned.verifier.site import Unreadable

STEPS = (
    ("note", "the note, its origin and its key"),
    ("tiles", "every tile and bundle"),
    ("tree", "the tree over all entries"),
    ("entries", "every entry, and what may follow what"),
    ("documents", "the documents"),
    ("records", "the records"),
    ("count", "count.json"),
    ("pages", "the figures and rows of the pages"),
    ("history", "one history"),
    ("witnesses", "the witnesses"),
)
"""Name and subject of each step, in the order of record-format section 9."""

HOLDS, DOES_NOT_HOLD, COULD_NOT_CHECK = 0, 1, 2
"""Exit statuses (record-format section 9)."""

_NAMED = 20
"""Reasons that a step names; of more it gives the number, so that a ruined letter fits a screen."""


@dataclass(slots=True)
class Step:
    """One numbered step while it is checked, and afterwards its verdict.

    Attributes:
        number: 1 to 10.
        name: the word for it in ``--json``.
        failures: what does not hold, each with its place; at most 20 are kept.
        gaps: what could not be read or is not known to this verifier; likewise.
        notes: what a reader should know though it is no failure.
        skipped: why the step was not checked at all, where that is nobody's fault.
        done: the step ran to its end.
    """

    number: int
    name: str
    failures: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    skipped: str = ""
    done: bool = False
    more: int = 0

    def fail(self, reason: str) -> None:
        """Say that something does not hold: a whole clause with file, line or entry."""
        self._keep(self.failures, reason)

    def gap(self, reason: str) -> None:
        """Say that something could not be checked: missing, unreadable, or newer than this."""
        self._keep(self.gaps, reason)

    def note(self, remark: str) -> None:
        """Say something that a reader should know."""
        self._keep(self.notes, remark)

    def skip(self, why: str) -> None:
        """Leave the step out, for a reason that is no fault of the letter."""
        self.skipped = why

    @property
    def ok(self) -> bool | None:
        """True, False, or None for not checked; a failure outranks what could not be read."""
        if self.failures:
            return False
        return True if self.done and not self.gaps and not self.skipped else None

    @property
    def detail(self) -> str:
        """All there is to say, in one line."""
        reasons = [*self.failures, *self.gaps]
        if self.more:
            reasons.append(f"and {self.more} more like these")
        if self.skipped and not reasons:
            reasons.append(self.skipped)
        elif not reasons and not self.done:
            reasons.append("not reached")
        return "; ".join([*reasons, *self.notes])

    def _keep(self, where: list[str], reason: str) -> None:
        if reason in where:
            return
        if len(where) < _NAMED:
            where.append(reason)
        else:
            self.more += 1


@dataclass(slots=True)
class Report:
    """Everything that a verification found.

    Attributes:
        steps: always ten.
        subject: what was checked, in words: a letter or a receipt.
        origin: the letter's origin, once known.
        copy_of: the output says "copy of ORIGIN": the bytes came from elsewhere.
        size, root, key: of the checkpoint, once known; the root in base64, the key as a vkey.
        figures: the counts of section 6 at `size`, by their names in ``count.json``.
        witnesses: ``k of n``.
    """

    steps: tuple[Step, ...] = field(
        default_factory=lambda: tuple(
            Step(number, name) for number, (name, _) in enumerate(STEPS, 1)
        )
    )
    subject: str = ""
    origin: str | None = None
    copy_of: bool = False
    size: int | None = None
    root: str | None = None
    key: str | None = None
    figures: dict[str, object] = field(default_factory=dict)
    witnesses: str | None = None

    def step(self, number: int) -> Step:
        """Return the step of that number, 1 to 10."""
        return self.steps[number - 1]

    @property
    def status(self) -> int:
        """The exit status: 1 outranks 2."""
        if any(step.failures for step in self.steps):
            return DOES_NOT_HOLD
        if any(step.gaps or not (step.done or step.skipped) for step in self.steps):
            return COULD_NOT_CHECK
        return HOLDS

    def as_json(self) -> dict[str, object]:
        """Return exactly the members that section 9 names for ``--json``."""
        figures = {name: self.figures.get(name) for name in FIGURES}
        return {
            "origin": self.origin,
            "size": self.size,
            "root": self.root,
            **figures,
            "witnesses": self.witnesses,
            "key": self.key,
            "steps": [
                {"name": step.name, "ok": step.ok, "detail": step.detail} for step in self.steps
            ],
        }


FIGURES = (
    "edition",
    "total",
    "named",
    "organisations",
    "withheld",
    "imported",
    "earlier",
    "withdrawn",
    "removed",
    "amended",
)
"""The figures of section 6, in the order of ``count.json``."""


class recording:  # noqa: N801 - reads as the verb it is: "with recording(step) as at"
    """Turn what a reader raises inside the block into the step's own words, and go on.

    ``Malformed`` is a failure, ``Unreadable`` a gap. The block may name the place it has come to,
    by calling what it is given; the name then stands before the reason of a ``Malformed``.
    """

    def __init__(self, step: Step) -> None:
        self._step = step
        self._place = ""

    def __enter__(self) -> Callable[[str], None]:
        return self._at

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if isinstance(error, Malformed):
            self._step.fail(f"{self._place}: {error}" if self._place else str(error))
        elif isinstance(error, Unreadable):
            self._step.gap(str(error))
        else:
            return False
        return True

    def _at(self, place: str) -> None:
        self._place = place
