"""A whole instance as one file, and back: docs/how-to/back-up-and-restore.md."""
