from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import Note, NoteSignature
from undersigned.tlog.proof import TlogProof

CHECKPOINT = Note(
    Checkpoint("example.com/fancylog", 109_482, bytes(range(32))).text(),
    (NoteSignature("example.com/fancylog", 7, bytes(64)),),
).encode()

proofs = st.builds(
    TlogProof,
    st.none() | st.binary(max_size=60),
    st.integers(0, 2**63 - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63).map(tuple),
    st.just(CHECKPOINT),
)


def test_the_form() -> None:
    proof = TlogProof(b"extra", 73_894, (bytes(32),), CHECKPOINT)
    assert proof.encode() == (
        b"c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 73894\n"
        b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n" + CHECKPOINT
    )


@given(proofs)
def test_a_proof_reads_back(proof: TlogProof) -> None:
    assert TlogProof.parse(proof.encode()) == proof


@given(proofs, st.data())
def test_a_changed_byte_is_refused_or_means_something_else(
    proof: TlogProof, data: st.DataObject
) -> None:
    changed = bytearray(proof.encode())
    place = data.draw(st.integers(0, len(changed) - 1))
    changed[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        other = TlogProof.parse(bytes(changed))
    except Malformed:
        return
    assert other != proof
    assert other.encode() == changed


HEAD = b"c2sp.org/tlog-proof@v1\n"
HASH = b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty line"),
        (HEAD + b"index 1\n" + CHECKPOINT, "hash|index|empty line"),
        (HEAD.replace(b"v1", b"v2") + b"index 1\n\n" + CHECKPOINT, "first line"),
        (HEAD + b"\n" + CHECKPOINT, "index <number>"),
        (HEAD + b"index 01\n\n" + CHECKPOINT, "decimal"),
        (HEAD + b"index 1\nextra AA==\n\n" + CHECKPOINT, "hash 1 of the proof"),
        (HEAD + b"extra AA==\nextra AA==\nindex 1\n\n" + CHECKPOINT, "index <number>"),
        (HEAD + b"extra AB==\nindex 1\n\n" + CHECKPOINT, "extra data"),
        (HEAD + b"index 1\nAAAA\n\n" + CHECKPOINT, "hash 1 of the proof"),
        (HEAD + b"index 1\n" + HASH * 64 + b"\n" + CHECKPOINT, "at most 63 hashes"),
        (HEAD + b"index 1\n\nno checkpoint\n", "note"),
    ],
)
def test_what_is_no_proof_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        TlogProof.parse(data)


def test_the_receipts_of_the_conformance_set(shared_folder: Path) -> None:
    paths = sorted((shared_folder / "vectors/letters/receipts").glob("*.tlog-proof"))
    assert paths
    for path in paths:
        data = path.read_bytes()
        assert TlogProof.parse(data).encode() == data
