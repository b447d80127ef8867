"""What the pages draw, as plain numbers: positions in per cent, so that type never shrinks."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from undersigned.evidence.records import Post
from undersigned.look.words import grouped, listed, written_day

YEAR = re.compile(r"(?:^|\D)(\d{4})(?:\D|$)")
LEAST_GAP = 8.0
"""Per cent between two numbers on a line of days, under which the later one stands higher."""
DAILY_TICKS = 40
"""Longest line of days that has a tick for each day."""
LEVEL_HEIGHT = 28
"""Pixels from one level of numbers to the next."""
LEAST_WIDTH = 0.4
"""Per cent that a bar is wide at least, so that a single number is seen."""


def per_cent(part: float, whole: float) -> str:
    """Write a share as an SVG length, ``12.50%``; of nothing it is ``0.00%``."""
    return f"{100 * part / whole if whole else 0:.2f}%"


@dataclass(frozen=True)
class ServiceScale:
    """The years that every line of service spans, and the years in which the government changed."""

    first: int
    last: int
    changes: tuple[int, ...] = ()

    def at(self, year: int) -> str:
        """Return where a year stands, in per cent of the line; years outside stand at its ends."""
        inside = min(max(year, self.first), self.last)
        return per_cent(inside - self.first, self.last - self.first)


@dataclass(frozen=True)
class ServiceLine:
    """A person’s years: ``ticks`` and ``spans`` (start, width) in per cent, ``label`` in words."""

    ticks: tuple[str, ...]
    spans: tuple[tuple[str, str], ...]
    label: str


def service_line(posts: Iterable[Post], scale: ServiceScale) -> ServiceLine | None:
    """Draw the years of the posts that give both a first and a last year; None if none does.

    Years outside the scale are cut off: a post that lies wholly outside is in the words alone.
    """
    years = [span for post in posts if (span := _years(post))]
    inside = [(first, last) for first, last in years if last >= scale.first and first <= scale.last]
    if not inside or scale.last <= scale.first:
        return None
    spans = []
    for first, last in inside:
        start = max(first, scale.first)
        end = min(max(last, start), scale.last)
        spans.append((scale.at(start), per_cent(max(end - start, 0.5), scale.last - scale.first)))
    words = [f"{first} to {last}" if last > first else str(first) for first, last in years]
    return ServiceLine(
        ticks=tuple(scale.at(year) for year in scale.changes),
        spans=tuple(spans),
        label=f"In office {listed(words)}",
    )


def _years(post: Post) -> tuple[int, int] | None:
    first, last = YEAR.search(post.from_), YEAR.search(post.to)
    if not first or not last:
        return None
    span = int(first[1]), int(last[1])
    return span if span[0] <= span[1] else None


@dataclass(frozen=True)
class DayMark:
    """A fact's number on a line of days; ``level`` counts up from the line, ``y`` is in pixels."""

    number: int
    x: str
    y: int
    label: str

    @property
    def top(self) -> int:
        """Return the upper edge of the area to press, in pixels."""
        return self.y - 24


@dataclass(frozen=True)
class DayLine:
    """Dated facts on a line that ends at the letter's day.

    Attributes:
        ticks: (position in per cent, whether long).
        base: pixels from the top to the line.
        label: the drawing in words.
    """

    marks: tuple[DayMark, ...]
    ticks: tuple[tuple[str, bool], ...]
    base: int
    first: str
    last: str
    label: str

    @property
    def long_tick(self) -> int:
        """Return the foot of a tick under a fact, in pixels."""
        return self.base + 7

    @property
    def short_tick(self) -> int:
        """Return the foot of a tick of an ordinary day, in pixels."""
        return self.base + 3

    @property
    def label_y(self) -> int:
        """Return the line on which the labels stand, in pixels."""
        return self.base + 26

    @property
    def height(self) -> int:
        """Return the height of the drawing in pixels, with its labels."""
        return self.base + 36


