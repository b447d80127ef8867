"""Attacks on records: step 6."""

import json
from collections.abc import Callable

from letter_press import ORIGIN
from tampered.attack import Attack, Change, Work, dropped, edited, on_log, relined
from tampered.letter import FullPress
from undersigned.evidence.records import commitment
from undersigned.tlog.wire import encode_base64

FIRST, LAST = "letter/records/000", "letter/records/001"


def swapped_files(work: Work, one: str, other: str) -> None:
    work.files[one], work.files[other] = work.files[other], work.files[one]


def _lines(change: Callable[[list[bytes]], object], path: str = FIRST) -> Change:
    """Change the lines of a file of records; the first is its size."""

    def do(work: Work) -> None:
        lines = work.files[path].split(b"\n")
        change(lines)
        work.files[path] = b"\n".join(lines)

    return do


def _gone_by(work: Work) -> None:
    work.edit(LAST, b"size 265", b"size 264")
    _lines(lambda lines: lines.pop(), LAST)(work)


def _swapped(lines: list[bytes]) -> None:
    lines[3], lines[4] = lines[4], lines[3]


def _line_of(press: FullPress, name: str) -> dict[str, object]:
    members: dict[str, object] = json.loads(press.records[press.named[name]])
    return members


def _relined(change: Callable[[bytes], bytes]) -> Change:
    """Change a record's bytes, and have the log commit to them."""

    def do(press: FullPress) -> None:
        index = press.sign("Osip Late", edition=2, place="Zenda")
        before = press.records[index]
        line = change(before)
        assert line != before
        relined(press, index, line)

    return on_log(do)


def _put(before: str, after: str) -> Change:
    """Put other text into a record, and have the log commit to it."""
    return _relined(
        lambda line: line.replace(before.encode(), after.encode("utf-8", "surrogatepass"))
    )


def _members(change: Callable[[dict[str, object]], object]) -> Change:
    """Change the members of a record, and have the log commit to it."""

    def do(line: bytes) -> bytes:
        members = json.loads(line)
        change(members)
        return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()

    return _relined(do)


def _salt_twice(press: FullPress) -> None:
    index = press.sign("Osip Late", edition=2)
    old = json.loads(press.records[index])["salt"]
    salt = str(_line_of(press, "signed")["salt"])
    relined(press, index, press.records[index].replace(old.encode(), salt.encode()))


def _record_of_the_ended(work: Work) -> None:
    press = FullPress()
    line = press.record("Somebody withdrawn", edition=2)
    work.edit(FIRST, b"\n\n\n\n", b"\n" + line + b"\n\n\n")


def _other_statement(press: FullPress) -> None:
    index = press.sign("Osip Late", edition=2)
    press.records[index] = press.record("Osip Late", edition=2, statement="I never said so.")


def _line_too_long(press: FullPress) -> None:
    index = press.sign("Osip Late", edition=2)
    line = press.records[index][:-1] + b" " * 16_384 + b"}"
    press.replace(index, commitment(press.records[index]).encode(), commitment(line).encode())
    press.records[index] = line


def _erased(work: Work, listed: bytes, index: int) -> None:
    work.put("letter/erased", listed)
    _lines(lambda lines: lines.__setitem__(index + 1, b""))(work)
    work.edit(
        "letter/signatories/1/index.html",
        f'<li data-entry="{index}">'.encode(),
        b'<li class="erased">',
    )
    page = work.files["letter/signatories/1/index.html"]
    start = page.index(b'<li class="erased">')
    work.put("letter/signatories/1/index.html", page[:start] + page[page.index(b"\n", start) :])


