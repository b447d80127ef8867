"""What one wording shows of answers that were given in another language."""

import datetime as dt
from pathlib import Path

import pytest

from letter_example import DAY, published
from undersigned.audit.actors import COMMAND
from undersigned.letters.actions import publish_addendum
from undersigned.letters.models import Letter
from undersigned.publishing.contents import Contents
from undersigned.publishing.pages import Asked
from undersigned.record.keeping import keep

REPLY = """---
title: Reply
day: 2026-04-02
kind: reply
language: {language}
replies:
  - demand: {demand}
    state: {state}
    day: {day}
    reply: {words}
    source: A letter
---
"""


@pytest.fixture
def letter(db: None, home: Path) -> Letter:  # noqa: ARG001 (both have to be there)
    return published()


def asked(letter: Letter, number: int, *replies: dict[str, object]) -> list[Asked]:
    """The demand as the English and the German page show it."""
    for each in replies:
        publish_addendum(letter, REPLY.format(**each).encode(), by=COMMAND)
    keep(letter.log, DAY)
    letter.log.refresh_from_db()
    return [wording.demands()[number - 1] for wording in Contents(letter).wordings]


def reply(
    language: str, words: str, state: str = "refused", day: str = "2026-03-18"
) -> dict[str, object]:
    return {"language": language, "words": words, "state": state, "day": day, "demand": 1}


def test_the_words_of_the_german_file_stay_where_english_tells_the_same(letter: Letter) -> None:
    before = asked(letter, 1)
    english, german = asked(letter, 1, reply("en", "I shall not."))
    assert (english.demand.reply, english.reply_language) == ("I shall not.", "en")
    assert german == before[1]
    assert german.reply_language == "de"


def test_a_later_answer_is_shown_everywhere_and_in_ones_own_language_once_told(
    letter: Letter,
) -> None:
    later = {"state": "met", "day": "2026-05-01"}
    english, german = asked(letter, 1, reply("en", "I do.", **later))
    for each in (english, german):
        assert (each.demand.state, each.demand.day) == ("met", dt.date(2026, 5, 1))
        assert (each.demand.reply, each.reply_language) == ("I do.", "en")
    english, german = asked(letter, 1, reply("de", "Das tue ich.", **later))
    assert (english.demand.reply, english.reply_language) == ("I do.", "en")
    assert (german.demand.reply, german.reply_language) == ("Das tue ich.", "de")
