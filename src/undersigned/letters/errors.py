"""What a letter refuses; the message says why and what to do."""


class LetterRefused(Exception):  # noqa: N818 (the word a person reads)
    """Nothing was changed."""
