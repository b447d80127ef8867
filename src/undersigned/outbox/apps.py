"""Names this room to Django."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """The room `outbox`."""

    name = "undersigned.outbox"
    label = "outbox"
