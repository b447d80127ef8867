import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.tlog.merkle import (
    EMPTY_ROOT,
    Frontier,
    HashReader,
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    leaf_hashes,
    node_hash,
    root_of,
    tree_root,
    verify_consistency,
    verify_inclusion,
)

DONT_CARE = {
    # Its roots are the words "don't care", and it says that they pass: equal sizes, equal roots.
    # Here every root has 32 bytes, so it is the one vector that is refused on purpose.
    "consistency/additional/sizes-are-equal-one-and-proof-is-empty.json",
}

LEAVES = [leaf_hash(b"%d" % number) for number in range(600)]


def reference_root(leaves: list[bytes]) -> bytes:
    """Write RFC 6962 section 2.1 down once more, by its recursion."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(reference_root(leaves[:split]), reference_root(leaves[split:]))


def reader(leaves: list[bytes]) -> HashReader:
    return lambda level, number: reference_root(leaves[number << level : (number + 1) << level])


def test_the_empty_tree_is_the_hash_of_nothing() -> None:
    expected = base64.b64decode("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    assert tree_root([]) == root_of(0, reader([])) == Frontier().root() == EMPTY_ROOT == expected


def test_leaves_and_nodes_hash_in_domains_of_their_own() -> None:
    assert leaf_hash(b"a") == hashlib.sha256(b"\0a").digest()
    assert node_hash(bytes(32), bytes(32)) == hashlib.sha256(b"\1" + bytes(64)).digest()


@pytest.mark.parametrize("size", range(66))
def test_every_way_to_a_root_agrees(size: int) -> None:
    expected = reference_root(LEAVES[:size])
    assert tree_root(LEAVES[:size]) == expected
    assert root_of(size, reader(LEAVES)) == expected


def test_a_frontier_has_the_root_at_every_size() -> None:
    frontier = Frontier()
    for size, leaf in enumerate(LEAVES[:70]):
        assert frontier.size == size
        assert frontier.root() == reference_root(LEAVES[:size])
        frontier.append(leaf)


def test_a_leaf_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        tree_root([b""])


@given(st.data(), st.integers(1, 600))
def test_every_leaf_has_a_proof(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    root = tree_root(LEAVES[:size])
    proof = inclusion_proof(index, size, reader(LEAVES))
    verify_inclusion(index, size, LEAVES[index], proof, root)
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        bit = data.draw(st.integers(0, 255))
        flipped = int.from_bytes(proof[place], "big") ^ (1 << bit)
        proof[place] = flipped.to_bytes(32, "big")
        with pytest.raises(ProofError):
            verify_inclusion(index, size, LEAVES[index], proof, root)


@given(st.data(), st.integers(0, 600))
def test_every_size_has_a_proof_from_every_earlier_one(data: st.DataObject, new: int) -> None:
    old = data.draw(st.integers(0, new))
    old_root, new_root = tree_root(LEAVES[:old]), tree_root(LEAVES[:new])
    proof = consistency_proof(old, new, reader(LEAVES))
    verify_consistency(old, new, old_root, new_root, proof)
    with pytest.raises(ProofError):
        verify_consistency(old, new, old_root, new_root, [*proof, bytes(32)])
    if proof:
        with pytest.raises(ProofError):
            verify_consistency(old, new, old_root, new_root, proof[:-1])
        with pytest.raises(ProofError):
            verify_consistency(old, new, bytes(32), new_root, proof)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 1), (5, 3)])
def test_no_proof_is_made_or_taken_beyond_the_tree(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="No entry"):
        inclusion_proof(index, size, reader(LEAVES))
    with pytest.raises(ProofError, match="No entry"):
        verify_inclusion(index, size, LEAVES[0], [], LEAVES[0])


def test_a_log_never_shrinks() -> None:
    with pytest.raises(ValueError, match="can't follow"):
        consistency_proof(3, 2, reader(LEAVES))
    with pytest.raises(ProofError, match="can't follow"):
        verify_consistency(3, 2, EMPTY_ROOT, EMPTY_ROOT, [])


def test_a_hash_of_no_length_proves_nothing() -> None:
    with pytest.raises(ProofError, match="32 bytes"):
        verify_inclusion(0, 1, b"", [], b"")
    with pytest.raises(ProofError, match="32 bytes"):
        verify_consistency(1, 1, b"", b"", [])


def vectors(folder: Path, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    found = sorted((folder / "vectors" / "merkle" / kind).rglob("*.json"))
    assert found
    for path in found:
        name = path.relative_to(folder / "vectors" / "merkle").as_posix()
        yield name, json.loads(path.read_text())


def hashes(texts: list[str] | None) -> list[bytes]:
    return [base64.b64decode(text) for text in texts or []]


def holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except ProofError:
        return False
    return True


def test_inclusion_proofs_made_by_others(shared_folder: Path) -> None:
    for name, vector in vectors(shared_folder, "inclusion"):
        root, leaf = hashes([vector["root"], vector["leafHash"]])
        proof = hashes(vector["proof"])
        index, size = vector["leafIdx"], vector["treeSize"]
        good = holds(lambda: verify_inclusion(index, size, leaf, proof, root))  # noqa: B023 - now
        assert good is not vector["wantErr"], name


def test_consistency_proofs_made_by_others(shared_folder: Path) -> None:
    for name, vector in vectors(shared_folder, "consistency"):
        old, new = hashes([vector["root1"], vector["root2"]])
        proof = hashes(vector["proof"])
        sizes = vector["size1"], vector["size2"]
        good = holds(lambda: verify_consistency(*sizes, old, new, proof))  # noqa: B023 - now
        assert good is not (vector["wantErr"] or name in DONT_CARE), name


@pytest.mark.parametrize("size", [256, 257, 512, 600])
def test_whole_tiles_are_put_on_a_tree_by_their_roots(size: int) -> None:
    frontier = Frontier()
    for start in range(0, size, 256):
        tile = LEAVES[start : min(start + 256, size)]
        assert frontier.root_with(tile[:7]) == reference_root(LEAVES[: start + len(tile[:7])])
        if len(tile) == 256:
            frontier.append_tile(tree_root(tile))
        else:
            for leaf in tile:
                frontier.append(leaf)
    assert (frontier.size, frontier.root()) == (size, reference_root(LEAVES[:size]))


def test_a_tile_is_put_on_whole_tiles_alone() -> None:
    frontier = Frontier()
    frontier.append(LEAVES[0])
    with pytest.raises(ValueError, match="no whole ones"):
        frontier.append_tile(LEAVES[1])


def test_many_leaves_hash_as_each_does() -> None:
    assert leaf_hashes([b"%d" % number for number in range(600)]) == LEAVES
