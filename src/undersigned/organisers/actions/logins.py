"""Logins: noted when they begin, ended one by one or all others, forgotten when they are old."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from undersigned.audit import actions as audit
from undersigned.audit.actors import Actor, organiser_actor
from undersigned.organisers.browsers import BEGAN, BROWSER, browser_in_words
from undersigned.organisers.models import Organiser
from undersigned.organisers.session_store import kept_key


def begin_login(session: SessionBase, user_agent: str) -> None:
    """Note in a login itself when it began and in what browser; no address is kept anywhere."""
    session[BEGAN] = timezone.now().isoformat(timespec="seconds")
    session[BROWSER] = browser_in_words(user_agent)


def end_logins(organiser: Organiser, *, but: str | None = None) -> int:
    """End the logins of an account, save one. Returns how many ended."""
    ended = 0
    for session in Session.objects.exclude(session_key=kept_key(but)):
        if session.get_decoded().get(SESSION_KEY) == str(organiser.pk):
            session.delete()
            ended += 1
    return ended


def end_others(organiser: Organiser, *, but: str | None) -> int:
    """End all logins of an account but the one that asks, and say so in the trail."""
    with transaction.atomic():
        ended = end_logins(organiser, but=but)
        if ended:
            note_account("ended their other logins", organiser)
    return ended


def end_one(organiser: Organiser, key: str) -> bool:
    """End one login of an account, and say so in the trail; False where it is not theirs."""
    with transaction.atomic():
        ended = _end_login(organiser, key)
        if ended:
            note_account("ended a login", organiser)
    return ended


def _end_login(organiser: Organiser, key: str) -> bool:
    session = Session.objects.filter(session_key=key).first()
    if session is None or session.get_decoded().get(SESSION_KEY) != str(organiser.pk):
        return False
    session.delete()
    return True


def forget_old_logins() -> None:
    """Delete what is left of logins past their time; with nothing due, nothing is written."""
    old = Session.objects.filter(expire_date__lte=timezone.now())
    if old.exists():
        old.delete()


def themselves(organiser: Organiser) -> Actor:
    """The actor for what somebody does to their own account."""
    return organiser_actor(organiser.pk, organiser.name)


def note_account(verb: str, organiser: Organiser, *, by: Actor | None = None) -> None:
    """Write into the trail of each letter that somebody works on; that is where desks look.

    Args:
        verb: What was done to the account.
        organiser: Whose it is.
        by: Who did it; themselves where nobody is given.
    """
    slugs = list(organiser.memberships.values_list("letter__slug", flat=True).order_by("letter"))
    for slug in slugs or [""]:
        audit.note(verb, by=by or themselves(organiser), letter=slug, reason=organiser.name)
