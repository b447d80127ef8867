"""Template filters of signing."""
