"""Names this room to Django."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """The room `letters`."""

    name = "undersigned.letters"
    label = "letters"
