"""The command `undersigned`."""

import sys

from undersigned.commands.app import app
from undersigned.commands.opening import refusals
from undersigned.commands.speaking import EXIT_INTERRUPTED


def main() -> None:
    """Run the command line."""
    try:
        with refusals():
            app()
    except (KeyboardInterrupt, SystemExit) as end:
        if isinstance(end, SystemExit) and end.code != EXIT_INTERRUPTED:
            raise
        sys.stderr.write("\nStopped. Say the same again to go on; nothing is half done.\n")
        sys.exit(EXIT_INTERRUPTED)
