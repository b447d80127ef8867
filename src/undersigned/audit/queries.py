"""The only readers of the trail."""

from django.db.models import QuerySet

from undersigned.audit.models import Event


def events_of_letter(letter: str) -> QuerySet[Event]:
    """All events of one letter, newest first."""
    return Event.objects.filter(letter=letter)


def events_of(subject_kind: str, subject: int) -> QuerySet[Event]:
    """All events of one subject, newest first."""
    return Event.objects.filter(subject_kind=subject_kind, subject=subject)
