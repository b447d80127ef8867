"""Admit forms by one worker and by two side by side: how many a second.

    python bench/admit.py --database URL [--count 4000]

Each measurement begins with a database of forms that wait, in an instance of its own; the database
is emptied of them by the end of it.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMAND = (sys.executable, "-P", "-m", "undersigned.commands")
SLUG = "keep-the-archive-open"
FILL = f"""
import sys, django
django.setup()
from undersigned.signing.consents import wordings
from undersigned.signing.models import Intake
claim = dict(kind="person", by="", posts=[], years=None, served=[], place="", statement="", hint="")
given = ((kind, each.text) for kind, each in wordings(1).items() if kind != "mail")
agreed = [dict(kind=kind, wording=text) for kind, text in given]
start, count = map(int, sys.argv[1:])
Intake.objects.bulk_create(
    Intake(letter="{SLUG}", kind="sign", form=dict(
        claim={{**claim, "name": f"Anka Number-{{number}}"}}, edition=1, language="en",
        consents=agreed, receipt_by_mail=False, address=f"signer-{{number}}@ruritania.example",
    ))
    for number in range(start, start + count)
)
"""
ADMIT = """
import django
django.setup()
from undersigned.signing.actions.admit import admit_due
print(admit_due())
"""


def run(code: str, *words: object, env: dict[str, str]) -> subprocess.Popen[str]:
    """Start a process that does this."""
    return subprocess.Popen(  # noqa: S603 (ours)
        [sys.executable, "-P", "-c", code, *map(str, words)],
        env=env, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def main() -> None:
    """Measure."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--count", type=int, default=4000)
    words.add_argument("--database", required=True)
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary) / "home"
        home.mkdir()
        settings = f'host = "letters.ruritania.example"\ndatabase = "{given.database}"\n'
        (home / "undersigned.toml").write_text(settings, encoding="utf-8")
        env = {
            **os.environ,
            "UNDERSIGNED_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "undersigned.config.settings",
        }
        letter = ROOT / "docs" / "tutorial" / f"{SLUG}.en.md"
        subprocess.run([*COMMAND, "letter", "publish", letter], env=env, check=True)  # noqa: S603
        for turn, workers in enumerate((1, 2)):
            run(FILL, turn * given.count, given.count, env=env).wait()
            began = time.monotonic()
            processes = [run(ADMIT, env=env) for _ in range(workers)]
            shares = [int(process.communicate()[0]) for process in processes]
            seconds = time.monotonic() - began
            print(
                f"{workers} at once: {sum(shares):,} forms ({', '.join(map(str, shares))}) in "
                f"{seconds:.1f} s, {sum(shares) / seconds:.0f} a second",
                flush=True,
            )


if __name__ == "__main__":
    main()
