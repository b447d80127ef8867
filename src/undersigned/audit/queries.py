"""The only readers of the trail."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from undersigned.audit.models import Event
from undersigned.audit.seals import Head

ACCOUNT = "account "
WORDS = {
    "signer": "signers",
    "visitor": "visitors without an account",
    "worker": "Undersigned itself",
    "command": "the command line",
}


def events_of_letter(letter: str) -> QuerySet[Event]:
    """All events of one letter, newest first."""
    return Event.objects.filter(letter=letter)


def chosen(
    events: QuerySet[Event],
    *,
    who: str = "",
    verb: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Event]:
    """Some of these events.

    Args:
        events: Those to choose from.
        who: A kind of actor, or `account N` for one person who runs letters; empty for everybody.
        verb: What was done; empty for everything.
        since: The first day, in UTC.
        until: The last day, in UTC.
    """
    if who.startswith(ACCOUNT):
        events = events.filter(actor_kind="organiser", actor_name__endswith=f"({who})")
    elif who:
        events = events.filter(actor_kind=who)
    if verb:
        events = events.filter(verb=verb)
    if since is not None:
        events = events.filter(at__gte=_begin(since))
    if until is not None:
        events = events.filter(at__lt=_begin(until) + timedelta(days=1))
    return events


def actors_of(events: QuerySet[Event]) -> list[tuple[str, str]]:
    """Who acted in these events: what `chosen` takes as `who`, and the words for it."""
    plain = events.order_by()
    kinds = sorted(set(plain.values_list("actor_kind", flat=True).distinct()))
    people = plain.filter(actor_kind="organiser").values_list("actor_name", flat=True).distinct()
    named = {_account(name): name for name in sorted(set(people))}
    return [
        *((account, name) for account, name in named.items() if account),
        *((kind, WORDS.get(kind, kind)) for kind in kinds if kind != "organiser"),
    ]


def verbs_of(events: QuerySet[Event]) -> Sequence[str]:
    """What was done in these events, in words, by the alphabet."""
    return sorted(set(events.order_by().values_list("verb", flat=True).distinct()))


def _account(name: str) -> str:
    found = name.rpartition("(")[2].removesuffix(")")
    return found if found.startswith(ACCOUNT) else ""


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def count_since(moment: datetime, letter: str, verbs: Sequence[str]) -> int:
    """How many events of these verbs a letter has since a moment."""
    return Event.objects.filter(letter=letter, verb__in=verbs, at__gte=moment).count()


def events_of(subject_kind: str, subject: int) -> QuerySet[Event]:
    """All events of one subject, newest first."""
    return Event.objects.filter(subject_kind=subject_kind, subject=subject)


def sealed(using: str = "default") -> QuerySet[Event]:
    """The events that are chained, by their places."""
    return Event.objects.using(using).filter(place__isnull=False).order_by("place")


def unsealed(using: str = "default") -> QuerySet[Event]:
    """The events that the worker has not chained yet."""
    return Event.objects.using(using).filter(place=None)


def head(using: str = "default") -> Head:
    """The newest place and its seal."""
    newest = sealed(using).order_by("-place").values_list("place", "seal").first()
    return Head(newest[0] or 0, newest[1]) if newest else Head()


def holds(known: Head, using: str = "default") -> bool:
    """Whether the trail still has this seal at this place."""
    return known.place == 0 or sealed(using).filter(place=known.place, seal=known.seal).exists()


def subjects_of(subject_kind: str, letter: str, verb: str, using: str = "default") -> set[int]:
    """The numbers of those subjects of a letter of which the trail tells this."""
    found = Event.objects.using(using).filter(
        subject_kind=subject_kind, letter=letter, verb=verb, subject__isnull=False
    )
    return {number for number in found.values_list("subject", flat=True) if number is not None}
