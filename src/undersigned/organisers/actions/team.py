"""The team of a letter: invited, joined, given another role, taken off, left.

A letter always keeps an owner: who would be the last one can't go or become something else.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from undersigned.audit import actions as audit
from undersigned.audit.actors import VISITOR, Actor
from undersigned.audit.queries import count_since
from undersigned.organisers import mail
from undersigned.organisers.actions.accounts import (
    NamedLetter,
    OrganiserRefused,
    checked_address,
    checked_role,
    give_role,
)
from undersigned.organisers.actions.logins import themselves
from undersigned.organisers.models import Invitation, Membership, Organiser
from undersigned.organisers.roles import Role
from undersigned.organisers.tokens import LIFETIME, new_token, token_digest

MOST_OPEN = 50
MOST_A_DAY = 100  # invitations and renewals of one letter
MOST_MAILS = 5  # to one address, before an invitation is withdrawn
KEPT = timedelta(days=30)  # after an invitation ran out, so that it can be renewed

LAST_OWNER = (
    "A letter needs an owner, and there is no other one. Make somebody else an owner first."
)


def invite(
    letter: NamedLetter, *, email: str, role: str, inviter: Organiser, by: Actor
) -> Invitation:
    """Invite an address to the team, by a mail with a link that holds for a week.

    Raises:
        OrganiserRefused: for an address or a role that can't be used, somebody who is on the team,
            an address that is invited already, or too many open invitations.
    """
    email = checked_address(email)
    wanted = checked_role(role)
    with transaction.atomic():
        _keep_within_a_day(letter)
        team = Membership.objects.filter(letter_id=letter.id)
        if team.filter(organiser__email=email).exists():
            raise OrganiserRefused(f"{email} is on the team already. Change the role there.")
        open_ones = Invitation.objects.filter(letter_id=letter.id)
        if open_ones.filter(email=email).exists():
            raise OrganiserRefused(f"{email} is invited already. Renew that invitation below.")
        if open_ones.count() >= MOST_OPEN:
            raise OrganiserRefused(
                f"{MOST_OPEN} invitations are open. Withdraw one before you send another."
            )
        token = new_token()
        invitation = Invitation.objects.create(
            letter_id=letter.id,
            email=email,
            role=wanted,
            digest=token_digest(token),
            invited_by=inviter,
            expires_at=timezone.now() + LIFETIME,
        )
        _note("invited somebody", invitation, letter, by, f"as {wanted.value}")
        _send(invitation, letter, inviter, token)
    return invitation


def renew(invitation: Invitation, letter: NamedLetter, *, inviter: Organiser, by: Actor) -> None:
    """Send an invitation once more; its old link ends.

    Raises:
        OrganiserRefused: when the address got five mails, or the invitation is gone.
    """
    with transaction.atomic():
        found = Invitation.objects.select_for_update(no_key=True).filter(pk=invitation.pk).first()
        if found is None:
            raise OrganiserRefused("This invitation was accepted or withdrawn meanwhile.")
        _keep_within_a_day(letter)
        if found.mails >= MOST_MAILS:
            raise OrganiserRefused(
                f"{MOST_MAILS} mails went to {found.email}. Ask in another way whether they arrive."
            )
        token = new_token()
        found.digest = token_digest(token)
        found.expires_at = timezone.now() + LIFETIME
        found.mails += 1
        found.invited_by = inviter
        found.save()
        _note("renewed an invitation", found, letter, by, f"as {found.role}")
        _send(found, letter, inviter, token)


def withdraw(invitation: Invitation, letter: NamedLetter, *, by: Actor) -> bool:
    """Withdraw an invitation; its link ends at once. False where it was gone already."""
    with transaction.atomic():
        gone, _ = Invitation.objects.filter(pk=invitation.pk).delete()
        if gone:
            mail.forget_invitation(invitation)
            _note("withdrew an invitation", invitation, letter, by)
    return bool(gone)


def decline(invitation: Invitation) -> bool:
    """Say no to an invitation, by whoever holds its link. False where it was gone already."""
    with transaction.atomic():
        gone, _ = Invitation.objects.filter(pk=invitation.pk).delete()
        if gone:
            mail.forget_invitation(invitation)
            _note("declined an invitation", invitation, invitation.letter, VISITOR)
    return bool(gone)


def join(invitation: Invitation, organiser: Organiser) -> bool:
    """Take somebody with an account into the team. False where the invitation is gone.

    Somebody who has a role for the letter by now keeps that one.

    Args:
        invitation: The one whose link they hold.
        organiser: Who is logged in, with the address that was invited.
    """
    with transaction.atomic():
        gone, _ = Invitation.objects.filter(
            pk=invitation.pk, digest=invitation.digest, email=organiser.email
        ).delete()
        if not gone:
            return False
        mail.forget_invitation(invitation)
        by = themselves(organiser)
        _note("accepted an invitation", invitation, invitation.letter, by)
        if not organiser.memberships.filter(letter_id=invitation.letter_id).exists():
            give_role(organiser, invitation.letter, Role(invitation.role), by)
    return True


def join_new(invitation: Invitation, *, name: str, password: str) -> Organiser | None:
    """Make the account of somebody invited who has none, and take them into the team.

    An account that was added and never got a password becomes theirs too: the link came to its
    address. Returns None where the invitation is gone, or there is an account that is used.
    """
    with transaction.atomic():
        organiser = (
            Organiser.objects.select_for_update(no_key=True).filter(email=invitation.email).first()
        )
        if organiser is not None and (organiser.has_usable_password() or not organiser.is_active):
            return None
        if organiser is None:
            organiser = Organiser.objects.create_user(invitation.email, password, name.strip())
        else:
            organiser.set_password(password)
            organiser.name = name.strip()
            organiser.save(update_fields=["password", "name"])
        if not join(invitation, organiser):
            transaction.set_rollback(True)
            return None
    return organiser


def change_role(member: Membership, role: str, *, by: Actor) -> bool:
    """Give a member another role. False where it is the same one.

    Raises:
        OrganiserRefused: for no role, a member who is gone, or the last owner.
    """
    wanted = checked_role(role)
    with transaction.atomic():
        found = _held(member)
        if found.role == wanted:
            return False
        before = found.role
        if before == Role.OWNER:
            _keep_an_owner(found)
        found.role = wanted
        found.save(update_fields=["role"])
        name = found.organiser.name
        audit.note(
            "changed a role",
            by=by,
            letter=found.letter.slug,
            reason=f"{name} is {wanted.value}, {before} before",
        )
        _end_invitations_by(found, by)
        mail.role_changed(found)
    return True


def take_off(member: Membership, *, by: Actor) -> None:
    """Take somebody off the team; from the next page on they see nothing of the letter.

    Raises:
        OrganiserRefused: when the member is gone already, or the last owner.
    """
    with transaction.atomic():
        found = _held(member)
        _keep_an_owner(found)
        found.delete()
        audit.note(
            "took off the team",
            by=by,
            letter=found.letter.slug,
            reason=f"{found.organiser.name}, {found.role} before",
        )
        _end_invitations_by(found, by)
        mail.taken_off(found)


def leave(member: Membership, *, by: Actor) -> None:
    """Leave the team oneself.

    Raises:
        OrganiserRefused: for the last owner.
    """
    with transaction.atomic():
        found = _held(member)
        _keep_an_owner(found)
        found.delete()
        audit.note("left the team", by=by, letter=found.letter.slug, reason=f"{found.role} before")
        _end_invitations_by(found, by)


def forget_old_invitations() -> None:
    """Delete invitations that ran out a month ago; with nothing due, nothing is written."""
    old = Invitation.objects.filter(expires_at__lte=timezone.now() - KEPT)
    if old.exists():
        old.delete()


def _held(member: Membership) -> Membership:
    """The member as the database has it now, with all owners held against being changed beside."""
    team = Membership.objects.select_for_update(no_key=True).filter(letter_id=member.letter_id)
    list(team.filter(role=Role.OWNER).values_list("pk", flat=True).order_by("pk"))
    found = team.select_related("organiser", "letter").filter(pk=member.pk).first()
    if found is None:
        raise OrganiserRefused("This person is not on the team any more.")
    return found


def _keep_an_owner(leaving: Membership) -> None:
    others = Membership.objects.filter(letter_id=leaving.letter_id, role=Role.OWNER).exclude(
        pk=leaving.pk
    )
    if leaving.role == Role.OWNER and not others.filter(organiser__is_active=True).exists():
        raise OrganiserRefused(LAST_OWNER)


def _end_invitations_by(member: Membership, by: Actor) -> None:
    """Withdraw what somebody sent who is no owner any more, so that they leave no door open."""
    sent = Invitation.objects.filter(letter_id=member.letter_id, invited_by=member.organiser)
    for invitation in sent.select_related("letter"):
        withdraw(invitation, member.letter, by=by)


def _keep_within_a_day(letter: NamedLetter) -> None:
    sent = count_since(
        timezone.now() - timedelta(days=1),
        letter.slug,
        ("invited somebody", "renewed an invitation"),
    )
    if sent >= MOST_A_DAY:
        raise OrganiserRefused(
            f"{MOST_A_DAY} invitations went out within a day. Send the next ones tomorrow."
        )


def _send(invitation: Invitation, letter: NamedLetter, inviter: Organiser, token: str) -> None:
    mail.forget_invitation(invitation)
    link = f"{settings.SITE_URL}{reverse('invitation_link', args=[token])}"
    mail.invited(invitation, letter.title, inviter, link)


def _note(
    verb: str, invitation: Invitation, letter: NamedLetter, by: Actor, reason: str = ""
) -> None:
    # The number and not the address: what is invited and withdrawn again leaves none behind.
    audit.note(
        verb,
        by=by,
        letter=letter.slug,
        subject_kind="invitation",
        subject=invitation.pk,
        reason=reason,
    )
