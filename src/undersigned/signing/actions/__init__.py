"""The only writers of signatures, a module for each step of their way."""
