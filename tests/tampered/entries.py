"""Attacks by a log that signs entries that it must not: step 4."""

import datetime as dt

from letter_press import DAY, seeded
from tampered.attack import (
    Attack,
    Change,
    on_closed_log,
    on_log,
)
from tampered.letter import OTHER, FullPress
from undersigned.evidence import entries as kinds
from undersigned.evidence.documents import digest, edition_path
from undersigned.tlog.note import ed25519_key

_RECORD = b"record " + seeded("record").hex().encode() + b"\n"
_SIGNATURE = b"signature " + b"A" * 86 + b"==\n"


def _entry(index: int, before: bytes, after: bytes) -> Change:
    return on_log(lambda press: press.replace(index, before, after))


def _last(before: bytes, after: bytes) -> Change:
    """Sign once more, and change the entry."""

    def do(press: FullPress) -> None:
        press.replace(press.sign("Osip Late", edition=2), before, after)

    return on_log(do)


def _added(text: bytes, day: str = "2026-03-23") -> Change:
    """Add an entry of these lines, with letter and day put in."""

    def do(press: FullPress) -> None:
        event, _, lines = text.partition(b"\n")
        head = b"undersigned/v1 %s\nletter %s\nday %s\n" % (
            event,
            press.origin.encode(),
            day.encode(),
        )
        press.add_bytes(head + lines)

    return on_log(do)


def _of_size(count: int) -> Change:
    def do(press: FullPress) -> None:
        press.entries = press.entries[:count]
        press.records = {}

    return on_log(do)


def _beginning_swapped(press: FullPress) -> None:
    press.entries[0], press.entries[1] = press.entries[1], press.entries[0]


def _second_rules(press: FullPress) -> None:
    press.entries[1] = press.entries[press.named["superseded"] + 3]


def _many_languages(press: FullPress) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    text = b"# Text\n"
    texts = [(a + b, digest(text)) for a in letters[:5] for b in letters]
    for language, _ in texts:
        press.documents[edition_path(3, language)] = text
    lines = b"".join(b"text %s %s\n" % (a.encode(), b.encode()) for a, b in texts)
    press.add_bytes(
        b"undersigned/v1 edition\nletter %s\nday 2026-03-23\nedition 3\n" % press.origin.encode()
        + lines
    )


def on_signature(name: str, lines: bytes) -> Change:
    """Add an entry that refers to a signature by its word."""

    def do(press: FullPress) -> None:
        event, _, rest = lines.partition(b"\n")
        press.add_bytes(
            b"undersigned/v1 %s\nletter %s\nday 2026-03-23\nentry %d\n"
            % (event, press.origin.encode(), press.named[name])
            + rest
        )

    return on_log(do)


def _signed_on(press: FullPress, day: dt.date) -> None:
    press.day = day
    press.sign("Osip Late", edition=2)


def _closed_then(press: FullPress, again: str) -> None:
    press.close()
    if again == "signed":
        press.sign("Osip Late", edition=2)
    else:
        press.close()


def _successor_renamed(press: FullPress) -> None:
    index = press.succeed()
    press.replace(index, f"key {OTHER}".encode(), b"key letters.zenda.example/a")


def again(press: FullPress, fresh_nonce: bytes = b"") -> None:
    """Add the entry of a name withheld once more, on a later day."""
    index = press.named["withheld 1"]
    entry = press.entries[index].replace(b"day 2026-03-18", b"day 2026-03-21")
    if fresh_nonce:
        entry = entry.replace(press.nonce(index).encode(), fresh_nonce)
    press.add_bytes(entry)


def _vkey(press: FullPress) -> str:
    return ed25519_key(OTHER, press.key.public_key).encode()


def _capitals(entry: bytes) -> bytes:
    head, keyword, rest = entry.partition(b"record ")
    return head + keyword + rest[:64].upper() + rest[64:]


