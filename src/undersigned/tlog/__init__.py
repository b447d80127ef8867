"""A Merkle log in tiles: hashes, notes, checkpoints, proofs. Bytes in, bytes out."""
