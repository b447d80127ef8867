"""What a page shows and marks for a verifier (record format, section 7)."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Figure:
    """A marked figure: its name, ``value``, ``data-size`` and text, as they stand."""

    line: int
    name: str
    value: str
    size: str
    text: str = ""


@dataclass(slots=True)
class Row:
    """A marked row of the list.

    Attributes:
        line: where it begins on its page.
        entry: the text of ``data-entry``.
        fields: name and text of each field, in order: `served` once for each term, the parts of
            posts here where no element holds each post together.
        posts: for each post held together, the text of its parts by name.
    """

    line: int
    entry: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    posts: list[dict[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """What one page shows: figures, rows, the addresses it calls the next page, and its faults.

    `unseen` are the entries of rows that the page has and no reader sees.
    """

    figures: list[Figure] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    following: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
