"""What other rooms may ask about letters."""

from functools import lru_cache

from undersigned.evidence.documents import addendum_path, delivery_path, edition_path
from undersigned.letters.deliveries import Delivery, parse_delivery
from undersigned.letters.manuscript import AddendumManuscript, Manuscript
from undersigned.letters.models import Addendum, Edition, Letter
from undersigned.letters.reading import parse_addendum, parse_manuscript
from undersigned.record.queries import document


def letter_by_slug(slug: str) -> Letter | None:
    """The published letter under this slug, or None."""
    return Letter.objects.select_related("log").filter(slug=slug).first()


def slugs() -> list[str]:
    """The names of all letters."""
    return list(Letter.objects.order_by("slug").values_list("slug", flat=True))


def published_letters() -> list[Letter]:
    """All letters with their logs, the newest first."""
    return list(Letter.objects.select_related("log").order_by("-created_at", "-pk"))


def current_edition(letter: Letter) -> Edition:
    """The newest edition; a letter always has one."""
    return letter.editions.latest("number")


def languages_of(letter: Letter, edition: int) -> tuple[str, ...]:
    """The languages of one edition that was published, the first one first."""
    return tuple(letter.editions.get(number=edition).languages)


def edition_bytes(letter: Letter, edition: int, language: str) -> bytes | None:
    """The bytes that were published; None where there are none, or they were struck."""
    return document(letter.log, edition_path(edition, language))


def manuscript(letter: Letter, edition: int, language: str) -> Manuscript:
    """One wording of one edition, parsed from the bytes that were published.

    Raises:
        LookupError: when the letter has no such edition or language, or it was struck.
    """
    path = edition_path(edition, language)
    data = document(letter.log, path)
    if data is None:
        raise LookupError(f"{letter.slug} has no {path}.")
    return _parsed(data, path)


@lru_cache(maxsize=64)
def _parsed(data: bytes, path: str) -> Manuscript:
    # Documents are immutable, so what was parsed once stays true.
    return parse_manuscript(data, path)


def deliveries(letter: Letter) -> list[tuple[int, Delivery | None]]:
    """When and to whom it was handed over, by number; None for a document in another form."""
    found = []
    number = 1
    while (data := document(letter.log, delivery_path(number))) is not None:
        found.append((number, parse_delivery(data)))
        number += 1
    return found


def addenda(letter: Letter) -> list[tuple[Addendum, AddendumManuscript]]:
    """The addenda that are not struck, parsed, in order."""
    parsed = []
    for addendum in letter.addenda.all():
        path = addendum_path(addendum.number)
        data = document(letter.log, path)
        if data is not None:
            parsed.append((addendum, parse_addendum(data, path)))
    return parsed
