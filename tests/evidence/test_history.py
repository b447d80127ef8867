import datetime as dt
import hashlib
import json
import pickle
from pathlib import Path

import pytest

import invented_entries as invented
from invented_entries import CLOSED, ISSUED, REOPENED, amended, reconfirmed, removed, withdrawn
from undersigned.evidence.entries import (
    Addendum,
    Closed,
    Delivered,
    Entry,
    Reopened,
    Struck,
    Successor,
    parse_entry,
)
from undersigned.evidence.figures import Figures
from undersigned.evidence.history import History, Refused
from undersigned.tlog.note import cosignature_key, ed25519_key
from undersigned.tlog.tiles import parse_bundle

LETTER, DAY = invented.LETTER, invented.DAY
NEXT = "letters.example.org/fair-courts-2"
NEXT_KEY = ed25519_key(NEXT, bytes(32)).encode()
SUCCESSOR = Successor(LETTER, DAY, NEXT, NEXT_KEY)


def refusal(history: History, entry: Entry) -> Refused:
    """Return what is said of the entry, having seen that it left everything as it was."""
    before = pickle.dumps(history)
    with pytest.raises(Refused) as caught:
        history.apply(entry)
    assert pickle.dumps(history) == before
    assert (caught.value.index, caught.value.event) == (history.size, entry.event)
    return caught.value


