"""Password or second factor once more, and logging out: what is left of the login before."""

from typing import Any

from allauth.account.views import LogoutView, ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as FactorAgainView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

CLEARED = '"cache", "storage"'
"""What a browser forgets of this site at the end of a login (Clear Site Data, section 3.1). Not
`cookies`: those of other hosts below the same name would go too."""


class NewKey:
    """A login goes on under a new cookie once its person was asked again (ASVS 5.0, 7.2.4).

    Whoever took the cookie before has none of what the answer opens.
    """

    request: HttpRequest

    def form_valid(self, form: Form) -> HttpResponse:
        """Change the cookie, then do what allauth does."""
        self.request.session.cycle_key()
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # allauth's
        return response


class PasswordAgain(NewKey, ReauthenticateView):  # type: ignore[misc]  # allauth carries no types
    """The password once more."""


class FactorAgain(NewKey, FactorAgainView):  # type: ignore[misc]  # allauth carries no types
    """A code once more."""


class PasskeyAgain(NewKey, ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth carries no types
    """A passkey once more."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """Show the page again with what went wrong, in place of the login."""
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return response


class LogOut(LogoutView):  # type: ignore[misc]  # allauth carries no types
    """The page with the button that ends a login."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """End it, and have the browser forget what it was shown."""
        response: HttpResponse = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = CLEARED
        return response


password_again = PasswordAgain.as_view()
factor_again = FactorAgain.as_view()
passkey_again = never_cache(
    login_required(csp_update({"script-src": [SELF]})(PasskeyAgain.as_view()))
)
log_out = LogOut.as_view()
