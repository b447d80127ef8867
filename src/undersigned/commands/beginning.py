"""What `undersigned init` does: five questions, and an instance that can be served."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import typer

from undersigned.audit.actors import COMMAND
from undersigned.commands.opening import folder_has_something, folder_of, open_home, room
from undersigned.commands.speaking import refuse, remark, say
from undersigned.config.instance import Instance
from undersigned.config.settings_file import (
    SETTINGS_FILE,
    InstanceRefused,
    Settings,
    check_settings,
)

HTTPS = "https://"
IN_THE_FOLDER = "file"
MAILBOX = "mailbox"
# Where the Debian package keeps the instance, and its service.
FOLDER_OF_PACKAGE = Path("/var/lib/undersigned")
UNIT = Path("/lib/systemd/system/undersigned.service")


@dataclass(frozen=True)
class Answers:
    """What was answered, by options or by a person; empty where it was not.

    Attributes:
        host: Under which host the letters will be.
        database: `file`, or where PostgreSQL is.
        mail: How mail leaves, or `mailbox`.
        sender: The From of every mail.
        organiser: Who runs it: a name and an address.
    """

    host: str
    database: str
    mail: str
    sender: str
    organiser: str


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        name: The member of `Answers`, and the option that answers it.
        text: What is asked.
        default: What Enter means, made from what was answered before; empty where it is needed.
        check: Takes the answer; raises InstanceRefused with words.
    """

    name: str
    text: str
    default: Callable[[Answers], str]
    check: Callable[[str], object]


def begin(home: Path | None, given: Answers) -> None:
    """Ask what was not given, make the instance, and say what comes next.

    Raises:
        InstanceRefused: when there is an instance already, or an option can't be used.
    """
    folder = folder_of(home)
    if (folder / SETTINGS_FILE).exists():
        raise InstanceRefused(
            f"{folder} is an instance already. Its settings stand in {folder / SETTINGS_FILE}; "
            "undersigned doctor looks at them."
        )
    if folder_has_something(folder):
        raise InstanceRefused(f"{folder} holds other things. Name a new folder with --home.")
    answers = given
    for number, question in enumerate(QUESTIONS, start=1):
        answers = replace(answers, **{question.name: answer_to(number, question, answers)})
    instance = make(folder, settings_of(answers))
    name, address = person(answers.organiser)
    added = room("organisers.actions.accounts").add_founder(email=address, name=name, by=COMMAND)
    tell(instance, str(added.organiser), added.link)


def make(folder: Path, settings: Settings) -> Instance:
    """Make the instance; where that fails, as with a database that is not there, nothing is left.

    Raises:
        Exception: whatever went wrong.
    """
    try:
        return open_home(folder, begin=True, new=settings)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)  # it was empty or not there before
        raise


def answer_to(number: int, question: Question, answers: Answers) -> str:
    """The answer to one question, asked again until it can be used.

    Raises:
        InstanceRefused: when it came as an option and can't be used.
        SystemExit: when nobody is there to be asked.
    """
    given = str(getattr(answers, question.name))
    if given:
        question.check(given)
        return given
    default = question.default(answers)
    if not sys.stdin.isatty() and not default:
        refuse(f"Nobody is here to be asked. Say --{question.name} too, or run this in a terminal.")
    while sys.stdin.isatty():
        answer = str(typer.prompt(f"{number}. {question.text}", default=default or None)).strip()
        try:
            question.check(answer)
        except InstanceRefused as error:
            remark(str(error))
        else:
            return answer
    return default


def settings_of(answers: Answers) -> Settings:
    """The settings of the new instance."""
    return Settings(
        host=answers.host.removeprefix(HTTPS),
        url=f"{HTTPS}{answers.host.removeprefix(HTTPS)}",
        database="" if answers.database == IN_THE_FOLDER else answers.database,
        mail=answers.mail,
        sender=answers.sender,
    )


def checked(name: str) -> Callable[[str], None]:
    """A check of one setting by the settings' own rules."""

    def check(answer: str) -> None:
        value = answer.removeprefix(HTTPS) if name == "host" else answer
        if name == "database" and value == IN_THE_FOLDER:
            return
        members: dict[str, Any] = {name: value}
        check_settings(Path(f"--{name}"), Settings(**members))

    return check


def person(answer: str) -> tuple[str, str]:
    """Name and address out of `Ines Kaltmann, ines@example.org`, however they are set apart.

    Raises:
        InstanceRefused: when one of them is missing.
    """
    words = [word.strip("<>(),;") for word in answer.split()]
    addresses = [word for word in words if "@" in word]
    name = " ".join(word for word in words if word and "@" not in word)
    user, _, domain = addresses[0].partition("@") if len(addresses) == 1 else ("", "", "")
    if not name or not user or "." not in domain:
        raise InstanceRefused(
            "--organiser: write a name and an address, like Ines Kaltmann, ines@example.org."
        )
    return name, addresses[0]


def tell(instance: Instance, organiser: str, link: str) -> None:
    """Say what was made and what comes next."""
    say(f"The instance is in {instance.folder}; its settings are in {SETTINGS_FILE} there.")
    if link:
        say(f"{organiser} sets a password by opening this link, once, within three days:")
        say(f"  {link}")
    say("Next:")
    if instance.folder == FOLDER_OF_PACKAGE and UNIT.exists():
        say("  systemctl enable --now undersigned   (as root)")
    else:
        say(f"  undersigned --home {instance.folder} serve")
    say(f"  undersigned --home {instance.folder} doctor")
    say("A letter is written at the desk, or with undersigned letter new.")


QUESTIONS = (
    Question(
        "host",
        "Under which host will the letters be? (letters.example.org; it never changes later)",
        lambda _: "",
        checked("host"),
    ),
    Question(
        "database",
        "Where is the database? (file: one in the folder; or postgresql://user:password@host/name)",
        lambda _: IN_THE_FOLDER,
        checked("database"),
    ),
    Question(
        "mail",
        "How does mail leave? (smtp+tls://user:password@mail.example.org:587; mailbox: not yet)",
        lambda _: MAILBOX,
        checked("mail"),
    ),
    Question(
        "sender",
        "Which address does mail come from?",
        lambda answers: f"sign@{answers.host.removeprefix(HTTPS).split(':')[0]}",
        checked("sender"),
    ),
    Question(
        "organiser",
        "Who runs it? (a name and an address: Ines Kaltmann, ines@example.org)",
        lambda _: "",
        person,
    ),
)
