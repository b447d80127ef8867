"""What `undersigned organiser ...` does."""

from pathlib import Path

from undersigned.audit.actors import COMMAND
from undersigned.commands.letters import open_letter
from undersigned.commands.opening import room
from undersigned.commands.speaking import say


def add_person(home: Path | None, email: str, name: str, letter_name: str, role: str) -> None:
    """Add an account or a role, and print the link to set a password with."""
    letter = open_letter(home, letter_name)
    added = room("organisers.actions").add_organiser(
        email=email, name=name, letter=letter, role=role, by=COMMAND, mailed=False
    )
    say(f"{added.organiser} is {role} of {letter_name}.")
    if added.link:
        say("To set a password, open this link once, within three days; hand it over yourself:")
        say(f"  {added.link}")
