"""The public record: notes, proofs, policies, entries, records, figures, published pages."""

import datetime as dt
import json
from contextlib import suppress
from dataclasses import replace
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fuzzing.target import Broken, Target, examples, holds
from undersigned.evidence.entries import NewerVersion, parse_entry
from undersigned.evidence.figures import Figures, encode_count, parse_count
from undersigned.evidence.history import History
from undersigned.evidence.receipts import Receipt
from undersigned.evidence.records import Record, commitment, parse_record
from undersigned.evidence.records_file import encode_records, parse_records
from undersigned.evidence.refusal import Refused as EntryRefused
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.errors import Malformed
from undersigned.tlog.merkle import leaf_hash
from undersigned.tlog.note import Note, NoteSignature, VerifierKey, cosignature_key, ed25519_key
from undersigned.tlog.policy import parse_policy
from undersigned.tlog.proof import TlogProof
from undersigned.tlog.tiles import encode_bundle, parse_bundle, split_hashes
from undersigned.verifier import rsa
from undersigned.verifier.keys import (
    Refused,
    SignedCheckpoint,
    check_log_signature,
    cosigned_at,
    parse_log_key,
)
from undersigned.verifier.listing import differences, shown_digits
from undersigned.verifier.pages import parse_page
from undersigned.verifier.receipt import entry_of_signature, verify_receipt
from undersigned.verifier.request import Request, Surroundings
from undersigned.verifier.witnesses import check_own_policy, read_policy

ORIGIN = "letters.example.org/fair-courts"
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = ed25519_key(ORIGIN, PRIVATE.public_key().public_bytes_raw())
WITNESS = cosignature_key("witness.example", PRIVATE.public_key().public_bytes_raw())
NOW = dt.datetime(2026, 3, 16, 12, tzinfo=dt.UTC)


def signed_note(root: bytes, size: int = 1) -> bytes:
    """A checkpoint signed by the targets' own key."""
    text = Checkpoint(ORIGIN, size, root).text()
    signature = NoteSignature(ORIGIN, KEY.key_id, PRIVATE.sign(text.encode()))
    return Note(text, (signature,)).encode()


def read_note(data: bytes) -> None:
    """A note, its checkpoint and its signatures, or a key."""
    try:
        text = data.decode("utf-8", "replace")
        key = VerifierKey.parse(text)
        holds(key.encode() == text, "a key encodes to the bytes it was read from")
        parse_log_key(key.encode())
    except Malformed:
        pass
    try:
        note = Note.parse(data)
        holds(note.encode() == data, "a note encodes to the bytes it was read from")
        signed = SignedCheckpoint.parse(data)
    except Malformed:
        return
    holds(signed.checkpoint.text() == note.text, "a checkpoint's text is the note's")
    for check in (check_log_signature, cosigned_at):
        try:
            check(note, KEY if check is check_log_signature else WITNESS)
        except Refused:
            continue


def read_proof(data: bytes) -> None:
    """A proof, a receipt, and all that the verifier says of it; a bundle and a tile."""
    try:
        holds(TlogProof.parse(data).encode() == data, "a proof encodes to its bytes")
        receipt = Receipt.parse(data)
        holds(Receipt.parse(receipt.encode()) == receipt, "a receipt reads back as it was")
        entry_of_signature(receipt)
    except (Malformed, NewerVersion):
        pass
    report = verify_receipt(data, Request(), Surroundings(NOW, lambda _: None))
    holds(report.status in {0, 1, 2}, "the verifier says how it ended")
    json.dumps(report.as_json())
    with suppress(Malformed):
        holds(encode_bundle(parse_bundle(data)) == data, "a bundle encodes to its bytes")
    with suppress(Malformed):
        holds(b"".join(split_hashes(data)) == data, "a tile is its hashes")


def read_policy_file(data: bytes) -> None:
    """A policy, as a letter publishes it or as it is given; a token key."""
    with suppress(Malformed):
        rsa.parse_public_key(data)
    try:
        policy = read_policy(data)
    except Malformed:
        return
    again = parse_policy(policy.encode())
    holds(again == policy, "a policy reads back as it was")
    names = [witness.name for witness in policy.witnesses]
    holds(policy.satisfied_by(names) or policy.quorum, "no quorum is always met")
    holds(policy.satisfied_by(names) >= policy.satisfied_by(names[:1]), "more never count less")
    with suppress(Malformed):
        check_own_policy(policy, KEY)


def read_entry(data: bytes) -> None:
    """Entries with an empty line between them: each by itself, then one after the other."""
    history = History(ORIGIN)
    for part in data.split(b"\n\n"):
        text = part if part.endswith(b"\n") else part + b"\n"
        try:
            entry = parse_entry(text)
        except (Malformed, NewerVersion):
            continue
        holds(entry.encode() == text, "an entry encodes to the bytes it was read from")
        try:
            history.apply(entry)
        except EntryRefused:
            continue
    figures = history.figures()
    counted = figures.named + figures.organisations + figures.withheld
    holds(figures.total == counted, "the total is the sum of its parts")


