"""The one error that reading bytes of a log can end in."""

_SHOWN = 80
"""Characters of a refused value that a message quotes; more would hide the sentence."""


class Malformed(ValueError):  # noqa: N818 - a word of the format, as in "the log is malformed"
    """Bytes or text that break a format, with what stood there and what belonged there.

    Every parser of `undersigned.tlog` and `undersigned.evidence` raises this and nothing else, save
    `undersigned.evidence.entries.NewerVersion`.

    Attributes:
        what: the thing that was read, for example ``checkpoint size``.
        expected: what belongs there, in words.
        got: what stood there.
    """

    def __init__(self, what: str, expected: str, got: object) -> None:
        super().__init__(what, expected, got)
        self.what = what
        self.expected = expected
        self.got = got

    def __str__(self) -> str:
        """Return the message: what was expected and what came, on one line."""
        text = ascii(self.got) if isinstance(self.got, str | bytes) else str(self.got)
        if len(text) > _SHOWN:
            text = f"{text[:_SHOWN]}… ({len(text)} characters)"
        return f"{self.what}: expected {self.expected}, got {text}"
