"""What other rooms may ask about lists taken over from elsewhere."""

from undersigned.letters.models import Letter
from undersigned.signing.models import ImportedList


def shown_lists(letter: Letter) -> list[ImportedList]:
    """The lists that the organiser decided to show, oldest decision first."""
    return list(letter.imports.filter(shown_at__isnull=False).order_by("shown_at", "pk"))
