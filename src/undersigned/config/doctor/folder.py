"""The folder of an instance: is it one, is it closed to others, is there room on its disk."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from undersigned.config.doctor.findings import Finding, good, look, wrong
from undersigned.config.instance import SECRET_BYTES, Instance
from undersigned.config.settings_file import SETTINGS_FILE

OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO
LITTLE_ROOM = 2 * 1024**3  # bytes
NO_ROOM = 256 * 1024**2
FEW_FILES = 10_000
# File systems on which a lock or a write-ahead log does not hold between machines, or at all.
ELSEWHERE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph"})
VOLATILE = frozenset({"tmpfs", "ramfs"})


def look_at_privacy(instance: Instance) -> Iterator[Finding]:
    """Whether what is private can be read by its owner alone."""
    folder = instance.folder
    private = [folder / SETTINGS_FILE, folder / "secret", *sorted((folder / "keys").glob("*.pem"))]
    private += sorted(folder.glob("undersigned.sqlite3*"))
    there = [path for path in private if path.exists()]
    opened = [path for path in there if path.stat().st_mode & OPEN_TO_OTHERS]
    for path in opened:
        yield wrong(
            "Private files",
            f"{path} can be read by others (mode {stat.S_IMODE(path.stat().st_mode):o}).",
            f"chmod 600 {path}",
        )
    foreign = [path for path in there if path.stat().st_uid != folder.stat().st_uid]
    for path in foreign:
        yield wrong(
            "Private files",
            f"{path} belongs to another user than {folder}, so the server may not read it.",
            f"chown --reference={folder} {path}",
        )
    if not opened and not foreign:
        yield good("Private files", "Settings, secret, keys and database are their owner's alone.")
    if os.geteuid() == 0:
        yield look(
            "User",
            "This runs as root.",
            "Let a user of its own serve, as the systemd unit does; root is needed for nothing.",
        )


def look_at_secret(instance: Instance) -> Iterator[Finding]:
    """Whether the secret is there and whole."""
    path = instance.folder / "secret"
    mend = "Put it back from the backup of this folder."
    if not path.exists():
        yield wrong(
            "Secret",
            f"{path} is missing: no link in a mail works, and nobody is known again by address.",
            mend,
        )
    elif len(path.read_text("ascii", "replace").strip()) != 2 * SECRET_BYTES:
        yield wrong("Secret", f"{path} is damaged: it is not {2 * SECRET_BYTES} hex digits.", mend)
    else:
        yield good("Secret", "It is there and whole.")


def look_at_room(instance: Instance) -> Iterator[Finding]:
    """Whether there is room for what is to be written."""
    free = shutil.disk_usage(instance.folder).free
    files = os.statvfs(instance.folder)
    said = f"{free / 1024**3:.1f} GiB are free where {instance.folder} lies."
    if free < NO_ROOM:
        yield wrong("Room", said, "Make room now: when the disk is full nobody can sign.")
    elif free < LITTLE_ROOM:
        yield look("Room", said, "Make room soon; backups need as much again.")
    else:
        yield good("Room", said)
    if files.f_files and files.f_favail < FEW_FILES:
        yield wrong(
            "Room",
            f"The disk takes only {files.f_favail:,} more files, however small.",
            "Delete small files nobody needs, or move the instance to another disk.",
        )


def look_at_disk(instance: Instance) -> Iterator[Finding]:
    """Whether the disk keeps what it was told to keep."""
    kind = file_system_of(instance.folder)
    if kind in ELSEWHERE:
        yield wrong(
            "Disk",
            f"The folder lies on a network file system ({kind}), where locks and SQLite's log do "
            "not hold.",
            "Move it to a disk of this machine, or keep the database in PostgreSQL.",
        )
    elif kind in VOLATILE:
        yield wrong(
            "Disk",
            f"The folder lies in memory ({kind}): at the next start of the machine all is gone.",
            "Move it to a disk.",
        )
    else:
        yield good("Disk", f"The folder lies on a disk of this machine ({kind or 'unknown'}).")


def file_system_of(folder: Path) -> str:
    """The kind of file system that a folder lies on; empty where the system does not tell."""
    mounts = Path("/proc/self/mounts")
    if not mounts.exists():
        return ""
    best, kind = "", ""
    for line in mounts.read_text("utf-8", "replace").splitlines():
        _, where, found, *_ = line.split(" ")
        point = where.replace("\\040", " ")
        inside = point == "/" or str(folder) == point or str(folder).startswith(f"{point}/")
        if inside and len(point) >= len(best):
            best, kind = point, found
    return kind
