"""Import a long list and publish it for the first time: seconds and the most memory of each step.

    python bench/import_and_publish.py [--count 100000] [--database URL] [--home FOLDER]

The database is a file in the folder; with `--database` an empty one on PostgreSQL. Each step is a
process of its own, as a person would run it.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMAND = (sys.executable, "-P", "-m", "undersigned.commands")
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
    words.add_argument("--database", default="")
    words.add_argument("--home", type=Path)
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = given.home or Path(temporary) / "home"
        home.mkdir(parents=True)
        settings = f'host = "letters.ruritania.example"\ndatabase = "{given.database}"\n'
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
        verify = (Path(sys.executable).parent / "undersigned-verify", home / "published" / SLUG)
        timed("verified", *verify, env=env)


if __name__ == "__main__":
    main()
