"""What must hold of an instance whatever broke: each broken promise becomes a sentence.

`look` needs nothing but the published folder and can be asked at any moment, even right after a
kill. `held` holds an instance that came to rest against the ledger of what was acknowledged.
"""

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from forking import VERIFIER
from instances import Instance
from ledger import LETTERS, Ledger
from undersigned.config.backup.container import BackupRefused, reading
from undersigned.evidence.records import parse_record
from undersigned.evidence.records_file import parse_records, records_path
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.errors import Malformed
from undersigned.tlog.merkle import leaf_hash, tree_root
from undersigned.tlog.note import Note
from undersigned.tlog.tiles import TILE_WIDTH, entries_path, parse_bundle, split_hashes, tiles_of

VERIFY = Path(sys.executable).parent / "undersigned-verify"
OPEN_MAILS = "SELECT count(*) FROM outbox_mail WHERE sent_at IS NULL AND given_up_at IS NULL"
SENT_MAILS = "SELECT id FROM outbox_mail WHERE sent_at IS NOT NULL"
OPEN_FORMS = "SELECT count(*) FROM signing_intake WHERE set_aside_at IS NULL"
SET_ASIDE = "SELECT count(*) FROM signing_intake WHERE set_aside_at IS NOT NULL"
PENDING = "SELECT count(*) FROM record_pending"


def asked(instance: Instance, statement: str) -> list[Any]:
    """The first column of what the database answers."""
    if instance.database:
        with psycopg.connect(instance.database) as connection:
            return [row[0] for row in connection.execute(statement).fetchall()]
    path = instance.home / "undersigned.sqlite3"
    with closing(sqlite3.connect(path, timeout=20)) as database:
        return [row[0] for row in database.execute(statement).fetchall()]


def read_log(folder: Path) -> tuple[Checkpoint, list[bytes]]:
    """The checkpoint of a published letter and all entries that it covers; every tile is compared.

    Raises:
        FileNotFoundError, Malformed, ValueError: where files are missing or say something else.
    """
    checkpoint = Checkpoint.parse(Note.parse((folder / "checkpoint").read_bytes()).text)
    entries: list[bytes] = []
    hashes: list[bytes] = []
    for tile in tiles_of(checkpoint.size):
        shown = split_hashes((folder / tile.path).read_bytes())
        if tile.level == 0:
            bundle = parse_bundle((folder / entries_path(tile.number, tile.width)).read_bytes())
            entries += bundle
            hashes = [leaf_hash(entry) for entry in bundle]
            if hashes != shown:
                raise ValueError(f"{tile.path} holds other hashes than its entries have")
    if tree_root([leaf_hash(entry) for entry in entries]) != checkpoint.root:
        raise ValueError(f"the tree of {checkpoint.size} entries has another root")
    return checkpoint, entries


def look(instance: Instance) -> list[str]:
    """What is broken of the published folders at this moment."""
    broken = []
    for letter in LETTERS:
        folder = instance.published(letter)
        for last in (False, True):  # a living worker may have gone on between two readings
            try:
                read_log(folder)
            except (FileNotFoundError, Malformed, ValueError) as error:
                if last:
                    broken.append(f"{letter}: checkpoint without its tiles: {error}")
            else:
                break
        broken += [f"{path} is not whole" for path in pages(folder) if not is_whole(path)]
    return broken


def pages(folder: Path) -> list[Path]:
    """The files that people and programs read."""
    return [*folder.rglob("*.html"), *folder.rglob("*.json")]


