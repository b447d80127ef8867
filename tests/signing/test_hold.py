"""Rows taken for a change, in an order that no two can take against each other."""

import pytest
from django.test import Client

from signers import ADDRESS, send, signed
from undersigned.audit.actors import WORKER
from undersigned.letters.models import Letter
from undersigned.signing.actions.decide import decline
from undersigned.signing.actions.erase import erase
from undersigned.signing.actions.hold import hold_open_letter, hold_with_others
from undersigned.signing.models import Signature

pytestmark = pytest.mark.django_db


def test_all_of_an_address_are_taken_and_nobody_else(letter: Letter, browser: Client) -> None:
    decline(signed(browser), by=WORKER, note="No such post.")
    send(browser)
    send(browser, address="paula@brennquist.example")
    first, second, other = Signature.objects.order_by("pk")
    assert hold_with_others(second.pk) == (second, [first])
    assert hold_with_others(first.pk) == (first, [second])
    assert hold_with_others(other.pk) == (other, [])
    assert first.address == second.address == ADDRESS
    assert hold_open_letter(first) is letter.is_open is True


def test_erased_ones_have_no_address_in_common(letter: Letter, browser: Client) -> None:
    for address in (ADDRESS, "paula@brennquist.example"):
        send(browser, address=address)
    for signature in Signature.objects.all():
        erase(signature, by=WORKER)
    first, second = Signature.objects.order_by("pk")
    assert (first.address_digest, second.address_digest) == ("", "")
    assert hold_with_others(first.pk) == (first, [])
    assert letter.is_open
