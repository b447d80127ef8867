"""Attacks on receipts: their form, their proof, their key and their checkpoint."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from letter_press import ORIGIN, seeded
from tampered.attack import Attack, Change, Work, closed_letter, open_letter
from tampered.letter import OTHER
from tampered.notes import KEY, signed_text
from undersigned.evidence.receipts import Receipt
from undersigned.tlog.note import ed25519_key
from undersigned.tlog.proof import TlogProof
from undersigned.tlog.wire import encode_base64

NAMED = "receipts/named.tlog-proof"
WITHHELD = "receipts/withheld.tlog-proof"


def _path(name: str) -> str:
    return f"receipts/{name}.tlog-proof"


def _parts(change: Callable[[Receipt], dict[str, Any]], name: str = "named") -> Change:
    """Change parts of a receipt; only what its proof covers is authenticated."""

    def do(work: Work) -> None:
        receipt = work.receipt(name)
        work.put(_path(name), replace(receipt, **change(receipt)).encode())

    return do


def _text(before: str, after: str) -> Change:
    return lambda work: work.edit(NAMED, before.encode(), after.encode())


def _extra(change: Callable[[bytes], bytes], name: str = "named") -> Change:
    """Change the extra data, byte for byte."""

    def do(work: Work) -> None:
        proof = TlogProof.parse(work.files[_path(name)])
        extra = change(proof.extra or b"")
        work.put(_path(name), replace(proof, extra=extra).encode())

    return do


def _member(name: str, value: object) -> Change:
    def change(extra: bytes) -> bytes:
        members = json.loads(extra)
        members[name] = value
        return json.dumps(members).encode()

    return _extra(change)


def _other_letter(work: Work) -> None:
    receipt = work.receipt("named")
    root = receipt.checkpoint.split(b"\n")[2].decode()
    note = signed_text(f"{OTHER}\n265\n{root}\n")
    work.put(NAMED, replace(receipt, checkpoint=note).encode())


def _policy(work: Work) -> None:
    work.put("given/policy", work.files["letter/witnesses"])


def _witness_flipped(work: Work) -> None:
    _policy(work)
    work.edit(NAMED, b"w1 Bhz3ewAA", b"w1 Bhz3ewAB")


def _without_witness(work: Work) -> None:
    _policy(work)
    work.put(NAMED, work.files[NAMED].split("— witness".encode())[0])


_FORMS = (
    Attack(
        "receipt-of-another-entry",
        "the entry is another person's",
        1,
        _parts(lambda _: {"entry": closed_letter().entries[36]}),
    ),
    Attack(
        "receipt-with-another-record",
        "the record is another person's",
        1,
        _parts(lambda _: {"record": closed_letter().records[36]}),
    ),
    Attack(
        "receipt-with-a-changed-record",
        "the record names somebody else",
        1,
        _parts(
            lambda each: {
                "record": each.record.replace(b"Hanno", b"Tibor") if each.record else None
            }
        ),
    ),
    Attack(
        "receipt-without-its-record",
        "a named signature's record is left out",
        1,
        _parts(lambda _: {"record": None}),
    ),
    Attack(
        "receipt-with-a-record-too-many",
        "a name withheld is given a record",
        1,
        _parts(lambda _: {"record": closed_letter().records[36]}, "withheld"),
    ),
    Attack(
        "receipt-index-off-by-one",
        "the entry is said to stand one further",
        1,
        _parts(lambda each: {"index": each.index + 1}),
    ),
    Attack(
        "receipt-index-past-the-tree",
        "the entry is said to stand past the end",
        1,
        _parts(lambda _: {"index": 265}),
    ),
    Attack(
        "receipt-index-with-a-zero",
        "the index is written 035",
        1,
        _text("\nindex 35\n", "\nindex 035\n"),
    ),
    Attack(
        "receipt-with-a-spare-hash",
        "the proof has a hash too many",
        1,
        _parts(lambda each: {"hashes": (*each.hashes, bytes(32))}),
    ),
    Attack(
        "receipt-with-a-hash-less",
        "the proof has a hash too few",
        1,
        _parts(lambda each: {"hashes": each.hashes[:-1]}),
    ),
    Attack(
        "receipt-hashes-swapped",
        "two hashes have changed places",
        1,
        _parts(lambda each: {"hashes": (each.hashes[1], each.hashes[0], *each.hashes[2:])}),
    ),
    Attack(
        "receipt-with-a-hash-too-short",
        "a hash of 31 bytes",
        1,
        lambda work: work.edit(
            NAMED,
            encode_base64(work.receipt("named").hashes[2]).encode(),
            encode_base64(bytes(31)).encode(),
        ),
    ),
    Attack(
        "receipt-with-64-hashes",
        "more hashes than any tree is high",
        1,
        lambda work: work.edit(
            NAMED,
            b"\nindex 35\n",
            b"\nindex 35\n" + (encode_base64(bytes(32)) + "\n").encode() * 60,
        ),
    ),
    Attack(
        "receipt-with-a-checkpoint-of-another-tree",
        "a checkpoint of an earlier size",
        1,
        _parts(lambda _: {"checkpoint": open_letter().checkpoint()}),
    ),
    Attack(
        "receipt-with-a-checkpoint-of-another-letter",
        "the log signed another letter's name",
        1,
        _other_letter,
    ),
    Attack(
        "receipt-with-an-unsigned-checkpoint",
        "the size is another, and nobody signed that",
        1,
        _parts(lambda each: {"checkpoint": each.checkpoint.replace(b"\n265\n", b"\n264\n")}),
    ),
    Attack(
        "receipt-with-a-cosignature-that-fails",
        "a witness's line does not fit, by policy",
        1,
        _witness_flipped,
        arguments=("--policy", "given/policy"),
    ),
    Attack(
        "receipt-without-the-witness",
        "the witness that a policy asks for is missing",
        1,
        _without_witness,
        arguments=("--policy", "given/policy"),
    ),
    Attack(
        "receipt-with-another-key",
        "the key is another, of the same name",
        1,
        _parts(lambda _: {"key": ed25519_key(ORIGIN, seeded("public")).encode()}),
    ),
    Attack(
        "receipt-with-a-key-than-which-another-is-given",
        "the key is not the one given",
        1,
        lambda _: None,
        arguments=("--key", ed25519_key(ORIGIN, seeded("public")).encode()),
    ),
    Attack(
        "receipt-with-a-key-that-is-none",
        "the key has an id that is not its own",
        1,
        _member("key", KEY.encode().replace(f"{KEY.key_id:08x}", "00000000")),
    ),
    Attack(
        "receipt-extra-no-json", "the extra data breaks off", 1, _extra(lambda extra: extra[:-2])
    ),
    Attack(
        "receipt-extra-of-more-members",
        "the extra data has a member more",
        1,
        _member("verified", "yes"),
    ),
    Attack(
        "receipt-extra-of-fewer-members",
        "the extra data has no key",
        1,
        _extra(
            lambda extra: json.dumps(
                {name: value for name, value in json.loads(extra).items() if name != "key"}
            ).encode()
        ),
    ),
    Attack(
        "receipt-extra-a-member-twice",
        "the extra data has two records",
        1,
        _extra(lambda extra: extra.replace(b',"key"', b',"record":"","key"')),
    ),
    Attack(
        "receipt-extra-with-half-a-surrogate",
        "half of a character in the record",
        1,
        _member("record", "\ud800"),
    ),
    Attack("receipt-extra-no-text", "the entry is a number", 1, _member("entry", 9)),
    Attack(
        "receipt-extra-base64-junk",
        "the extra data holds other characters",
        1,
        _text("\nextra ", "\nextra *"),
    ),
    Attack(
        "receipt-without-extra",
        "the extra line is left out",
        1,
        lambda work: work.put(
            NAMED,
            b"\n".join(
                line for line in work.files[NAMED].split(b"\n") if not line.startswith(b"extra ")
            ),
        ),
    ),
    Attack(
        "receipt-of-another-form",
        "the first line names another form",
        1,
        _text("tlog-proof@v1", "tlog-proof@v2"),
    ),
    Attack("receipt-without-an-index", "the index line is left out", 1, _text("index 35\n", "")),
    Attack(
        "receipt-without-a-checkpoint",
        "the receipt ends with its proof",
        1,
        lambda work: work.put(NAMED, work.files[NAMED].split(b"\n\n")[0] + b"\n"),
    ),
    Attack(
        "receipt-cut-off",
        "the receipt breaks off in its checkpoint",
        1,
        lambda work: work.put(NAMED, work.files[NAMED][:-100]),
    ),
    Attack("receipt-empty", "the receipt has no bytes", 1, lambda work: work.put(NAMED, b"")),
    Attack(
        "receipt-too-large",
        "the receipt has more bytes than one can have",
        2,
        lambda work: work.fill(NAMED, 10, 1_000_001),
    ),
)
RECEIPTS = tuple(
    replace(each, target=WITHHELD if "record-too-many" in each.name else NAMED) for each in _FORMS
)
