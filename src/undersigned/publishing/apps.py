"""Names this room to Django."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """The room `publishing`."""

    name = "undersigned.publishing"
    label = "publishing"
