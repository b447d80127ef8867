"""Ask the people of an imported list to confirm: in batches, each once, and never against a no."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from undersigned.audit import actions as audit
from undersigned.audit.actors import Actor
from undersigned.evidence.records import check_text
from undersigned.letters.models import Letter
from undersigned.outbox.clocks import CLOCKS_DIFFER
from undersigned.outbox.queries import is_unwanted
from undersigned.signing import mail, tokens
from undersigned.signing.actions.hold import hold_addresses
from undersigned.signing.actions.imports import hide_at_wish
from undersigned.signing.models import (
    ImportedList,
    ImportedName,
    Invitation,
    InvitationRound,
    NeverAgain,
    Refusal,
    Signature,
)
from undersigned.signing.states import STANDING, NotPossible, State
from undersigned.tlog.errors import Malformed

LONGEST_NOTE = 300
MOST_PER_HOUR = 5000
AT_ONCE = 100  # invitations a transaction
LINK_KEPT = tokens.LINK_KEPT
SIGNED, NO, NEVER = "signed", "no", "never"


def begin_round(imported_list: ImportedList, *, note: str, per_hour: int, by: Actor) -> None:
    """Decide to ask everybody on a list who has an address and was not asked yet.

    Args:
        imported_list: Taken whole; whether it is shown makes no difference.
        note: A sentence of the organiser's own for the mail, on one line; may be empty.
        per_hour: How many are asked in an hour at most.
        by: The owner who decides.

    Raises:
        NotPossible: saying what is wrong.
    """
    note = " ".join(note.split())
    _check_note(note)
    if not 0 < per_hour <= MOST_PER_HOUR:
        raise NotPossible(f"Give a number of mails an hour from 1 to {MOST_PER_HOUR:,}.")
    letter = imported_list.letter
    with transaction.atomic():
        found = ImportedList.objects.select_for_update(no_key=True).get(pk=imported_list.pk)
        if not found.report:
            raise NotPossible("This list was not taken whole. Bring its file along once more.")
        if not Letter.objects.get(pk=letter.pk).is_open:
            raise NotPossible("The letter is closed. People can be asked while it is open.")
        _, new = InvitationRound.objects.get_or_create(
            source=found, defaults={"note": note, "per_hour": per_hour}
        )
        if not new:
            raise NotPossible("The people of this list are being asked already.")
        _tell("had the people of a list asked", letter, found, by=by, reason=f"{per_hour} an hour")


@transaction.atomic
def pause_round(asking: InvitationRound, *, by: Actor) -> None:
    """Ask nobody more until it goes on; mails that wait to leave still do."""
    _set_pause(asking, pause=True, by=by)


@transaction.atomic
def go_on_with_round(asking: InvitationRound, *, by: Actor) -> None:
    """Go on where it was paused."""
    _set_pause(asking, pause=False, by=by)


def _set_pause(asking: InvitationRound, *, pause: bool, by: Actor) -> None:
    held = InvitationRound.objects.select_for_update(of=("self",), no_key=True)
    found = held.select_related("source__letter").get(pk=asking.pk)
    if (found.paused_at is not None) == pause:
        return
    found.paused_at = timezone.now() if pause else None
    found.save(update_fields=["paused_at"])
    verb = "paused asking the people of a list" if pause else "went on asking the people of a list"
    _tell(verb, found.source.letter, found.source, by=by)


def ask_due() -> int:
    """Ask the next ones of each list. Returns how many were asked or passed over."""
    rounds = InvitationRound.objects.filter(
        paused_at=None, finished_at=None, source__letter__is_open=True
    )
    return sum(_ask_next(each) for each in rounds.select_related("source__letter__log"))


@transaction.atomic
def _ask_next(asking: InvitationRound) -> int:
    held = InvitationRound.objects.select_for_update(of=("self",), no_key=True)
    # Held for one worker, and read again: it may have been paused at this moment.
    found = held.filter(pk=asking.pk, paused_at=None, finished_at=None).first()
    if found is None:
        return 0
    now = timezone.now()
    lately = Invitation.objects.filter(
        letter=asking.source.letter,
        name__source=asking.source,
        skipped="",
        made_at__range=(now - timedelta(hours=1), now + CLOCKS_DIFFER),
    )
    left = min(found.per_hour - lately.count(), AT_ONCE)
    if left <= 0:
        return 0
    waiting = ImportedName.objects.filter(
        source=asking.source, hidden_at=None, superseded_by=None, invitation=None
    ).exclude(address="")
    rows = list(waiting.order_by("line")[:left])
    if not rows:
        found.finished_at = now
        found.save(update_fields=["finished_at"])
        return 0
    hold_addresses(row.address_digest for row in rows)
    for row in rows:
        row.source = asking.source
        _ask(row, found)
    return len(rows)


def _ask(row: ImportedName, asking: InvitationRound) -> None:
    letter = row.source.letter
    skipped = why_not_asked(letter, row)
    if skipped:
        Invitation.objects.create(name=row, letter=letter, skipped=skipped)
        return
    plain = tokens.new_token()
    until = timezone.now() + LINK_KEPT
    Invitation.objects.create(
        name=row,
        letter=letter,
        address_digest=row.address_digest,
        digest=tokens.token_digest(plain),
        expires_at=until,
    )
    address = f"{settings.SITE_URL}/{letter.slug}/invited/{plain}"
    mail.asked_to_confirm(row, address=address, until=until, note=asking.note)


def why_not_asked(letter: Letter, row: ImportedName) -> str:  # noqa: PLR0911 (one a reason)
    """Why somebody on a list is not asked, in words; empty where they may be."""
    digest = row.address_digest
    if not digest:
        return "no mail can go to this address"
    if NeverAgain.objects.filter(address_digest=digest).exists():
        return "wants no such mail"
    if Refusal.objects.filter(letter=letter, address_digest=digest).exists():
        return "said that they did not sign"
    if Invitation.objects.filter(letter=letter, address_digest=digest).exists():
        return "the same address was asked already"
    known = (*STANDING, State.DECLINED, State.WAITING)
    if Signature.objects.filter(letter=letter, address_digest=digest, state__in=known).exists():
        return "has signed, or filled in the form"
    if is_unwanted(row.address, is_bulk=True):
        return "mail to it came back"
    return ""


@transaction.atomic
def open_invitation(letter: Letter, plain: str) -> str:
    """Begin two hours in which the form behind a link is open in one browser.

    Returns:
        What goes into the cookie; empty where the link is none, or not good any more.
    """
    held = Invitation.objects.select_for_update(of=("self",), no_key=True)
    digest = tokens.token_digest(plain)
    now = timezone.now()
    found = held.filter(letter=letter, digest=digest, expires_at__gt=now, answer="").first()
    if found is None:
        return ""
    session = tokens.new_token()
    found.session_digest = tokens.token_digest(session)
    found.session_until = now + tokens.LIFETIMES[tokens.INVITED]
    found.save(update_fields=["session_digest", "session_until"])
    return session


@transaction.atomic
def say_no(invitation: Invitation) -> None:
    """Its owner does not sign: the line goes, from the record too, and nobody asks them again."""
    if answer(invitation, NO):
        hide_at_wish(invitation.name)


@transaction.atomic
def never_again(letter: Letter, plain: str) -> bool:
    """Ask the address of a link no more, for any letter here. Returns whether there is such a link.

    It holds whenever the link was made, and as often as it is pressed.
    """
    found = Invitation.objects.filter(letter=letter, digest=tokens.token_digest(plain)).first()
    if found is None:
        return False
    NeverAgain.objects.get_or_create(address_digest=found.address_digest)
    answer(found, NEVER)
    # Of every letter: what is on its way to the same address does not leave either.
    for each in Invitation.objects.filter(address_digest=found.address_digest):
        mail.forget_asking(each.name)
    return True


def answer(invitation: Invitation, said: str) -> bool:
    """Write down what came of an invitation, once. Returns whether this was the first answer."""
    now = timezone.now()
    return bool(
        Invitation.objects.filter(pk=invitation.pk, answer="").update(
            answer=said, answered_at=now, session_digest="", session_until=None
        )
    )


def _check_note(note: str) -> None:
    if len(note) > LONGEST_NOTE:
        raise NotPossible(f"The note has {len(note)} characters; {LONGEST_NOTE} are the most.")
    if "://" in note or "www." in note.lower():
        raise NotPossible("The note can hold no address of a page: mails with such are mistrusted.")
    try:
        check_text("note", note)
    except Malformed as error:
        raise NotPossible(f"The note holds a character that no mail should: {error}") from error


def _tell(
    verb: str, letter: Letter, imported_list: ImportedList, *, by: Actor, reason: str = ""
) -> None:
    audit.note(
        verb,
        by=by,
        letter=letter.slug,
        subject_kind="import",
        subject=imported_list.pk,
        reason=reason,
    )
