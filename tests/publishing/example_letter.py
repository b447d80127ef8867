"""A small letter with something of everything, for the tests of its pages."""

import datetime as dt
import hashlib
from dataclasses import replace
from decimal import Decimal

from undersigned.evidence.figures import Figures
from undersigned.evidence.records import Post, Record
from undersigned.letters.manuscript import (
    Addressee,
    Demand,
    Fact,
    Organiser,
    Quantity,
    Reporting,
    Source,
)
from undersigned.letters.markdown import paragraphs, render_markdown
from undersigned.publishing.drawings import ServiceScale, service_line
from undersigned.publishing.list_pages import (
    ImportedPage,
    ImportedRow,
    ImportSource,
    SignatoriesPage,
    SignatoryRow,
)
from undersigned.publishing.pages import (
    Addendum,
    Asked,
    CheckPage,
    Document,
    Download,
    DownloadsPage,
    Edition,
    FactsPage,
    FirstSignature,
    Frame,
    Language,
    LetterPage,
    Page,
    ReportPage,
    numbered,
)
from undersigned.publishing.wordings import check_sentence

ORIGIN = "letters.ruritania.example/fair-courts"
KEY = f"{ORIGIN}+1c2d3e4f+AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGh"
BODY = """Minister,

We are former officials of the Department of Justice of Ruritania. We were prosecutors, counsel,
registrars and heads of division, and we served under five governments of two parties.

On 3 March four prosecutors recommended a sentence of up to *nine years*. The recommendation
followed the Department’s own guide. It was signed, reviewed and filed in the ordinary way.

## What we ask

We ask two things of you:

- publish the instruction of 4 March and the reasons for it;
- resign, because the people who serve under you cannot ask others to trust their word while
  yours is not trusted.

> A convicted person may be shown mercy. Our law has a form for it.

We sign as private persons. What we have is our names and the years behind them.
"""
SCALE = ServiceScale(1989, 2026, (1996, 2004, 2011, 2019))
FIGURES = Figures(
    total=312,
    named=297,
    organisations=3,
    withheld=12,
    imported=2,
    earlier=1,
    withdrawn=2,
    removed={"duplicate": 1, "asked": 2},
    amended=1,
    edition=2,
)
NAMES = (
    ("Simon Osterhof", "Head of Appeals", "Public Prosecution Service", "2013", "2019"),
    (
        "Minna Pellek",
        "Chief Prosecutor, Lower Rhin",
        "Provincial prosecutors’ offices",
        "2001",
        "2006",
    ),
    ("Éva Zellsen-Immergrave", "Attorney-Adviser", "Office of Legal Counsel", "2015", ""),
    ("Björn & Co <Friends>", "", "Courts Administration", "", "1999"),
    (
        "Dr. Jean-Baptiste-Maximilien Ambrstad-Wolkenstein von Hofbach",
        "Counsel",
        "",
        "1990",
        "1995",
    ),
)
CHECK_DAYS = {"mail": dt.date(2026, 3, 16), "desk": dt.date(2026, 3, 17)}


LANGUAGES = (
    Language(tag="en", name="English", folder=""),
    Language(tag="de", name="Deutsch", folder="de/"),
)


def frame() -> Frame:
    return Frame(
        title="A sentence is not a favour",
        organiser=Organiser("Former Officials of Justice", "letters@ruritania.example"),
        origin=ORIGIN,
        figures=FIGURES,
        size=340,
        day=dt.date(2026, 3, 29),
        sign_for="people who have left the Department of Justice of Ruritania",
        fell=("Yesterday it was 313: one signature was taken back by the person who had signed.",),
    )


def record(number: int) -> Record:
    name, title, office, first, last = NAMES[number % len(NAMES)]
    return Record(
        salt=bytes(32),
        letter=ORIGIN,
        as_="person",
        name=name,
        edition=2,
        language="en",
        posts=(Post(title, office, first, last),),
        years=28 if number % 5 == 1 else None,
        served=("Sterrin government", "Oberlind government") if number % 5 == 1 else (),
        place="Strelsau" if number % 5 == 0 else "",
        statement="I tried cases for both. I signed with my own hand." if number % 5 == 0 else "",
        checks=CHECK_DAYS,
    )


def organisation() -> Record:
    return replace(record(2), as_="organisation", name="Bar of Zenda", by="Mirna Passau", posts=())


def row(index: int, shown: Record) -> SignatoryRow:
    return SignatoryRow(
        index=index,
        record=shown,
        checks=check_sentence(shown.checks or {}),
        signed=dt.date(2026, 3, 17),
        edition=2,
        service=service_line(shown.posts, SCALE),
    )


def facts() -> tuple[Fact, ...]:
    guide = Source("Department of Justice, sentencing guide, 2021, page 44")
    filed = Source(
        "File 26/1184", "https://courts.ruritania.example/26-1184", "https://kept.example/1"
    )
    return (
        Fact(
            dt.date(2026, 3, 3),
            "Four prosecutors of the case",
            "They recommend a sentence of seven to nine years to the Strelsau Assize.",
            "",
            None,
            (filed,),
        ),
        Fact(
            dt.date(2026, 3, 4),
            "The Department",
            "It files a second recommendation, for three to four years. It names no error.",
            "",
            Quantity("Sentence asked for", "years", Decimal(7), Decimal(9), Decimal(3), Decimal(4)),
            (filed, guide),
        ),
        Fact(
            dt.date(2026, 3, 4),
            "All four prosecutors",
            "They leave the case, and one of them the Department.",
            "",
            Quantity("Prosecutors of the case", "", Decimal(4), Decimal(4), Decimal(0), Decimal(0)),
            (guide,),
        ),
        Fact(
            dt.date(2026, 3, 12),
            "The First Minister",
            "He thanks the Minister in public.",
            "I thank the Minister for taking charge of a case that should never have been brought.",
            None,
            (guide,),
        ),
    )


