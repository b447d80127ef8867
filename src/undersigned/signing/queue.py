"""What the desk may ask about signatures: shelves, counts, finding, namesakes, networks.

Each function costs a fixed number of queries, however many signatures there are.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from undersigned.letters.models import Letter
from undersigned.lists.folding import fold
from undersigned.record.models import Log
from undersigned.signing.models import Signature
from undersigned.signing.states import ENDED, State

NETWORK_WINDOW = timedelta(hours=1)


class Shelf(StrEnum):
    """Where the desk keeps a signature."""

    WAITING = "waiting"  # confirmed by its owner; the desk decides
    CORRECTIONS = "corrections"  # listed, and its owner asked for another line
    ACCEPTED = "accepted"  # on its way into the record
    LISTED = "listed"  # in a published checkpoint
    DECLINED = "declined"
    UNCONFIRMED = "unconfirmed"  # its owner has not pressed the button yet
    ENDED = "ended"


def on_shelf(shelf: Shelf, log: Log) -> Q:
    """The condition for a shelf."""
    listed = Q(entry__isnull=False, entry__lt=log.published_size)
    conditions = {
        Shelf.WAITING: Q(state=State.CONFIRMED),
        Shelf.CORRECTIONS: Q(state=State.ACCEPTED, correction__isnull=False),
        Shelf.ACCEPTED: Q(state=State.ACCEPTED) & ~listed,
        Shelf.LISTED: Q(state=State.ACCEPTED) & listed,
        Shelf.DECLINED: Q(state=State.DECLINED),
        Shelf.UNCONFIRMED: Q(state=State.WAITING),
        Shelf.ENDED: Q(state__in=ENDED),
    }
    return conditions[shelf]


def counts(letter: Letter) -> dict[Shelf, int]:
    """How many signatures each shelf of a letter holds."""
    found = Signature.objects.filter(letter=letter).aggregate(
        **{shelf.name: Count("pk", filter=on_shelf(shelf, letter.log)) for shelf in Shelf}
    )
    return {shelf: found[shelf.name] for shelf in Shelf}


def waiting_counts(letters: Sequence[Letter]) -> dict[int, tuple[int, int]]:
    """Of several letters, by their keys: how many wait for the desk, and how many corrections."""
    rows = (
        Signature.objects.filter(letter__in=letters)
        .values("letter")
        .annotate(
            waiting=Count("pk", filter=Q(state=State.CONFIRMED)),
            corrections=Count("pk", filter=Q(state=State.ACCEPTED, correction__isnull=False)),
        )
    )
    return {row["letter"]: (row["waiting"], row["corrections"]) for row in rows}


def signature_of(letter: Letter, number: int) -> Signature | None:
    """One signature of this letter; None alike where there is none and where it is another's."""
    return Signature.objects.select_related("letter__log").filter(letter=letter, pk=number).first()


def shelved(letter: Letter, shelf: Shelf | None, kind: str) -> QuerySet[Signature]:
    """The signatures of a shelf, or of all, oldest first; `kind` may be empty."""
    found = Signature.objects.filter(letter=letter)
    if shelf is not None:
        found = found.filter(on_shelf(shelf, letter.log))
    if kind:
        found = found.filter(kind=kind)
    return found.order_by("pk")


def matching(found: QuerySet[Signature], words: str, *, addresses: bool) -> list[int]:
    """The numbers of those in whose line all words stand, whatever their case and accents.

    Args:
        found: Where to look.
        words: As typed.
        addresses: Whether mail addresses are looked at too.
    """
    wanted = fold(words).split()
    rows = found.values_list("pk", "name", "by", "posts", "place", "address")
    numbers = []
    for number, name, by, posts, place, address in rows.iterator(2000):
        said = [name, by, place, *(text for post in posts for text in post.values())]
        hay = fold(" ".join([*said, address if addresses else ""]))
        if all(word in hay for word in wanted):
            numbers.append(number)
    return numbers


def by_numbers(numbers: Collection[int]) -> list[Signature]:
    """Signatures by their numbers, ascending."""
    return list(Signature.objects.filter(pk__in=numbers).order_by("pk"))


def namesakes(letter: Letter, folded_names: Iterable[str]) -> Counter[str]:
    """How many signatures that did not end bear each of some folded names."""
    rows = (
        Signature.objects.filter(letter=letter, folded_name__in=set(folded_names) - {""})
        .exclude(state__in=ENDED)
        .values_list("folded_name")
        .annotate(number=Count("pk"))
    )
    return Counter(dict(rows))


def same_name(signature: Signature) -> list[Signature]:
    """Other signatures of the letter by the same name, case and accents aside, that did not end."""
    if not signature.folded_name:
        return []
    found = Signature.objects.filter(letter=signature.letter, folded_name=signature.folded_name)
    return list(found.exclude(pk=signature.pk).exclude(state__in=ENDED).order_by("pk")[:20])


def crowds(letter: Letter, signatures: Sequence[Signature]) -> dict[int, int]:
    """How many forms came from the network of each within an hour before or after it.

    Networks are kept for a week; of older signatures nothing is known, and they count as alone.
    """
    known = [each for each in signatures if each.network]
    if not known:
        return {}
    times = [each.created_at for each in known]
    rows = Signature.objects.filter(
        letter=letter,
        network__in={each.network for each in known},
        created_at__gte=min(times) - NETWORK_WINDOW,
        created_at__lte=max(times) + NETWORK_WINDOW,
    ).values_list("network", "created_at")
    came = list(rows)
    return {
        each.pk: sum(
            network == each.network and abs(at - each.created_at) <= NETWORK_WINDOW
            for network, at in came
        )
        for each in known
    }
