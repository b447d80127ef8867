"""Feed what others write to everything that reads it, and keep what breaks it.

    python trials/fuzz.py notes --seconds 300
    python trials/fuzz.py --all --seconds 300

A finding is an exception other than the documented refusal, a broken promise (what is read and
written again is the same, nothing is lost), more than three seconds for 64 kB, or memory past 2 GB.
What seems slow under the fuzzer's own counting, which takes ten times as long, is read once more in
a process without it, and seconds are those of the processor: neighbours make nothing slow.
The run goes on behind a finding, so that all are seen; each is printed, and its bytes are kept.

It takes the packages of the server, Hypothesis, and atheris, which is not among the project's own:

    pip install -e '.[server]' hypothesis atheris      # Python 3.11 to 3.13, on Linux
"""

import argparse
import hashlib
import importlib
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings_of_tests")
SWOLLEN = 200
"""Inputs of the largest size that are tried before the fuzzer begins."""
PLACE = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+)')


class Kept:
    """The findings of one run, each kind once: its bytes in a file, its trace printed."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self.kinds: dict[str, int] = {}

    def keep(self, kind: str, data: bytes, words: str) -> None:
        """Keep the first input of a kind, and count the others."""
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if self.kinds[kind] > 1:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{self.name}-{hashlib.sha256(data).hexdigest()[:12]}"
        path.write_bytes(data)
        print(f"FINDING {self.name}: {kind}\n  kept as {path.name}, {len(data)} bytes\n{words}")
        sys.stdout.flush()


def kind_of(error: BaseException) -> str:
    """What tells one finding from another: the kind of error, and where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames if "undersigned" in each.filename] or frames
    return f"{type(error).__name__} in {Path(ours[-1].filename).name}:{ours[-1].lineno}"


def seconds_alone(name: str, data: bytes) -> float:
    """Seconds of the processor that reading these bytes takes where nothing is counted."""
    words = [sys.executable, __file__, name, "--time-one"]
    done = subprocess.run(words, input=data, capture_output=True, check=False)
    return float(done.stdout) if done.returncode == 0 else 0.0  # its error is a finding by itself


def time_one(name: str) -> int:
    """Read standard input as a target does, and print the seconds of the processor."""
    import django  # noqa: PLC0415 (after the settings are named)

    django.setup()
    from fuzzing.targets import TARGETS  # noqa: PLC0415 (as above)

    data = sys.stdin.buffer.read()
    TARGETS[name].read(b"\n")  # what is loaded on first use is not counted
    begun = time.process_time()
    TARGETS[name].read(data)
    print(time.process_time() - begun)
    return 0


def one_target(name: str, seconds: int, seed: int, folder: Path) -> int:
    """Fuzz one target in this process, which libFuzzer ends."""
    atheris = importlib.import_module("atheris")  # not among the project's packages

    with atheris.instrument_imports(include=["undersigned"]):
        import django  # noqa: PLC0415 (instrumented from here on)

        django.setup()
        from fuzzing.target import swollen  # noqa: PLC0415 (as above)
        from fuzzing.targets import TARGETS  # noqa: PLC0415 (as above)

    target = TARGETS[name]
    kept, slowest = Kept(folder, name), [target.seconds]

    def tried(data: bytes) -> None:
        begun = time.process_time()
        try:
            target.read(data)
        except Exception as error:  # noqa: BLE001 (whatever it is, it is a finding)
            kept.keep(kind_of(error), data, traceback.format_exc(limit=-6))
        taken = time.process_time() - begun
        if taken > slowest[0]:
            slowest[0] = taken
            alone = seconds_alone(name, data)
            if alone > target.seconds:
                kept.keep("slow", data, f"  {alone:.1f} s")

    seeds = list(target.seeds())
    large = swollen(seeds, random.Random(seed))
    began = time.perf_counter()
    for each in seeds:
        tried(each)
    for _ in range(SWOLLEN):
        if time.perf_counter() - began < seconds / 4:
            tried(next(large))
    with tempfile.TemporaryDirectory() as corpus:
        for number, each in enumerate(seeds):
            (Path(corpus) / str(number)).write_bytes(each)
        left = max(1, round(seconds - (time.perf_counter() - began)))
        options = [f"-max_total_time={left}", f"-seed={seed}", "-max_len=65536"]
        options += ["-timeout=120", "-rss_limit_mb=2048", "-print_final_stats=1", corpus]
        atheris.Setup([sys.argv[0], *options], tried)
        atheris.Fuzz()
    return 0


def in_process(name: str, seconds: int, seed: int, folder: Path) -> tuple[str, int]:
    """Fuzz one target in a process of its own; a line of figures, and the number of findings."""
    words = [sys.executable, __file__, name, "--here", "--seconds", str(seconds)]
    words += ["--seed", str(seed), "--findings", str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, errors="replace", check=False)
    findings = done.stdout.count("FINDING")
    print(done.stdout, end="")
    said = done.stderr
    coverage = re.findall(r"cov: (\d+) ft: (\d+) corp: (\d+)", said)
    units = re.search(r"stat::number_of_executed_units:\s*(\d+)", said)
    memory = re.search(r"stat::peak_rss_mb:\s*(\d+)", said)
    if done.returncode or units is None:
        findings += 1
        print(f"FINDING {name}: the process ended with {done.returncode}\n{said[-2000:]}")
    edges, features, corpus = coverage[-1] if coverage else ("?", "?", "?")
    return (
        f"{name:14} {seconds:6} {units[1] if units else '?':>11} {edges:>8} {features:>9} "
        f"{corpus:>7} {memory[1] if memory else '?':>6} {findings:9}"
    ), findings


def main(argv: Sequence[str] | None = None) -> int:
    """Run the targets that were named, and end with 1 where one has a finding."""
    from fuzzing.names import NAMES  # noqa: PLC0415 (found once the path is set)

    parser = argparse.ArgumentParser(description=str(__doc__).split("\n", maxsplit=1)[0])
    parser.add_argument("targets", nargs="*", choices=[*NAMES, []], help="what to fuzz")
    parser.add_argument("--all", action="store_true", help="every target, one after the other")
    parser.add_argument("--seconds", type=int, default=300, help="for each target (300)")
    parser.add_argument("--seed", type=int, default=1, help="of the fuzzer (1)")
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"), help="a folder")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--time-one", action="store_true", help="read standard input once, timed")
    options = parser.parse_args(argv)
    names = list(NAMES) if options.all else options.targets
    if options.time_one:
        return time_one(names[0])
    if options.here:
        return one_target(names[0], options.seconds, options.seed, options.findings)
    rows, found = [], 0
    for name in names:
        row, findings = in_process(name, options.seconds, options.seed, options.findings)
        print(row, flush=True)
        rows.append(row)
        found += findings
    head = f"{'target':14} seconds  executions coverage  features  corpus  MB     findings"
    print("\n".join([f"seed {options.seed}, Python {sys.version.split()[0]}", head, *rows]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
