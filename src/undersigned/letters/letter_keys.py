"""The keys of the letter file and of the addendum file: the parser knows no others.

docs/reference/letter-file.md describes each of them, and a test holds it to that.
"""

LETTER = (
    "title",
    "from",
    "addressee",
    "place",
    "date",
    "organiser",
    "demands",
    "eligibility",
    "terms",
    "facts",
    "report",
    "language",
    "languages",
    "checks",
    "keeping",
)
ADDRESSEE = ("name", "office")
ORGANISER = ("name", "contact")
DEMAND = ("text", "state", "day", "reply", "source")
TERM = ("name", "group", "from", "to")
FACT = ("day", "who", "what", "quote", "quantity", "sources")
QUANTITY = ("what", "unit", "before", "after")
SOURCE = ("title", "url", "archived")
REPORT = ("office", "addresses", "protects")
ADDENDUM = ("title", "day", "kind", "language", "facts", "replies")
REPLY = ("demand", "state", "day", "reply", "source")

ALL_KEYS = {
    "letter": LETTER,
    "addressee": ADDRESSEE,
    "organiser": ORGANISER,
    "demands": DEMAND,
    "terms": TERM,
    "facts": FACT,
    "quantity": QUANTITY,
    "source": SOURCE,
    "report": REPORT,
    "addendum": ADDENDUM,
    "replies": REPLY,
}
"""Every place of the two files with the keys that may stand there."""
