"""allauth's forms with labels and hints of our own, and the form of whoever was invited."""

import struct
from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest

from undersigned.organisers.actions.accounts import ask_password
from undersigned.organisers.actions.factors import spend_code, step_now
from undersigned.organisers.models import Organiser
from undersigned.organisers.names import LONGEST, fit_name

NEW = "At least 12 characters. Several words that don't belong together are easy to keep."
CODE = "Six digits from the app on your phone."
SPARE = "One of your recovery codes, of eight digits."
NO_CODE = "Type the code."
CHOOSE_ONE = "Choose a password."
GIVE_ADDRESS = "Give your address."
GIVE_PASSWORD = "Give your password."  # noqa: S105 (a sentence)
ONCE_MORE = "Type the password once more."
PASSWORDS = {"password1": CHOOSE_ONE, "password2": ONCE_MORE}


def _label(form: forms.Form, **labels: tuple[str, str]) -> None:
    """Give fields their label and hint, and take the text out of the box itself."""
    for name, (label, hint) in labels.items():
        bound = form.fields[name]
        bound.label = label
        bound.help_text = hint
        bound.widget.attrs.pop("placeholder", None)


def _missing(form: forms.Form, **sentences: str) -> None:
    """Say in a sentence of our own what was left empty."""
    for name, sentence in sentences.items():
        form.fields[name].error_messages["required"] = sentence


class Login(LoginForm):  # type: ignore[misc]  # allauth carries no types
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, login=("Your address", ""), password=("Password", ""))
        _missing(self, login=GIVE_ADDRESS, password=GIVE_PASSWORD)


class ForgottenPassword(ResetPasswordForm):  # type: ignore[misc]  # allauth carries no types
    """Where the link goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, email=("Your address", "The one that you log in with."))
        _missing(self, email=GIVE_ADDRESS)

    def clean_email(self) -> str:
        """Take any address: whether it is somebody's is for the worker to look up."""
        self.users: list[Organiser] = []
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **_: Any) -> str:  # noqa: ARG002 (allauth's signature)
        """Write that it was asked, the same for everybody."""
        email = str(self.cleaned_data["email"])
        ask_password(email)
        return email


class NewPassword(ResetPasswordKeyForm):  # type: ignore[misc]  # allauth carries no types
    """A password, twice, after a link from a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, password1=("New password", NEW), password2=("The same once more", ""))
        _missing(self, **PASSWORDS)


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
        _missing(self, oldpassword="Give your password as it is now.", **PASSWORDS)


class PasswordAgain(ReauthenticateForm):  # type: ignore[misc]  # allauth carries no types
    """The password, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, password=("Password", ""))
        _missing(self, password=GIVE_PASSWORD)


class GoodOnce(BaseAuthenticateForm):  # type: ignore[misc]  # allauth carries no types
    """A code of the app is good once, whatever became of process and clock since."""

    def clean_code(self) -> str:
        """Take a code that is right and was not taken before."""
        step = step_now()
        code = str(super().clean_code())
        app = self.authenticator
        if app.type == Authenticator.Type.TOTP and not spend_code(app, step=step):
            raise get_adapter().validation_error("incorrect_code")
        return code


class Code(GoodOnce, AuthenticateForm):  # type: ignore[misc]  # allauth carries no types
    """The code at the login."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, code=("Code", f"{CODE} Without the phone, one of your recovery codes."))
        self.fields["code"].widget.attrs["class"] = "code"
        _missing(self, code=NO_CODE)


class CodeAgain(GoodOnce, CodeAgainForm):  # type: ignore[misc]  # allauth carries no types
    """The code, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, code=("Code", f"{CODE} Without the phone, one of your recovery codes."))
        self.fields["code"].widget.attrs["class"] = "code"
        _missing(self, code=NO_CODE)


class FirstCode(ActivateTOTPForm):  # type: ignore[misc]  # allauth carries no types
    """The code that shows that the app was set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, code=("The code that the app shows now", "Six digits."))
        self.fields["code"].widget.attrs |= {"class": "code", "inputmode": "numeric"}
        _missing(self, code=NO_CODE)


# What allauth and its library raise on JSON that no browser makes; they catch some of it.
NO_CREDENTIAL = (AttributeError, IndexError, LookupError, TypeError, ValueError, struct.error)


class NewPasskey(AddWebAuthnForm):  # type: ignore[misc]  # allauth carries no types
    """What a new passkey is called."""

    def clean(self) -> dict[str, Any]:
        """Refuse what no browser makes."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except NO_CREDENTIAL as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return cleaned

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, name=("What you call it", "For example: phone, or the key on my ring."))
        self.fields["name"].max_length = 60


class GivenPasskey(AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth carries no types
    """A passkey at the login."""

    def clean_credential(self) -> Authenticator:
        """Refuse what no browser makes."""
        try:
            found: Authenticator = super().clean_credential()
        except NO_CREDENTIAL as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return found


class GivenPasskeyAgain(GivenPasskey):
    """A passkey, before something that matters."""

    reauthenticated = True


class NamedPasskey(EditWebAuthnForm):  # type: ignore[misc]  # allauth carries no types
    """What a passkey is called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, name=("What you call it", ""))
        self.fields["name"].max_length = 60


class NewAccount(forms.Form):
    """Name and password of somebody who was invited and has no account."""

    name = forms.CharField(
        label="Your name",
        help_text="As your colleagues at the desk and its trail show it.",
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Give your name. What is done at the desk is signed with it."},
    )
    password1 = forms.CharField(
        label="Password",
        help_text=NEW,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        error_messages={"required": CHOOSE_ONE},
    )
    password2 = forms.CharField(
        label="The same once more",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        error_messages={"required": ONCE_MORE},
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_name(self) -> str:
        """A name in one line, without signs that can't be seen."""
        name = fit_name(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError("This name holds signs that can’t be printed.")
        return name

    def clean_password1(self) -> str:
        """A password that is long enough and not a common one."""
        password = str(self.cleaned_data["password1"])
        validate_password(password, Organiser(email=self.email))
        return password

    def clean(self) -> dict[str, Any]:
        """Twice the same."""
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", "The two passwords are not the same.")
        return cleaned
