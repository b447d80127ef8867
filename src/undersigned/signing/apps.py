"""Names this room to Django."""

from django.apps import AppConfig


class SigningConfig(AppConfig):
    """The room `signing`."""

    name = "undersigned.signing"
    label = "signing"
