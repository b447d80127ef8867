"""Names this room to Django."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """The room `record`."""

    name = "undersigned.record"
    label = "record"
