"""The command `undersigned`."""

import sys

from undersigned.commands.app import app
from undersigned.commands.opening import refusals

EXIT_INTERRUPTED = 130


def main() -> None:
    """Run the command line."""
    try:
        with refusals():
            app()
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Say the same again to go on; nothing is half done.\n")
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        sys.exit(EXIT_INTERRUPTED)
