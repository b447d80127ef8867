"""What `undersigned mail ...` does."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import Error as DatabaseError

from undersigned.commands.opening import open_home, room
from undersigned.commands.speaking import refuse, say
from undersigned.config.settings_file import InstanceRefused

TRY_AGAIN = 75  # what mail servers understand as "later" (sysexits.h, EX_TEMPFAIL)
SUBJECT = "A test of the mail of {}"
TEXT = """\
Somebody who runs {url} sent this to see whether mail arrives. There is nothing to do.

If it lay among unwanted mail, tell them: signers would look there in vain.
"""


def send_test(home: Path | None, address: str) -> None:
    """Send one mail past the outbox, and say what the server answered."""
    instance = open_home(home)
    found, problem = room("eligibility.addresses").check_address(address)
    if problem:
        refuse(problem.text)
    mail = room("outbox.models").Mail(
        id=0,
        kind="test",
        recipient=found,
        subject=SUBJECT.format(settings.SITE_HOST),
        text=TEXT.format(url=settings.SITE_URL),
    )
    post = get_connection()
    failures = room("outbox.failures")
    message = room("outbox.messages").message_of(mail, post)
    try:
        post.open()
        message.send()
    except failures.FAILURES as error:
        refuse(
            f"It did not leave: {answer_to(error)}",
            "Look at the setting mail in undersigned.toml, and at sender: a server takes only "
            "addresses that it knows as ours.",
        )
    say(f"From {message.extra_headers['From']}, to {found}.")
    say(verdict(instance, post, message))
    post.close()
    if settings.INSTANCE.settings.mail != "mailbox":
        say("Look whether it arrives, and where. undersigned doctor looks at SPF, DKIM and DMARC.")


def answer_to(error: Exception) -> str:
    """What the other side said, in its own words."""
    refused = getattr(error, "recipients", None)
    if isinstance(refused, dict) and refused:
        code, words = next(iter(refused.values()))
        return f"{code} {in_words(words)}"
    code = getattr(error, "smtp_code", None)
    if code is not None:
        return f"{code} {in_words(getattr(error, 'smtp_error', b''))}"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def verdict(instance: Any, post: Any, message: Any) -> str:
    """What became of the mail that left."""
    if instance.settings.mail == "mailbox":
        where = "undersigned.toml names no mail server yet."
        if instance.settings.shows_mailbox:
            where = f"It stands at {settings.SITE_URL}/mailbox/."
        return f"Nothing left: mail is mailbox. {where}"
    status = getattr(message, "anymail_status", None)
    if status is not None:
        how = ", ".join(sorted(status.status or ()))
        return f"The service says: {how}, number {status.message_id}."
    code, words = post.connection.verdict
    return f"The server answered: {code} {in_words(words)}."


def in_words(said: bytes | str) -> str:
    """A server's answer on one line."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split()).rstrip(".")


def take_bounce(home: Path | None) -> None:
    """Take in a message from standard input. Where that can't be done now, it comes again."""
    data = sys.stdin.buffer.read()
    try:
        open_home(home)
        found = room("outbox.actions").take_in(data)
    except (InstanceRefused, OSError, DatabaseError) as error:
        # A mail server would send any other status back to whoever sent the bounce: nobody.
        refuse("This can't be taken in now; try again.", str(error), code=TRY_AGAIN)
    if found is None:
        say("This is about no mail of this instance. Nothing was changed.")
    elif not found.kind:
        say(f"Mail {found.number}: no bounce, but a delay, a delivery or an automatic reply.")
    else:
        say(f"Mail {found.number}: {found.kind}{f' {found.status}' if found.status else ''}.")
