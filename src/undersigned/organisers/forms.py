"""allauth's forms with labels and hints of our own. What they check is allauth's."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms

NEW = "At least 12 characters. Several words that don't belong together are easy to keep."
CODE = "Six digits from the app on your phone."


def _label(form: forms.Form, **labels: tuple[str, str]) -> None:
    """Give fields their label and hint, and take the text out of the box itself."""
    for name, (label, hint) in labels.items():
        bound = form.fields[name]
        bound.label = label
        bound.help_text = hint
        bound.widget.attrs.pop("placeholder", None)


class Login(LoginForm):  # type: ignore[misc]  # allauth carries no types
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, login=("Your address", ""), password=("Password", ""))


class ForgottenPassword(ResetPasswordForm):  # type: ignore[misc]  # allauth carries no types
    """Where the link goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, email=("Your address", "The one that you log in with."))


class NewPassword(ResetPasswordKeyForm):  # type: ignore[misc]  # allauth carries no types
    """A password, twice, after a link from a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, password1=("New password", NEW), password2=("The same once more", ""))


class ChangedPassword(ChangePasswordForm):  # type: ignore[misc]  # allauth carries no types
    """The password as it is, then the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(
            self,
            oldpassword=("Password as it is now", ""),
            password1=("New password", NEW),
            password2=("The same once more", ""),
        )


class PasswordAgain(ReauthenticateForm):  # type: ignore[misc]  # allauth carries no types
    """The password, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, password=("Password", ""))


class Code(AuthenticateForm):  # type: ignore[misc]  # allauth carries no types
    """The code at the login."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, code=("Code", f"{CODE} Without the phone, one of your recovery codes."))
        self.fields["code"].widget.attrs["class"] = "code"


class CodeAgain(CodeAgainForm):  # type: ignore[misc]  # allauth carries no types
    """The code, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, code=("Code", CODE))
        self.fields["code"].widget.attrs["class"] = "code"


class FirstCode(ActivateTOTPForm):  # type: ignore[misc]  # allauth carries no types
    """The code that shows that the app was set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, code=("The code that the app shows now", "Six digits."))
        self.fields["code"].widget.attrs |= {"class": "code", "inputmode": "numeric"}
