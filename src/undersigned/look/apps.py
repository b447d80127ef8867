"""Names this room to Django."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    """The room `look`."""

    name = "undersigned.look"
    label = "look"
