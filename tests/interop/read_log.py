"""Reads a published log by code that is not ours: aics-tlog, under a Python of its own.

    python read_log.py FOLDER VKEY [CHECKPOINT ...]

As read_log.go beside it: every tile and bundle, every entry proven to be in the tree, the tree
proven to go on from each earlier checkpoint named and from many earlier sizes.
"""

import sys
from pathlib import Path

from aics_tlog.checkpoint import Checkpoint, parse_checkpoint, verify_checkpoint
from aics_tlog.note import parse_note, parse_vkey
from aics_tlog.tiles import (
    FileSystemTileReader,
    consistency_proof_from_tiles,
    inclusion_proof_from_tiles,
    tree_root_from_tiles,
)
from aics_tlog.tree import verify_consistency, verify_leaf_inclusion
from aics_tlog.verified import VerifiedTileReader, audit_tiles


def opened(path: Path, vkey: str) -> Checkpoint:
    """A checkpoint that the key has signed."""
    note = parse_note(path.read_bytes())
    key = parse_vkey(vkey)
    result = verify_checkpoint(note, key, expected_origin=key.name)
    if not result.ok:
        sys.exit(f"{path.name}: {result.error}")
    return parse_checkpoint(note.text)


def main(folder: str, vkey: str, *checkpoints: str) -> None:
    """Read all of it, and say in one line what was read."""
    tree = opened(Path(folder) / "checkpoint", vkey)
    audited = audit_tiles(FileSystemTileReader(folder), tree.size, tree.root)
    reader = VerifiedTileReader(FileSystemTileReader(folder), tree.size, tree.root)
    for index in range(tree.size):
        proof = inclusion_proof_from_tiles(reader, index, tree.size)
        if not verify_leaf_inclusion(reader.entry(index), index, tree.size, proof, tree.root):
            sys.exit(f"entry {index} is not proven to be in the tree")
    earlier = [opened(Path(each), vkey) for each in checkpoints]
    heads = [(each.size, each.root) for each in earlier]
    sizes = range(1, tree.size + 1, 1 + tree.size // 100)
    heads += [(size, tree_root_from_tiles(reader, size, tree.size)) for size in sizes]
    for size, root in heads:
        proof = consistency_proof_from_tiles(reader, size, tree.size)
        if not verify_consistency(size, tree.size, root, tree.root, proof):
            sys.exit(f"the tree is not proven to go on from size {size}")
    print(
        f"size {tree.size}, {audited.tiles} tiles, {tree.size} entries proven, "
        f"{len(earlier)} checkpoints and {len(sizes)} sizes gone on from"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
