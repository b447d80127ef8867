"""Fills an instance with the sample: the letter, its people, its desk.

Everything goes the way that real things go: the letter through `letters`, signatures through
`signing`, the log day by day through `record`. Only the forms and mails are left out.
"""

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from undersigned.audit.actors import COMMAND, Actor, organiser_actor, signer_actor
from undersigned.letters.actions import (
    Wordings,
    deliver,
    publish_addendum,
    publish_edition,
    publish_letter,
)
from undersigned.letters.models import Letter
from undersigned.letters.queries import letter_by_slug
from undersigned.letters.reading import parse_manuscript
from undersigned.lists.reader import read_list
from undersigned.organisers.models import Membership, Organiser
from undersigned.organisers.roles import Role
from undersigned.publishing.actions import publish_pages
from undersigned.record.actions import confirm_day
from undersigned.record.keeping import keep
from undersigned.sample.people import ORGANISATIONS, Person, people
from undersigned.signing.actions.decide import accept, decline, remove
from undersigned.signing.actions.follow import follow_record
from undersigned.signing.actions.hold import tell
from undersigned.signing.actions.imports import show_list, take_list
from undersigned.signing.actions.own import withdraw
from undersigned.signing.actions.reconfirm import reconfirm
from undersigned.signing.consents import wordings as consent_wordings
from undersigned.signing.models import Consent, Signature
from undersigned.signing.states import State
from undersigned.signing.tokens import address_digest

SLUG = "fair-courts"
HOST = "letters.ruritania.example"
FOLDER = Path(__file__).parent / "letter"
PASSWORD = "strelsau-by-night"  # noqa: S105 (of invented people, on a machine of one's own)
FIRST_EDITION_DAY = dt.date(2026, 3, 9)
HANDED_OVER_DAY = dt.date(2026, 3, 16)
SECOND_EDITION_DAY = dt.date(2026, 3, 19)
LAST_DAY = dt.date(2026, 3, 29)
EARLY, STAYED = 64, 23  # signed edition 1; stayed with it
TOTAL = 1137
WITHDRAWN = 9
REMOVED = ("asked", "duplicate", "impersonation", "ineligible", "unverifiable", "offensive")
QUEUE, DECLINED = 38, 6
JOKE_NAMES = ("Dr Johnny Bananas", "Mickey Mouseton", "Test Test")
EARLIER_LIST = "https://petition.ruritania.example/fair-courts/2026-02"


@dataclass
class Filling:
    """The state of one filling."""

    letter: Letter
    owner: Actor
    step: Callable[[int, int], None]
    crowd: Iterator[Person]
    done: int = 0
    signed: list[Signature] = field(default_factory=list)

    def add(self, person: Person, edition: int, day: dt.date, state: State) -> Signature:
        """One signature, confirmed by its owner on that day unless it still waits."""
        at = self.moment(day)
        confirmed = state != State.WAITING
        signature = Signature.objects.create(
            letter=self.letter,
            state=state,
            kind="person",
            name=person.name,
            posts=person.posts,
            years=person.years,
            served=person.served,
            place=person.place,
            statement=person.statement,
            edition=edition,
            language="en",
            address=person.address,
            address_digest=address_digest(person.address),
            checks={"mail": day.isoformat()} if confirmed else {},
            confirmed_at=at if confirmed else None,
        )
        words = consent_wordings(edition)
        Consent.objects.bulk_create(
            Consent(
                signature=signature,
                kind=kind,
                wording=words[kind].text,
                edition=edition,
                language="en",
                given_at=at,
            )
            for kind in ("sign", "publish")
        )
        if confirmed:
            tell("confirmed", signature, by=signer_actor(signature.pk))
        self.done += 1
        self.step(self.done, TOTAL + WITHDRAWN + len(REMOVED) + QUEUE)
        return signature

    def moment(self, day: dt.date) -> dt.datetime:
        """Some time of that day; of today, in the last hours, each later than the one before."""
        now = timezone.now()
        if day == now.date():
            left = TOTAL + WITHDRAWN + len(REMOVED) + QUEUE + DECLINED - self.done
            return now - dt.timedelta(minutes=7 + 13 * max(left, 0))
        return dt.datetime.combine(day, dt.time(9 + self.done % 11, self.done % 60), dt.UTC)

    def accept(self, edition: int, day: dt.date, count: int) -> None:
        """So many more people sign an edition on one day, and the desk accepts them."""
        with transaction.atomic():
            for person in itertools.islice(self.crowd, count):
                signature = self.add(person, edition, day, State.CONFIRMED)
                self.signed.append(accept(signature, by=self.owner, day=day))
        self.keep(day)

    def keep(self, day: dt.date) -> None:
        """Sequence and publish what waits, under that day."""
        keep(self.letter.log, day)
        follow_record(self.letter)


