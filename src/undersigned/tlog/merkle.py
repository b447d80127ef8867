"""The Merkle tree of RFC 6962: hashes, roots, and checking proofs.

Source: RFC 6962 section 2.1; the checks follow RFC 9162 sections 2.1.3.2 and 2.1.4.2.
Every hash is 32 bytes (SHA-256), and this module refuses any other length: a proof over hashes of
no length at all would otherwise "hold".
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

HASH_LENGTH = 32
_TILE_LEVELS = 8

_sha256 = hashlib.sha256
EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""

HashReader = Callable[[int, int], bytes]
"""(level, number) -> hash of the perfect subtree over the leaves from ``number << level`` up to,
not including, ``(number + 1) << level``."""


class ProofError(ValueError):
    """A proof that does not show what it should, with the reason."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry as a leaf: SHA-256 of 0x00 and the entry (RFC 6962, 2.1)."""
    return _sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """Return the leaf hash of each of many entries, in order."""
    return [_sha256(b"\x00" + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256 of 0x01, left, right (RFC 6962, 2.1)."""
    return _sha256(b"\x01" + left + right).digest()


def tree_root(leaf_hashes: Iterable[bytes]) -> bytes:
    """Return the root over all `leaf_hashes`, in order (RFC 6962, 2.1).

    Level by level: the last hash of an odd number goes up as it is, which is the tree of RFC 6962,
    whose left side is always the largest perfect one.

    Raises:
        ValueError: a leaf hash is not 32 bytes long.
    """
    level = list(leaf_hashes)
    if set(map(len, level)) - {HASH_LENGTH}:
        for leaf in level:
            _check_leaf(leaf)
    while len(level) > 1:
        joined, odd = b"".join(level), level[-1:] if len(level) & 1 else []
        ends = range(2 * HASH_LENGTH, len(joined) + 1, 2 * HASH_LENGTH)
        level = [_sha256(b"\x01" + joined[end - 2 * HASH_LENGTH : end]).digest() for end in ends]
        level += odd
    return level[0] if level else EMPTY_ROOT


class Frontier:
    """The right edge of a growing tree: enough to go on from, in memory of O(log n).

    Attributes:
        size: leaves appended so far.
    """

    __slots__ = ("_edge", "size")

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []
        """Roots of the perfect subtrees that make up the tree, largest first."""

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash of 32 bytes on the right.

        Raises:
            ValueError: `leaf` is not 32 bytes long.
        """
        _check_leaf(leaf)
        self._graft(leaf, 0)

    def append_tile(self, root: bytes) -> None:
        """Add a full tile of 256 leaves on the right by its root, as `tree_root` gives it.

        Raises:
            ValueError: the tree so far isn't whole tiles.
        """
        if self.size % (1 << _TILE_LEVELS):
            raise ValueError(f"A tile can't follow on {self.size} leaves, which are no whole ones.")
        self._graft(root, _TILE_LEVELS)

    def _graft(self, root: bytes, levels: int) -> None:
        """Add a perfect subtree of so many levels; the size is a multiple of its leaves."""
        carried, edge, size = root, self._edge, self.size >> levels
        while size & 1:
            carried = node_hash(edge.pop(), carried)
            size >>= 1
        edge.append(carried)
        self.size += 1 << levels

    def root_with(self, leaves: Iterable[bytes]) -> bytes:
        """Return the root of the tree as it would be with further leaves on the right."""
        copy = Frontier()
        copy.size, copy._edge = self.size, list(self._edge)
        for leaf in leaves:
            copy.append(leaf)
        return copy.root()

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        if not self._edge:
            return EMPTY_ROOT
        root = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            root = node_hash(left, root)
        return root


def _check_leaf(leaf: bytes) -> None:
    if len(leaf) != HASH_LENGTH:
        raise ValueError(f"A leaf hash has 32 bytes; this one has {len(leaf)}.")


def verify_inclusion(
    index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that the leaf stands at `index` of the tree of `size` with `root` (RFC 9162, 2.1.3.2).

    Args:
        index: zero-based place of the leaf.
        size: leaves in the tree.
        leaf_hash: 32 bytes, see `leaf_hash`.
        proof: hashes of 32 bytes, from the leaf's sibling up to the root's child.
        root: 32 bytes.

    Raises:
        ProofError: it does not, or the proof has hashes too few, too many or of another length.
    """
    if not 0 <= index < size:
        raise ProofError(f"No entry {index} is in a tree of size {size}.")
    _check_lengths(leaf_hash, root, *proof)
    node, last, computed = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            raise ProofError(f"The proof has {len(proof)} hashes, more than the tree is high.")
        if node & 1 or node == last:
            computed = node_hash(sibling, computed)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError(f"The proof has {len(proof)} hashes, fewer than the tree is high.")
    if computed != root:
        raise ProofError(
            f"Entry {index} leads to the root {computed.hex()}, not to {root.hex()}: "
            "this is not the entry that the tree holds there."
        )


def verify_consistency(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the new tree begins with all of the old one (RFC 9162, 2.1.4.2).

    Equal sizes need equal roots and an empty proof; from size 0 the proof is empty too.

    Args:
        old_size: leaves in the old tree.
        new_size: leaves in the new tree.
        old_root: 32 bytes.
        new_root: 32 bytes.
        proof: hashes of 32 bytes as in RFC 6962 section 2.1.2.

    Raises:
        ProofError: it does not, or the proof has hashes too few, too many or of another length.
    """
    if not 0 <= old_size <= new_size:
        raise ProofError(f"A tree of size {new_size} can't follow one of size {old_size}.")
    _check_lengths(old_root, new_root, *proof)
    if old_size in {0, new_size}:
        _check_trivial_consistency(old_size, new_size, old_root, new_root, proof)
        return
    if not proof:
        raise ProofError(f"The proof from size {old_size} to {new_size} is empty.")
    # Where the old tree is one perfect subtree, its root is the start and is not sent.
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old, new = path[0], path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError(f"The proof has {len(proof)} hashes, more than belong to it.")
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError(f"The proof has {len(proof)} hashes, fewer than belong to it.")
    _check_roots("old", old_size, old, old_root)
    _check_roots("new", new_size, new, new_root)


def root_of(size: int, read: HashReader) -> bytes:
    """Return the root of the first `size` leaves; `read` gives the perfect subtrees' hashes."""
    return _range_root(0, size, read) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, read: HashReader) -> list[bytes]:
    """Return the proof that leaf `index` is in the tree of `size`: sibling first (2.1.1).

    Raises:
        ValueError: there is no such leaf in a tree of that size.
    """
    if not 0 <= index < size:
        raise ValueError(f"No entry {index} is in a tree of size {size}.")
    proof = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_range_root(middle, end, read))
            end = middle
        else:
            proof.append(_range_root(start, middle, read))
            start = middle
    return proof[::-1]


def consistency_proof(old_size: int, new_size: int, read: HashReader) -> list[bytes]:
    """Return the proof that the tree of `new_size` begins with that of `old_size` (2.1.2).

    It is empty from size 0 and for equal sizes.

    Raises:
        ValueError: the old size is negative or larger than the new one.
    """
    if not 0 <= old_size <= new_size:
        raise ValueError(f"A tree of size {new_size} can't follow one of size {old_size}.")
    if old_size in {0, new_size}:
        return []
    proof = []
    start, end = 0, new_size
    while end != old_size:
        middle = start + _split(end - start)
        if old_size <= middle:
            proof.append(_range_root(middle, end, read))
            end = middle
        else:
            proof.append(_range_root(start, middle, read))
            start = middle
    if start:
        # The old tree is no perfect subtree, so the reader doesn't hold this part of it yet.
        proof.append(_range_root(start, end, read))
    return proof[::-1]


def _check_trivial_consistency(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    if proof:
        raise ProofError(f"From size {old_size} to {new_size} no hashes belong in the proof.")
    if old_size == 0:
        _check_roots("old", 0, EMPTY_ROOT, old_root)
    if old_size == new_size:
        _check_roots("new", new_size, old_root, new_root)


def _check_roots(which: str, size: int, computed: bytes, root: bytes) -> None:
    if computed != root:
        raise ProofError(
            f"The root of the {which} tree, at size {size}, comes out as {computed.hex()} "
            f"and not as {root.hex()}: these are two histories."
        )


def _check_lengths(*hashes: bytes) -> None:
    for each in hashes:
        if len(each) != HASH_LENGTH:
            raise ProofError(f"A hash has 32 bytes; one here has {len(each)}.")


def _split(width: int) -> int:
    """Return the largest power of two smaller than `width`, which is at least 2."""
    return 1 << ((width - 1).bit_length() - 1)


def _range_root(start: int, end: int, read: HashReader) -> bytes:
    """Return the hash over the leaves from `start` to before `end`, a subtree of some tree."""
    parts = []
    while start < end:
        level = (end - start).bit_length() - 1
        parts.append(read(level, start >> level))
        start += 1 << level
    root = parts.pop()
    while parts:
        root = node_hash(parts.pop(), root)
    return root