RECORDS = (
    Attack("records-of-two-people-swapped", "two lines have changed places", 1, _lines(_swapped)),
    Attack(
        "record-with-another-name",
        "one line names somebody else",
        1,
        edited(FIRST, b"Hanno Istrova", b"Hanno Novrin"),
    ),
    Attack(
        "record-of-other-bytes",
        "one line has a space more, and the same meaning",
        1,
        edited(FIRST, b'"as":"person"', b'"as": "person"'),
    ),
    Attack(
        "record-of-words-never-said",
        "a line that its entry does not commit to",
        1,
        on_log(_other_statement),
    ),
    Attack(
        "record-missing",
        "the line of somebody who is active is empty",
        1,
        _lines(lambda lines: lines.__setitem__(3, b"")),
    ),
    Attack(
        "record-of-somebody-who-withdrew",
        "the line of an ended signature is there again",
        1,
        _record_of_the_ended,
    ),
    Attack(
        "record-of-a-name-withheld",
        "a line stands at a name withheld",
        1,
        _lines(lambda lines: lines.__setitem__(24, lines[3])),
    ),
    Attack("records-missing", "a file of records is not there", 2, dropped(LAST)),
    Attack(
        "records-too-large",
        "a file of records has more bytes than are read",
        2,
        lambda work: work.fill(LAST, 10, 4_194_661),
    ),
    Attack(
        "records-swapped",
        "the files of two bundles have changed places",
        1,
        lambda work: swapped_files(work, FIRST, LAST),
    ),
    Attack(
        "records-of-a-size-to-come",
        "a file of records is right at a larger size",
        2,
        edited(LAST, b"size 265", b"size 266"),
    ),
    Attack(
        "records-of-a-size-gone-by",
        "a file of records is older than its bundle's change",
        1,
        _gone_by,
    ),
    Attack(
        "records-without-a-size",
        "the first line of the records is left out",
        1,
        _lines(lambda lines: lines.pop(0)),
    ),
    Attack(
        "records-of-a-size-with-a-zero",
        "the size of the records is written 0265",
        1,
        edited(FIRST, b"size 265", b"size 0265"),
    ),
    Attack(
        "records-a-line-less",
        "the last line of the records is left out",
        1,
        _lines(lambda lines: lines.pop(5), LAST),
    ),
    Attack(
        "records-a-line-more",
        "a line follows that no entry has",
        1,
        _lines(lambda lines: lines.insert(9, b""), LAST),
    ),
    Attack(
        "records-cut-off",
        "the last line of the records has no end",
        1,
        lambda work: work.put(FIRST, work.files[FIRST][:-1]),
    ),
    Attack(
        "record-with-a-carriage-return",
        "a line ends as on another system",
        1,
        _lines(lambda lines: lines.__setitem__(3, lines[3] + b"\r")),
    ),
    Attack("record-too-long", "a record of more than 16,384 bytes", 1, on_log(_line_too_long)),
    Attack("record-salt-twice", "two records have one salt", 1, on_log(_salt_twice)),
    Attack(
        "record-salt-too-short",
        "a salt of 16 bytes",
        1,
        _members(lambda each: each.__setitem__("salt", encode_base64(bytes(16)))),
    ),
    Attack(
        "record-with-an-invisible-mark",
        "a zero-width space in a name",
        1,
        _put("Osip Late", "Osip\u200b Late"),
    ),
    Attack(
        "record-with-a-mark-of-direction",
        "a name that turns round",
        1,
        _put("Osip Late", "Osip \u202eetaL"),
    ),
    Attack(
        "record-with-an-escaped-mark",
        "an invisible mark, written as an escape",
        1,
        _put("Osip Late", "Osip\\u2066 Late"),
    ),
    Attack(
        "record-with-a-control-character",
        "an escape that moves a terminal's cursor",
        1,
        _put("Osip Late", "Osip\\u001b[2J Late"),
    ),
    Attack(
        "record-with-a-line-break-in-a-name",
        "a name of two lines",
        1,
        _put("Osip Late", "Osip\\nLate"),
    ),
    Attack(
        "record-less-than-unescaped", "markup in a name, unescaped", 1, _put("Osip Late", "<b>Osip")
    ),
    Attack(
        "record-less-than-escaped-otherwise",
        "a less-than sign written \\u003C",
        1,
        _put("Osip Late", "Osip \\u003CLate"),
    ),
    Attack(
        "record-not-in-nfc",
        "a letter and its accent as two characters",
        1,
        _put("Osip Late", "Osip La\u0301te"),
    ),
    Attack(
        "record-with-half-a-surrogate",
        "half of a character, escaped",
        1,
        _put("Osip Late", "Osip \\ud800 Late"),
    ),
    Attack(
        "record-not-utf-8",
        "a byte that is no text",
        1,
        _relined(lambda line: line.replace(b"Osip", b"Osi\xff")),
    ),
    Attack(
        "record-member-twice",
        "two names in one record",
        1,
        _put('"place":', '"name":"Vela Bauer","place":'),
    ),
    Attack(
        "record-members-out-of-order",
        "place before name",
        1,
        _members(lambda each: each.__setitem__("name", each.pop("name"))),
    ),
    Attack(
        "record-member-unknown",
        "a member that records have not",
        1,
        _put('"place":', '"party":"x","place":'),
    ),
    Attack("record-member-empty", "a member that says nothing", 1, _put('"Zenda"', '""')),
    Attack("record-without-a-name", "nobody's record", 1, _members(lambda each: each.pop("name"))),
    Attack(
        "record-by-for-a-person",
        "somebody signs for a person",
        1,
        _put('"place":', '"by":"Vela Bauer","place":'),
    ),
    Attack(
        "record-years-not-a-number",
        "NaN years of service",
        1,
        _put('"place":', '"years":NaN,"place":'),
    ),
    Attack(
        "record-years-and-a-half",
        "nine and a half years of service",
        1,
        _put('"place":', '"years":9.5,"place":'),
    ),
    Attack(
        "record-years-too-many",
        "more years than every reader can hold",
        1,
        _put('"place":', '"years":9007199254740992,"place":'),
    ),
    Attack(
        "record-nested-without-end",
        "arrays in arrays, 7,000 deep",
        1,
        _put('"place":"Zenda"', '"place":' + "[" * 7000 + "]" * 7000),
    ),
    Attack("record-no-json", "a record that breaks off", 1, _relined(lambda line: line[:-9])),
    Attack(
        "record-that-begins-with-its-name",
        "a record without its salt in front",
        1,
        _members(lambda each: each.pop("salt")),
    ),
    Attack("record-place-no-text", "a place that is a number", 1, _put('"Zenda"', "9")),
    Attack(
        "record-of-another-letter",
        "a record of another letter",
        1,
        _put(ORIGIN, "letters.strelsau.example/fair-courts"),
    ),
    Attack(
        "record-as-an-organisation",
        "a person's entry with an organisation's record",
        1,
        _put('"as":"person"', '"as":"organisation"'),
    ),
    Attack(
        "record-of-another-edition",
        "a record of words that were not signed",
        1,
        _put('"edition":2', '"edition":1'),
    ),
    Attack(
        "record-in-another-language",
        "a record of a wording that was not signed",
        1,
        _put('"language":"en"', '"language":"de"'),
    ),
    Attack(
        "record-with-checks-never-made",
        "a record that claims more than its entry",
        1,
        _put('"checks":{', '"checks":{"roster":"2026-03-21",'),
    ),
    Attack(
        "record-check-on-no-day",
        "a check on the 31st of February",
        1,
        _put('"mail":"2026-03-21"', '"mail":"2026-02-31"'),
    ),
    Attack(
        "records-erased-by-nobodys-word",
        "the file that archives have excuses a missing line",
        2,
        lambda work: _erased(work, b"2\n", 2),
    ),
    Attack(
        "records-erased-out-of-order",
        "the file that archives have does not ascend",
        1,
        lambda work: _erased(work, b"4\n2\n", 2),
    ),
)
