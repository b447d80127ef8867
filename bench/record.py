"""How fast the record takes signatures: many at once, and one more on a letter of any size.

    python bench/record.py [--sizes 1000 10000 100000 1000000] [--more 5] [--folder FOLDER]

Each size is a letter in an instance of its own (SQLite), kept in the folder where one is given, so
that a second run finds it there.

Many at once: so many rows wait. Counted are the seconds from there to a signed checkpoint on disk
with all of them, its tiles, records and `count.json`: sequencing and publishing, in one process.

One more: somebody fills in the form, the door's turn of the worker admits them, they press the
button, and the record is kept: measured is the time until checkpoint, records and `count.json`
stand published. What the worker does afterwards (the pages, and the rows that follow the record) is
measured by itself. Beside the seconds stand figures that no machine changes: SQL statements, steps
of the database's machine, files and bytes written.

The limits are measured in the same run. For many: as many rows in as many tables put into a file by
bare SQL, in as many transactions, with the same care for power cuts, and three hashes of each line.
For one more: seven small files written and synced, and a transaction for each of four steps.

Where other work goes on beside it, the seconds are shared with that: "of a core" says how much of
one core the process had, and "a second of it" how many it takes in a second of a core of its own.

Where other work goes on beside it, the clock counts that too: so it is said how much of one core
the process had, and how many entries it takes in a second of a core that is its own.

The last output is kept in `record.txt`, and its plot in `record.svg`.
"""

import argparse
import json
import math
import os
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from growth_plot import plot  # noqa: E402 (beside this script)

SIZES = (1_000, 10_000, 100_000, 1_000_000)
MORE = 5
ROWS_A_TRANSACTION = 2_000
TABLES = ("entries", "openings")
FOUND = "measured.json"
LONGEST = 2.0  # seconds for one more
LEAST_A_SECOND = 10_000


def bare(folder: Path, count: int) -> float:
    """Seconds for bare rows in two tables, and three hashes of each."""
    import hashlib  # noqa: PLC0415 (beside what it measures)
    import sqlite3  # noqa: PLC0415

    path = folder / "bare.sqlite3"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        for table in TABLES:
            database.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, line BLOB)")
        began = time.monotonic()
        for first in range(0, count, ROWS_A_TRANSACTION):
            end = min(count, first + ROWS_A_TRANSACTION)
            rows = [(number, b"%300d" % number) for number in range(first, end)]
            database.execute("BEGIN IMMEDIATE")
            for table in TABLES:
                database.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)  # noqa: S608 (ours)
            database.execute("COMMIT")
            for _, line in rows:
                for _ in range(3):
                    hashlib.sha256(line).digest()
        return time.monotonic() - began


def synced_files(folder: Path) -> float:
    """Seconds for seven small files, each synced and put in its place by a rename."""
    began = time.monotonic()
    for number in range(7):
        path = folder / f"small-{number}"
        with path.with_suffix(".new").open("wb") as file:
            file.write(bytes(8192))
            file.flush()
            os.fsync(file.fileno())
        path.with_suffix(".new").rename(path)
    return time.monotonic() - began


def expect(letter: Any, size: int) -> None:
    """End where a checkpoint does not hold all that was asked for: nothing was measured then."""
    if letter.log.published_size != size:
        sys.exit(f"{letter.log.published_size:,} entries are published, and not {size:,}.")


def many_at_once(letter: Any, size: int, folder: Path) -> dict[str, float]:
    """Sequence and publish what waits."""
    from undersigned.record.keeping import keep  # noqa: PLC0415 (after the environment is set)

    began, worked = time.monotonic(), time.process_time()
    keep(letter.log)
    seconds, worked = time.monotonic() - began, time.process_time() - worked
    expect(letter, size + 2)
    return {"seconds": seconds, "worked": worked, "bare": bare(folder, size)}


def built(size: int, folder: Path) -> tuple[Any, dict[str, float]]:
    """The letter of a size, and what it took to sequence and publish it when it was built."""
    from django.db import connection  # noqa: PLC0415

    from many_signers import ask_for_many, mark_listed  # noqa: PLC0415
    from signers import BY_RULES, SLUG, publish_text  # noqa: PLC0415
    from undersigned.letters.queries import letter_by_slug  # noqa: PLC0415

    found = folder / FOUND
    if found.exists():
        return letter_by_slug(SLUG), json.loads(found.read_bytes())
    letter = publish_text(BY_RULES)
    with connection.cursor() as cursor:  # while it is built nobody relies on it
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA cache_size=-200000")
    ask_for_many(letter, 0, size)
    connection.close()
    many = many_at_once(letter, size, folder)
    mark_listed(letter)
    found.write_text(json.dumps(many))
    return letter, many


def one_more(letter: Any, number: int) -> dict[str, float]:
    """Let one more sign; the seconds until it is published, and those of what follows."""
    from many_signers import fill_in, press_button, turn_at_the_door  # noqa: PLC0415
    from undersigned.publishing.actions import publish_pages  # noqa: PLC0415
    from undersigned.record.keeping import keep  # noqa: PLC0415
    from undersigned.signing.actions.follow import follow_record  # noqa: PLC0415

    size = letter.log.published_size
    began = time.monotonic()
    address = fill_in(letter, number)
    turn_at_the_door()
    press_button(letter, address)
    keep(letter.log)
    published = time.monotonic()
    expect(letter, size + 1)
    publish_pages(letter)
    follow_record(letter)
    return {"seconds": published - began, "after": time.monotonic() - published}


