"""The command `undersigned-verify`: checks a published letter or a receipt."""

import argparse
import datetime as dt
import json
import os
import sys
import time
from collections.abc import Iterable, Sequence

from undersigned.tlog.errors import Malformed
from undersigned.verifier.against import verify_compared_receipt
from undersigned.verifier.arguments import Task, Unusable, parser, task_of
from undersigned.verifier.letter import Checked, keep_in_memory, verify_letter
from undersigned.verifier.memory import Memory, memory_folder
from undersigned.verifier.printing import list_lines, plain, report_lines
from undersigned.verifier.request import Surroundings
from undersigned.verifier.site import Site
from undersigned.verifier.verdict import COULD_NOT_CHECK, HOLDS, Report


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status; see ``docs/reference/verifier.md``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A name that this terminal can't show is no reason to stop.
            stream.reconfigure(errors="backslashreplace")
    options = parser().parse_args(argv)
    try:
        return _run(options)
    except (Unusable, Malformed) as error:
        return _give_up(options, str(error))
    except KeyboardInterrupt:
        return _give_up(options, "Stopped before the end: nothing is decided.")
    except BrokenPipeError:
        # Whoever read the output has gone; Python would complain again on closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COULD_NOT_CHECK
    except Exception as error:  # noqa: BLE001 - a fault of its own is exit 2 (section 9)
        what = f"{type(error).__name__}: {error}"
        return _give_up(options, f"The verifier itself failed, and nothing is decided. {what}")


def _run(options: argparse.Namespace) -> int:
    memory = Memory(memory_folder(os.environ))
    surroundings = Surroundings(dt.datetime.now(dt.UTC), time.sleep, memory.recall, may_split=True)
    task = task_of(options)
    if task.receipt is not None:
        report = verify_compared_receipt(task.receipt, task.request, surroundings)
        return _print_report(options, report)
    if task.site is None:
        raise Unusable("Nothing was named to be checked.")
    return _check_letter(options, task, task.site, surroundings, memory)


def _check_letter(
    options: argparse.Namespace,
    task: Task,
    site: Site,
    surroundings: Surroundings,
    memory: Memory,
) -> int:
    checked = verify_letter(site, task.request, surroundings)
    try:
        status = _print_report(options, checked.report)
        if options.list:
            _print_lines(["", *list_lines(checked)])
    finally:
        checked.close()
    if status == HOLDS:
        _remember(checked, task, memory)
    return status


def _remember(checked: Checked, task: Task, memory: Memory) -> None:
    try:
        keep_in_memory(checked, task.request, memory)
    except (OSError, Malformed) as error:
        _complain(f"What was seen could not be remembered for the next time: {error}")


def _print_report(options: argparse.Namespace, report: Report) -> int:
    if options.json:
        _print_lines([json.dumps(report.as_json(), indent=1)])
    else:
        _print_lines(report_lines(report, quiet=options.quiet))
    return report.status


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _give_up(options: argparse.Namespace, message: str) -> int:
    """Say why nothing could be checked; with ``--json`` the ten steps are there all the same."""
    _complain(message)
    if options.json:
        _print_lines([json.dumps(Report().as_json(), indent=1)])
    return COULD_NOT_CHECK


def _complain(message: str) -> None:
    sys.stderr.write(f"undersigned-verify: {plain(message)}\n")


if __name__ == "__main__":
    sys.exit(main())
