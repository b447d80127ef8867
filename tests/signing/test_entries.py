"""What signatures ask of the record, also where it is faster."""

import pytest
from django.test import Client

from signers import signed, work
from undersigned.audit.actors import WORKER
from undersigned.letters.models import Letter
from undersigned.record import actions as record
from undersigned.record.keeping import keep
from undersigned.record.models import Log, Pending
from undersigned.record.queries import active_indices
from undersigned.signing.actions import entries
from undersigned.signing.actions.decide import accept
from undersigned.signing.actions.own import withdraw
from undersigned.signing.models import Signature
from undersigned.signing.states import State

pytestmark = pytest.mark.django_db


def test_one_sequenced_while_it_is_withdrawn_is_withdrawn_in_the_record(
    letter: Letter, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    signature = accept(signed(browser), by=WORKER)

    def sequenced_just_before(log: Log, subject: str, event: str) -> bool:
        if event == "signed":
            keep(log)
        return record.cancel(log, subject, event)

    monkeypatch.setattr(entries, "cancel", sequenced_just_before)
    assert withdraw(signature) is True
    monkeypatch.undo()
    assert Pending.objects.get().event == "withdrawn"
    work(letter)
    signature = Signature.objects.get()
    assert (signature.state, signature.name) == (State.WITHDRAWN, "")
    assert signature.entry is not None
    assert active_indices(letter.log, "signed") == []
