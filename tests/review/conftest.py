"""A letter, its desk's people, and signatures that wait."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from desk_people import make_organiser, publish
from undersigned.audit.actions import note
from undersigned.audit.actors import signer_actor
from undersigned.letters.models import Letter
from undersigned.organisers.models import Organiser
from undersigned.organisers.roles import Role
from undersigned.record.keeping import keep
from undersigned.record.sequencing import REPLAYS
from undersigned.signing.actions.follow import follow_record
from undersigned.signing.models import Consent, Signature
from undersigned.signing.states import State

MakeSignature = Callable[..., Signature]


@pytest.fixture(autouse=True)
def _home(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.INSTANCE_FOLDER = tmp_path
    settings.PUBLISHED_FOLDER = tmp_path / "published"
    settings.SECOND_FACTOR_REQUIRED = False
    REPLAYS.by_log.clear()
    yield
    REPLAYS.by_log.clear()


@pytest.fixture
def letter(db: None) -> Letter:  # noqa: ARG001 (the database has to be there)
    return publish()


@pytest.fixture
def owner(letter: Letter) -> Organiser:
    return make_organiser("Ines Kaltmann", letter, Role.OWNER)


@pytest.fixture
def reviewer(letter: Letter) -> Organiser:
    return make_organiser("Rufus Tarn", letter, Role.REVIEWER)


@pytest.fixture
def observer(letter: Letter) -> Organiser:
    return make_organiser("Otto Sandor", letter, Role.OBSERVER)


@pytest.fixture
def make_signature(letter: Letter) -> MakeSignature:
    """Make a confirmed signature; any field may be given otherwise."""

    def make(name: str = "Henrike Lommquist", **fields: Any) -> Signature:
        number = Signature.objects.count()
        now = timezone.now()
        made = Signature.objects.create(
            **{
                "letter": letter,
                "state": State.CONFIRMED,
                "kind": "person",
                "name": name,
                "posts": [
                    {
                        "title": "Prosecutor",
                        "office": "Public Prosecution Service",
                        "from": "2003",
                        "to": "2009",
                    }
                ],
                "edition": 1,
                "language": "en",
                "address": f"signer{number}@ruritania.example",
                "address_digest": f"{number:064x}",
                "checks": {"mail": now.date().isoformat()},
                "confirmed_at": now,
                **fields,
            }
        )
        Consent.objects.create(
            signature=made,
            kind="sign",
            wording="I have read edition 1 of the letter, and I sign it.",
            edition=1,
            language="en",
            given_at=now,
        )
        note(
            "confirmed",
            by=signer_actor(made.pk),
            letter=made.letter.slug,
            subject_kind="signature",
            subject=made.pk,
        )
        return made

    return make


@pytest.fixture
def publish_record() -> Callable[[Letter], None]:
    """Sequence and publish what waits, as the worker does."""

    def publish_it(letter: Letter) -> None:
        keep(letter.log)
        follow_record(letter)
        letter.log.refresh_from_db()

    return publish_it
