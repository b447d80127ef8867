"""The letter file as a form: which fields there are, what they are called, and how to fill them in.

A form and the file are two views of one text. Fields have the names that problems use, such as
`facts[2].day`, so that each problem stands at its field.
"""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from undersigned.letters.checks import ALWAYS, CHECKS

Kind = Literal["line", "day", "passage"]


@dataclass(frozen=True)
class Text:
    """A field for text: one line, a day, or a passage of several lines."""

    key: str
    label: str
    hint: str = ""
    kind: Kind = "line"
    needed: bool = False


@dataclass(frozen=True)
class Choice:
    """A choice of one word; `default` is what the file says where it says nothing."""

    key: str
    label: str
    options: tuple[tuple[str, str], ...]
    default: str
    hint: str = ""


@dataclass(frozen=True)
class Ticks:
    """Words that each apply or not; those in `always` do in any case."""

    key: str
    label: str
    options: tuple[tuple[str, str, str], ...]  # the word, what it is called, what it means
    always: tuple[str, ...]
    default: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Fields that belong together; `lone` may stand for all of them, as a source's title does."""

    key: str
    label: str
    members: tuple["Part", ...]
    hint: str = ""
    folded: bool = False
    lone: str = ""


@dataclass(frozen=True)
class Items:
    """A list of groups or of texts, each called `one` and numbered."""

    key: str
    label: str
    one: str
    item: "Group | Text"
    hint: str = ""
    told_by: tuple[str, ...] = ()  # the fields that tell one from another while it is folded
    needed: bool = False  # whether the first one is unfolded, to be filled in


Part: TypeAlias = Text | Choice | Ticks | Group | Items


@dataclass(frozen=True)
class Section:
    """A stretch of the form under a heading; `text` marks the one that holds the text itself."""

    title: str
    parts: tuple[Part, ...]
    hint: str = ""
    text: bool = False


SOURCE = Group(
    "",
    "Source",
    (
        Text("title", "What it is", "Who published it, when, which page.", needed=True),
        Text("url", "Where it can be read", "An address such as https://example.org/page."),
        Text("archived", "A copy kept of it", "An address too, if there is one."),
    ),
    lone="title",
)
STATES = (("open", "open"), ("met", "met"), ("refused", "refused"))
DEMAND = Group(
    "",
    "Demand",
    (
        Text("text", "What is asked for", "Whole sentences that stand alone.", "passage", True),
        Group(
            "~after",
            "What became of it",
            (
                Choice("state", "It is", STATES, "open"),
                Text("day", "Since", "As 2026-03-09.", "day"),
                Text(
                    "reply",
                    "The answer in the addressee’s words",
                    "Without quotation marks.",
                    "passage",
                ),
                Group("source", "Where the answer can be read", SOURCE.members, lone="title"),
            ),
            hint="Nothing, before the letter is sent. Later replies are told in an addendum.",
            folded=True,
        ),
    ),
)
QUANTITY = Group(
    "quantity",
    "A number that changed by it",
    (
        Text("what", "What was counted", "For example: prison term asked for."),
        Text("unit", "In what", "In the plural: years."),
        Text("before", "Before", "A number, or a range such as 7 to 9."),
        Text("after", "After", "Likewise."),
    ),
    hint="It is drawn on the page. Leave all four empty where nothing is counted.",
    folded=True,
)
FACT = Group(
    "",
    "Fact",
    (
        Text("day", "Day", "As 2026-03-09.", "day", True),
        Text("who", "Who did or said it", needed=True),
        Text("what", "What they did", "Sentences that stand alone.", "passage", True),
        Text("quote", "Their own words", "Without quotation marks.", "passage"),
        QUANTITY,
        Items(
            "sources",
            "Sources",
            "Source",
            SOURCE,
            "At least one, so that anybody can look.",
            ("title",),
            needed=True,
        ),
    ),
)
FACTS = Items(
    "facts", "Facts", "Fact", FACT,
    "Dated events that the letter rests on. They are part of it, and are signed with it.",
    ("day", "who"),
)  # fmt: skip
TERM = Group(
    "",
    "Term",
    (
        Text("name", "Name", "As signers choose it.", needed=True),
        Text("group", "Party or other group"),
        Text("from", "From", "A year, or 1998-05, or 1998-05-31.", needed=True),
        Text("to", "To", "Empty while it lasts."),
    ),
)
ADDRESSEE = Group(
    "addressee",
    "To whom",
    (
        Text("office", "Office", "Without an article: Minister of Justice of Ruritania."),
        Text("name", "Name of the person", "One of the two is enough."),
    ),
)
ORGANISER = Group(
    "organiser",
    "Who publishes it and answers for it",
    (
        Text("name", "Name", "A person or a group. It is shown in public.", needed=True),
        Text(
            "contact", "Where to reach them", "An e-mail address or a page, shown in public.",
            needed=True,
        ),
    ),
)  # fmt: skip
REPORT = Group(
    "report",
    "Where people who still serve can report what they see",
    (
        Text("office", "The office that takes reports"),
        Items(
            "addresses", "Its official addresses", "Address", Text("", "Address", kind="passage")
        ),
        Items(
            "protects", "What protects those who report", "Protection",
            Text("", "A sentence", kind="passage"),
        ),
    ),
    hint="Leave all of it empty if the letter says nothing of it.",
)  # fmt: skip

