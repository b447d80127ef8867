"""The trail's newest seal, kept apart from the database: in the instance's folder, and by backups.

Somebody who can write to the database could take the last rows of the trail away, and the rest
would still be a chain. So each host that works keeps the head that it saw last in a file, and
seals nothing more where the database does not hold that one any longer; each backup adds its head
to a file beside it. `undersigned doctor` holds the trail to all of them.
"""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from undersigned.audit.actions import seal_some
from undersigned.audit.queries import head, holds, unsealed
from undersigned.audit.seals import Head, parse_head
from undersigned.record.errors import RecordRefused
from undersigned.record.locking import shared_lock
from undersigned.record.storage import PRIVATE_FILE, locked, write_synced

HEAD = "trail"  # in the instance's folder
HEADS = "trail-heads"  # beside the backups: a line each, `WHEN PLACE SEAL`
LOCK = ".trail-heads.lock"
BATCHES_A_TURN = 10  # the door's other work waits meanwhile


class TrailBroken(RecordRefused):
    """The trail does not hold what was sealed before; the message says what to do."""


def head_path() -> Path:
    """Where this host keeps the head that it saw last."""
    return Path(settings.INSTANCE_FOLDER) / HEAD


def seal_trail() -> None:
    """Chain what is new in the trail, and keep the new head.

    Raises:
        TrailBroken: when the database does not hold the head that was kept; nothing was sealed.
        OSError: when the head can't be kept; the next turn tries again.
    """
    if not unsealed().exists():
        return
    with shared_lock("trail"):
        check_kept()
        for _ in range(BATCHES_A_TURN):
            if not seal_some():
                break
            write_synced(head_path(), f"{head().text()}\n".encode(), PRIVATE_FILE)


def check_kept() -> None:
    """Hold the database to the head that this host keeps.

    Raises:
        TrailBroken: when it has another trail, or a shorter one.
    """
    path = head_path()
    known = kept_head(path)
    if known is not None and not holds(known):
        raise TrailBroken(
            f"The trail had {known.place} sealed events, as {path} says, and the database does not "
            "hold that trail any more: rows were taken away or changed, or a backup was restored "
            "under this folder. undersigned doctor says more. If it was a backup, move that file "
            "away; until then nothing more of the trail is sealed."
        )


def kept_head(path: Path) -> Head | None:
    """The head in a file; None where there is none.

    Raises:
        TrailBroken: when it can't be understood.
    """
    try:
        return parse_head(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise TrailBroken(
            f"{path} is damaged: it has to hold a number and a seal. Move it away."
        ) from error


def keep_beside_backups(folder: Path, when: str, known: Head) -> None:
    """Add the head that a backup holds to the list beside it, so that a later trail is held to it.

    Args:
        folder: Where backups lie.
        when: The backup was made, without a space.
        known: The head in it.
    """
    if not known.place:
        return
    path = folder / HEADS
    with locked(folder / LOCK):
        before = path.read_bytes() if path.exists() else b""
        write_synced(path, before + f"{when} {known.text()}\n".encode(), PRIVATE_FILE)


def heads_beside_backups(folder: Path) -> Iterator[tuple[str, Head]]:
    """When each backup was made, and the head that it holds.

    Raises:
        TrailBroken: when a line can't be understood.
    """
    path = folder / HEADS
    for line in path.read_text("ascii", "replace").splitlines() if path.exists() else ():
        when, _, rest = line.partition(" ")
        try:
            yield when, parse_head(rest)
        except ValueError as error:
            raise TrailBroken(f"{path} is damaged: {line!r} is no head of a trail.") from error
