"""Names this room to Django."""

from django.apps import AppConfig


class OrganisersConfig(AppConfig):
    """The room `organisers`."""

    name = "undersigned.organisers"
    label = "organisers"
