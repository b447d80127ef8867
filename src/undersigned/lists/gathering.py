"""Putting several parts of a list together: entries numbered anew, each told where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from undersigned.lists.model import Found, ListRefused, Outcome, Refusal, Repair

MOST_ENTRIES: Final = 200_000


def refuse_endless(entries: int) -> None:
    """Raises ListRefused where a source has more entries than are read."""
    if entries > MOST_ENTRIES:
        raise ListRefused(
            f"The list has more than {MOST_ENTRIES:,} entries, which is more than is read.",
            "Divide it, and bring the parts along one after the other.",
        )


@dataclass(slots=True)
class Gathering:
    """Parts of a list in their order: sheets, files, tables and texts of a page."""

    outcomes: list[Outcome] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    places: dict[int, str] = field(default_factory=dict)

    def add(self, found: Found, prefix: str = "", within: str = "") -> None:
        """Adds a part, its entries numbered from the next number on.

        Args:
            found: The part.
            prefix: Where the part stands, set before where each entry stands in it.
            within: What remarks say of the part, before each of them.
        """
        numbers: dict[int, int] = {}
        for outcome in found.outcomes:
            number = len(self.outcomes) + 1
            numbers[outcome.line] = number
            self.outcomes.append(replace(outcome, line=number))
            place = found.places.get(outcome.line) or f"line {outcome.line}"
            self.places[number] = f"{prefix}, {place}" if prefix else place
        self.repairs += [
            replace(repair, line=numbers.get(repair.line, len(self.outcomes)))
            for repair in found.repairs
        ]
        self.remarks += [f"{within}: {remark}" if within else remark for remark in found.remarks]

    def refuse(self, text: str, why: str, place: str) -> None:
        """Adds one thing that is no signatory."""
        number = len(self.outcomes) + 1
        self.outcomes.append(Refusal(number, text, why))
        self.places[number] = place

    def found(self, format_: str, delimiter: str = "") -> Found:
        """Everything that was added."""
        return Found(
            len(self.outcomes),
            tuple(self.outcomes),
            tuple(self.repairs),
            format_,
            delimiter,
            tuple(dict.fromkeys(self.remarks)),
            self.places,
        )


def placed(found: Found, places: Mapping[int, str]) -> Found:
    """The same, with where each entry stands in words; numbers without words keep theirs."""
    kept = {
        outcome.line: places[outcome.line] for outcome in found.outcomes if outcome.line in places
    }
    return replace(found, places={**kept, **found.places})
