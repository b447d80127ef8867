"""Passwords: allauth's pages, and what must come with them."""

from allauth.account.forms import ChangePasswordForm, ResetPasswordKeyForm
from allauth.account.views import PasswordChangeView, PasswordResetFromKeyView
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.views.decorators.cache import never_cache

from undersigned.organisers.actions.accounts import password_changed


class ChangePassword(PasswordChangeView):  # type: ignore[misc]  # allauth carries no types
    """The page with the password as it is and the new one."""

    @transaction.atomic
    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        """Change it, and log out everywhere else."""
        response: HttpResponse = super().form_valid(form)
        password_changed(self.request.user, session=self.request.session.session_key)
        return response


class SetPassword(PasswordResetFromKeyView):  # type: ignore[misc]  # allauth carries no types
    """The page behind a link from a mail."""

    @transaction.atomic
    def form_valid(self, form: ResetPasswordKeyForm) -> HttpResponse:
        """Set it, and log out everywhere."""
        response: HttpResponse = super().form_valid(form)
        password_changed(self.reset_user, session=None)
        return response


change_password = never_cache(login_required(ChangePassword.as_view()))
set_password = never_cache(SetPassword.as_view())
