"""The team of a letter: who works on it, who was invited, and what each role may do."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from undersigned.organisers.access import desk_required
from undersigned.organisers.actions import team as actions
from undersigned.organisers.actions.accounts import OrganiserRefused
from undersigned.organisers.models import Invitation, Membership
from undersigned.organisers.queries import actor_of, invitations_of, team_of, with_second_factor
from undersigned.organisers.roles import ROLE_IN_WORDS, Permission, Role, table
from undersigned.review.forms import ChosenRole, Invite
from undersigned.review.views.desk_page import desk_page


@require_safe
@desk_required(Permission.READ)
def team(request: HttpRequest, member: Membership) -> HttpResponse:
    """Everybody on the team; owners see addresses and invitations, too."""
    return _show(request, member, Invite(initial={"role": Role.REVIEWER}))


@require_POST
@desk_required(Permission.MANAGE_TEAM)
def invite(request: HttpRequest, member: Membership) -> HttpResponse:
    """Invite somebody."""
    form = Invite(request.POST)
    if not form.is_valid():
        return _show(request, member, form, status=422)
    email, role = form.cleaned_data["email"], form.cleaned_data["role"]
    try:
        actions.invite(
            member.letter, email=email, role=role, inviter=member.organiser, by=actor_of(member)
        )
    except OrganiserRefused as refused:
        form.add_error("email", str(refused))
        return _show(request, member, form, status=422)
    messages.success(request, f"An invitation is on its way to {email}.")
    return redirect("review:team", member.letter.slug)


@require_POST
@desk_required(Permission.MANAGE_TEAM)
def renew(request: HttpRequest, member: Membership, number: int) -> HttpResponse:
    """Send an invitation once more."""
    found = _invitation(member, number)
    try:
        actions.renew(found, member.letter, inviter=member.organiser, by=actor_of(member))
    except OrganiserRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(
            request, f"A new link is on its way to {found.email}. The one before has ended."
        )
    return redirect("review:team", member.letter.slug)


@require_POST
@desk_required(Permission.MANAGE_TEAM)
def withdraw(request: HttpRequest, member: Membership, number: int) -> HttpResponse:
    """Withdraw an invitation."""
    found = _invitation(member, number)
    actions.withdraw(found, member.letter, by=actor_of(member))
    messages.success(request, f"The invitation to {found.email} is withdrawn. Its link has ended.")
    return redirect("review:team", member.letter.slug)


@require_safe
@desk_required(Permission.MANAGE_TEAM)
def colleague(request: HttpRequest, member: Membership, number: int) -> HttpResponse:
    """One person on the team, with the buttons to change that."""
    return _show_colleague(request, member, _member(member, number))


@require_POST
@desk_required(Permission.MANAGE_TEAM)
def change_role(request: HttpRequest, member: Membership, number: int) -> HttpResponse:
    """Give somebody another role."""
    found = _member(member, number)
    form = ChosenRole(request.POST)
    if not form.is_valid():
        return _show_colleague(request, member, found, form, status=422)
    role = form.cleaned_data["role"]
    try:
        changed = actions.change_role(found, role, by=actor_of(member))
    except OrganiserRefused as refused:
        form.add_error("role", str(refused))
        return _show_colleague(request, member, found, form, status=422)
    said = "is" if changed else "was already"
    messages.success(request, f"{found.organiser} {said} {role}.")
    return redirect("review:team", member.letter.slug)


@require_POST
@desk_required(Permission.MANAGE_TEAM)
def take_off(request: HttpRequest, member: Membership, number: int) -> HttpResponse:
    """Take somebody off the team."""
    found = _member(member, number)
    try:
        actions.take_off(found, by=actor_of(member))
    except OrganiserRefused as refused:
        messages.warning(request, str(refused))
        return redirect("review:colleague", member.letter.slug, number)
    messages.success(request, f"{found.organiser} is off the team, and sees nothing of it now.")
    if found.organiser_id == member.organiser_id:
        return redirect("review:letters")
    return redirect("review:team", member.letter.slug)


@require_safe
@desk_required(Permission.READ)
def ask_leave(request: HttpRequest, member: Membership) -> HttpResponse:
    """Ask whether to leave."""
    return desk_page(request, member, "leave.html", here="team")


@require_POST
@desk_required(Permission.READ)
def leave(request: HttpRequest, member: Membership) -> HttpResponse:
    """Leave the team oneself."""
    try:
        actions.leave(member, by=actor_of(member))
    except OrganiserRefused as refused:
        messages.warning(request, str(refused))
        return redirect("review:team", member.letter.slug)
    messages.success(request, f"You have left the team of “{member.letter.title}”.")
    return redirect("review:letters")


def _invitation(member: Membership, number: int) -> Invitation:
    found = [each for each in invitations_of(member.letter_id) if each.pk == number]
    if not found:
        raise Http404
    return found[0]


def _member(member: Membership, number: int) -> Membership:
    found = [each for each in team_of(member.letter_id) if each.pk == number]
    if not found:
        raise Http404
    return found[0]


def _show(
    request: HttpRequest, member: Membership, form: forms.Form, *, status: int = 200
) -> HttpResponse:
    people = team_of(member.letter_id)
    manages = member.may(Permission.MANAGE_TEAM)
    secured = with_second_factor(people) if manages else frozenset()
    invited = invitations_of(member.letter_id) if manages else []
    now = timezone.now()
    return desk_page(
        request,
        member,
        "team.html",
        status=status,
        people=[(each, each.organiser_id in secured) for each in people],
        invitations=[(each, each.expires_at > now) for each in invited],
        form=form,
        roles=[(role.value, ROLE_IN_WORDS[role]) for role in Role],
        table=table(),
        here="team",
    )


def _show_colleague(
    request: HttpRequest,
    member: Membership,
    found: Membership,
    form: forms.Form | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    return desk_page(
        request,
        member,
        "colleague.html",
        status=status,
        colleague=found,
        form=form or ChosenRole(initial={"role": found.role}),
        here="team",
    )
