import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import invented_entries as invented
from undersigned.evidence.entries import parse_entry
from undersigned.evidence.receipts import LARGEST_RECEIPT, Receipt
from undersigned.evidence.records import Record, commitment, parse_record
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.errors import Malformed
from undersigned.tlog.merkle import leaf_hash, verify_inclusion
from undersigned.tlog.note import Note, NoteSignature, ed25519_key
from undersigned.tlog.proof import TlogProof

CHECKPOINT = Note(
    Checkpoint(invented.LETTER, 40, bytes(32)).text(),
    (NoteSignature(invented.LETTER, 7, bytes(64)),),
).encode()
KEY = ed25519_key(invented.LETTER, bytes(32)).encode()
ENTRY = invented.signed("Anka").encode()


@given(st.none() | invented.records, st.integers(0, 2**63 - 1))
def test_a_receipt_reads_back(record: Record | None, index: int) -> None:
    line = None if record is None else record.encode()
    receipt = Receipt(ENTRY, line, KEY, index, (bytes(32),), CHECKPOINT)
    assert Receipt.parse(receipt.encode()) == receipt


def test_the_form() -> None:
    extra = TlogProof.parse(Receipt(ENTRY, b"{}", KEY, 3, (), CHECKPOINT).encode()).extra
    assert extra is not None
    assert json.loads(extra) == {"entry": ENTRY.decode(), "record": "{}", "key": KEY}
    withheld = TlogProof.parse(Receipt(ENTRY, None, KEY, 3, (), CHECKPOINT).encode()).extra
    assert withheld is not None
    assert b'"record"' not in withheld


def written(extra: bytes | None) -> bytes:
    return TlogProof(extra, 3, (), CHECKPOINT).encode()


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (None, "a line of extra data"),
        (b"", "JSON"),
        (b"[]", "an object"),
        (b'{"entry":"x"}', "entry, record, key"),
        (json.dumps({"key": KEY}).encode(), "entry, record, key"),
        (json.dumps({"entry": "x", "key": KEY, "more": "x"}).encode(), "entry, record, key"),
        (json.dumps({"entry": 1, "key": KEY}).encode(), "entry of the receipt"),
        (json.dumps({"entry": "x", "record": None, "key": KEY}).encode(), "record of the receipt"),
        (json.dumps({"entry": "x", "key": "nobody"}).encode(), "verifier key"),
        (json.dumps({"entry": "\ud800", "key": KEY}).encode(), "whole characters"),
        (f'{{"entry":"x","entry":"x","key":"{KEY}"}}'.encode(), "each member once"),
    ],
)
def test_what_is_no_receipt_is_refused(extra: bytes | None, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        Receipt.parse(written(extra))


def test_a_receipt_too_long_is_refused_unread() -> None:
    with pytest.raises(Malformed, match="at most"):
        Receipt.parse(bytes(LARGEST_RECEIPT + 1))


def test_what_would_not_read_back_is_not_encoded() -> None:
    with pytest.raises(Malformed):
        Receipt(b"\xff", None, KEY, 3, (), CHECKPOINT).encode()


def test_the_receipts_of_the_conformance_set(shared_folder: Path) -> None:
    paths = sorted((shared_folder / "vectors/letters/receipts").glob("*.tlog-proof"))
    assert len(paths) == 5
    for path in paths:
        data = path.read_bytes()
        receipt = Receipt.parse(data)
        assert receipt.encode() == data
        checkpoint = Checkpoint.parse(Note.parse(receipt.checkpoint).text)
        leaf = leaf_hash(receipt.entry)
        verify_inclusion(receipt.index, checkpoint.size, leaf, receipt.hashes, checkpoint.root)
        entry = parse_entry(receipt.entry)
        if receipt.record is not None:
            assert commitment(receipt.record) == getattr(entry, "record", None)
            assert parse_record(receipt.record).letter == checkpoint.origin


def test_a_name_changed_in_a_receipt_has_another_commitment(shared_folder: Path) -> None:
    folder = shared_folder / "vectors/letters/variants/30-a-receipt-with-another-name-in-its-record"
    receipt = Receipt.parse((folder / "files/receipt.tlog-proof").read_bytes())
    assert receipt.record is not None
    assert commitment(receipt.record) != getattr(parse_entry(receipt.entry), "record", None)
    assert base64.b64encode(leaf_hash(receipt.entry))
