"""Fail each file call of sequencing and publishing in turn, and look what became of the promises.

A letter that has all there is to write (signatures past the end of a bundle, a correction, a
withdrawal, a struck document, an earlier list, a form just sent) is sequenced and published by one
tick. Each of its calls on files fails once, with EIO, with ENOSPC, or as a kill; then pairs of the
first ones. After each:

- a checkpoint that appeared stood on synced files alone: tiles, documents, records, (size, root);
- what the world sees holds together, and nobody was told to be listed who is not in it;
- the next tick puts all right by itself, nothing taken is lost, and the verifier agrees, with what
  was seen before and during the fault as one history.

SQLite's own calls are not among these; `disk_full.py --by strace` and `power_cuts.py` meet those.
"""

import argparse
import contextlib
import errno
import io
import itertools
import json
import logging
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from failing_calls import FAULTS, KILLED, Calls, Disk, Killed, taken

SLUG = "fair-courts"
FIRST_SIGNERS = 251  # so that the signatures to come cross the end of a bundle
KINDS = {"EIO": errno.EIO, "ENOSPC": errno.ENOSPC, "killed": KILLED}


@dataclass
class Trial:
    """The letter under trial, and what was broken.

    Attributes:
        home: Where it is put anew before each fault.
        template: What is put there.
        broken: Each broken promise in words.
        runs: How many faults were tried.
    """

    home: Path
    template: Path
    broken: list[str] = field(default_factory=list)
    runs: int = 0

    @property
    def folder(self) -> Path:
        """What the world sees."""
        return self.home / "published" / SLUG

    def begin(self) -> None:
        """Put the letter back as it was, and forget what this process knows of it."""
        from django.db import connections  # noqa: PLC0415 (once Django is set up)

        from undersigned.record.sequencing import REPLAYS  # noqa: PLC0415

        connections.close_all()
        REPLAYS.by_log.clear()
        shutil.rmtree(self.home)
        shutil.copytree(self.template, self.home)

    def run(self, fail: dict[int, int]) -> Calls:
        """One fault, or several in one tick, and the tick after it."""
        self.runs += 1
        self.begin()
        disk = Disk()
        seen = self.folder / "checkpoint"
        shown = [seen.read_bytes()]
        calls = Calls(self.home, fail, self.at_appearing(disk, fail), disk)
        with taken(calls):
            said = one_tick()
        self.hold(fail, calls, self.problems_in_between(said, failed=bool(calls.failed)))
        shown.append(seen.read_bytes())
        if "killed" in said:
            from django.db import connections  # noqa: PLC0415

            connections.close_all()
        after = Calls(self.home, {}, self.at_appearing(disk, fail), disk)
        with taken(after):
            said = one_tick()
        wrong = [f"the next tick could not: {each}" for each in said]
        self.hold(fail, calls, [*wrong, *self.problems_at_the_end(shown)])
        return calls

    def hold(self, fail: dict[int, int], calls: Calls, wrong: Iterable[str]) -> None:
        """Keep what was broken, with the fault that did it."""
        faults = ", ".join(calls.failed) or str(fail)
        self.broken += [f"{faults}: {each}" for each in wrong]

    def at_appearing(self, disk: Disk, fail: dict[int, int]) -> Any:
        """Hold each checkpoint against the disk in the moment in which it appears."""

        def look(path: Path) -> None:
            if path == self.folder / "checkpoint":
                wrong = [*self.would_be_lost(disk), *self.not_under_the_checkpoint()]
                self.broken += [f"{fail}: a checkpoint appeared, and {each}" for each in wrong]

        return look

    def would_be_lost(self, disk: Disk) -> Iterator[str]:
        """What a power cut would take of the files that a checkpoint stands on."""
        under = ("tile", "records", "rules", "editions", "addenda", "deliveries", "witnesses")
        files = [self.home / "signed" / SLUG]
        for name in under:
            path = self.folder / name
            files += [path] if path.is_file() else [e for e in path.rglob("*") if e.is_file()]
        for path in files:
            if path.name.startswith("."):
                continue
            if lost := disk.would_lose(path, self.home):
                yield f"of {path.relative_to(self.home)} {lost} would be lost in a power cut"

    def not_under_the_checkpoint(self) -> Iterator[str]:
        """What of tree, entries and documents does not bear the checkpoint that is shown."""
        _, report = verified(self.folder)
        for step in report["steps"][:5]:
            if step["ok"] is not True:
                yield f"{step['name']}: {step['detail']}"
        if report["steps"][5]["ok"] is False:
            yield f"records: {report['steps'][5]['detail']}"

    def problems_in_between(self, said: list[str], *, failed: bool) -> Iterator[str]:
        """What is wrong while the fault lasts."""
        if failed and not said and self.is_behind():
            yield "the tick did not do all, and said nothing of it"
        yield from self.not_under_the_checkpoint()
        yield from self.told_too_early()

    def is_behind(self) -> bool:
        """Whether something waits to be sequenced or published."""
        from undersigned.record.keeping import logs_with_work  # noqa: PLC0415

        return bool(logs_with_work())

    def told_too_early(self) -> Iterator[str]:
        """Who was told to be listed although no checkpoint on disk says so."""
        from undersigned.signing.models import Signature  # noqa: PLC0415

        size = int((self.folder / "checkpoint").read_text().split("\n")[1])
        for entry in Signature.objects.filter(entry__gte=size).values_list("entry", flat=True):
            yield f"a signer was told of entry {entry} at size {size}"

    def problems_at_the_end(self, shown: list[bytes]) -> Iterator[str]:
        """What is not as it must be once the fault is gone."""
        from undersigned.outbox.models import Mail  # noqa: PLC0415
        from undersigned.record.models import Log  # noqa: PLC0415

        log = Log.objects.get(slug=SLUG)
        if log.published_size != log.size or self.is_behind():
            yield f"{log.published_size} of {log.size} entries are published"
        if log.size != EXPECTED["size"]:
            yield f"{log.size} entries, where {EXPECTED['size']} were asked for"
        if (mails := Mail.objects.count()) != EXPECTED["mails"]:
            yield f"{mails} mails, where {EXPECTED['mails']} are due"
        for number, note in enumerate(shown):
            before = self.home / f"seen-{number}"
            before.write_bytes(note)
            code, report = verified(self.folder, "--against", str(before))
            if code:
                wrong = [f"{s['name']}: {s['detail']}" for s in report["steps"] if not s["ok"]]
                yield f"the verifier ends with {code}: {'; '.join(wrong)}"
        left = [path.name for path in self.folder.rglob(".*")]
        if left:
            yield f"files written aside are left: {', '.join(left)}"


