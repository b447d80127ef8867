"""Entries, records, receipts and documents of a letter, as bytes, and what may follow what."""
