"""What was erased stays so, whatever backup comes back."""

from pathlib import Path

import pytest
from django.test import Client

from signers import ADDRESS, BY_RULES, NAME, publish_text, signed, tables, work
from undersigned.audit.actors import COMMAND
from undersigned.config.backup.container import BackupRefused
from undersigned.config.backup.erasures import (
    ERASURES,
    Erasure,
    erase_again,
    erasures,
    read_erasures,
    write_erasures,
)
from undersigned.outbox.models import CameBack, Mail
from undersigned.record.models import Pending
from undersigned.signing.actions.decide import accept
from undersigned.signing.models import NeverAgain, Refusal, Signature

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

AT = "2999-11-24T12:00:00+00:00"
BEFORE = "2001-11-24T12:00:00+00:00"


def test_a_signature_that_came_back_is_emptied_again() -> None:
    publish_text()
    signature = signed(Client())
    known = [Erasure("signature", signature.pk, "withdrawn", AT, "")]
    assert erase_again(known, by=COMMAND) == 1
    signature.refresh_from_db()
    assert (signature.state, signature.name, signature.address) == ("withdrawn", "", "")
    assert not Mail.objects.filter(recipient=ADDRESS).exists()
    for rows in tables().values():
        assert not any(NAME in str(row) or ADDRESS in str(row) for row in rows)
    assert erase_again(known, by=COMMAND) == 0


def test_the_list_says_which_and_nothing_of_whom(tmp_path: Path) -> None:
    publish_text()
    signature = signed(Client())
    assert erasures("default") == []
    erase_again([Erasure("signature", signature.pk, "expired", AT, "")], by=COMMAND)
    write_erasures(tmp_path, erasures("default"))
    text = (tmp_path / ERASURES).read_text()
    assert f'"number": {signature.pk}' in text
    assert NAME not in text
    assert ADDRESS not in text
    assert Signature.objects.count() == 1


def test_the_list_beside_the_backups_only_grows(tmp_path: Path) -> None:
    first = Erasure("signature", 7, "expired", AT, "")
    second = Erasure("imported", 3, "", "2999-11-25T12:00:00+00:00", "ab")
    write_erasures(tmp_path, [first])
    write_erasures(tmp_path, [second])
    assert read_erasures(tmp_path / ERASURES) == [first, second]
    write_erasures(tmp_path, [])
    assert read_erasures(tmp_path / ERASURES) == [first, second]


def test_a_number_that_was_given_again_is_somebody_elses() -> None:
    publish_text()
    signature = signed(Client())
    known = [Erasure("signature", signature.pk, "withdrawn", BEFORE, "")]
    assert erase_again(known, by=COMMAND) == 0
    signature.refresh_from_db()
    assert signature.name == NAME


def test_one_that_waits_for_the_record_never_gets_there() -> None:
    letter = publish_text()
    signature = signed(Client())
    accept(signature, by=COMMAND)
    assert Pending.objects.get().event == "signed"
    assert erase_again([Erasure("signature", signature.pk, "withdrawn", AT, "")], by=COMMAND) == 1
    assert not Pending.objects.exists()
    work(letter)
    assert letter.log.entries.count() == 2


def test_a_listed_one_that_was_erased_shows_that_the_world_saw_more() -> None:
    letter = publish_text(BY_RULES)
    signature = signed(Client())
    work(letter)
    known = [Erasure("signature", signature.pk, "withdrawn", AT, "")]
    with pytest.raises(BackupRefused, match="somebody who is listed in this backup was taken off"):
        erase_again(known, by=COMMAND)
    signature.refresh_from_db()
    assert signature.name == NAME


def test_whom_to_leave_alone_is_remembered(tmp_path: Path) -> None:
    letter = publish_text()
    NeverAgain.objects.create(address_digest="a" * 64)
    Refusal.objects.create(letter=letter, address_digest="b" * 64)
    CameBack.objects.create(address_digest="c" * 64, kind="complaint", at=letter.created_at)
    CameBack.objects.create(address_digest="d" * 64, kind="bounce", at=letter.created_at)
    write_erasures(tmp_path, erasures("default"))
    for model in (NeverAgain, Refusal, CameBack):
        model.objects.all().delete()
    for _ in range(2):
        assert erase_again(read_erasures(tmp_path / ERASURES), by=COMMAND) == 0
        assert NeverAgain.objects.get().address_digest == "a" * 64
        assert Refusal.objects.get(letter=letter).address_digest == "b" * 64
        assert CameBack.objects.get().address_digest == "c" * 64


def test_no_list_is_an_empty_one(tmp_path: Path) -> None:
    assert read_erasures(tmp_path / ERASURES) == []


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        '{"kind": "signature"}',
        f'{{"kind": "letter", "number": 1, "state": "", "at": "{AT}", "digest": ""}}',
        f'{{"kind": "signature", "number": "1", "state": "", "at": "{AT}", "digest": ""}}',
        '{"kind": "signature", "number": 1, "state": "", "at": "today", "digest": ""}',
    ],
)
def test_a_list_that_was_damaged_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    good = f'{{"kind": "signature", "number": 1, "state": "expired", "at": "{AT}", "digest": ""}}'
    path = tmp_path / ERASURES
    path.write_text(f"{good}\n{line}\n")
    with pytest.raises(BackupRefused, match=r"erasures\.jsonl, line 2 is no erasure"):
        read_erasures(path)
