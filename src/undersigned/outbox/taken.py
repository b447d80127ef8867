"""Which mails a server has taken while the database was not told yet.

Between a server's yes and the row that says so lies a moment in which a process can be killed, and
then nobody would know. So the number is written into a file the instant the yes arrives: a write
that has returned outlives its process, though not a power cut. Whoever sends next reads it first.

A home has one worker, so the file has one writer.
"""

import os
from contextlib import suppress
from pathlib import Path

from django.conf import settings

NAME = "mails-taken"


def note(number: int) -> None:
    """Write down that the server took a mail."""
    descriptor = os.open(_path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, b"%d\n" % number)
    finally:
        os.close(descriptor)


def noted() -> list[int]:
    """The numbers written down since the last `forget`."""
    try:
        data = _path().read_bytes()
    except FileNotFoundError:
        return []
    # What stands behind the last line end was cut off while it was written.
    return [int(line) for line in data.split(b"\n")[:-1] if line.isdigit()]


def forget() -> None:
    """Empty the file, once the database knows."""
    with suppress(FileNotFoundError):
        os.truncate(_path(), 0)


def _path() -> Path:
    return Path(settings.INSTANCE_FOLDER) / NAME
