"""Attacks with receipts that prove what the log signed, and must not have."""

from collections.abc import Callable
from dataclasses import replace

from letter_press import ORIGIN, seeded
from tampered.attack import Attack, Change, Work, closed_letter, open_letter, relined
from tampered.notes import signed_text
from tampered.receipts import NAMED, WITHHELD
from undersigned.tlog.merkle import inclusion_proof, leaf_hash, tree_root
from undersigned.tlog.wire import encode_base64


def _resigned(change: Callable[[bytes], bytes]) -> Change:
    """Have a log of two entries and this one sign another entry, and prove it."""

    def do(work: Work) -> None:
        receipt = work.receipt("withheld")
        entry = change(receipt.entry)
        leaves = [leaf_hash(b"a"), leaf_hash(b"b"), leaf_hash(entry)]
        proof = inclusion_proof(
            2, 3, lambda level, number: tree_root(leaves[number << level : (number + 1) << level])
        )
        note = signed_text(f"{ORIGIN}\n3\n{encode_base64(tree_root(leaves))}\n")
        made = replace(receipt, entry=entry, index=2, hashes=tuple(proof), checkpoint=note)
        work.put(WITHHELD, made.encode())

    return do


def _record_that_is_none(work: Work) -> None:
    press = open_letter()
    index = press.sign("Osip Late", edition=2)
    relined(press, index, press.records[index].replace(b"Osip", "Os\u200bip".encode()))
    work.put(NAMED, press.receipt(index))


def _record_of_another_edition(work: Work) -> None:
    press = open_letter()
    index = press.sign("Osip Late", edition=2)
    relined(press, index, press.records[index].replace(b'"edition":2', b'"edition":1'))
    work.put(NAMED, press.receipt(index))


def _forked(work: Work) -> None:
    press = closed_letter()
    source = press.entries[5].split(b"source ")[1][:64]
    press.replace(5, source, seeded("another list").hex().encode())
    work.put(NAMED, press.receipt(press.named["signed"]))


def _two_of_one_size(work: Work) -> None:
    work.put("given/my.tlog-proof", work.files[NAMED])
    _forked(work)


_PROVEN = (
    Attack(
        "receipt-of-a-record-that-is-none",
        "the log committed to a name with a hidden mark",
        1,
        _record_that_is_none,
    ),
    Attack(
        "receipt-of-a-record-of-another-edition",
        "record and entry name two editions",
        1,
        _record_of_another_edition,
    ),
    Attack(
        "receipt-of-a-withheld-signature-that-is-bad",
        "not signed by its withdrawal key",
        1,
        _resigned(lambda entry: entry.replace(b"\nedition 1\n", b"\nedition 2\n")),
        target=WITHHELD,
    ),
    Attack(
        "receipt-of-an-entry-of-another-letter",
        "the entry names another letter",
        1,
        _resigned(lambda entry: entry.replace(b"ruritania.example", b"strelsauu.example")),
        target=WITHHELD,
    ),
    Attack(
        "receipt-of-an-entry-of-a-day-to-come",
        "the entry is from the year 9999",
        1,
        _resigned(lambda entry: entry.replace(b"\nday 2026-", b"\nday 9999-")),
        target=WITHHELD,
    ),
    Attack(
        "receipt-of-an-entry-that-is-none",
        "the entry has a line too many",
        1,
        _resigned(lambda entry: entry + b"more x\n"),
        target=WITHHELD,
    ),
    Attack(
        "receipt-of-a-newer-entry",
        "the entry is of version 2",
        2,
        _resigned(lambda entry: entry.replace(b"/v1 ", b"/v2 ")),
        target=WITHHELD,
    ),
    Attack(
        "receipt-of-another-history",
        "the log gave out two trees of one size",
        1,
        _forked,
        before=True,
    ),
    Attack(
        "receipt-against-another-receipt",
        "two receipts of one size and two trees",
        1,
        _two_of_one_size,
        arguments=("--against", "given/my.tlog-proof"),
    ),
    Attack(
        "receipt-against-one-of-another-size",
        "two receipts with no proof between them",
        2,
        lambda _: None,
        arguments=("--against", "receipts/earlier.tlog-proof"),
    ),
    Attack(
        "holds-a-receipt-with-a-line-of-a-stranger",
        "a signature that nobody listed",
        0,
        lambda work: work.put(NAMED, work.files[NAMED] + "— stranger.example AAAABwAA\n".encode()),
    ),
)
PROVEN = tuple(each if each.target == WITHHELD else replace(each, target=NAMED) for each in _PROVEN)
