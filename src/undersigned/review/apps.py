"""Names this room to Django."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The room `review`."""

    name = "undersigned.review"
    label = "review"
