"""Tamper with a letter and its receipts at random, and see that nothing passes without a reason.

    python trials/tampering.py [--times 10000] [--seed 4]

Bits are flipped, bytes, lines and files deleted, put in and swapped, files cut off and taken from
earlier true states, with a verifier that remembers the letter and one that does not. What holds all
the same has to be excused by a rule of docs/reference/record-format.md, section 10; what those
rules are is said in tests/tampered/meaning.py, which reads pages as a browser does. No list of what
was seen to pass is kept.
"""

import argparse
import functools
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from tampered.attack import base_files
from tampered.held import surroundings, true_states, verify
from tampered.letter import FullPress
from tampered.meaning import excuses
from tampered.receipt_meaning import receipt_excuses
from undersigned.verifier import ed25519, rsa
from undersigned.verifier.receipt import verify_receipt
from undersigned.verifier.request import Request
from undersigned.verifier.verdict import Report

Letter = dict[str, bytes]
Change = Callable[[random.Random, bytes], bytes]


def flip_a_bit(chance: random.Random, data: bytes) -> bytes:
    """Flip one bit."""
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


def delete_bytes(chance: random.Random, data: bytes) -> bytes:
    """Take a few bytes out."""
    place = chance.randrange(len(data))
    return data[:place] + data[place + chance.choice((1, 1, 2, 32, 100)) :]


def insert_bytes(chance: random.Random, data: bytes) -> bytes:
    """Put a few bytes in, of no meaning or of the file's own."""
    place = chance.randrange(len(data) + 1)
    put = chance.choice((chance.randbytes(chance.randint(1, 9)), b" ", b"\n", b"0", data[-40:]))
    return data[:place] + put + data[place:]


def cut_off(chance: random.Random, data: bytes) -> bytes:
    """Cut the file off somewhere."""
    return data[: chance.randrange(len(data))]


def zero_bytes(chance: random.Random, data: bytes) -> bytes:
    """Put zeros in the place of a few bytes."""
    place, count = chance.randrange(len(data)), chance.randint(1, 32)
    return data[:place] + bytes(len(data[place : place + count])) + data[place + count :]


def _of_lines(change: Callable[[random.Random, list[bytes]], None]) -> Change:
    def do(chance: random.Random, data: bytes) -> bytes:
        lines = data.split(b"\n")
        change(chance, lines)
        return b"\n".join(lines)

    return do


def _delete_line(chance: random.Random, lines: list[bytes]) -> None:
    lines.pop(chance.randrange(len(lines)))


def _double_line(chance: random.Random, lines: list[bytes]) -> None:
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))


def _swap_lines(chance: random.Random, lines: list[bytes]) -> None:
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


BYTES: dict[str, Change] = {
    "a bit flipped": flip_a_bit,
    "bytes deleted": delete_bytes,
    "bytes put in": insert_bytes,
    "bytes zeroed": zero_bytes,
    "a file cut off": cut_off,
    "a line deleted": _of_lines(_delete_line),
    "a line doubled": _of_lines(_double_line),
    "two lines swapped": _of_lines(_swap_lines),
}
FILES = ("a file deleted", "two files swapped", "a file copied over another", "a file added")
ROLLBACKS = ("some files of earlier", "all but some of earlier", "all of earlier")


