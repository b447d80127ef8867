"""Published files into a bucket, in the order of record-format.md section 7.

This host's files are the original; the bucket is brought up to them: first all that a checkpoint
speaks of, then the checkpoint on the condition that the one before is still there, then figures and
pages, and at last what is gone here is deleted there. Stopped anywhere, the next run goes on.

A store may be slow, and nobody's signature waits for it: the letter's lock is held only while the
files are set aside, all of one moment, and what is sent is what was set aside.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from django.conf import settings

from undersigned.record.bucket import Bucket, ChangedMeanwhile, open_bucket
from undersigned.record.bucket_address import parse_bucket
from undersigned.record.errors import WouldFork
from undersigned.record.locking import letter_locked
from undersigned.record.models import Log
from undersigned.record.places import mirrored_path, published_folder
from undersigned.record.publication import shown_size
from undersigned.record.storage import PRIVATE_FILE, make_folder, write_synced
from undersigned.record.tree import tree_from
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import Note

AT_ONCE = 8
CHECKPOINT = "checkpoint"
# What a checkpoint speaks of comes before it, and the page that shows the count at the very end.
BEFORE = frozenset({
    "addenda", "deliveries", "editions", "records", "rules", "tile", "token-keys", "witnesses",
})  # fmt: skip
STAGES = (*sorted(BEFORE), CHECKPOINT, "count.json", "assets", "", "index.html")


@dataclass
class Mirrored:
    """What is known to be in the bucket: each path with time and size of the file it came from."""

    path: Path
    place: str
    files: dict[str, list[int]] | None

    @classmethod
    def read(cls, path: Path, place: str) -> "Mirrored":
        """Read it; `files` is None where nothing is known of this bucket."""
        try:
            found = json.loads(path.read_bytes())
        except (FileNotFoundError, ValueError):
            return cls(path, place, None)
        return cls(path, place, found["files"] if found["place"] == place else None)

    def write(self, files: dict[str, list[int]]) -> None:
        """Keep it."""
        self.files = files
        text = json.dumps({"place": self.place, "files": files})
        write_synced(self.path, text.encode(), PRIVATE_FILE)


def mirror(log: Log) -> int:
    """Bring the bucket up to this host's files of a letter. Returns how many were put there.

    Raises:
        WouldFork: when the bucket shows a larger or another tree; nothing was put there.
        RecordRefused: when the store can't be trusted with a checkpoint.
        OSError: when the store doesn't answer; the next run goes on.
    """
    if not settings.STORAGE:
        return 0
    with letter_locked(f"{log.slug}.store"):
        aside = mirrored_path(log.slug).with_suffix("")
        shutil.rmtree(aside, ignore_errors=True)  # of a run that was killed
        known = Mirrored.read(mirrored_path(log.slug), parse_bucket(settings.STORAGE).shown)
        with letter_locked(log.slug):
            log.refresh_from_db()
            if not is_whole(log) or known.files == files_in(published_folder(log.slug)):
                return 0  # where this host's own files are behind, their turn comes first
        bucket = open_bucket(settings.STORAGE)
        found = bucket.read(f"{log.slug}/{CHECKPOINT}")
        try:
            with letter_locked(log.slug):
                log.refresh_from_db()
                if not is_whole(log):
                    return 0
                tag = check_shown(log, bucket, found)
                files = set_aside(published_folder(log.slug), aside, known.files or {})
            return _bring_up(log, bucket, known, Here(aside, files), tag)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


@dataclass(frozen=True)
class Here:
    """This host's files of one moment.

    Attributes:
        folder: Where those that are new stand as they were.
        files: All of them, each with time and size.
    """

    folder: Path
    files: dict[str, list[int]]


def is_whole(log: Log) -> bool:
    """Whether this host shows all that was published."""
    return bool(log.published_size) and shown_size(log) >= log.published_size


def set_aside(folder: Path, aside: Path, known: dict[str, list[int]]) -> dict[str, list[int]]:
    """Keep the files that are new as they are now; hold the letter's lock. Returns all files.

    A published file is only ever replaced as a whole, so a second name keeps what it was.
    """
    files = files_in(folder)
    for path in files:
        if known.get(path) != files[path]:
            make_folder((aside / path).parent)
            try:
                os.link(folder / path, aside / path)
            except OSError:  # another disk, or one that knows no second names
                shutil.copyfile(folder / path, aside / path)
    return files


def _bring_up(log: Log, bucket: Bucket, known: Mirrored, here: Here, tag: str | None) -> int:
    files = here.files
    there = dict(compared(bucket, log.slug, here) if known.files is None else known.files)
    changed = sorted((path for path in files if there.get(path) != files[path]), key=stage)
    for number, paths in groupby(changed, key=lambda path: stage(path)[0]):
        batch = list(paths)
        if STAGES[number] == CHECKPOINT:
            put_checkpoint(log, bucket, here.folder, tag)
        else:
            put_all(bucket, log.slug, here.folder, batch)
        there |= {path: files[path] for path in batch}
        known.write(there)
    gone = sorted(set(there) - set(files))
    if gone:
        bucket.delete(f"{log.slug}/{path}" for path in gone)
    known.write(files)
    return len(changed)


def check_shown(log: Log, bucket: Bucket, found: tuple[bytes, str] | None) -> str | None:
    """The tag of the checkpoint in the bucket, sure to be of this letter's past; None without one.

    Raises:
        WouldFork: when it is not.
    """
    if found is None:
        return None
    data, tag = found
    where = f"{bucket.address.shown}{log.slug}/{CHECKPOINT}"
    try:
        shown = Checkpoint.parse(Note.parse(data).text)
    except Malformed as error:
        raise WouldFork(f"{where} is no checkpoint ({error}). Look who put it there.") from error
    if shown.origin != log.origin:
        raise WouldFork(
            f"{where} is of {shown.origin}, another letter. Give this instance a bucket or a "
            "prefix of its own."
        )
    if shown.size > log.published_size:
        raise WouldFork(
            f"{where} shows {shown.size} entries, and this database has published "
            f"{log.published_size}. It is older than what the world has seen: restore a newer "
            "backup. Nothing was put there."
        )
    if (
        tree_from(log, published_folder(log.slug), log.published_size).root(shown.size)
        != shown.root
    ):
        raise WouldFork(
            f"{where} shows another tree of {shown.size} entries than this database holds. "
            "Nothing was put there."
        )
    return tag


def put_checkpoint(log: Log, bucket: Bucket, folder: Path, tag: str | None) -> None:
    """Put the checkpoint in the place of the one that was looked at."""
    data = (folder / CHECKPOINT).read_bytes()
    try:
        bucket.put_after(f"{log.slug}/{CHECKPOINT}", data, tag)
    except ChangedMeanwhile as error:
        raise OSError(
            f"Another host has published {log.slug} at this moment; the next turn looks again."
        ) from error


def put_all(bucket: Bucket, slug: str, folder: Path, paths: Iterable[str]) -> None:
    """Put files that depend on none of each other, some at once."""

    def put(path: str) -> None:
        bucket.put(f"{slug}/{path}", (folder / path).read_bytes())

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(put, paths):
            pass


def files_in(folder: Path) -> dict[str, list[int]]:
    """Every published file with its time (nanoseconds) and its size."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            stat = path.stat()
            found[path.relative_to(folder).as_posix()] = [stat.st_mtime_ns, stat.st_size]
    return found


def compared(bucket: Bucket, slug: str, here: Here) -> dict[str, list[int]]:
    """What is in the bucket, where nothing was noted: those that are the same as here, as here."""
    files = here.files
    found: dict[str, list[int]] = {}
    for key, tag in bucket.tags(f"{slug}/").items():
        path = key.removeprefix(f"{slug}/")
        same = path in files and md5_of(here.folder / path) == tag
        found[path] = files[path] if same else [0, 0]
    return found


def md5_of(path: Path) -> str:
    """The MD5 of a file in hex: what a store calls it by."""
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def stage(path: str) -> tuple[int, str]:
    """When a file's turn is: the number of its stage, and its path."""
    first = path.split("/", 1)[0]
    return STAGES.index(first if first in STAGES else ""), path
