"""What somebody with a login tries at the desk, each by the real page, and who finds it."""

import pytest
from django.test import Client

from attacks.conftest import DESK, Scene
from signers import publish_second, signed
from undersigned.organisers.models import Membership
from undersigned.organisers.roles import Role
from undersigned.review.dossier import seen_mark
from undersigned.signing.actions import decide
from undersigned.signing.models import ImportedList, Signature
from undersigned.signing.states import State

HERE = "/desk/fair-courts/"


def accept(browser: Client, row: Signature) -> int:
    words = {"seen": seen_mark(row), "reason": "Found in the register.", "accept": "1"}
    return browser.post(f"{HERE}signatures/{row.pk}/accept", words).status_code


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.EDITOR])
def test_who_may_only_look_lists_nobody(scene: Scene, role: Role) -> None:
    """Refused at the door."""
    row = signed(Client())
    assert accept(scene.browser(role), row) in (403, 404)
    row.refresh_from_db()
    assert row.state == State.CONFIRMED


def test_a_reviewer_lists_nobody_who_did_not_confirm(scene: Scene) -> None:
    """Refused: a form that waits for its owner is not the desk's to accept."""
    row = signed(Client())
    Signature.objects.filter(pk=row.pk).update(state=State.WAITING)
    row.refresh_from_db()
    accept(scene.browser(Role.REVIEWER), row)
    row.refresh_from_db()
    assert row.state == State.WAITING
    scene.work()
    assert scene.figures()["total"] == 3


def test_an_owner_lists_nobody_without_the_checks_of_the_rules(scene: Scene) -> None:
    """Refused: the rules ask for the mail too."""
    row = signed(Client())
    Signature.objects.filter(pk=row.pk).update(checks={})
    row.refresh_from_db()
    accept(scene.browser(Role.OWNER), row)
    row.refresh_from_db()
    assert row.state == State.CONFIRMED


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REVIEWER, Role.OBSERVER])
def test_nobody_raises_their_own_role(scene: Scene, role: Role) -> None:
    """Refused at the door: owners alone change roles."""
    member = Membership.objects.get(organiser=scene.people[role])
    answer = scene.browser(role).post(f"{HERE}team/{member.pk}/role", {"role": "owner"})
    assert answer.status_code in (403, 404)
    member.refresh_from_db()
    assert member.role == role


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REVIEWER, Role.OBSERVER])
def test_owners_alone_show_a_list(scene: Scene, role: Role) -> None:
    """Refused at the door."""
    each = ImportedList.objects.get()
    ImportedList.objects.update(shown_at=None)
    words = {"url": "https://ruritania.example/list", "day": "2026-03-01", "show": "1"}
    answer = scene.browser(role).post(f"{HERE}imports/{each.pk}/show", words)
    assert answer.status_code in (403, 404)
    each.refresh_from_db()
    assert each.shown_at is None


@pytest.mark.parametrize("role", [Role.EDITOR, Role.OBSERVER])
def test_who_may_not_decide_takes_nobody_off(scene: Scene, role: Role) -> None:
    """Refused at the door."""
    row = scene.signatures[0]
    words = {"seen": seen_mark(row), "reason": "offensive", "note": "x"}
    answer = scene.browser(role).post(f"{HERE}signatures/{row.pk}/remove", words)
    assert answer.status_code in (403, 404)
    scene.work()
    assert scene.figures()["total"] == 3


def test_a_reviewer_changes_no_line_that_its_owner_did_not(scene: Scene) -> None:
    """Refused: the desk accepts corrections, and makes none."""
    row = scene.signatures[0]
    words = {"seen": seen_mark(row), "reason": "x", "name": "Somebody Else"}
    scene.browser(Role.REVIEWER).post(f"{HERE}signatures/{row.pk}/correction/accept", words)
    row.refresh_from_db()
    assert row.name == "Anka de Rassendy"
    scene.work()
    assert scene.figures()["amended"] == 0


def test_a_reviewer_decides_no_line_of_another_letter(scene: Scene) -> None:
    """Refused: this letter has no such signature."""
    row = scene.signatures[0]
    path = f"/desk/other-letter/signatures/{row.pk}/remove"
    answer = scene.browser(Role.REVIEWER).post(path, {"seen": seen_mark(row), "reason": "asked"})
    assert answer.status_code in (403, 404)


def test_who_is_dropped_by_the_desk_has_it_in_the_record(scene: Scene) -> None:
    """Found: the record counts it, the trail tells who, and the own receipt contests it."""
    decide.remove(scene.signatures[0], by=DESK, reason="ineligible")
    scene.work()
    assert scene.figures()["removed"] == {"ineligible": 1}
    assert "ended in entry" in scene.a_receipt(0)


def test_a_new_edition_moves_nobody(scene: Scene) -> None:
    """Refused by how it is made: who signed edition 1 stays there, and no figure of 2 has them."""
    publish_second(scene.letter)
    scene.work()
    assert scene.figures()["total"] == 0
    assert scene.figures()["earlier"] == 3
    assert scene.verifier() == scene.doctor() == ""


def test_an_invention_with_a_mailbox_of_its_own_is_found_by_nobody(scene: Scene) -> None:
    """Nobody: that a listed person exists is the organiser's word. The trail tells who accepted."""
    row = signed(Client(), name="Nobody at All", address="invented@rassendy.example")
    assert accept(scene.browser(Role.OWNER), row) in (302, 303)
    scene.work()
    assert scene.figures()["total"] == 4
    assert scene.verifier() == scene.a_remembered_checkpoint() == scene.doctor() == ""
