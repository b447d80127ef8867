"""The second factor: allauth's pages, and what must come with them.

A passkey is made and used by the browser's own programs, which only a script can ask. The three
pages that do so let scripts of this site run; no other page does.
"""

import logging
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    RemoveWebAuthnView,
)
from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache

from undersigned.organisers.actions import factors
from undersigned.organisers.forms import SPARE

log = logging.getLogger(__name__)

with_script = csp_update({"script-src": [SELF]})


class SetUpApp(ActivateTOTPView):  # type: ignore[misc]  # allauth carries no types
    """The page with the picture to scan."""

    @transaction.atomic
    def form_valid(self, form: ActivateTOTPForm) -> HttpResponse:
        """Set it up, and log out everywhere else: those logins gave no code."""
        response: HttpResponse = super().form_valid(form)
        factors.codes_are_seen(self.request.user)
        factors.app_set_up(self.request.user, session=self.request.session.session_key)
        return response


class TakeAppOff(DeactivateTOTPView):  # type: ignore[misc]  # allauth carries no types
    """The page with the button."""

    @transaction.atomic
    def form_valid(self, form: DeactivateTOTPForm) -> HttpResponse:
        """Take it off, and say so in the trail."""
        response: HttpResponse = super().form_valid(form)
        factors.app_taken_off(self.request.user)
        return response


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # allauth carries no types
    """The page whose button asks the browser for a passkey."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say so where no passkey can be made: they belong to a name, and a number is none."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        found["without_name"] = is_number(self.request.get_host())
        return found

    @transaction.atomic
    def form_valid(self, form: AddWebAuthnForm) -> HttpResponse:
        """Keep it; with the first one, log out everywhere else."""
        response: HttpResponse = super().form_valid(form)
        factors.codes_are_seen(self.request.user)
        factors.passkey_added(self.request.user, session=self.request.session.session_key)
        return response


class RenamePasskey(EditWebAuthnView):  # type: ignore[misc]  # allauth carries no types
    """The page with a passkey's name."""

    success_url = reverse_lazy("mfa_index")


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]  # allauth carries no types
    """The page with the button."""

    success_url = reverse_lazy("mfa_index")

    @transaction.atomic
    def form_valid(self, form: Form) -> HttpResponse:
        """Remove it, and say so in the trail."""
        response: HttpResponse = super().form_valid(form)
        factors.passkey_removed(self.request.user)
        return response


class NewCodes(GenerateRecoveryCodesView):  # type: ignore[misc]  # allauth carries no types
    """The page with the button that makes new recovery codes."""

    @transaction.atomic
    def form_valid(self, form: GenerateRecoveryCodesForm) -> HttpResponse:
        """Make them, and say so in the trail."""
        response: HttpResponse = super().form_valid(form)
        factors.codes_are_seen(self.request.user)
        factors.codes_made(self.request.user)
        return response


class GiveFactor(AuthenticateView):  # type: ignore[misc]  # allauth carries no types
    """The page between password and desk: a passkey, a code from the app, or a recovery code."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """Show the page again, and tell whoever runs the site."""
        log.warning("a second factor was wrong: account %s", self.stage.login.user.pk)
        response: HttpResponse = super().form_invalid(form)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which of them this account has; the password was right already."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        kinds = Authenticator.objects.filter(user=self.stage.login.user)
        held = set(kinds.values_list("type", flat=True))
        found["has_passkey"] = Authenticator.Type.WEBAUTHN in held
        found["has_app"] = Authenticator.Type.TOTP in held
        found["form"] = found["form"] or self.get_form_class()(user=self.stage.login.user)
        if not found["has_app"]:
            found["form"].fields["code"].help_text = SPARE
        return found


def is_number(host: str) -> bool:
    """Whether a host of an address, with its port, is a number of the network and no name."""
    try:
        ip_address(urlsplit(f"//{host}").hostname or "")
    except ValueError:
        return False
    return True


def signed_in(view: Any) -> Any:
    """For allauth's pages that fail, and do not ask, where nobody is logged in."""
    return never_cache(login_required(view))


set_up_app = signed_in(SetUpApp.as_view())
take_app_off = signed_in(TakeAppOff.as_view())
add_passkey = signed_in(with_script(AddPasskey.as_view()))
rename_passkey = signed_in(RenamePasskey.as_view())
remove_passkey = signed_in(RemovePasskey.as_view())
new_codes = signed_in(NewCodes.as_view())
give_factor = never_cache(with_script(GiveFactor.as_view()))
