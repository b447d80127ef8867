"""Setting the second factor up and taking it off: allauth's pages, and what must come with them."""

from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.http import HttpResponse

from undersigned.organisers.actions import second_factor_set_up, second_factor_taken_off


class SetUpApp(ActivateTOTPView):  # type: ignore[misc]  # allauth carries no types
    """The page with the picture to scan."""

    def form_valid(self, form: ActivateTOTPForm) -> HttpResponse:
        """Set it up, and log out everywhere else: those logins gave no code."""
        response: HttpResponse = super().form_valid(form)
        second_factor_set_up(self.request.user, session=self.request.session.session_key)
        return response


class TakeAppOff(DeactivateTOTPView):  # type: ignore[misc]  # allauth carries no types
    """The page with the button."""

    def form_valid(self, form: DeactivateTOTPForm) -> HttpResponse:
        """Take it off, and say so in the trail."""
        response: HttpResponse = super().form_valid(form)
        second_factor_taken_off(self.request.user)
        return response


set_up_app = SetUpApp.as_view()
take_app_off = TakeAppOff.as_view()