def is_filled() -> bool:
    """Whether this instance holds the sample."""
    return letter_by_slug(SLUG) is not None and letter_of_sample()


def letter_of_sample() -> bool:
    """Whether the letter of that name is the sample's own."""
    return Letter.objects.filter(slug=SLUG, log__origin=f"{HOST}/{SLUG}").exists()


def refresh_day() -> None:
    """Confirm today's date for the sample, which may not have been opened for months."""
    letter = letter_by_slug(SLUG)
    if letter is not None:
        confirm_day(letter.log, by=COMMAND)


def fill(step: Callable[[int, int], None]) -> str:
    """Fill the instance. Returns what a newcomer needs to know, in lines.

    Args:
        step: Told (done, of how many) as people are added.
    """
    letter = publish_letter(SLUG, HOST, edition_one(), by=COMMAND)
    owner = add_team(letter)
    manuscript = parse_manuscript((FOLDER / "fair-courts.en.md").read_bytes(), "fair-courts.en.md")
    year = LAST_DAY.year
    terms = [(term.name, term.first_year, term.last_year or year) for term in manuscript.terms]
    filling = Filling(letter, owner, step, people(terms))
    filling.keep(FIRST_EDITION_DAY)
    fill_first_edition(filling)
    fill_second_edition(filling)
    fill_end(filling)
    fill_desk(filling)
    publish_pages(letter)
    return told()


def edition_one() -> Wordings:
    """The first edition: with a wrong date, and before the Minister replied."""
    changed: dict[str, bytes] = {}
    for language in ("en", "de"):
        text = (FOLDER / f"fair-courts.{language}.md").read_text(encoding="utf-8")
        changed[language] = before_the_reply(text).encode()
    return wordings_of(changed)


def before_the_reply(text: str) -> str:
    """The letter as it stood on its first day: the first demand open, one day wrong."""
    begin = text.index("    state: refused\n")
    end = text.index("  - text:", begin)
    return (text[:begin] + "    state: open\n" + text[end:]).replace(
        "day: 2026-02-17", "day: 2026-02-16", 1
    )


def edition_two() -> Wordings:
    """The second edition, which corrects a date and prints the reply."""
    return wordings_of({
        language: (FOLDER / f"fair-courts.{language}.md").read_bytes() for language in ("en", "de")
    })  # fmt: skip


def wordings_of(files: dict[str, bytes]) -> Wordings:
    """Parse the wordings of one edition."""
    return Wordings(
        files,
        {each: parse_manuscript(data, f"fair-courts.{each}.md") for each, data in files.items()},
    )


def add_team(letter: Letter) -> Actor:
    """An owner and a reviewer, who can log in. Returns the owner as an actor."""
    owner = Organiser.objects.create_user("ines@ruritania.example", PASSWORD, "Ines Kaltmann")
    reviewer = Organiser.objects.create_user("oskar@ruritania.example", PASSWORD, "Oskar Vorlund")
    Membership.objects.create(organiser=owner, letter=letter, role=Role.OWNER)
    Membership.objects.create(organiser=reviewer, letter=letter, role=Role.REVIEWER)
    return organiser_actor(owner.pk, owner.name)


