"""Measure the proposed duplicates on people whose truth is known (FEBRL 1), and their speed.

    python bench/duplicates.py FOLDER [LINES]

FOLDER holds febrl1.csv and febrl1-links.csv. The last output is kept in duplicates.txt.
"""

import argparse
import csv
import random
import sys
import time
from itertools import combinations
from pathlib import Path

from undersigned.lists.duplicates import propose
from undersigned.lists.model import Line, Proposal
from undersigned.lists.reader import read_list


def measure(folder: Path) -> tuple[float, float]:
    """Precision and recall of the proposed pairs; rows are counted from the heading."""
    reading = read_list((folder / "febrl1.csv").read_bytes(), "febrl1.csv")
    with (folder / "febrl1-links.csv").open(encoding="utf-8") as file:
        truth = {frozenset((int(a), int(b))) for a, b in list(csv.reader(file))[1:]}
    found = {
        frozenset((one - 2, other - 2))
        for group in reading.duplicates
        for one, other in combinations(group, 2)
    }
    right = len(found & truth)
    return right / max(1, len(found)), right / len(truth)


def invented(count: int, seed: int = 7) -> tuple[Line, ...]:
    """People by chance, one in twenty of them twice with a typo or in other letters."""
    chance = random.Random(seed)  # noqa: S311 - invented people, no secret
    syllables = ["an", "be", "ro", "mi", "ka", "lu", "ti", "so", "ner", "wal", "dor", "gri"]

    def word() -> str:
        return "".join(chance.choices(syllables, k=chance.randint(2, 4))).title()

    given = [word() for _ in range(400)]
    names = [f"{chance.choice(given)} {word()}" for _ in range(count)]
    for index in range(0, count - 1, 20):
        names[index + 1] = names[index].upper()
    return tuple(
        Line(line=number, kind="person", name=name, text=name, organisation=f"Office {number % 90}")
        for number, name in enumerate(names, start=1)
    )


def timed(count: int) -> tuple[float, tuple[Proposal, ...]]:
    """Seconds for a list of so many invented people, and what was proposed."""
    lines = invented(count)
    start = time.perf_counter()
    proposals = propose(lines)
    return time.perf_counter() - start, proposals


def main() -> None:
    """Print precision, recall and seconds."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("folder", type=Path)
    words.add_argument("lines", type=int, nargs="*", default=[10_000, 100_000])
    given = words.parse_args()
    precision, recall = measure(given.folder)
    sys.stdout.write(f"febrl1: precision {precision:.3f}, recall {recall:.3f}\n")
    for count in given.lines:
        seconds, proposals = timed(count)
        sys.stdout.write(f"{count:,} lines: {seconds:.1f} s, {len(proposals):,} groups\n")


if __name__ == "__main__":
    main()
