"""Keeps the log: pending entries, openings, documents, keys, files."""
