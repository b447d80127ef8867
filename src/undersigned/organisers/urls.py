"""Accounts: those of allauth's pages that are needed, under the names that allauth looks up.

There is no sign-up, no page of addresses, and no login by code.
"""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from django.urls import path, re_path

from undersigned.organisers.views import again, factors, invitations, logins, passwords

urlpatterns = [
    path("", second_factor.index, name="mfa_index"),
    path("login/", account.login, name="account_login"),
    path("logout/", again.log_out, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("again/", again.password_again, name="account_reauthenticate"),
    path("password/", passwords.change_password, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        passwords.set_password,
        name="account_reset_password_from_key",
    ),
    path("code/", factors.give_factor, name="mfa_authenticate"),
    path("code/again/", again.factor_again, name="mfa_reauthenticate"),
    path("app/", factors.set_up_app, name="mfa_activate_totp"),
    path("app/off/", factors.take_app_off, name="mfa_deactivate_totp"),
    path("passkeys/new/", factors.add_passkey, name="mfa_add_webauthn"),
    path("passkeys/again/", again.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/", factors.rename_passkey, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", factors.remove_passkey, name="mfa_remove_webauthn"),
    path("logins/", logins.logins, name="logins"),
    path("logins/end", logins.end, name="end-login"),
    path("logins/end-others", logins.end_all_others, name="end-other-logins"),
    path("invitation/", invitations.invitation, name="invitation"),
    path("invitation/open", invitations.open_invitation, name="open-invitation"),
    path("invitation/<str:token>/", invitations.link, name="invitation_link"),
    path("recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/new/",
        factors.new_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "recovery-codes/file/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