def is_whole(path: Path) -> bool:
    """Whether a file is there to its end; one that is gone meanwhile was replaced."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return True
    if path.suffix == ".html":
        return data.rstrip().endswith(b"</html>")
    try:
        json.loads(data)
    except ValueError:
        return False
    return True


def names(folder: Path) -> Counter[str]:
    """How often each name stands in the records of a published letter."""
    size = read_log(folder)[0].size
    found: Counter[str] = Counter()
    for number in range(-(-size // TILE_WIDTH)):
        _, lines = parse_records((folder / records_path(number)).read_bytes())
        found.update(parse_record(line).name for line in lines if line)
    return found


def differences(instance: Instance, ledger: Ledger) -> list[str]:
    """What the records say otherwise than the ledger, and what still waits to be done."""
    said = []
    for letter in LETTERS:
        found = names(instance.published(letter))
        people = {each.name: each for each in ledger.people.values() if each.letter == letter}
        for name, number in found.items():
            if number > 1:
                said.append(f"{letter}: {name} is counted {number} times")
            if name not in people:
                said.append(f"{letter}: {name} was never there")
            elif not people[name].may_be_listed:
                said.append(f"{letter}: {name} is listed, having been told {people[name].told}")
        said += [
            f"{letter}: {name} is lost, having been told {sorted(person.told)}"
            for name, person in people.items()
            if person.must_be_listed and name not in found
        ]
        total = json.loads((instance.published(letter) / "count.json").read_bytes())["total"]
        if total != len(found):
            said.append(f"{letter}: count.json says {total} of {len(found)} names")
    said += [
        f"{each.address} was told to look in their mail, and none came"
        for each in ledger.people.values()
        if "form" in each.told and not ledger.to[each.address]
    ]
    marked = {int(number) for number in asked(instance, SENT_MAILS)}
    lost = marked - ledger.mails.keys() - ledger.mails_before
    said += [f"mail {number} is marked as sent, and was not taken" for number in sorted(lost)]
    for what, statement in (
        ("mails that did not leave", OPEN_MAILS),
        ("forms not admitted", OPEN_FORMS),
        ("forms set aside", SET_ASIDE),
        ("entries not sequenced", PENDING),
    ):
        if number := asked(instance, statement)[0]:
            said.append(f"{number} {what}")
    return said


def history_broken(instance: Instance, ledger: Ledger) -> list[str]:
    """Each checkpoint that a reader saw and that is no part of the history as it is now."""
    said = []
    for letter, seen in ledger.seen.items():
        checkpoint, entries = read_log(instance.published(letter))
        hashes = [leaf_hash(entry) for entry in entries]
        for size, note in seen.items():
            root = Checkpoint.parse(Note.parse(note).text).root
            if size > checkpoint.size:
                said.append(f"{letter}: a reader saw {size} entries, now {checkpoint.size}")
            elif tree_root(hashes[:size]) != root:
                said.append(f"{letter}: a reader saw another tree of {size} entries")
    return said


def backups_broken(paths: Iterable[Path]) -> list[str]:
    """Each backup that has its name and can't be read to its end."""
    said = []
    for path in paths:
        try:
            with reading(path, None) as parts:
                deque(parts, maxlen=0)
        except (BackupRefused, OSError) as error:
            said.append(str(error))
    return said


def verified(instance: Instance, place: str, *words: object) -> tuple[int, str]:
    """Run undersigned-verify as anyone does, without a memory; its exit code and what it said."""
    if instance.forks:
        status = instance.start(VERIFIER, "--quiet", *words, place).wait()
        return status, instance.said()
    done = subprocess.run(
        [VERIFY, "--quiet", *map(str, words), place],
        env={**os.environ, "UNDERSIGNED_MEMORY": str(instance.home / "memory")},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def verifier_objects(instance: Instance, ledger: Ledger) -> list[str]:
    """What the verifier says against an instance at rest: its folders, its site, its past."""
    said = []
    for letter in LETTERS:
        address = f"http://127.0.0.1:{instance.site.port}/{letter}/"
        against: list[object] = []
        if sizes := sorted(ledger.seen[letter]):
            earlier = instance.home / f"earlier-{letter}"
            earlier.write_bytes(ledger.seen[letter][sizes[len(sizes) // 2]])
            against = ["--against", earlier]
        asked_of: list[list[object]] = [[instance.published(letter), *against]]
        if instance.server:
            asked_of.append([address, *against])
        for place, *words in asked_of:
            code, words_said = verified(instance, str(place), *words)
            if code:
                said.append(f"undersigned-verify {place} {words} ends with {code}: {words_said}")
    return said
