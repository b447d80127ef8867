"""The backups: is there one, is it of these days, and does it lie on a disk of its own."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from undersigned.config.backup.whose import backups_in, made_at
from undersigned.config.doctor.findings import Finding, good, look, wrong
from undersigned.config.instance import Instance

OLD = dt.timedelta(days=2)
AHEAD = dt.timedelta(days=1)
VERY_OLD = dt.timedelta(days=8)


def look_at_backups(instance: Instance) -> Iterator[Finding]:
    """Whether what was published could be restored."""
    if not any((instance.folder / "keys").glob("*.pem")):
        return  # nothing can be lost yet that has been seen
    folder = Path(instance.settings.backup_folder or instance.folder / "backups")
    now = dt.datetime.now(dt.UTC)
    made = map(made_at, backups_in(folder) if folder.is_dir() else ())
    # One of a clock that ran ahead says nothing of the backups since.
    times = [at for at in made if at and at <= now + AHEAD]
    mend = f"undersigned --home {instance.folder} backup, each night: undersigned-backup.timer."
    if not times:
        said = f"There is none in {folder}: with this disk every letter here would be lost."
        yield look("Backups", said, mend)
        return
    age = now - times[-1]
    said = f"The newest in {folder} is of {times[-1]:%Y-%m-%d %H:%M} UTC"
    if age > OLD:
        found = wrong if age > VERY_OLD else look
        yield found("Backups", f"{said}: once more was published, it is of no use.", mend)
    elif folder.stat().st_dev == instance.folder.stat().st_dev:
        yield look(
            "Backups",
            f"{said}, on the same disk as the instance.",
            "Let backup_folder be another machine's, or copy it there: a lost disk takes both.",
        )
    else:
        yield good("Backups", f"{said}.")