def counts_of_one_more(letter: Any, number: int, home: Path) -> dict[str, float]:
    """The same once more, counted and not timed."""
    from many_signers import costs_of_one_more  # noqa: PLC0415

    costs, after = costs_of_one_more(letter, number, home)
    return {
        "statements": costs.statements, "steps": costs.steps, "files": len(costs.files),
        "bytes": costs.written, "steps_after": after.steps, "files_after": len(after.files),
        "bytes_after": after.written,
    }  # fmt: skip


def measure(size: int, more: int, folder: Path) -> dict[str, Any]:
    """Measure one letter, in the instance that the environment names."""
    from django.core.management import call_command  # noqa: PLC0415

    from many_signers import mark_pages  # noqa: PLC0415
    from undersigned.record.sequencing import REPLAYS  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    letter, many = built(size, folder)
    mark_pages(letter)  # by this program, whichever built it
    first = letter.signatures.order_by("-pk").values_list("pk", flat=True)[0]
    REPLAYS.by_log.clear()
    started = one_more(letter, first)  # as after a start: the history is read once
    timed, least = [], []
    for number in range(1, more + 1):
        timed.append(one_more(letter, first + number))
        least.append(synced_files(folder) + sum(bare(folder, 1) for _ in range(4)))
    return {
        "size": size, "many": many, "started": started["seconds"],
        "seconds": statistics.median(each["seconds"] for each in timed),
        "most": max(each["seconds"] for each in timed),
        "after": statistics.median(each["after"] for each in timed),
        "bare": statistics.median(least),
        **counts_of_one_more(letter, first + more + 1, folder / "home"),
    }  # fmt: skip


def in_a_process(size: int, more: int, folder: Path) -> dict[str, Any]:
    """Measure in a process of its own, whose instance lies in a folder."""
    home, result = folder / "home", folder / "result.json"
    home.mkdir(parents=True, exist_ok=True)
    settings = 'host = "letters.ruritania.example"\n'
    (home / "undersigned.toml").write_text(settings, encoding="utf-8")
    child = os.fork()
    if not child:
        os.environ["UNDERSIGNED_HOME"] = str(home)
        os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.config.settings"
        import django  # noqa: PLC0415 (after the environment is set)

        django.setup()
        result.write_text(json.dumps(measure(size, more, folder)))
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit(f"The letter of {size:,} could not be measured.")
    found: dict[str, Any] = json.loads(result.read_bytes())
    return found


def show_many(rows: list[dict[str, Any]]) -> bool:
    """Print what it took to sequence and publish; whether the longest was fast enough."""
    print("Many at once, from waiting rows to a signed checkpoint on disk:")
    print("     at once  seconds  a second  of processor  a second of it  of a core  times bare")
    for row in rows:
        many, size = row["many"], row["size"]
        print(
            f"{size:>12,} {many['seconds']:7.2f}s {size / many['seconds']:9,.0f} "
            f"{many['worked'] / size * 1e6:10.0f} µs {size / many['worked']:15,.0f} "
            f"{many['worked'] / many['seconds']:10.0%} {many['seconds'] / many['bare']:11.1f}"
        )
    return all(row["size"] / row["many"]["seconds"] >= LEAST_A_SECOND for row in rows[-2:])


def show_one(rows: list[dict[str, Any]]) -> bool:
    """Print what one more costs; whether it is fast, and grows no faster than the logarithm."""
    print("\nOne more, from the form to checkpoint, records and count.json:")
    print(
        "    letter of   median     most  times bare  after a start  statements    steps  "
        "files    bytes | then pages   steps  files    bytes"
    )
    for row in rows:
        print(
            f"{row['size']:>13,} {row['seconds']:7.3f}s {row['most']:7.3f}s "
            f"{row['seconds'] / row['bare']:11.1f} {row['started']:13.3f}s "
            f"{row['statements']:11,} {row['steps']:8,} {row['files']:6,} {row['bytes']:8,} | "
            f"{row['after']:9.3f}s {row['steps_after']:7,} {row['files_after']:6,} "
            f"{row['bytes_after']:8,}"
        )
    first, last = rows[0], rows[-1]
    allowed = math.log(last["size"]) / math.log(first["size"])
    print(f"\nFrom {first['size']:,} to {last['size']:,} the logarithm grows {allowed:.2f} times:")
    held = all(row["most"] < LONGEST for row in rows)
    for what, words in (
        ("statements", "SQL statements"), ("steps", "steps of the database"), ("files", "files"),
        ("steps_after", "steps for the pages"), ("files_after", "files of the pages"),
        ("seconds", "seconds"),
    ):  # fmt: skip
        grown = last[what] / first[what]
        held = held and grown <= allowed
        print(f"{grown:8.2f} times: {words}")
    return held


def main() -> None:
    """Measure each size, and say whether what is promised held."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    words.add_argument("--more", type=int, default=MORE)
    words.add_argument("--folder", type=Path)
    words.add_argument("--plot", type=Path, help="where the plot is written")
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        rows = [in_a_process(size, given.more, folder / str(size)) for size in given.sizes]
    print(f"{os.cpu_count()} cores; {os.getloadavg()[1]:.1f} processes at work on them.\n")
    fast, held = show_many(rows), show_one(rows)
    if given.plot:
        given.plot.write_text(plot(rows), encoding="utf-8")
    alone = min(row["size"] / row["many"]["worked"] for row in rows)
    print(
        f"\n{LEAST_A_SECOND:,} a second: {'held' if fast else 'not held'} by the clock; "
        f"{alone:,.0f} at least by the processor, of one core."
    )
    print(f"One more under {LONGEST:.0f} s, no faster than the logarithm: ", end="")
    print("held." if held else "not held.")
    sys.exit(0 if fast and held else 1)


if __name__ == "__main__":
    main()