LETTER: tuple[Section, ...] = (
    Section(
        "The letter",
        (
            Text("title", "Title", needed=True),
            Text(
                "from", "Who writes",
                "In words that can follow the count: former officials of the Department.",
                needed=True,
            ),
            ADDRESSEE,
            Text("place", "Place", "Where the letter is dated."),
            Text("date", "Date", "The day that it bears, as 2026-03-09.", "day"),
        ),
    ),
    Section("The text", (), text=True),
    Section(
        "What it asks for",
        (Items("demands", "Demands", "Demand", DEMAND, told_by=("text",)),),
    ),
    Section("What it rests on", (FACTS,)),
    Section(
        "Who may sign, and how that is checked",
        (
            Text(
                "eligibility", "Who may sign", "In words. It becomes part of the rules.",
                "passage", needed=True,
            ),
            Ticks(
                "checks", "What is checked before a signature is listed",
                tuple((each.code, each.name, each.done) for each in reversed(CHECKS.values())),
                ALWAYS, tuple(sorted(CHECKS)),
            ),
            Text(
                "keeping", "What you keep of signers that is not public, and for how long",
                "In words. It becomes part of the rules.", "passage",
            ),
            Items(
                "terms", "Terms of office", "Term", TERM,
                "Periods of office, by which the page says under how many of them the signers "
                "served. Signers choose among them.",
                ("name", "from"),
            ),
        ),
        "What stands here becomes the rules of the letter. Signers are promised them.",
    ),
    Section("Who answers for it", (ORGANISER, REPORT)),
)  # fmt: skip
"""The form of a letter. Its languages are kept where wordings are added and taken out."""


def addendum_sheet(kind: str, demands: tuple[str, ...]) -> tuple[Section, ...]:
    """The form of an addendum.

    Args:
        kind: `note`, `fact` or `reply`.
        demands: what the letter asks for, so that a reply names one of them.
    """
    heading: tuple[Part, ...] = (
        Text("title", "Heading", needed=True),
        Text("day", "Day", "On which you write it, as 2026-03-09.", "day", True),
    )
    first = Section("The addendum", heading)
    text = Section("The text", (), _TEXT_HINTS.get(kind, ""), text=True)
    if kind == "fact":
        return (first, Section("What happened", (replace(FACTS, needed=True),)), text)
    if kind == "reply":
        return (first, Section("What was answered", (_replies(demands),)), text)
    return (first, text)


_TEXT_HINTS = {
    "fact": "What there is to say of it. You can leave this empty.",
    "reply": "For example the whole reply. You can leave this empty.",
}


def _replies(demands: tuple[str, ...]) -> Items:
    numbered = tuple(
        (str(number), f"{number}: {text if len(text) <= SHOWN else text[: SHOWN - 1] + '…'}")
        for number, text in enumerate(demands, 1)
    )
    return Items(
        "replies",
        "Answers",
        "Answer",
        Group(
            "",
            "Answer",
            (
                Choice("demand", "To which demand", (("", "choose"), *numbered), ""),
                Choice("state", "By it the demand is", (("", "choose"), *STATES), ""),
                Text("day", "Day of the answer", "As 2026-03-09.", "day", True),
                Text("reply", "The addressee’s own words", "Without quotation marks.", "passage"),
                Group(
                    "source",
                    "Where they can be read, or how they came",
                    SOURCE.members,
                    lone="title",
                ),
            ),
        ),
        told_by=("demand", "state"),
        needed=True,
    )


SHOWN = 90
"""Characters of a demand that a choice shows."""
