"""Open letters with a list of signatures that anyone can check.

The rooms of this package, from the bottom up, are named in ARCHITECTURE.md; imports only go down.
"""