def day_line(facts: Sequence[tuple[int, dt.date]], letter_day: dt.date) -> DayLine | None:
    """Draw numbered facts on a line of days up to the letter; None for fewer than two facts."""
    if len(facts) < 2:  # noqa: PLR2004 - one fact makes no line
        return None
    ordered = sorted(facts, key=lambda fact: (fact[1], fact[0]))
    first = ordered[0][1]
    last = max(ordered[-1][1], letter_day)
    whole = (last - first).days
    if not whole:
        return None
    levels = _levels([100 * (day - first).days / whole for _, day in ordered])
    base = LEVEL_HEIGHT * (max(levels) + 1) + 16
    marks = tuple(
        DayMark(
            number,
            per_cent((day - first).days, whole),
            base - 12 - LEVEL_HEIGHT * level,
            f"Fact {number}, {written_day(day)}",
        )
        for (number, day), level in zip(ordered, levels, strict=True)
    )
    words = listed([f"fact {number} on {written_day(day)}" for number, day in ordered])
    return DayLine(
        marks=marks,
        ticks=_ticks({(day - first).days for _, day in ordered}, whole),
        base=base,
        first=written_day(first),
        last=written_day(last),
        label=f"On a line of days: {words}; the letter on {written_day(letter_day)}.",
    )


def _levels(places: Sequence[float]) -> list[int]:
    """Give each place the lowest level at which it keeps its distance from those before it."""
    taken: list[float] = []
    levels = []
    for place in places:
        level = next(
            (level for level, last in enumerate(taken) if place - last >= LEAST_GAP), len(taken)
        )
        if level == len(taken):
            taken.append(place)
        taken[level] = place
        levels.append(level)
    return levels


def _ticks(marked: set[int], whole: int) -> tuple[tuple[str, bool], ...]:
    days = range(whole + 1) if whole <= DAILY_TICKS else sorted(marked | {0, whole})
    return tuple((per_cent(day, whole), day in marked or day in {0, whole}) for day in days)


@dataclass(frozen=True)
class RangeBar:
    """One range on the common scale: where it lies, and where its words stand (all in per cent)."""

    words: str
    x: str
    width: str
    words_x: str
    anchor: str


@dataclass(frozen=True)
class RangeDrawing:
    """A quantity or range before and after a fact, on one scale that starts at nought.

    Attributes:
        is_drawn: whether the scale can hold it; what is below nought is only said in words.
        ticks: (position, anchor, words).
    """

    name: str
    unit: str
    is_drawn: bool
    before: RangeBar
    after: RangeBar
    ticks: tuple[tuple[str, str, str], ...]


def range_drawing(
    name: str, unit: str, before: tuple[float, float], after: tuple[float, float]
) -> RangeDrawing:
    """Draw two ranges (low, high) in ``unit``; where both are single numbers, bars begin at 0."""
    step, top = _scale(max(*before, *after))
    single = before[0] == before[1] and after[0] == after[1]
    count = round(top / step)
    ticks = tuple(
        (
            per_cent(place, count),
            "start" if place == 0 else "end" if place == count else "middle",
            f"{_number(place * step)} {unit}".strip() if place == count else _number(place * step),
        )
        for place in range(count + 1)
    )
    return RangeDrawing(
        name,
        unit,
        min(*before, *after) >= 0,
        _bar(before, top, from_nought=single, unit=unit),
        _bar(after, top, from_nought=single, unit=unit),
        ticks,
    )


def _scale(highest: float) -> tuple[float, float]:
    """Return a round step and the end of a scale from 0 that holds ``highest`` in six steps."""
    if highest <= 0:
        return 1, 1
    power = 10.0 ** (len(str(int(highest))) - 2)
    steps = (step * factor for factor in (power, power * 10) for step in (1, 2, 5))
    step = next((step for step in steps if highest <= step * 6), power * 100)
    count = -(-highest // step)
    return step, step * count


def _bar(span: tuple[float, float], top: float, *, from_nought: bool, unit: str) -> RangeBar:
    low, high = (0.0, span[1]) if from_nought else span
    start, end = 100 * low / top, 100 * high / top
    width = max(end - start, LEAST_WIDTH)
    to_the_end = start >= 50  # noqa: PLR2004 - past the middle the words end with the bar
    return RangeBar(
        words=range_words(span, unit),
        x=f"{start:.2f}%",
        width=f"{width:.2f}%",
        words_x=f"{start + width if to_the_end else start:.2f}%",
        anchor="end" if to_the_end else "start",
    )


def range_words(span: tuple[float, float], unit: str) -> str:
    """Write a range with its unit: ``7 to 9 years``, or ``40 cases`` where both ends are one."""
    low, high = (_number(end) for end in span)
    return f"{low if low == high else f'{low} to {high}'} {unit}".strip()


def _number(value: float) -> str:
    return grouped(int(value)) if value == int(value) else f"{value:,g}"
