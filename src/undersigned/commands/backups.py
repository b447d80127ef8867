"""What `undersigned backup` and `undersigned restore` do."""

import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from undersigned.audit.actors import COMMAND
from undersigned.commands.opening import folder_has_something, folder_of, open_home, room
from undersigned.commands.speaking import counted, refuse, remark, say
from undersigned.config.backup.container import (
    MANIFEST,
    BackupRefused,
    parse_manifest,
    reading,
)
from undersigned.config.backup.seen import Seen
from undersigned.config.backup.whose import check_whose
from undersigned.config.instance import (
    FOLDER_MODE,
    HALF_RESTORED,
    Instance,
    change_setting,
    open_instance,
)
from undersigned.record.storage import PRIVATE_FILE, write_synced
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.verifier.command import main as verify

Parts = Iterator[tuple[str, bytes]]

FILES = "files/"
IN_THE_FOLDER = "file"
MAY_STAND_IN = frozenset({".", "keys", "signed"})


@dataclass(frozen=True)
class Wanted:
    """How a backup is to be restored.

    Attributes:
        path: The backup.
        identity: The private key of age, where it is encrypted.
        published: Where the newest published files are; empty where nothing was published since.
        newest: Whether somebody vouches that nothing was.
        database: Where to; `file` for one in the folder, empty for what the settings say.
        send_waiting: Whether mail that waited when the backup was made is sent.
    """

    path: Path
    identity: Path | None
    published: str
    newest: bool
    database: str
    send_waiting: bool


def write_backup(home: Path | None, to: Path | None, keys: list[str], keep: int | None) -> None:
    """Write a backup and say where it is."""
    instance = open_home(home)
    given = instance.settings
    folder = to or Path(given.backup_folder or instance.folder / "backups")
    written = room("config.backup.writing").back_up(
        instance,
        folder,
        keys or given.backup_keys.split(),
        keep=given.backup_keep if keep is None else keep,
    )
    for path in written.deleted:
        remark(f"Deleted {path.name}: the newest ones are kept.")
    say(f"{written.path}: {counted(written.rows, 'row')}, {written.path.stat().st_size:,} bytes.")
    for slug, size in written.letters.items():
        say(f"  {slug}, {size:,} entries")
    if not keys and not given.backup_keys:
        remark(
            "It is not encrypted: whoever reads it reads names, addresses and the letters' keys. "
            "Name a public key of age with --age, or backup_keys in undersigned.toml."
        )


