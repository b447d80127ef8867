"""Attacks on the documents that entries commit to: step 5."""

from tampered.attack import Attack, dropped, edited, put
from tampered.records import swapped_files

EDITION = "letter/editions/2.en.md"


DOCUMENTS = (
    Attack(
        "edition-reworded",
        "the wording that people signed is another",
        1,
        edited(EDITION, b"Fair", b"Unfair"),
    ),
    Attack(
        "edition-with-another-line-end",
        "a wording with one byte more",
        1,
        lambda work: work.put(EDITION, work.files[EDITION] + b"\n"),
    ),
    Attack(
        "editions-swapped",
        "the two wordings have changed places",
        1,
        lambda work: swapped_files(work, EDITION, "letter/editions/2.de.md"),
    ),
    Attack(
        "rules-reworded",
        "the rules that people signed under are others",
        1,
        put("letter/rules/1.md", b"# Other rules\n"),
    ),
    Attack(
        "addendum-reworded",
        "the addendum is another",
        1,
        put("letter/addenda/1.md", b"# No fact\n"),
    ),
    Attack(
        "delivery-reworded",
        "the delivery is another",
        1,
        put("letter/deliveries/1.md", b"# Never handed over\n"),
    ),
    Attack(
        "struck-document-reworded",
        "a struck document is back with other words",
        1,
        put("letter/addenda/2.md", b"# Another fact\n"),
    ),
    Attack(
        "holds-a-struck-document",
        "a struck document is still there",
        0,
        put("letter/addenda/2.md", b"# A fact that a court struck\n"),
    ),
    Attack("edition-missing", "a wording is not there", 2, dropped(EDITION)),
    Attack(
        "edition-too-large",
        "a wording has more bytes than are read",
        2,
        lambda work: work.fill(EDITION, 32, 16_000_001),
    ),
)