# Each: what came before (after rules 1 and edition 1, which are entries 0 and 1), the entry that
# may not follow, the section that says so, and a word of what is said.
REFUSALS: list[tuple[str, list[Entry], Entry, str, str]] = [
    ("another letter", [], Closed(NEXT, DAY), "1", "fair-courts was expected"),
    ("an earlier day", [], Closed(LETTER, DAY - dt.timedelta(1)), "2", "not before 2026-01-29"),
    ("rules skipped", [], invented.rules(3), "3", "number 2 was expected, 3 came"),
    ("rules again", [], invented.rules(1), "3", "number 2 was expected, 1 came"),
    ("edition skipped", [], invented.edition(3), "3", "number 2 was expected, 3 came"),
    ("addendum skipped", [], Addendum(LETTER, DAY, 2, "5" * 64), "3", "number 1 was expected"),
    ("delivery skipped", [], Delivered(LETTER, DAY, 2, "5" * 64), "3", "number 1 was expected"),
    ("no such edition", [], invented.signed("a", 2), "3", "from 1 to 1 was expected"),
    ("no such language", [], invented.signed("a", 1, "fr"), "3", "de, en, was expected; fr came"),
    ("signed while closed", [CLOSED], invented.signed("a"), "3", "it is closed"),
    ("imported while closed", [CLOSED], invented.imported("a"), "3", "it is closed"),
    ("edition while closed", [CLOSED], invented.edition(2), "3", "it is closed"),
    ("issued while closed", [CLOSED], ISSUED[0], "3", "it is closed"),
    ("withheld while closed", [ISSUED[0], CLOSED], invented.withheld("a"), "3", "it is closed"),
    (
        "reconfirmed while closed",
        [invented.signed("a"), invented.edition(2), CLOSED],
        reconfirmed(2),
        "3",
        "it is closed",
    ),
    ("closed twice", [CLOSED], CLOSED, "3", "closed already"),
    ("reopened while open", [], REOPENED, "3", "it is open"),
    ("reopened twice", [CLOSED, REOPENED], REOPENED, "3", "it is open"),
    ("rules after the successor", [SUCCESSOR], invented.rules(2), "3", "After the successor"),
    ("signed after the successor", [SUCCESSOR], invented.signed("a"), "3", "After the successor"),
    ("closed after the successor", [SUCCESSOR], CLOSED, "3", "After the successor"),
    ("a second successor", [SUCCESSOR], SUCCESSOR, "3", "After the successor"),
    (
        "amended after the successor",
        [invented.signed("a"), SUCCESSOR],
        amended(2, "b"),
        "3",
        "After the successor",
    ),
    ("a commitment twice", [invented.signed("a")], invented.imported("a"), "3", "commitment"),
    ("an old commitment", [invented.signed("a")], amended(2, "a"), "3", "commitment"),
    (
        "the commitment of an ended one",
        [invented.signed("a"), withdrawn(2)],
        invented.signed("a"),
        "3",
        "commitment",
    ),
    ("a reference to itself", [], withdrawn(2), "3", "entry 2 is none"),
    ("a reference forwards", [], withdrawn(3), "3", "entry 3 is none"),
    ("a reference beyond all numbers", [], withdrawn(10**19 - 1), "3", "is none"),
    ("a reference to an edition", [], removed(1), "3", "entry 1 is none"),
    ("withdrawn twice", [invented.signed("a"), withdrawn(2)], withdrawn(2), "3", "entry 3 ended"),
    ("removed once withdrawn", [invented.signed("a"), withdrawn(2)], removed(2), "3", "ended"),
    ("amended once removed", [invented.signed("a"), removed(2)], amended(2, "b"), "3", "ended"),
    (
        "reconfirmed once withdrawn",
        [invented.signed("a"), withdrawn(2), invented.edition(2)],
        reconfirmed(2),
        "3",
        "ended",
    ),
    (
        "a withheld one amended",
        [ISSUED[0], invented.withheld("a")],
        amended(3, "b", None),
        "3",
        "never amended",
    ),
    ("amended without checks", [invented.signed("a")], amended(2, "b", None), "2", "Checks were"),
    ("an imported one checked", [invented.imported("a")], amended(2, "b"), "2", "No checks"),
    ("the edition held", [invented.signed("a")], reconfirmed(2, 1), "3", "later than 1"),
    ("an edition to come", [invented.signed("a")], reconfirmed(2, 2), "3", "from 1 to 1"),
    (
        "an edition between",
        [invented.signed("a"), invented.edition(2), invented.edition(3), reconfirmed(2, 3)],
        reconfirmed(2, 2),
        "3",
        "later than 3",
    ),
    (
        "reconfirmed in another language",
        [invented.signed("a"), invented.edition(2, "fr")],
        reconfirmed(2),
        "3",
        "fr, was expected; en came",
    ),
    (
        "an imported one reconfirmed",
        [invented.imported("a"), invented.edition(2)],
        reconfirmed(2),
        "3",
        "imported",
    ),
    ("a signed one superseded", [invented.signed("a")], removed(2, "superseded"), "4", "imported"),
    (
        "a withheld one superseded",
        [ISSUED[0], invented.withheld("a")],
        removed(3, "superseded"),
        "4",
        "imported",
    ),
    (
        "a named one signs",
        [invented.signed("a")],
        withdrawn(2, bytes(64)),
        "5",
        "a named signature has none",
    ),
    (
        "an imported one signs",
        [invented.imported("a")],
        withdrawn(2, bytes(64)),
        "5",
        "a named signature has none",
    ),
    (
        "a named one signs again",
        [invented.signed("a"), invented.edition(2)],
        reconfirmed(2, signature=bytes(64)),
        "5",
        "a named signature has none",
    ),
    (
        "a withheld one withdrawn by nobody",
        [ISSUED[0], invented.withheld("a")],
        withdrawn(3),
        "5",
        "there is none",
    ),
    (
        "a withheld one reconfirmed by nobody",
        [ISSUED[0], invented.withheld("a"), invented.edition(2)],
        reconfirmed(3),
        "5",
        "there is none",
    ),
    ("struck, never committed to", [], Struck(LETTER, DAY, "deliveries/1.md"), "2", "document"),
    ("issued twice", [ISSUED[0]], ISSUED[0], "3", "blinded hash"),
    ("issued under no key", [invented.rules(2, None)], ISSUED[0], "5", "they name none"),
    ("redeemed, never issued", [], invented.withheld("a"), "5", "number 1 redeemed"),
    (
        "redeemed more than issued",
        [ISSUED[0], invented.withheld("a")],
        invented.withheld("b"),
        "5",
        "In all 1 tokens were issued, and this would be number 2",
    ),
    (
        "redeemed twice",
        [*ISSUED[:2], invented.withheld("a")],
        invented.withheld("a"),
        "3",
        "nonce",
    ),
    (
        "a successor's key under another name",
        [],
        Successor(LETTER, DAY, NEXT, ed25519_key(LETTER, bytes(32)).encode()),
        "4",
        "its name is letters.example.org/fair-courts",
    ),
    (
        "a successor of the letter's own origin",
        [],
        Successor(LETTER, DAY, LETTER, ed25519_key(LETTER, bytes(32)).encode()),
        "1",
        "the letter's own",
    ),
    (
        "a successor's key of a witness",
        [],
        Successor(LETTER, DAY, NEXT, cosignature_key(NEXT, bytes(32)).encode()),
        "1",
        "its type is 4",
    ),
]


