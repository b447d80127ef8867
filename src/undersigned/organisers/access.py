"""Who may open a page of the desk. One decorator, so that no page forgets a question."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from undersigned.look.typed import typed_in
from undersigned.organisers.accounts import has_second_factor
from undersigned.organisers.models import Membership, Organiser
from undersigned.organisers.queries import membership
from undersigned.organisers.roles import Permission

Rest = ParamSpec("Rest")
log = logging.getLogger(__name__)


def known(
    view: Callable[Concatenate[HttpRequest, Organiser, Rest], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Open a page to whoever is logged in, with a second factor where the instance asks for one."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        who = _who(request)
        return view(request, who, *args, **kwargs) if isinstance(who, Organiser) else who

    return never_cache(asked)


def desk_required(
    permission: Permission,
) -> Callable[
    [Callable[Concatenate[HttpRequest, Membership, Rest], HttpResponse]],
    Callable[..., HttpResponse],
]:
    """Open a page of one letter's desk to the roles that have a permission.

    The page's address names the letter as `slug`; the view gets the membership instead. Somebody
    not logged in is sent to the login, somebody without a second factor to its set-up, whatever
    the letter: neither answer tells whether there is one. Letters that do not exist and those of
    other people are both 404. Only who works on the letter learns that a role falls short: 403.
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, Membership, Rest], HttpResponse],
    ) -> Callable[..., HttpResponse]:
        @wraps(view)
        def asked(
            request: HttpRequest, slug: str, *args: Rest.args, **kwargs: Rest.kwargs
        ) -> HttpResponse:
            who = _who(request)
            if not isinstance(who, Organiser):
                return who
            member = membership(who, slug)
            if member is None:
                # Which one is what somebody typed, and told to nobody.
                log.warning("account %s asked for a letter that it does not work on", who.pk)
                raise Http404
            if not member.may(permission):
                log.warning("account %s lacks %s in %s", who.pk, permission.name, slug)
                raise PermissionDenied
            return view(request, member, *args, **kwargs)

        return never_cache(asked)

    return decorate


def _who(request: HttpRequest) -> Organiser | HttpResponse:
    user = request.user
    if not isinstance(user, Organiser):
        typed = typed_in(request)
        if typed:
            return render(request, "organisers/logged_out.html", {"typed": typed}, status=403)
        # A button that was pressed too late is not pressed again by logging in.
        reading = request.method in ("GET", "HEAD")
        return redirect_to_login(
            request.get_full_path() if reading else settings.LOGIN_REDIRECT_URL
        )
    if settings.SECOND_FACTOR_REQUIRED and not has_second_factor(user):
        return redirect("mfa_activate_totp")
    return user
