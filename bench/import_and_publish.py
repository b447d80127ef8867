"""Import a long list and publish it for the first time: seconds and the most memory of each step.

    python bench/import_and_publish.py [--count 100000] [--postgresql] [--home FOLDER]

The database is a file in the folder; with `--postgresql` one on a server that is started for it.
Each step is a process of its own, as a person would run it. Beside it stands a limit measured in
the same run: the same number of rows in as many tables, put into a file by bare SQL with the same
care for power cuts, and a tree of as many hashes.

The last output is kept in `import_and_publish.txt`.
"""

import argparse
import hashlib
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from postgresql_server import PostgresqlServer  # noqa: E402 (found by the line above)

COMMAND = (sys.executable, "-P", "-m", "undersigned.commands")
TABLES = ("names", "pending", "entries", "openings")
SLUG = "keep-the-archive-open"
FIRST = ("Anka", "Rudi", "Mirna", "Hanno", "Yrsa", "Nikol", "Ines", "Odo", "Vesna", "Tilo")
LAST = ("Gorlice", "Passau", "Querlon", "Istrova", "Rassendy", "Lommquist", "Zenda", "Aldous")
SHOW = f"""
import django, datetime
django.setup()
from undersigned.audit.actors import COMMAND
from undersigned.letters.queries import letter_by_slug
from undersigned.publishing.actions import publish_pages
from undersigned.record.keeping import keep
from undersigned.signing.actions.follow import follow_record
from undersigned.signing.actions.imports import show_list
from undersigned.signing.models import ImportedList
letter = letter_by_slug("{SLUG}")
day = datetime.datetime.now(tz=datetime.UTC).date()
url = "https://petition.ruritania.example/"
show_list(ImportedList.objects.get(), url=url, day=day, by=COMMAND)
keep(letter.log)
publish_pages(letter)
follow_record(letter)
"""


def write_list(path: Path, count: int) -> None:
    """Write a list of invented names, the same for the same count."""
    chance = random.Random(count)  # noqa: S311 (no secret)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "el")]
    with path.open("w", encoding="utf-8") as file:
        file.write("name,title,place\n")
        for number in range(count):
            made = "".join(chance.choices(syllables, k=4)).capitalize()
            name = f"{chance.choice(FIRST)} {made}-{chance.choice(LAST)}"
            file.write(f"{name},Archivist of room {number % 97},Strelsau\n")


def bare(folder: Path, count: int) -> float:
    """Seconds for what no such program can do without; see above."""
    began = time.monotonic()
    with closing(sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        for table in TABLES:
            database.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, line BLOB)")
            for first in range(0, count, 500):
                rows = [(number, b"%300d" % number) for number in range(first, first + 500)]
                database.execute("BEGIN IMMEDIATE")
                database.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)  # noqa: S608 (ours)
                database.execute("COMMIT")
    hashes = [hashlib.sha256(b"%300d" % number).digest() for number in range(count)]
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2], strict=False)
        hashes = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
    return time.monotonic() - began


def timed(what: str, *command: object, env: dict[str, str]) -> float:
    """Run one step; print and return its seconds, with the most memory that it held."""
    began = time.monotonic()
    process = subprocess.Popen(list(map(str, command)), env=env, stdout=subprocess.DEVNULL)  # noqa: S603 (ours)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    if status:
        sys.exit(f"{what} ended with {os.waitstatus_to_exitcode(status)}.")
    used = usage.ru_utime + usage.ru_stime
    print(
        f"{what:>24}: {seconds:7.1f} s ({used:.1f} s of processor), "
        f"{usage.ru_maxrss / 1024:6.0f} MB",
        flush=True,
    )
    return seconds


def main() -> None:
    """Measure."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--count", type=int, default=100_000)
    words.add_argument("--postgresql", action="store_true")
    words.add_argument("--home", type=Path)
    given = words.parse_args()
    with ExitStack() as stack:
        temporary = stack.enter_context(tempfile.TemporaryDirectory())
        database = ""
        if given.postgresql:
            server = PostgresqlServer.begin()
            stack.callback(server.end)
            database = server.new_database()
        home = given.home or Path(temporary) / "home"
        home.mkdir(parents=True)
        settings = f'host = "letters.ruritania.example"\ndatabase = "{database}"\n'
        (home / "undersigned.toml").write_text(settings, encoding="utf-8")
        names = Path(temporary) / "names.csv"
        write_list(names, given.count)
        env = {
            **os.environ,
            "UNDERSIGNED_HOME": str(home),
            "UNDERSIGNED_MEMORY": str(Path(temporary) / "memory"),
        }
        letter = ROOT / "docs" / "tutorial" / f"{SLUG}.en.md"
        timed("letter", *COMMAND, "letter", "publish", letter, env=env)
        total = timed("import", *COMMAND, "import", SLUG, names, "--yes", env=env)
        shown = {**env, "DJANGO_SETTINGS_MODULE": "undersigned.config.settings"}
        total += timed("record and pages", sys.executable, "-P", "-c", SHOW, env=shown)
        print(f"{'imported and published':>24}: {total:7.1f} s for {given.count:,} signatories")
        limit = bare(Path(temporary), given.count)
        print(f"{'bare rows and hashes':>24}: {limit:7.1f} s, {total / limit:.0f} times as fast")
        verify = (Path(sys.executable).parent / "undersigned-verify", home / "published" / SLUG)
        timed("verified", *verify, env=env)


if __name__ == "__main__":
    main()