def fill_first_edition(filling: Filling) -> None:
    """The first ten days; the letter is handed over with the list of the eighth."""
    for number, count in enumerate((30, 22, EARLY - 52)):
        filling.accept(1, FIRST_EDITION_DAY + dt.timedelta(days=2 * number), count)
    deliver(
        filling.letter,
        day=HANDED_OVER_DAY,
        to="the office of Emmerich Vossholt, Minister of Justice of Ruritania",
        size=filling.letter.log.published_size,
        from_whom="two of the signatories, for the organiser",
        by=filling.owner,
    )
    filling.keep(HANDED_OVER_DAY)


def fill_second_edition(filling: Filling) -> None:
    """The second edition: most of the early ones sign it too, and the crowd comes."""
    letter = filling.letter
    publish_edition(letter, edition_two(), by=filling.owner)
    filling.keep(SECOND_EDITION_DAY)
    for signature in filling.signed[STAYED:EARLY]:
        reconfirm(signature, edition=2)
    filling.keep(SECOND_EDITION_DAY)
    left = TOTAL - (EARLY - STAYED) - len(ORGANISATIONS) + WITHDRAWN + len(REMOVED) - 1
    for number, share in enumerate((0.35, 0.3, 0.2, 0.1)):
        day = SECOND_EDITION_DAY + dt.timedelta(days=1 + 2 * number)
        filling.accept(2, day, int(left * share))
    filling.accept(2, LAST_DAY, left - sum(int(left * share) for share in (0.35, 0.3, 0.2, 0.1)))
    add_organisations(filling)
    publish_addendum(letter, (FOLDER / "addendum-1.md").read_bytes(), by=filling.owner)
    publish_addendum(letter, (FOLDER / "addendum-2.md").read_bytes(), by=filling.owner)
    filling.keep(LAST_DAY)


def add_organisations(filling: Filling) -> None:
    """Organisations, each with who signs for it."""
    with transaction.atomic():
        for name, by in ORGANISATIONS:
            person = next(filling.crowd)
            signature = filling.add(person, 2, LAST_DAY, State.CONFIRMED)
            signature.kind, signature.name, signature.by = "organisation", name, by
            signature.posts, signature.years, signature.served = [], None, []
            signature.statement = ""
            signature.save()
            accept(signature, by=filling.owner, day=LAST_DAY)


def fill_end(filling: Filling) -> None:
    """Some take their signature back, some are taken off, an earlier list is shown apart."""
    late = filling.signed[EARLY:]
    for signature in late[10 : 10 + WITHDRAWN]:
        signature.refresh_from_db()
        withdraw(signature)
    for number, reason in enumerate(REMOVED):
        signature = late[100 + 7 * number]
        signature.refresh_from_db()
        remove(signature, reason=reason, note="Part of the sample.", by=filling.owner)
    earlier = read_list((FOLDER / "earlier-list.md").read_bytes(), "earlier-list.md")
    taken = take_list(filling.letter, earlier, "earlier-list.md", by=filling.owner)
    show_list(taken.imported_list, url=EARLIER_LIST, day=dt.date(2026, 2, 27), by=filling.owner)
    filling.keep(LAST_DAY)
    # One signature of today, so that the log's last day is today whenever the sample is made.
    today = timezone.now().date()
    confirm_day(filling.letter.log, by=COMMAND, today=today)
    filling.accept(2, today, 1)


def fill_desk(filling: Filling) -> None:
    """What waits at the desk: people, some of them invented by jokers, and some declined."""
    today = timezone.now().date()
    for person in itertools.islice(filling.crowd, QUEUE - len(JOKE_NAMES)):
        filling.add(person, 2, today, State.CONFIRMED)
    for name in JOKE_NAMES:
        person = next(filling.crowd)
        signature = filling.add(person, 2, today, State.CONFIRMED)
        signature.name = name
        signature.save()
    for person in itertools.islice(filling.crowd, DECLINED):
        signature = filling.add(person, 2, today, State.CONFIRMED)
        decline(
            signature, note="We could not find this post in the lists we have.", by=filling.owner
        )


def told() -> str:
    """What the server prints about the sample when it starts."""
    return (
        f"The desk opens to ines@ruritania.example (owner) and oskar@ruritania.example "
        f"(reviewer) with the password {PASSWORD}\n"
    )