@pytest.mark.parametrize(
    ("before", "entry", "section", "said"),
    [case[1:] for case in REFUSALS],
    ids=[case[0] for case in REFUSALS],
)
def test_what_may_not_follow(before: list[Entry], entry: Entry, section: str, said: str) -> None:
    refused = refusal(invented.letter_of(*before), entry)
    assert refused.section == section
    assert said in refused.reason
    where = f"Entry {len(before) + 2} ({entry.event}): "
    assert str(refused) == f"{where}{refused.reason} (Record format, section {section}.)"


def test_entry_0_is_rules_1_and_entry_1_edition_1() -> None:
    history = History(LETTER)
    assert "rules 1" in refusal(history, invented.edition()).reason
    assert "number 1 was expected, 2 came" in refusal(history, invented.rules(2)).reason
    history.apply(invented.rules())
    assert not history.open
    assert "edition 1" in refusal(history, invented.rules(2)).reason
    assert "number 1 was expected, 2 came" in refusal(history, invented.edition(2)).reason
    history.apply(invented.edition())
    assert history.open


def test_fewer_than_two_entries_are_no_letter() -> None:
    history = History(LETTER)
    for entry in (invented.rules(), invented.edition()):
        with pytest.raises(Refused, match="2 entries at least"):
            history.check_whole()
        history.apply(entry)
    history.check_whole()


def test_what_may_always_follow_follows_while_closed() -> None:
    history = invented.letter_of(invented.signed("a"), invented.imported("b"), CLOSED)
    for entry in (
        invented.rules(2),
        Addendum(LETTER, DAY, 1, "5" * 64),
        Delivered(LETTER, DAY, 1, "6" * 64),
        amended(2, "c"),
        amended(3, "d", None),
        withdrawn(2),
        removed(3, "superseded"),
        Struck(LETTER, DAY, "deliveries/1.md"),
        REOPENED,
        invented.signed("e"),
        CLOSED,
        SUCCESSOR,
    ):
        history.apply(entry)
    assert history.successor == SUCCESSOR
    history.apply(withdrawn(14))
    history.apply(Struck(LETTER, DAY, "addenda/1.md"))
    assert history.figures() == Figures(
        withdrawn=2, removed={"superseded": 1}, amended=2, edition=1
    )


def test_a_day_may_come_again_or_be_passed_over() -> None:
    history = invented.letter_of()
    history.apply(Closed(LETTER, DAY))
    history.apply(Reopened(LETTER, DAY + dt.timedelta(400)))
    assert history.day == DAY + dt.timedelta(400)


def test_documents_are_kept_with_their_hashes() -> None:
    history = invented.letter_of(
        invented.edition(2, "en", "pt-br"),
        invented.rules(2, None),
        Addendum(LETTER, DAY, 1, "5" * 64),
        Delivered(LETTER, DAY, 1, "6" * 64),
        Struck(LETTER, DAY, "deliveries/1.md"),
    )
    assert history.documents == {
        "rules/1.md": invented.hashed("rules 1"),
        "token-keys/1.der": invented.TOKEN_KEY,
        "editions/1.de.md": invented.hashed("de"),
        "editions/1.en.md": invented.hashed("en"),
        "editions/2.en.md": invented.hashed("en"),
        "editions/2.pt-br.md": invented.hashed("pt-br"),
        "rules/2.md": invented.hashed("rules 2"),
        "addenda/1.md": "5" * 64,
        "deliveries/1.md": "6" * 64,
    }
    assert history.struck == {"deliveries/1.md": 6}
    assert list(history.editions[2]) == ["en", "pt-br"]
    assert (history.rules, history.edition, history.addenda, history.deliveries) == (2, 2, 1, 1)


