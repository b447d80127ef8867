"""A receipt by itself; source: record format, section 8."""

from dataclasses import replace
from pathlib import Path

import pytest

from letter_press import ORIGIN, Press
from letter_readers import World, failed, unchecked
from undersigned.evidence.receipts import Receipt
from undersigned.tlog.policy import parse_policy
from undersigned.verifier.receipt import verify_receipt
from undersigned.verifier.request import Request
from undersigned.verifier.verdict import Report

NOT_IN_A_RECEIPT = [2, 5, 7, 8]


def verified(data: bytes, world: World, request: Request | None = None) -> Report:
    return verify_receipt(data, request or Request(), world.surroundings)


@pytest.mark.parametrize("index", [3, 4, 5, 7, 10])
def test_a_receipt_holds_by_itself(press: Press, world: World, index: int) -> None:
    # Entry 7 amended the signature of entry 2, and commits to the record it has now.
    receipt = press.receipt(index, press.records[2] if index == 7 else None)
    report = verified(receipt, world)
    assert (report.status, unchecked(report)) == (0, NOT_IN_A_RECEIPT), report.as_json()
    assert "first seen" in report.step(1).detail
    assert report.step(2).detail == "not part of a receipt"


def test_a_receipt_with_another_name_in_its_record_is_refused(press: Press, world: World) -> None:
    other = press.records[10].replace(b"Yrsa", b"Anka")
    assert failed(verified(press.receipt(10, other), world)) == [6]


def test_a_receipt_without_its_record_is_refused(press: Press, world: World) -> None:
    receipt = replace(Receipt.parse(press.receipt(10)), record=None)
    assert failed(verified(receipt.encode(), world)) == [6]


def test_a_record_where_none_belongs_is_refused(press: Press, world: World) -> None:
    receipt = press.receipt(9, press.records[10])
    assert failed(verified(receipt, world)) == [6]


def test_another_entry_than_the_proofs_is_refused(press: Press, world: World) -> None:
    receipt = replace(Receipt.parse(press.receipt(10)), index=3)
    assert failed(verified(receipt.encode(), world)) == [3]


def test_a_receipt_that_names_another_key_than_the_one_given_is_refused(
    press: Press, world: World, tmp_path: Path
) -> None:
    other = Press(tmp_path / "other", "letters.ruritania.example/another")
    report = verified(press.receipt(10), world, Request(key=other.key))
    assert failed(report) == [1]
    receipt = replace(Receipt.parse(press.receipt(10)), key=other.key.encode())
    assert failed(verified(receipt.encode(), world, Request(key=press.key))) == [1]


def test_a_receipt_of_another_letter_than_expected_is_refused(press: Press, world: World) -> None:
    asked = Request(origin="letters.ruritania.example/another")
    assert failed(verified(press.receipt(10), world, asked)) == [1]


def test_a_receipt_of_a_forked_tree_is_seen_by_what_is_remembered(
    press: Press, world: World
) -> None:
    assert world.verify(press.folder).status == 0
    assert verified(press.receipt(10), world).status == 0
    press.entries.pop()
    press.sign("Greta Brezik")
    report = verified(press.receipt(10), world)
    assert failed(report) == [9]
    press.sign("Anka Novrin")
    assert "compare with the letter" in verified(press.receipt(10), world).step(9).detail


def test_a_policy_binds_a_receipt_too(press: Press, world: World) -> None:
    press.add_witness("witness.university.example/w1", cosigns=False)
    asked = Request(policy=parse_policy(press.policy("w0")))
    assert failed(verified(press.receipt(10), world, asked)) == [10]
    press.cosigning.add("witness.university.example/w1")
    report = verified(press.receipt(10), world, asked)
    assert (report.status, report.witnesses) == (0, "1 of 1")


def test_an_age_can_not_be_told_without_a_policy(press: Press, world: World) -> None:
    assert verified(press.receipt(10), world, Request(max_age=60)).status == 2


def test_an_entry_of_a_newer_version_is_unchecked(press: Press, world: World) -> None:
    index = press.add_bytes(press.entries[2].replace(b"/v1 signed", b"/v2 signed"))
    report = verified(press.receipt(index, press.records[10]), world)
    assert (report.status, report.step(4).ok) == (2, None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"tlog-proof@v1", b"tlog-proof@v2"),
        (b"extra ", b"extra !"),
        (b"index 10", b"index 010"),
        (b"index 10", b"index 11"),
        (ORIGIN.encode() + b"\n11", ORIGIN.encode() + b"\n12"),
        (b"\n\n", b"\n"),
    ],
)
def test_a_damaged_receipt_is_refused(
    press: Press, world: World, before: bytes, after: bytes
) -> None:
    receipt = press.receipt(10)
    assert before in receipt
    assert verified(receipt.replace(before, after), world).status == 1


def test_of_a_receipt_that_is_none_nothing_is_shown(press: Press, world: World) -> None:
    report = verified(press.receipt(10).replace(b"\n", b"\r\n"), world)
    assert failed(report) == [1, 3, 4, 6]
    assert report.step(3).detail == "the receipt could not be read: see step 1"


def test_a_receipt_says_nothing_of_figures(press: Press, world: World) -> None:
    report = verified(press.receipt(10), world).as_json()
    assert report["total"] is None
    assert report["size"] == 11
    assert report["witnesses"] == "0 of 0"
