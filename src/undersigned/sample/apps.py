"""Names this room to Django."""

from django.apps import AppConfig


class SampleConfig(AppConfig):
    """The room `sample`."""

    name = "undersigned.sample"
    label = "sample"