def read_record(data: bytes) -> None:
    """A record, a file of records, or the figures."""
    _one_record(data)
    try:
        size, lines = parse_records(data)
        holds(encode_records(size, lines) == data, "a file of records encodes to its bytes")
        for line in lines:
            _one_record(line or b"")
    except Malformed:
        pass
    try:
        count = parse_count(data)
        again = encode_count(count.letter, count.size, count.root, count.figures)
        holds(parse_count(again) == count, "figures read back as they were")
    except Malformed:
        pass


def _one_record(line: bytes) -> None:
    try:
        record = parse_record(line)
    except Malformed:
        return
    try:
        holds(parse_record(record.encode()) == record, "a record reads back as it was")
    except Malformed as error:
        raise Broken(f"a record that was read can't be written: {error}") from None
    holds(b"\n" not in line, "a record is one line")


def read_page(data: bytes) -> None:
    """A page as the verifier reads it, each row held against a record."""
    try:
        page = parse_page(data)
    except Malformed:
        return
    record = _record()
    for row in page.rows:
        differences(row, record)
    for figure in page.figures:
        shown_digits(figure.text)


@cache
def _record() -> Record:
    return Record(
        salt=bytes(32),
        letter=ORIGIN,
        as_="person",
        name="Anka de Rassendy",
        edition=1,
        language="en",
        checks={"mail": NOW.date()},
    )


def _notes() -> list[bytes]:
    return [signed_note(bytes(32)), KEY.encode().encode(), *examples("tlog/test_note.py")]


def _entries() -> list[bytes]:
    texts = [each for each in examples("evidence/*.py") if each.startswith(b"undersigned/")]
    head = f"letter {ORIGIN}\nday 2026-01-29\n"
    opens = commitment(_record().encode())
    parts = [
        f"rules\n{head}rules 1\ntext {'1' * 64}\ntoken-key none\n",
        f"edition\n{head}edition 1\ntext en {'2' * 64}\n",
        f"signed\n{head}edition 1\nlanguage en\nas person\nrecord {opens}\nchecks mail\n",
        f"imported\n{head}source {'3' * 64}\nas person\nrecord {'4' * 64}\n",
        f"amended\n{head}entry 2\nrecord {'5' * 64}\nchecks mail\n",
        f"withdrawn\n{head}entry 2\n",
        f"removed\n{head}entry 3\nreason asked\n",
        f"closed\n{head}",
        f"reopened\n{head}",
        f"successor\n{head}origin {ORIGIN}\nkey {KEY.encode()}\n",
        f"struck\n{head}document editions/1.en.md\nreason court-order\n",
        f"issued\n{head}blinded {'6' * 64}\n",
    ]
    whole = [f"undersigned/v1 {part}".encode() for part in parts]
    return [*whole, b"\n".join(whole), *texts]


def _proofs() -> list[bytes]:
    entry, line = _entries()[2], _record().encode()
    receipt = Receipt(entry, line, KEY.encode(), 0, (), signed_note(leaf_hash(entry)))
    longer = Receipt(entry, line, KEY.encode(), 1, (bytes(32),), signed_note(bytes(32), 2))
    bare = TlogProof(None, 0, (), signed_note(leaf_hash(entry))).encode()
    bundle = encode_bundle([entry, entry])
    return [receipt.encode(), longer.encode(), bare, bundle, bytes(64), *_foreign()]


def _foreign() -> list[bytes]:
    return examples("tlog/test_proof.py", "evidence/test_receipts.py")


def _policies() -> list[bytes]:
    text = (
        f"log {KEY.encode()}\nwitness a {WITNESS.encode()} https://witness.example\n"
        "group g any a\nquorum g\n"
    )
    der = bytes.fromhex("308201a2300d06092a864886f70d01010105000382018f003082018a0282018100")
    key = der + b"\xc1" + bytes(383) + b"\x02\x03\x01\x00\x01"
    return [text.encode(), b"quorum none\n", key, *examples("tlog/test_policy.py")]


def _records() -> list[bytes]:
    line = _record().encode()
    full = replace(
        _record(), as_="organisation", by="Anka", served=("Vael",), place="Strelsau", years=12
    ).encode()
    figures = Figures(2, 1, 1, 0, 0, 0, 0, {"asked": 1}, 1, 1)
    return [
        line,
        full,
        encode_records(3, [None, line, None]),
        encode_count(ORIGIN, 9, bytes(32), figures),
        *examples("evidence/test_records.py", "evidence/test_figures.py"),
    ]


def _pages() -> list[bytes]:
    return examples("verifier/test_pages.py", "verifier/test_listing.py", "verifier/test_chain.py")


TARGETS = (
    Target("notes", read_note, _notes),
    Target("proofs", read_proof, _proofs),
    Target("policies", read_policy_file, _policies),
    Target("entries", read_entry, _entries),
    Target("records", read_record, _records),
    Target("pages", read_page, _pages),
)
