"""Attacks on a published letter and its receipts, as vectors that other verifiers can use too."""
