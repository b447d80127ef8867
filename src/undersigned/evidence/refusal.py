"""An entry that may not stand where it stands. Source: record format, sections 1 to 5."""


class Refused(Exception):  # noqa: N818 - what happened to the entry
    """A rule that an entry breaks.

    Attributes:
        reason: what was expected and what came, in whole sentences.
        section: of the record format, for example ``3``.
        index: the number of the entry; None until `history.History.apply` has set it.
        event: the entry's event; empty until then.
    """

    def __init__(self, reason: str, section: str) -> None:
        super().__init__(reason, section)
        self.reason = reason
        self.section = section
        self.index: int | None = None
        self.event = ""

    def __str__(self) -> str:
        where = "" if self.index is None else f"Entry {self.index} ({self.event}): "
        return f"{where}{self.reason} (Record format, section {self.section}.)"
