"""What `undersigned organiser ...` does."""

from pathlib import Path

from undersigned.audit.actors import COMMAND
from undersigned.commands.letters import open_letter
from undersigned.commands.opening import open_home, room
from undersigned.commands.speaking import say


def add_person(home: Path | None, email: str, name: str, letter_name: str, role: str) -> None:
    """Add an account or a role, and print the link to set a password with.

    Without a letter, whoever is added may begin letters of their own.
    """
    if letter_name:
        letter = open_letter(home, letter_name)
        added = room("organisers.actions.accounts").add_organiser(
            email=email, name=name, letter=letter, role=role, by=COMMAND, mailed=False
        )
        say(f"{added.organiser} is {role} of {letter_name}.")
    else:
        open_home(home)
        added = room("organisers.actions.accounts").add_founder(email=email, name=name, by=COMMAND)
        say(f"{added.organiser} may begin letters at the desk.")
    if added.link:
        say("To set a password, open this link once, within three days; hand it over yourself:")
        say(f"  {added.link}")


def reset_factor(home: Path | None, email: str) -> None:
    """Take the second factor off an account whose owner has lost it."""
    open_home(home)
    organiser = room("organisers.actions.accounts").reset_second_factor(email, by=COMMAND)
    say(f"{organiser} has no second factor any more, and is logged out everywhere.")
    say("At the next login the desk asks for the password, and then for a new one to be set up.")
