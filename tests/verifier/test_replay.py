"""Step 4: entries."""

import datetime as dt

from letter_press import NOW, ORIGIN, Press
from letter_readers import World, failed
from undersigned.evidence import entries as kinds
from undersigned.tlog.note import ed25519_key
from undersigned.tlog.tiles import encode_bundle


def test_an_entry_against_the_rules_is_named(press: Press, world: World) -> None:
    press.add(kinds.Withdrawn(ORIGIN, press.day, 8))
    press.put("checkpoint", press.checkpoint())
    press.put("tile/entries/000.p/12", encode_bundle(press.entries))
    report = world.verify(press.folder)
    assert 4 in failed(report)
    assert "Entry 11 (withdrawn)" in report.step(4).detail


def test_a_day_past_tomorrow_is_refused(press: Press, world: World) -> None:
    press.day = NOW.date() + dt.timedelta(days=2)
    press.sign("Greta Brezik")
    press.write()
    report = world.verify(press.folder)
    assert failed(report) == [4]
    assert "past tomorrow" in report.step(4).detail


def test_tomorrow_is_no_failure_as_the_day_may_have_begun_elsewhere(
    press: Press, world: World
) -> None:
    press.day = NOW.date() + dt.timedelta(days=1)
    press.sign("Greta Brezik")
    press.write()
    assert world.verify(press.folder).status == 0


def test_an_entry_of_a_newer_version_is_unchecked(press: Press, world: World) -> None:
    press.add_bytes(press.entries[2].replace(b"/v1 signed", b"/v2 signed"))
    press.put("checkpoint", press.checkpoint())
    press.put("tile/entries/000.p/12", encode_bundle(press.entries))
    report = world.verify(press.folder)
    assert "newer verifier" in report.step(4).detail
    assert report.step(4).ok is None


def test_one_entry_is_no_letter(press: Press, world: World) -> None:
    del press.entries[1:]
    press.records = {}
    press.documents = {"rules/1.md": press.documents["rules/1.md"]}
    press.write()
    report = world.verify(press.folder)
    assert failed(report) == [4]


def test_a_successor_with_this_logs_key_is_refused(press: Press, world: World) -> None:
    new = "letters.ruritania.example/another"
    key = ed25519_key(new, press.key.public_key).encode()
    press.add(kinds.Successor(ORIGIN, press.day, new, key))
    press.write()
    report = world.verify(press.folder)
    assert failed(report) == [4]
    assert "entry 11: the successor has this log's key" in report.step(4).detail
