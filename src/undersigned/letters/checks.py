"""The checks that a letter can ask for, and what each of them shows and does not show.

A letter's file names them by their codes, its rules explain them, and the record carries them with
each signature.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of check: the code that records carry, and its meaning in words.

    Attributes:
        code: as in record-format.md, section 2.
        name: a few words for a heading or a line beside a signatory.
        done: what is done.
        shows: what is known when it was passed.
        does_not_show: what is not known even then.
    """

    code: str
    name: str
    done: str
    shows: str
    does_not_show: str


MAIL = Check(
    code="mail",
    name="Address confirmed",
    done="A mail went to the address that the signer gave; whoever read it opened the link in it "
    "and pressed a button.",
    shows="Somebody who reads that mailbox agreed to this signature on that day.",
    does_not_show="Who that is, or which post they held.",
)
DESK = Check(
    code="desk",
    name="Looked at by the organiser",
    done="A person of the organiser's read the line, compared name and posts with what they knew "
    "or found, and accepted it.",
    shows="That person found nothing against it on that day.",
    does_not_show="That they were right. What they looked at is not published.",
)

CHECKS = {check.code: check for check in (DESK, MAIL)}
"""All the checks that there are, by code."""
ALWAYS = (MAIL.code,)
"""Checks that no letter can do without: nobody is listed who did not confirm."""
DEFAULT = tuple(sorted((DESK.code, MAIL.code)))
"""What a signature needs where the letter says nothing."""