def test_a_signature_stays_with_its_edition_until_it_is_reconfirmed() -> None:
    history = invented.letter_of(
        invented.signed("a"),
        invented.signed("b", as_="organisation"),
        invented.imported("c"),
        ISSUED[0],
        invented.withheld("d"),
    )
    assert history.figures() == Figures(
        total=3, named=1, organisations=1, withheld=1, imported=1, edition=1
    )
    history.apply(invented.edition(2))
    assert history.figures() == Figures(imported=1, earlier=3, edition=2)
    history.apply(reconfirmed(3))
    history.apply(reconfirmed(6, signature=bytes(64)))
    assert history.figures() == Figures(
        total=2, organisations=1, withheld=1, imported=1, earlier=1, edition=2
    )
    history.apply(withdrawn(6, bytes(64)))
    history.apply(removed(2, "duplicate"))
    assert history.figures() == Figures(
        total=1, organisations=1, imported=1, withdrawn=1, removed={"duplicate": 1}, edition=2
    )


def test_a_letter_survives_the_way_to_a_file() -> None:
    history = invented.letter_of(invented.signed("a"), ISSUED[0], invented.withheld("b"))
    again: History = pickle.loads(pickle.dumps(history))  # noqa: S301 - our own bytes
    again.apply(withdrawn(2))
    assert again.figures().named == 0
    assert history.figures().named == 1


def entries_of(folder: Path) -> list[bytes]:
    bundles = sorted(path for path in (folder / "tile/entries").rglob("*") if path.is_file())
    return [entry for path in bundles for entry in parse_bundle(path.read_bytes())]


def replay(letter: str, entries: list[bytes]) -> History:
    history = History(letter)
    for entry in entries:
        history.apply(parse_entry(entry))
    return history


@pytest.mark.parametrize("letter", ["justice", "archives"])
def test_the_letters_of_the_conformance_set(shared_folder: Path, letter: str) -> None:
    folder = shared_folder / "vectors/letters"
    expected = json.loads((folder / "expected.json").read_text())[letter]
    history = replay(expected["origin"], entries_of(folder / letter))
    history.check_whole()
    figures = history.figures()
    assert history.size == expected["size"]
    for name in Figures.__dataclass_fields__:
        assert getattr(figures, name) == expected[name], name
    for path, digest in history.documents.items():
        if path not in history.struck:
            document = (folder / letter / path).read_bytes()
            assert hashlib.sha256(document).hexdigest() == digest, path


@pytest.mark.parametrize(
    ("number", "section"),
    [
        *(("10", "2"), ("11", "3"), ("12", "3"), ("13", "3"), ("14", "3"), ("15", "3")),
        *(("16", "3"), ("19", "5")),
    ],
)
def test_the_tampered_letters_that_no_key_is_needed_for(
    shared_folder: Path, number: str, section: str
) -> None:
    folder = shared_folder / "vectors/letters"
    (variant,) = (folder / "variants").glob(f"{number}-*")
    whole = entries_of(folder / "justice")[:256] + entries_of(variant / "files")
    with pytest.raises(Refused) as caught:
        replay("letters.example.org/ruritania-justice", whole)
    assert caught.value.section == section


def test_an_honest_letter_goes_on_while_closed(shared_folder: Path) -> None:
    folder = shared_folder / "vectors/letters"
    (variant,) = (folder / "variants").glob("honest-03-*")
    whole = entries_of(folder / "justice")[:256] + entries_of(variant / "files")
    assert replay("letters.example.org/ruritania-justice", whole).struck