EXPECTED: dict[str, int] = {}


def one_tick() -> list[str]:
    """One tick; what it could not do. A kill ends it."""
    from undersigned.config.worker import tick  # noqa: PLC0415 (once Django is set up)

    try:
        return tick()
    except Killed:
        return ["killed"]


def verified(folder: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """What the verifier ends with and reports; it remembers nothing."""
    from undersigned.verifier.command import main  # noqa: PLC0415

    memory = folder.parent.parent / "memory"
    os.environ["UNDERSIGNED_MEMORY"] = str(memory)
    shutil.rmtree(memory, ignore_errors=True)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(folder), "--json", *options])
    assert not err.getvalue(), err.getvalue()
    return code, json.loads(out.getvalue())


def prepare(home: Path) -> None:
    """Begin an instance, with Django set up on it, and publish the letter with its first names."""
    home.mkdir()
    (home / "undersigned.toml").write_text('host = "letters.ruritania.example"\n')
    os.environ["UNDERSIGNED_URL"] = "http://127.0.0.1:8000"
    os.environ["UNDERSIGNED_MEMORY"] = str(home / "memory")
    from undersigned.commands.opening import open_home  # noqa: PLC0415

    open_home(home, begin=True)
    fill()


def fill() -> None:
    """What is published before, and what waits."""
    from django.test import Client  # noqa: PLC0415

    import log_example  # noqa: PLC0415
    import signers  # noqa: PLC0415
    from undersigned.config.worker import tick  # noqa: PLC0415
    from undersigned.record.actions import Asked, add_document, append, append_all  # noqa: PLC0415

    letter = signers.publish_text(signers.BY_RULES)
    fields = {"edition": 1, "language": "en", "as": "person", "checks": ["mail"]}
    names = (f"Signer {number} of Strelsau" for number in range(FIRST_SIGNERS - 1))
    lines = [Asked(fields, log_example.record_line(name)) for name in names]
    append_all(letter.log, "signed", lines)
    text = add_document(letter.log, "addenda/1.md", b"# A fact\n")
    append(letter.log, "addendum", {"addendum": 1, "text": text})
    signers.signed(Client(SERVER_NAME="localhost"))
    assert tick() == []
    for number in range(3):
        append_all(letter.log, "signed", [Asked(fields, log_example.record_line(f"Late {number}"))])
    signers.signed(Client(SERVER_NAME="localhost"), address="late@lommquist.example")
    line = log_example.record_line("Signer Nought of Strelsau")
    append(letter.log, "amended", {"entry": 2, "checks": ["mail"]}, line=line)
    append(letter.log, "withdrawn", {"entry": 3})
    append(letter.log, "struck", {"document": "addenda/1.md"})
    text = add_document(letter.log, "addenda/2.md", b"# Another fact\n")
    append(letter.log, "addendum", {"addendum": 2, "text": text})
    imported = log_example.record_line("An Earlier Name", edition=None, language=None, checks=None)
    append(letter.log, "imported", {"source": "5a" * 32, "as": "person"}, line=imported)
    client = Client(SERVER_NAME="localhost")
    assert client.post(signers.SIGN, signers.typed(address="new@lommquist.example")).status_code


