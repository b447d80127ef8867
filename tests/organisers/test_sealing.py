"""What a second factor rests on is sealed, and what was in clear is sealed by the migration."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from pytest_django import Settings

from desk_people import make_organiser
from undersigned.organisers.accounts import SecondFactor
from undersigned.organisers.sealing import SealBroken, is_sealed, seal, unseal

MIGRATION = import_module("undersigned.organisers.migrations.0003_sealed_factors")


def test_what_is_sealed_opens_again_and_is_never_the_same_twice() -> None:
    one, other = seal("JBSWY3DP"), seal("JBSWY3DP")
    assert one != other
    assert "JBSWY3DP" not in one
    assert unseal(one) == unseal(other) == "JBSWY3DP"
    assert SecondFactor().decrypt(SecondFactor().encrypt("JBSWY3DP")) == "JBSWY3DP"


def test_another_secret_opens_nothing(settings: Settings) -> None:
    sealed = seal("JBSWY3DP")
    settings.INSTANCE = SimpleNamespace(secret="f" * 64)
    with pytest.raises(SealBroken, match="another secret"):
        unseal(sealed)


def test_what_is_in_clear_is_not_taken() -> None:
    with pytest.raises(SealBroken, match="not sealed"):
        unseal("JBSWY3DP")


@pytest.mark.django_db
def test_the_migration_seals_what_was_in_clear_and_opens_it_again() -> None:
    ines = make_organiser("Ines Kaltmann")
    app = Authenticator.objects.create(user=ines, type="totp", data={"secret": "JBSWY3DP"})
    codes = Authenticator.objects.create(
        user=ines, type="recovery_codes", data={"seed": "ab" * 20, "used_mask": 1}
    )
    MIGRATION.seal_all(apps, None)
    MIGRATION.seal_all(apps, None)
    app.refresh_from_db()
    codes.refresh_from_db()
    assert is_sealed(app.data["secret"])
    assert unseal(app.data["secret"]) == "JBSWY3DP"
    assert len(codes.wrap().get_unused_codes()) == 9
    assert codes.wrap().did_view
    MIGRATION.open_all(apps, None)
    app.refresh_from_db()
    assert app.data == {"secret": "JBSWY3DP"}