def document(path: str, title: str, short: str = "") -> Document:
    digest = hashlib.sha256(path.encode()).hexdigest()
    return Document(path=path, title=title, day=dt.date(2026, 3, 16), sha256=digest, short=short)


def addendum() -> Addendum:
    return Addendum(
        number=1,
        title="Four more cases",
        day=dt.date(2026, 3, 25),
        html=render_markdown("On 23 March the Minister ordered four other cases examined again."),
        facts=numbered(facts()[3:]),
    )


def editions() -> tuple[Edition, ...]:
    return tuple(
        Edition(
            number=number,
            day=dt.date(2026, 3, 14 + 2 * number),
            wordings=(
                document(f"editions/{number}.en.md", f"Edition {number}, English", "English"),
                document(f"editions/{number}.de.md", f"Edition {number}, Deutsch", "Deutsch"),
            ),
        )
        for number in (1, 2)
    )


def letter_page() -> LetterPage:
    reply = Source(
        "The Minister’s office, letter of 20 March 2026", "https://minister.example/reply"
    )
    return LetterPage(
        frame=frame(),
        next_path="signatories/",
        languages=LANGUAGES,
        addressee=Addressee("Anton Harrendorf", "The Minister of Justice of Ruritania"),
        from_whom="former officials of the Department of Justice, who served under five "
        "governments of two parties",
        place="Strelsau",
        dated=dt.date(2026, 3, 16),
        edition=editions()[1],
        demands=(
            Asked(
                demand=Demand(
                    "Publish the instruction of 4 March and the reasons for it.",
                    "refused",
                    dt.date(2026, 3, 20),
                    "The instruction was within my powers.",
                    reply,
                )
            ),
            Asked(demand=Demand("Resign the office of Minister of Justice.")),
        ),
        blocks=paragraphs(BODY),
        first=(
            *tuple(
                FirstSignature(
                    name=record(number).name,
                    by="",
                    lines=("Head of Appeals", "2013 to 2019"),
                    index=number,
                )
                for number in range(2, 7)
            ),
            FirstSignature(name="Bar of Zenda", by="Mirna Passau", lines=(), index=7),
        ),
        facts=numbered(facts()),
        addenda=(addendum(),),
        editions=editions(),
    )


def facts_page() -> FactsPage:
    return FactsPage(
        frame=frame(),
        languages=LANGUAGES,
        facts=numbered(facts()),
        dated=dt.date(2026, 3, 16),
        addenda=(addendum(),),
    )


def german_pages() -> tuple[LetterPage, FactsPage]:
    """The same in another language, as far as the tests need it."""
    german = replace(
        frame(), language="de", title="Ein Urteil ist keine Gunst", sign_for="wer gedient hat"
    )
    letter = replace(letter_page(), frame=german, language_folder="de/", next_path="")
    return letter, replace(facts_page(), frame=german, language_folder="de/")


def signatories_pages() -> tuple[SignatoriesPage, ...]:
    first = SignatoriesPage(
        frame=frame(),
        next_path="signatories/2/",
        bundles=(0, 1),
        rows=(*tuple(row(index, record(index)) for index in range(2, 30)), row(31, organisation())),
        scale=SCALE,
    )
    second = replace(first, bundle=1, next_path="imported/", rows=(row(300, record(0)),))
    return first, second


def imported_page() -> ImportedPage:
    bare = replace(record(0), checks=None, edition=None, language=None, statement="", place="")
    return ImportedPage(
        frame=frame(),
        rows=(
            ImportedRow(index=30, record=bare),
            ImportedRow(index=32, record=replace(bare, name="A. N.")),
        ),
        sources=(
            ImportSource(
                number=1,
                address="https://letters.example/old-list",
                day=dt.date(2026, 2, 1),
                sha256=hashlib.sha256(b"list").hexdigest(),
            ),
        ),
    )


def all_pages() -> tuple[Page, ...]:
    reporting = Reporting(
        "Office of the Inspector General",
        ("4 Old Mint Square, Strelsau", "https://inspector.ruritania.example/report"),
        (
            "Act on Public Servants, section 12: nobody may be disadvantaged for a report.",
            "The Inspector keeps the name of whoever reports to itself.",
        ),
    )
    return (
        letter_page(),
        *signatories_pages(),
        imported_page(),
        facts_page(),
        *german_pages(),
        ReportPage(frame=frame(), reporting=reporting),
        DownloadsPage(
            frame=frame(),
            downloads=(
                Download("signatories.csv", "Signatories as CSV", 1240),
                Download("signatories.json", "Signatories as JSON", 1251),
            ),
            documents=(
                document("rules/1.md", "Rules 1"),
                *(wording for edition in editions() for wording in edition.wordings),
            ),
        ),
        CheckPage(frame=frame(), key=KEY, root_hash="zENR2r9A3Z0w5C9rPT9yC8P2oLr6FDpP0Yy4Q9RkP5k="),
    )
