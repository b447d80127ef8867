"""Names this room to Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The room `audit`."""

    name = "undersigned.audit"
    label = "audit"