def undisturbed(trial: Trial) -> Calls:
    """The same without a fault: how many calls there are, and what has to come of it."""
    from undersigned.outbox.models import Mail  # noqa: PLC0415
    from undersigned.record.models import Log  # noqa: PLC0415

    trial.begin()
    calls = Calls(trial.home)
    with taken(calls):
        assert one_tick() == []
    EXPECTED["size"] = Log.objects.get(slug=SLUG).size
    EXPECTED["mails"] = Mail.objects.count()
    return calls


def faults_of(calls: int, kinds: list[int], every: int, pairs: int) -> Iterator[dict[int, int]]:
    """Each call with each kind of fault; then the pairs of the first ones."""
    for number in range(1, calls + 1, every):
        yield from ({number: kind} for kind in kinds)
    for first, second in itertools.combinations(range(1, pairs + 1), 2):
        yield {first: random.choice(kinds[:2]), second: random.choice(kinds[:2])}


def main() -> int:
    """Try, print, and end with 1 where a promise was broken."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    words.add_argument("--every", type=int, default=1, help="fail only each N-th call")
    words.add_argument("--pairs", type=int, default=20, help="pairs among the first N calls")
    words.add_argument("--kinds", default=",".join(KINDS), help="of EIO, ENOSPC, killed")
    words.add_argument("--seed", type=int, default=4)
    given = words.parse_args()
    random.seed(given.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="undersigned-faults-") as folder:
        home = Path(folder).resolve() / "home"
        prepare(home)
        from django.db import connections  # noqa: PLC0415

        connections.close_all()
        logging.disable()  # what the tick could not do is returned too
        template = home.parent / "template"
        shutil.copytree(home, template)
        trial = Trial(home, template)
        calls = undisturbed(trial)
        print(f"seed {given.seed}; {len(calls.seen)} calls: {dict(calls.count().most_common())}")
        kinds = [KINDS[name] for name in given.kinds.split(",")]
        for fail in faults_of(len(calls.seen), kinds, given.every, given.pairs):
            trial.run(fail)
        connections.close_all()
    print(f"{trial.runs} faults ({', '.join(FAULTS[kind] for kind in kinds)}), ", end="")
    print(f"{len(trial.broken)} broken promises, {time.monotonic() - began:.0f} seconds")
    print("\n".join(trial.broken))
    return 1 if trial.broken else 0


if __name__ == "__main__":
    sys.exit(main())