@dataclass
class Trial:
    """What was tried and found.

    Attributes:
        found: (kind, exit status, excused) to how often.
        rules: by which rules what held was excused.
        broken: what held without an excuse, or ended otherwise than with a reason.
    """

    seed: int
    found: Counter[tuple[str, int, bool]] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.states: list[FullPress] = true_states()
        self.sites: list[Letter] = [press.site() for press in self.states]
        files = base_files().items()
        self.receipts = {path: data for path, data in files if path.startswith("receipts/")}

    def run(self, times: int) -> None:
        """Tamper so many times; every fifth with a receipt."""
        for number in range(times):
            if number % 5 == 4:
                self._try_receipt(number)
            else:
                self._try_letter(number)

    def _try_letter(self, number: int) -> None:
        before = self.sites[-1]
        files, kind = dict(before), ""
        while files == before:
            files, kind = self._tampered(dict(before))
        seen = self.states[-1] if self.chance.random() < 0.3 else None
        excused = excuses(
            files,
            self.states if seen is None else self.states[-1:],
            self.sites if seen is None else self.sites[-1:],
        )
        kind += ", remembered" if seen and kind in ROLLBACKS else ""
        self._judge(f"{number}: {kind}", kind, lambda: verify(files, seen), excused)

    def _tampered(self, files: Letter) -> tuple[Letter, str]:
        kind = self.chance.choice((*BYTES, *FILES, *ROLLBACKS))
        path = self.chance.choice(sorted(files))
        if kind in BYTES:
            files[path] = BYTES[kind](self.chance, files[path]) if files[path] else b"x"
        elif kind in FILES:
            self._move_files(files, kind, path)
        else:
            place = self.chance.randrange(len(self.sites) - 1)
            earlier = self.sites[place]
            paths = sorted({*files, *earlier})
            count = len(paths) if kind == ROLLBACKS[2] else self.chance.randint(1, 5)
            few = set(self.chance.sample(paths, min(count, len(paths))))
            for each in paths:
                if (each in few) == (kind != ROLLBACKS[1]):
                    files.pop(each, None)
                    if each in earlier:
                        files[each] = earlier[each]
        return files, kind

    def _move_files(self, files: Letter, kind: str, path: str) -> None:
        other = self.chance.choice(sorted(files))
        if kind == "a file deleted":
            del files[path]
        elif kind == "two files swapped":
            files[path], files[other] = files[other], files[path]
        elif kind == "a file added":
            files[self.chance.choice(("records/002", "tile/0/001", "x", "rules/9.md"))] = files[
                other
            ]
        else:
            files[path] = files[other]

    def _try_receipt(self, number: int) -> None:
        path = self.chance.choice(sorted(self.receipts))
        before = data = self.receipts[path]
        kind = ""
        while data == before:
            kind = self.chance.choice(sorted(BYTES))
            data = BYTES[kind](self.chance, before)
        tampered = data
        self._judge(
            f"{number}: {path}: {kind}",
            f"receipt: {kind}",
            lambda: verify_receipt(tampered, Request(), surroundings(None)),
            receipt_excuses(tampered, before),
        )

    def _judge(
        self, what: str, kind: str, ask: Callable[[], Report], excused: set[str] | None
    ) -> None:
        try:
            report = ask()
        except Exception as error:  # noqa: BLE001 - whatever it is, a verifier owes a verdict
            self.broken.append(f"{what}: {type(error).__name__}: {error}")
            return
        status = report.status
        self.found[kind, status, excused is not None] += 1
        reasons = [each for step in report.steps for each in (*step.failures, *step.gaps)]
        if status and not all(reasons or [""]):
            self.broken.append(f"{what}: refused without a word")
        if status == 0 and excused is None:
            self.broken.append(f"{what}: holds, and no rule says why")
        if status == 0:
            self.rules.update(excused or ())


def lines_of(trial: Trial, times: int) -> list[str]:
    """Return what was found, for a person."""
    lines = [f"seed {trial.seed}, {times} times", ""]
    lines.append(f"{'kind':<45}{'exit 1':>8}{'exit 2':>8}{'exit 0':>8}  of harmless, refused")
    for kind in sorted({kind for kind, _, _ in trial.found}):
        counts = [
            sum(trial.found[kind, status, each] for each in (True, False)) for status in (1, 2, 0)
        ]
        refused = trial.found[kind, 1, True] + trial.found[kind, 2, True]
        lines.append(f"{kind:<45}" + "".join(f"{each:>8}" for each in counts) + f"{refused:>8}")
    lines += ["", "What held, by the rule that lets it (record format, section 10):"]
    lines += [f"{count:>8}  {rule}" for rule, count in sorted(trial.rules.items())]
    lines += ["", f"Held without a rule, or refused without a reason: {len(trial.broken)}"]
    return lines + [f"  {each}" for each in trial.broken[:20]]


def main(arguments: list[str] | None = None) -> int:
    """Run the trial, and return 1 where something passed that should not have."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--times", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=4)
    options = parser.parse_args(arguments)
    # The same signatures are checked each time; nothing but their own bytes decides them.
    ed25519.verify = functools.lru_cache(20_000)(ed25519.verify)
    rsa.verify_token = functools.lru_cache(20_000)(rsa.verify_token)
    begun, trial = time.monotonic(), Trial(options.seed)
    trial.run(options.times)
    sys.stdout.write("\n".join(lines_of(trial, options.times)) + "\n")
    sys.stderr.write(f"{time.monotonic() - begun:.0f} seconds\n")
    return 1 if trial.broken else 0


if __name__ == "__main__":
    sys.exit(main())
