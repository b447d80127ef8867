"""Seal second factors that were kept in clear, and mark recovery codes as looked at.

Undone, it opens them again, so that the version before can read them.
"""

from collections.abc import Callable
from typing import Any

from django.db import migrations

from undersigned.organisers.sealing import is_sealed, seal, unseal


def _change(apps: Any, each_text: Callable[[str], str]) -> None:
    for factor in apps.get_model("mfa", "Authenticator").objects.exclude(type="webauthn"):
        for name in ("secret", "seed"):
            if name in factor.data:
                factor.data[name] = each_text(factor.data[name])
        if "migrated_codes" in factor.data:
            factor.data["migrated_codes"] = [each_text(code) for code in factor.data["migrated_codes"]]
        if factor.type == "recovery_codes":
            factor.data.setdefault("viewed_at", factor.created_at.timestamp())
        factor.save(update_fields=["data"])


def seal_all(apps: Any, schema_editor: Any) -> None:
    """Seal what is in clear."""
    _change(apps, lambda text: text if is_sealed(text) else seal(text))


def open_all(apps: Any, schema_editor: Any) -> None:
    """Open what is sealed."""
    _change(apps, lambda text: unseal(text) if is_sealed(text) else text)


class Migration(migrations.Migration):

    dependencies = [
        ("organisers", "0002_team"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal_all, open_all)]