ENTRIES = (
    Attack(
        "entry-day-going-back",
        "an entry's day is before that of the entry before it",
        1,
        on_log(lambda press: _signed_on(press, DAY)),
    ),
    Attack(
        "entry-day-past-tomorrow",
        "an entry is from a day to come",
        1,
        on_log(lambda press: _signed_on(press, dt.date(9999, 12, 30))),
    ),
    Attack(
        "entry-day-that-does-not-exist",
        "the 30th of February",
        1,
        _last(b"day 2026-03-21", b"day 2026-02-30"),
    ),
    Attack(
        "entry-of-another-letter",
        "an entry names another letter",
        1,
        _last(b"letters.ruritania.example", b"letters.strelsau.example"),
    ),
    Attack(
        "entry-without-its-last-line-end",
        "the last newline is left out",
        1,
        on_log(lambda press: press.add_bytes(press.entries[-1][:-1])),
    ),
    Attack(
        "entry-with-a-line-more",
        "a line follows that no event has",
        1,
        on_log(lambda press: press.add_bytes(press.entries[-1] + b"name Osip\n")),
    ),
    Attack(
        "entry-with-a-name-in-it",
        "a line beyond ASCII",
        1,
        _last(b"as person", "as Vela Königsau".encode()),
    ),
    Attack(
        "entry-lines-out-of-order",
        "language before edition",
        1,
        _last(b"edition 2\nlanguage en\n", b"language en\nedition 2\n"),
    ),
    Attack(
        "entry-with-carriage-returns",
        "lines end as on another system",
        1,
        _last(b"day 2026-03-21\n", b"day 2026-03-21\r\n"),
    ),
    Attack("entry-number-with-a-leading-zero", "edition 02", 1, _last(b"edition 2", b"edition 02")),
    Attack(
        "entry-hash-in-capitals",
        "a commitment in capitals",
        1,
        on_log(lambda press: press.add_bytes(_capitals(press.entries[-1]))),
    ),
    Attack(
        "entry-checks-out-of-order",
        "checks that do not ascend",
        1,
        _last(b"checks mail", b"checks roster,mail"),
    ),
    Attack(
        "entry-as-a-robot", "neither person nor organisation", 1, _last(b"as person", b"as robot")
    ),
    Attack("entry-empty", "an entry of no bytes", 1, on_log(lambda press: press.add_bytes(b""))),
    Attack("entry-too-long", "an entry of more than 8,192 bytes", 1, on_log(_many_languages)),
    Attack("entry-of-a-newer-version", "undersigned/v2", 2, _last(b"/v1 ", b"/v2 ")),
    Attack(
        "entry-of-an-unknown-event",
        "an event that this version does not know",
        2,
        _last(b" signed\n", b" blessed\n"),
    ),
    Attack(
        "letter-that-begins-with-its-edition",
        "rules and edition have changed places",
        1,
        on_log(_beginning_swapped),
    ),
    Attack(
        "letter-without-an-edition",
        "the second entry is none of edition 1",
        1,
        on_log(_second_rules),
    ),
    Attack("letter-of-one-entry", "rules and nothing else", 1, _of_size(1)),
    Attack(
        "rules-left-out",
        "rules 4 follow rules 2",
        1,
        on_log(lambda press: press.publish_rules(4, None)),
    ),
    Attack(
        "edition-published-again",
        "edition 2 follows edition 2",
        1,
        on_log(lambda press: press.publish_edition(2, "fr")),
    ),
    Attack(
        "addendum-left-out",
        "addendum 4 follows addendum 2",
        1,
        _added(b"addendum\naddendum 4\ntext " + seeded("text").hex().encode() + b"\n"),
    ),
    Attack(
        "delivery-again", "delivery 1 follows delivery 1", 1, on_log(lambda press: press.deliver())
    ),
    Attack(
        "signed-an-edition-to-come",
        "signed edition 3, before it was there",
        1,
        _last(b"edition 2", b"edition 3"),
    ),
    Attack(
        "signed-in-a-language-that-was-not-there",
        "signed a wording that no edition has",
        1,
        _last(b"language en", b"language fr"),
    ),
    Attack(
        "signed-while-closed",
        "a signature after the letter closed",
        1,
        on_log(lambda press: _closed_then(press, "signed")),
    ),
    Attack(
        "closed-twice",
        "closed when it was closed",
        1,
        on_log(lambda press: _closed_then(press, "closed")),
    ),
    Attack(
        "reopened-while-open", "reopened when it was open", 1, on_log(lambda press: press.reopen())
    ),
    Attack(
        "signed-after-the-successor",
        "the log goes on after it ended",
        1,
        on_closed_log(lambda press: press.sign("Osip Late", edition=2)),
    ),
    Attack(
        "successor-of-itself",
        "the letter names itself as successor",
        1,
        on_log(lambda press: press.succeed(press.origin)),
    ),
    Attack(
        "successor-with-the-same-key",
        "the successor has this log's key",
        1,
        on_log(
            lambda press: press.add(kinds.Successor(press.origin, press.day, OTHER, _vkey(press)))
        ),
    ),
    Attack(
        "successor-under-another-name",
        "the successor's key has not its origin's name",
        1,
        on_log(_successor_renamed),
    ),
    Attack(
        "withdrawn-before-it-was-signed",
        "a withdrawal of a later entry",
        1,
        _added(b"withdrawn\nentry 900\n"),
    ),
    Attack(
        "withdrawn-what-is-no-signature",
        "a withdrawal of the rules",
        1,
        _added(b"withdrawn\nentry 0\n"),
    ),
    Attack(
        "withdrawn-twice",
        "a withdrawal of what was withdrawn",
        1,
        on_log(lambda press: press.withdraw(press.named["withdrawn"])),
    ),
    Attack(
        "amended-a-name-withheld",
        "a line for a name that is withheld",
        1,
        on_signature("withheld 1", b"amended\n" + _RECORD),
    ),
    Attack(
        "amended-without-checks",
        "a correction that forgets what was checked",
        1,
        on_signature("signed", b"amended\n" + _RECORD),
    ),
    Attack(
        "amended-imported-with-checks",
        "a name from a list, as if it had been checked",
        1,
        on_signature("imported", b"amended\n" + _RECORD + b"checks mail\n"),
    ),
    Attack(
        "removed-for-no-known-reason",
        "a reason that the list does not have",
        1,
        on_signature("signed", b"removed\nreason dislike\n"),
    ),
    Attack(
        "superseded-what-was-signed",
        "superseded is for imported names",
        1,
        on_log(lambda press: press.remove(press.named["signed"], "superseded")),
    ),
    Attack(
        "reconfirmed-the-same-edition",
        "reconfirmed what it holds already",
        1,
        on_log(lambda press: press.reconfirm(press.named["signed"], 2, "en")),
    ),
    Attack(
        "reconfirmed-an-imported-name",
        "somebody from a list is made to sign",
        1,
        on_log(lambda press: press.reconfirm(press.named["imported"], 2, "en")),
    ),
    Attack(
        "commitment-twice",
        "one record stands for two people",
        1,
        on_log(lambda press: press.add_bytes(press.entries[-1])),
    ),
    Attack(
        "struck-what-was-never-there",
        "a document that no entry names",
        1,
        _added(b"struck\ndocument addenda/9.md\nreason court-order\n"),
    ),
    Attack(
        "struck-for-another-reason",
        "a document struck because it was asked for",
        1,
        _added(b"struck\ndocument addenda/1.md\nreason asked\n"),
    ),
    Attack(
        "named-withdrawn-with-a-signature",
        "a named signature's withdrawal has a key",
        1,
        on_signature("signed", b"withdrawn\n" + _SIGNATURE),
    ),
)
