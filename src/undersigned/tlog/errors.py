"""The one error that reading bytes of a log can end in."""

_SHOWN = 80
"""Characters of a refused value that a message quotes; more would hide the sentence."""


class Malformed(ValueError):  # noqa: N818 - a word of the format, as in "the log is malformed"
    """Bytes or text that break a format, with what stood there and what belonged there.

    Every parser of `undersigned.tlog` and `undersigned.evidence` raises this and nothing else.

    Attributes:
        what: the thing that was read, for example ``checkpoint size``.
        expected: what belongs there, in words.
        got: what stood there, shortened for showing.
    """

    def __init__(self, what: str, expected: str, got: object) -> None:
        self.what = what
        self.expected = expected
        self.got = shown(got)
        super().__init__(f"{what}: expected {expected}, got {self.got}")

    def __reduce__(self) -> tuple[type["Malformed"], tuple[str, str, object]]:
        return (type(self), (self.what, self.expected, Shown(self.got)))


class Shown(str):
    """A value that is already in the form that a message shows."""

    __slots__ = ()


def shown(value: object) -> str:
    """Return `value` as a message quotes it: on one line, at most about 80 characters."""
    if isinstance(value, Shown):
        return str(value)
    text = ascii(value) if isinstance(value, str | bytes) else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"
