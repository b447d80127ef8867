"""How fast the record takes signatures: many at once, and one more on a letter of any size.

    python bench/record.py [--sizes 1000 10000 100000] [--more 5]

Each size is a letter of its own in an instance of its own (SQLite): its pending rows are put in,
then sequenced, then published; after that one more signature, several times: from the row that asks
for it to the checkpoint, the records and `count.json` on disk. Beside it stands a limit measured in
the same run: the same number of entries and records hashed, and as many rows in as many tables put
into a file by bare SQL, in as many transactions, with the same care for power cuts. For one more
signature the limit is four small files written and synced, and one such transaction.

The last output is kept in `record.txt`.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

MORE = 5
ROWS_A_TRANSACTION = 500
TABLES = ("entries", "openings")


def bare(folder: Path, count: int) -> float:
    """Seconds for bare rows in two tables and the hashes of as many leaves and records."""
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
                hashlib.sha256(line).digest()
                hashlib.sha256(line).digest()
        return time.monotonic() - began


def synced_files(folder: Path) -> float:
    """Seconds for four small files, each synced and put in its place by a rename."""
    began = time.monotonic()
    for name in ("bundle", "tile", "records", "checkpoint"):
        path = folder / name
        with path.with_suffix(".new").open("wb") as file:
            file.write(bytes(8192))
            file.flush()
            os.fsync(file.fileno())
        path.with_suffix(".new").rename(path)
    return time.monotonic() - began


def measure(folder: Path, size: int, more: int) -> None:
    """Measure one letter, in the instance that the environment names."""
    from django.core.management import call_command  # noqa: PLC0415 (after the environment is set)

    from log_example import DAY, ORIGIN, ask_signed, begin, record_line  # noqa: PLC0415
    from undersigned.audit.actors import COMMAND  # noqa: PLC0415
    from undersigned.record.actions import Asked, append_all, open_log  # noqa: PLC0415
    from undersigned.record.keeping import keep, publish_sequenced  # noqa: PLC0415
    from undersigned.record.sequencing import sequence  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    log = open_log("fair-courts", ORIGIN, by=COMMAND)
    begin(log)
    keep(log, DAY)
    fields = {"edition": 1, "language": "en", "as": "person", "checks": ["mail"]}
    for first in range(0, size, ROWS_A_TRANSACTION):
        end = min(size, first + ROWS_A_TRANSACTION)
        lines = [record_line(f"Anka Rassendy {number}") for number in range(first, end)]
        append_all(log, "signed", [Asked(fields, line) for line in lines])
    began, worked = time.monotonic(), time.process_time()
    sequence(log.pk, DAY)
    sequenced, worked = time.monotonic() - began, time.process_time() - worked
    began = time.monotonic()
    publish_sequenced(log)
    published = time.monotonic() - began
    limit = bare(folder, size)
    print(
        f"{size:>9,}: sequenced {size / sequenced:7,.0f} a second ({sequenced / limit:4.1f} times "
        f"bare rows and hashes; {worked / size * 1e6:3.0f} µs of processor each), published in "
        f"{published:6.1f} s",
        flush=True,
    )
    seconds, least = [], []
    for _ in range(more):
        began = time.monotonic()
        ask_signed(log)
        keep(log, DAY)
        seconds.append(time.monotonic() - began)
        least.append(synced_files(folder) + bare(folder, 1))
    median, floor = statistics.median(seconds), statistics.median(least)
    print(
        f"{'':>9}  one more: {median * 1000:6.1f} ms in the median, {max(seconds) * 1000:6.1f} ms "
        f"at most ({median / floor:4.1f} times bare files and rows)",
        flush=True,
    )


def main() -> None:
    """Measure each size in a process of its own."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    words.add_argument("--more", type=int, default=MORE)
    given = words.parse_args()
    for size in given.sizes:
        child = os.fork()
        if not child:
            with tempfile.TemporaryDirectory() as temporary:
                home = Path(temporary) / "home"
                home.mkdir()
                settings = 'host = "letters.ruritania.example"\n'
                (home / "undersigned.toml").write_text(settings, encoding="utf-8")
                os.environ["UNDERSIGNED_HOME"] = str(home)
                os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.config.settings"
                import django  # noqa: PLC0415 (after the environment is set)

                django.setup()
                measure(Path(temporary), size, given.more)
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            sys.exit(f"The letter of {size:,} could not be measured.")


if __name__ == "__main__":
    main()
