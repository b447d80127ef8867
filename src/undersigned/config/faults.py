"""Faults of our own: the traceback goes into a file of the instance, a sentence to the person."""

import logging
import os
import traceback
from datetime import UTC, datetime
from pathlib import Path

PACKAGE = "undersigned"


def place_of(error: BaseException) -> str:
    """The innermost place in this package that an error passed: `signing/mail.py, line 12`."""
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        parts = Path(frame.filename).parts
        if PACKAGE in parts:
            within = parts[len(parts) - parts[::-1].index(PACKAGE) :]
            return f"{'/'.join(within)}, line {frame.lineno}"
    return "outside this package"


def write_fault(error: BaseException, folder: Path) -> Path | None:
    """Write the traceback beside the instance, for its owner alone. None where it can't be."""
    path = folder / f"fault-{datetime.now(tz=UTC):%Y%m%dT%H%M%S}.txt"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write("".join(traceback.format_exception(error)))
    except OSError:
        return None
    return path


def fault_sentences(error: BaseException, folder: Path) -> tuple[str, str]:
    """Say that this is a fault of ours, and where its traceback is.

    Args:
        error: What was raised.
        folder: The instance, where the file is written.
    """
    path = write_fault(error, folder)
    where = (
        f"What its developers need is in {path}; names may stand in it, so read it before you "
        "pass it on."
        if path
        else "What its developers need could not be written to a file."
    )
    return (
        f"This is a fault of Undersigned, not yours: {type(error).__name__} in {place_of(error)}.",
        f"{where} Nothing that was acknowledged is lost.",
    )


class PlaceOfFault(logging.Filter):
    """Lets only faults of pages through, and of each only its kind and its place in the code."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace what Django would say, which names the address that was asked for."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            return False
        record.msg = f"a page failed: {type(error).__name__} in {place_of(error)}"
        record.args = ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True
