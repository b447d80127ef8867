"""The verifier beside hashing alone: seconds, ratio and memory on letters of two sizes.

    python bench/verify.py [--count 100000 1000000] [--times 3] [--folder FOLDER]

Each letter is written once into the folder (see `long_letter.py`) and stays there. Then, in turn
and each in a process of its own, so both pay for Python's start and read what is left in
the system's cache:

- hashing alone: it reads the same files as the verifier, from the same folder, takes entries from
  bundles and lines from records, and hashes with hashlib and nothing else: entries as leaves,
  pairs of hashes as nodes up to the root, records as commitments, each document and each page
  whole. It compares the root with the checkpoint's, as something has to come out of it, and checks
  nothing else: no tile, no signature, no grammar, no rule, no count, no row.
- the verifier, as anyone runs it, with all ten steps; it has to say that all holds. Where there
  are two processors it reads the pages of a folder in a second process, and the time is what
  passes until both are done.
- the verifier once more, held to one processor, where it does all in one process.

The same over a copy (of hard links) without the pages, where the verifier leaves out step 8 and
says so; no second process takes part there. Memory is the most that all processes of one run hold
together (PSS), sampled four times a second.

Ends with 1 where a promise is broken: 4 times the time of hashing for the verifier as anyone runs
it, 300 MB. What it takes on one processor is told beside. The last output is kept in `verify.txt`.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

MOST_TIMES, MOST_MEGABYTES = 4.0, 300.0
PAGES = ("index.html", "signatories", "imported")
COMMITTED = b"undersigned/v1 record\n"


def hash_alone(folder: Path) -> str:  # noqa: C901 - flat, as fast as it gets
    """Hash what the verifier reads, and return the root in hex."""
    hashes: list[bytes] = []
    for path in paths(folder / "tile" / "entries"):
        data, place = read(path), 0
        while place < len(data):
            start = place + 2
            place = start + int.from_bytes(data[place:start], "big")
            hashes.append(sha256(b"\x00" + data[start:place]).digest())
    while len(hashes) > 1:
        odd = hashes[-1:] if len(hashes) % 2 else []
        pairs = zip(hashes[::2], hashes[1::2], strict=False)
        hashes = [sha256(b"\x01" + left + right).digest() for left, right in pairs] + odd
    for path in paths(folder / "records"):
        for line in read(path).split(b"\n")[1:]:
            if line:
                sha256(COMMITTED + line).digest()
    for name in ("rules", "editions", *PAGES, "checkpoint", "witnesses", "count.json"):
        for path in paths(folder / name):
            sha256(read(path)).digest()
    for path in paths(folder / "tile"):
        if "/entries/" not in path:
            read(path)
    return hashes[0].hex()


def read(path: str) -> bytes:
    """Return a file's bytes."""
    with open(path, "rb") as file:  # noqa: PTH123 - the fastest there is
        return file.read()


def paths(place: Path) -> list[str]:
    """Return all files below a place, in the order of the log."""
    if place.is_file():
        return [str(place)]
    found = [os.path.join(top, name) for top, _, names in os.walk(place) for name in names]  # noqa: PTH118
    return sorted(found)


def root_of(folder: Path) -> str:
    """Return the root that the checkpoint names, in hex."""
    from base64 import b64decode  # noqa: PLC0415 - for this alone

    return b64decode((folder / "checkpoint").read_text(encoding="utf-8").split("\n")[2]).hex()


def memory_of(pid: int) -> float:
    """Return the megabytes that a process and its children hold, those they share once."""
    held = 0
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            held += int(line.split()[1]) if line.startswith("Pss:") else 0
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return held / 1000
    return held / 1000 + sum(memory_of(int(child)) for child in children)


def highest_of(pid: int) -> float:
    """Return the most megabytes that a process alone has held so far."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM:"))


def run(*command: object, expected: int, alone: bool = False) -> tuple[float, float, float]:
    """Run a process, alone on one processor where that is asked for.

    Return its seconds, its processors' seconds, and the most megabytes.
    """
    processors = os.sched_getaffinity(0)
    with tempfile.TemporaryDirectory() as memory:
        env = {**os.environ, "UNDERSIGNED_MEMORY": memory}
        began, most = time.monotonic(), 0.0
        # A child has the processors of its parent at its beginning.
        os.sched_setaffinity(0, {max(processors)} if alone else processors)
        process = subprocess.Popen(list(map(str, command)), env=env, stdout=subprocess.DEVNULL)  # noqa: S603 (ours)
        os.sched_setaffinity(0, processors)
        while True:
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            most = max(most, memory_of(process.pid), highest_of(process.pid))
            time.sleep(0.25 if time.monotonic() - began > 1 else 0.01)
        seconds = time.monotonic() - began
    if os.waitstatus_to_exitcode(status) != expected:
        sys.exit(f"{command} ended with {os.waitstatus_to_exitcode(status)}, not {expected}.")
    return seconds, usage.ru_utime + usage.ru_stime, most


def without_pages(folder: Path) -> Path:
    """Return a copy of a letter without its pages."""
    copy = folder.with_name(folder.name + "-without-pages")
    if not copy.exists():
        left_out = shutil.ignore_patterns(*PAGES)
        shutil.copytree(folder, copy, ignore=left_out, copy_function=os.link)
    return copy


def compare(what: str, folder: Path, times: int, expected: int) -> tuple[float, float]:
    """Measure all in turn; print, and return the ratio in the median and the most memory."""
    hashing = (sys.executable, "-S", __file__, "--hash", folder)
    verifying = (sys.executable, "-m", "undersigned.verifier.command", folder)
    ratios, in_one, most = [], [], 0.0
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"{what}: {size / 1e6:,.0f} MB", flush=True)
    for _ in range(times):
        alone, alone_used, _ = run(*hashing, expected=0)
        checked, used, held = run(*verifying, expected=expected)
        one, one_used, _ = run(*verifying, expected=expected, alone=True)
        ratios.append(checked / alone)
        in_one.append(one / alone)
        most = max(most, held)
        print(
            f"  hashing {alone:6.2f} s ({alone_used:6.2f} of processor), "
            f"verifier {checked:6.2f} s ({used:6.2f}), {checked / alone:.1f} times, {held:.0f} MB; "
            f"on one processor {one:6.2f} s ({one_used:6.2f}), {one / alone:.1f} times",
            flush=True,
        )
    ratio = statistics.median(ratios)
    print(
        f"  in the median {ratio:.1f} times, on one processor {statistics.median(in_one):.1f}; "
        f"at most {most:.0f} MB",
        flush=True,
    )
    return ratio, most


def main() -> None:
    """Measure."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--count", type=int, nargs="+", default=[100_000, 1_000_000])
    words.add_argument("--times", type=int, default=3)
    words.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "letters")
    words.add_argument("--hash", type=Path, help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.hash:
        sys.exit(hash_alone(given.hash) != root_of(given.hash))
    broken = False
    print(f"{len(os.sched_getaffinity(0))} processors, Python {sys.version.split()[0]}\n")
    for count in given.count:
        folder = given.folder / f"{count}"
        if not (folder / "count.json").exists():
            from long_letter import write_letter  # noqa: PLC0415 - it takes Django with it

            write_letter(folder, count)
        for what, place, expected in (
            (f"{count:,} signatories", folder, 0),
            (f"{count:,} without their pages", without_pages(folder), 2),
        ):
            ratio, most = compare(what, place, given.times, expected)
            broken |= ratio > MOST_TIMES or most > MOST_MEGABYTES
    sys.exit(broken)


if __name__ == "__main__":
    main()