def restore_backup(home: Path | None, wanted: Wanted) -> None:
    """Restore a backup into a new folder, publish from it, and let the verifier look.

    Raises:
        BackupRefused: when it can't be restored; the message says what to do.
        SystemExit: with the verifier's status where it does not find everything in order.
    """
    if bool(wanted.published) == wanted.newest:
        raise BackupRefused(
            "Say where the letters were published last, with --published FOLDER or --published "
            "https://letters.example.org, so that no history is forked; or say --newest if nothing "
            "at all was published after this backup."
        )
    folder = folder_of(home)
    begin(folder)
    with reading(wanted.path, wanted.identity) as parts:
        manifest = first_part(wanted, parts)
        seen = what_the_world_saw(wanted, manifest)
        instance, rest = take_files(folder, parts, wanted.database)
        check_whose(wanted.path.parent, instance.secret)
        ask_the_world(instance, manifest, seen)
        os.environ["UNDERSIGNED_HOME"] = str(instance.folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.config.settings"
        room("commands.tables").set_up(instance)
        content = room("config.backup.restoring").put_back(manifest, rest)
    room("commands.tables").put_in_place(instance)
    room("config.copying").go_on_counting("default")
    say(f"{counted(content.rows, 'row')} of {manifest['made']} are back in {instance.folder}.")
    signed = room("record.signed")
    for slug, tree in seen.items():
        path = room("record.places").signed_path(slug)
        before = signed.read_signed(path)
        if before is None or before.size <= tree.size:
            signed.store_signed(path, signed.SignedTree(tree.size, tree.root))
    finish(instance, wanted, content)


def begin(folder: Path) -> None:
    """Make the folder, or clear what a stopped restoring left in it.

    Raises:
        BackupRefused: when it holds anything else.
    """
    mark = folder / HALF_RESTORED
    if mark.exists():
        for path in folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path != mark:
                path.unlink()
        remark("Restoring was stopped halfway last time; it begins again.")
    elif folder_has_something(folder):
        raise BackupRefused(
            f"{folder} holds something. A backup is restored into a new folder: name one with "
            "--home, and when all is well put it in the old one's place."
        )
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(FOLDER_MODE)
    mark.touch()


def first_part(wanted: Wanted, parts: Parts) -> dict[str, Any]:
    """What the backup says of itself.

    Raises:
        BackupRefused: when it does not begin with that.
    """
    name, data = next(parts, ("", b""))
    if name != MANIFEST:
        raise BackupRefused(f"{wanted.path} is no backup of Undersigned.")
    return parse_manifest(data, wanted.path)


def what_the_world_saw(wanted: Wanted, manifest: dict[str, Any]) -> dict[str, Checkpoint]:
    """The newest tree of each letter that is published where somebody said.

    Raises:
        BackupRefused: when the world has seen more than the backup holds.
    """
    trees: dict[str, Checkpoint] = {}
    if not wanted.published:
        return trees
    place = Seen(wanted.published)
    for slug, letter in manifest["letters"].items():
        seen = place.checkpoint(slug, letter["key"])
        if seen is None and letter["published"]:
            raise BackupRefused(
                f"{wanted.published} has no {slug}/checkpoint, and {slug} had published "
                f"{letter['published']:,} entries. Name the place where it is published; where "
                "nothing was published after the backup, say --newest instead."
            )
        if seen is not None:
            refuse_to_fork(slug, letter, seen)
            trees[slug] = seen
    for slug in place.others(manifest["letters"]):
        remark(
            f"{slug} was published after this backup, so neither its rows nor its key are in it. "
            "Keep its published files, and begin no other letter under that name."
        )
    return trees


def ask_the_world(
    instance: Instance, manifest: dict[str, Any], trees: dict[str, Checkpoint]
) -> None:
    """Look where the settings say that letters are shown, whatever was said; keep the larger tree.

    Raises:
        BackupRefused: when the world has seen more than the backup holds.
    """
    for place in (instance.settings.url, instance.settings.storage):
        for slug, letter in manifest["letters"].items() if place else ():
            try:
                seen = Seen(place).checkpoint(slug, letter["key"])
            except BackupRefused as error:
                remark(f"Not known is what the world saw there: {error}")
                break
            if seen is None:
                continue
            refuse_to_fork(slug, letter, seen)
            if slug not in trees or trees[slug].size < seen.size:
                trees[slug] = seen


def refuse_to_fork(slug: str, letter: dict[str, Any], seen: Checkpoint) -> None:
    """Hold what the world has seen of a letter against what the backup has.

    Raises:
        BackupRefused: when it is more.
    """
    if seen.size > letter["size"]:
        raise BackupRefused(
            f"{slug}: the world has seen {seen.size:,} entries, and this backup holds "
            f"{letter['size']:,}. Going on from it would fork the letter's history. Restore a "
            "newer backup. If there is none, leave the published files as they are, for they "
            "still verify, and go on with a letter of a new name that says so: "
            "docs/how-to/back-up-and-restore.md tells how."
        )


def take_files(folder: Path, parts: Parts, database: str) -> tuple[Instance, Parts]:
    """Put settings, secret, keys and what was signed in their places.

    Returns:
        The instance, and the parts that come after them.

    Raises:
        BackupRefused: for a file that no backup has.
    """
    for name, data in parts:
        if not name.startswith(FILES):
            break
        path = folder / name.removeprefix(FILES)
        within = path.parent.relative_to(folder).as_posix()
        if within not in MAY_STAND_IN or path.name.startswith("."):
            raise BackupRefused(f"The backup has a file {name!r} that is none of an instance's.")
        write_synced(path, data, PRIVATE_FILE)
    else:
        raise BackupRefused("The backup has no tables.")
    instance = open_instance(folder)
    if database:
        chosen = "" if database == IN_THE_FOLDER else database
        instance = change_setting(instance, "database", chosen)
    return instance, chain([(name, data)], parts)


def finish(instance: Instance, wanted: Wanted, content: Any) -> None:
    """Erase again, publish, and let the verifier look."""
    erasures = room("config.backup.erasures")
    known = [*content.erasures, *erasures.read_erasures(wanted.path.parent / erasures.ERASURES)]
    if again := erasures.erase_again(known, by=COMMAND):
        say(f"{counted(again, 'row')} erased after the backup: erased again.")
    if not wanted.send_waiting and (waiting := room("outbox.actions.restored").give_up_waiting()):
        remark(
            f"{counted(waiting, 'mail')} waited when the backup was made and may have left since, "
            "so they are not sent; --send-waiting sends them."
        )
    if paused := room("signing.actions.restored").pause_rounds():
        remark(
            f"{counted(paused, 'round')} of invitations paused: who was asked after the backup is "
            "not known. Resume at the desk."
        )
    # That all files are missing is no news here.
    logging.getLogger("undersigned.record").setLevel(logging.ERROR)
    letters = room("letters.queries").published_letters()
    for letter in letters:
        keep(letter.log)
        room("publishing.actions").publish_pages(letter)
    bad = [letter.slug for letter in letters if not verified(instance, letter)]
    if bad:
        refuse(f"The verifier does not find {', '.join(bad)} in order. It can't be served.")
    (instance.folder / HALF_RESTORED).unlink()
    tell_of_people()
    say(f"undersigned --home {instance.folder} serve shows it.")


def keep(log: Any) -> None:
    """Sequence and publish; where the clock forbids new entries, what was sequenced before."""
    try:
        room("record.keeping").keep(log)
    except room("record.errors").ClockRefused as error:
        remark(str(error))
        room("record.keeping").publish_sequenced(log)


def tell_of_people() -> None:
    """Name those who may open the desk again: who was taken off after the backup is among them."""
    people = room("organisers.queries").who_may_log_in()
    if people:
        remark(
            f"{', '.join(people)} can log in again, with the roles, passwords and passkeys of the "
            "backup. Take off whoever was taken off after it, before you serve."
        )


def verified(instance: Instance, letter: Any) -> bool:
    """Whether the verifier finds a letter's published files in order; it says what it finds."""
    folder = instance.published / letter.slug
    return verify([str(folder), "--key", letter.log.key]) == 0
