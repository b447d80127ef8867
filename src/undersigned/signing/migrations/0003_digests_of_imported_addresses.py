"""Digests of the addresses that lists brought along before they were kept."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from undersigned.signing.tokens import digest_of_listed

ROWS_AT_ONCE = 500


def digest_addresses(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Fill `address_digest` from `address`."""
    rows = apps.get_model("signing", "ImportedName").objects.using(schema_editor.connection.alias)
    waiting = []
    for row in rows.exclude(address="").iterator(ROWS_AT_ONCE):
        row.address_digest = digest_of_listed(row.address)
        waiting.append(row)
    rows.bulk_update(waiting, ["address_digest"], batch_size=ROWS_AT_ONCE)


class Migration(migrations.Migration):
    """Rows only."""

    dependencies = (("signing", "0002_lists_in_the_browser_and_invitations"),)
    operations = (migrations.RunPython(digest_addresses, migrations.RunPython.noop),)
