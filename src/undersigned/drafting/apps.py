"""Names this room to Django."""

from django.apps import AppConfig


class DraftingConfig(AppConfig):
    """The room `drafting`."""

    name = "undersigned.drafting"
    label = "drafting"
