"""A thousand lives of a letter, made up by chance, each held to a recount written apart.

    .venv/bin/python trials/histories.py --times 1000

What is lived, and what is held to, is `tests/letter_life.py`; tests/signing/test_histories.py
lives a few short ones at every run of the tests. Ends with 1 where a promise was broken.
"""

import argparse
import contextlib
import io
import os
import random
import secrets
import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]


def main() -> int:
    """Live, count, and say what was found."""
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    words.add_argument("--times", type=int, default=1000, help="how many lives")
    words.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    words.add_argument("--steps", type=int, default=40, help="the longest life")
    given = words.parse_args()
    print(f"seed {given.seed}, {given.times} lives of at most {given.steps} steps", flush=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings_of_tests"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["UNDERSIGNED_MEMORY"] = f"{folder}/memory"
        return live(given.times, given.steps, random.Random(given.seed), Path(folder))


def live(times: int, longest: int, chance: random.Random, folder: Path) -> int:
    """Live so many lives, over a database of their own. Returns the exit status."""
    import django  # noqa: PLC0415 (its settings stand now)

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.test.utils import setup_test_environment  # noqa: PLC0415

    from letter_life import DEATHS, PEOPLE, VERBS, Life  # noqa: PLC0415

    setup_test_environment()
    settings.INSTANCE_FOLDER, settings.PUBLISHED_FOLDER = folder, folder / "published"
    call_command("migrate", verbosity=0, interactive=False)
    broken, told = 0, Counter[str]()
    for number in range(times):
        life = Life(f"life-{number}")
        steps = [
            (chance.choice(VERBS), chance.randrange(PEOPLE),
             chance.choice((0, 0, chance.randint(1, DEATHS))))
            for _ in range(chance.randint(10, longest))
        ]  # fmt: skip
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                for verb, person, death in steps:
                    life.step(verb, person, death)
                life.end(folder)
        except Exception:  # noqa: BLE001 (each is a promise that was broken)
            broken += 1
            print(f"life {number}: {steps}\n{traceback.format_exc()}", flush=True)
        told.update(life.told())
    print(f"{times} lives, {broken} with a promise broken")
    print(", ".join(f"{count} {what}" for what, count in sorted(told.items())))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
