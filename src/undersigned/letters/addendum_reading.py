"""From the front matter of an addendum file to an `AddendumManuscript`."""

import re

from undersigned.letters import letter_keys
from undersigned.letters.fields import UNSET_DAY, Fields, fields_of
from undersigned.letters.manuscript import ADDENDUM_KINDS, AddendumManuscript, Fact, Reply
from undersigned.letters.manuscript_parts import (
    read_choice,
    read_facts,
    read_language,
    read_state,
)
from undersigned.letters.manuscript_reading import MOST_DEMANDS

_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


def read_addendum(fields: Fields, body: str, demands: int | None) -> AddendumManuscript:
    """Return the addendum whose front matter and text these are; problems are with the fields."""
    kind = read_choice(fields, "kind", ADDENDUM_KINDS, None)
    facts, replies = read_facts(fields), _replies(fields, demands)
    _check_kind(fields, kind, facts, replies)
    return AddendumManuscript(
        file_name=fields.problems.file,
        title=fields.text("title", "Write the heading of the addendum."),
        day=fields.needed_day("day"),
        # An unknown kind is refused, and asked for nothing else.
        kind=kind or "fact",
        language=read_language(fields, needed=False),
        facts=facts,
        replies=replies,
        body=body,
    )


def _check_kind(
    fields: Fields, kind: str | None, facts: tuple[Fact, ...], replies: tuple[Reply, ...]
) -> None:
    for key, belongs, found in (("facts", "fact", facts), ("replies", "reply", replies)):
        if kind == belongs and not found and fields.place(key) is None:
            fields.add(key, f"An addendum of the kind {kind} has {key}.", "Write at least one.")
        elif kind is not None and kind != belongs and found:
            mend = f"Write kind: {belongs}, or leave them out; one addendum does one thing."
            fields.add(key, f"An addendum of the kind {kind} has no {key}.", mend)


def _replies(fields: Fields, demands: int | None) -> tuple[Reply, ...]:
    read: list[Reply] = []
    for place in fields.places("replies", MOST_DEMANDS):
        inner = fields_of(place, letter_keys.REPLY, fields.problems)
        if inner is not None:
            number = _demand_number(inner, demands)
            if number and any(reply.demand == number for reply in read):
                inner.add("demand", f"Demand {number} is answered twice here.", "Keep one of them.")
            state, day, words, source = read_state(inner, None)
            read.append(Reply(number, state, day or UNSET_DAY, words, source))
    return tuple(read)


def _demand_number(fields: Fields, demands: int | None) -> int:
    value = fields.text("demand", "Write the number of the demand, from 1.")
    if not value:
        return 0
    if not _NUMBER.fullmatch(value):
        fields.add("demand", "This is no number of a demand.", "Count the demands from 1.")
        return 0
    number = int(value)
    if demands is not None and number > demands:
        fields.add(
            "demand", f"The letter has {demands} demands.", "Write the number of one of them."
        )
    return number
