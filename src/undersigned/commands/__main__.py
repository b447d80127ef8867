"""`python -m undersigned.commands` is the command `undersigned`."""

from undersigned.commands.entry import main

main()
