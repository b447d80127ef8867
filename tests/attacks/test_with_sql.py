"""What somebody does who can write to the database, and who finds it.

Each attack is made by the statement that somebody would type.
"""

import datetime as dt
import shutil

import pytest
from django.test import Client

from attacks.conftest import DESK, Scene, sql
from signers import send
from undersigned.config.doctor.agreement import agreement
from undersigned.config.doctor.findings import Verdict
from undersigned.config.trail import seal_trail
from undersigned.evidence.history import Refused
from undersigned.letters.actions import close_letter
from undersigned.record.errors import RecordRefused
from undersigned.record.keeping import keep
from undersigned.record.models import Entry, Log, Opening, Pending
from undersigned.signing.actions import decide
from undersigned.signing.models import Signature

SIMPLE = {
    "drop one": (
        'UPDATE record_opening SET line = NULL WHERE "index" = 2',
        "is not what they commit to",
    ),
    "take one's place away": (
        'DELETE FROM record_opening WHERE "index" = 2',
        "has places for 4 signatures",
    ),
    "alter a record": (
        'UPDATE record_opening SET line = {line} WHERE "index" = 3',
        "is not what they commit to",
    ),
    "mark an imported name as signed": (
        "UPDATE record_opening SET event = 'signed', edition = 1 WHERE event = 'imported'",
        "is not what they commit to",
    ),
    "move people to another edition in the record's tables": (
        'UPDATE record_opening SET edition = 2 WHERE "index" = 2',
        "is not what they commit to",
    ),
    "move people to another edition at the desk": (
        "UPDATE signing_signature SET edition = 2 WHERE entry = 2",
        "stand by words that their owner did not agree to last",
    ),
    "change the words of an edition": (
        "UPDATE record_document SET data = {words} WHERE path = 'editions/1.en.md'",
        "editions/1.en.md in the database has other words",
    ),
    "change the rules afterwards": (
        "UPDATE record_document SET data = {words} WHERE path = 'rules/1.md'",
        "rules/1.md in the database has other words",
    ),
    "change words with their digest": (
        "UPDATE record_document SET data = {words}, sha256 = '" + "0" * 64 + "' "
        "WHERE path = 'editions/1.en.md'",
        "editions/1.en.md in the database has other words",
    ),
    "reset a count": (
        "UPDATE record_log SET figures = '{{\"total\": 99}}'",
        "Its figures in the database are not those of its entries",
    ),
    "change a line at the desk": (
        "UPDATE signing_signature SET name = 'Somebody Else' WHERE entry = 2",
        "have another line at the desk than in the record",
    ),
    "change an imported name after it was taken": (
        "UPDATE signing_importedname SET name = 'Somebody Else' WHERE line = 2",
        "say something else at the desk than in the record",
    ),
    "forget a signature at the desk": (
        "UPDATE signing_signature SET state = 'declined' WHERE entry = 2",
        "stand in the record, and do not stand at the desk",
    ),
    "give somebody an entry that is not theirs": (
        "UPDATE signing_signature SET entry = 99 WHERE entry = 2",
        "name an entry that is another's",
    ),
    "close the letter behind the desk": (
        "UPDATE letters_letter SET is_open = FALSE",
        "says that the letter is closed, and the record says that it is not",
    ),
}
BYTES = {
    "line": b'{"salt":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","name":"Else"}',
    "words": b"# Other words\n",
}


def done(statement: str) -> None:
    """Run it, with the bytes that it names."""
    names = [name for name in BYTES if f"{{{name}}}" in statement]
    sql(statement.format(**dict.fromkeys(names, "%s")), *(BYTES[name] for name in names))


@pytest.mark.parametrize("name", SIMPLE)
def test_the_doctor_finds_it(scene: Scene, name: str) -> None:
    statement, words = SIMPLE[name]
    done(statement)
    assert words in scene.doctor()


@pytest.mark.parametrize("path", ["editions/1.en.md", "rules/1.md"])
def test_changed_words_that_go_out_are_found_by_the_verifier(scene: Scene, path: str) -> None:
    done(f"UPDATE record_document SET data = {{words}} WHERE path = '{path}'")  # noqa: S608 (the attack)
    scene.folder.joinpath("checkpoint").unlink()  # so that files are written again
    scene.work()
    assert path in scene.verifier()


def test_a_dropped_or_altered_line_that_goes_out_is_found_by_the_verifier(scene: Scene) -> None:
    done(SIMPLE["drop one"][0])
    scene.folder.joinpath("checkpoint").unlink()
    scene.work()
    assert "entry 2" in scene.verifier()


def test_exchanged_entries_of_two_people_are_found_by_the_doctor(scene: Scene) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        sql("UPDATE signing_signature SET entry = %s WHERE entry = %s", new, old)
    assert "2 signatures at the desk name an entry that is another's" in scene.doctor()


def test_a_count_that_was_reset_does_not_go_out(scene: Scene) -> None:
    done(SIMPLE["reset a count"][0])
    scene.folder.joinpath("checkpoint").unlink()  # so that files are written again
    scene.work()
    assert scene.figures()["total"] == 3
    assert scene.verifier() == scene.doctor() == ""


def test_the_doctor_says_that_it_examined_a_record_that_is_right(scene: Scene) -> None:
    found = list(agreement(scene.letter, [], "default"))
    assert [(each.subject, each.verdict) for each in found] == [
        ("Record of fair-courts", Verdict.GOOD)
    ]
    assert f" {scene.letter.log.size} entries " in found[0].what
    done(SIMPLE["drop one"][0])
    assert Verdict.GOOD not in {each.verdict for each in agreement(scene.letter, [], "default")}


def test_exchanged_lines_that_go_out_are_found_by_the_verifier(scene: Scene) -> None:
    first, second = Opening.objects.filter(event="signed").order_by("index")[:2]
    for each, line in ((first, second.line), (second, first.line)):
        sql("UPDATE record_opening SET line = %s WHERE id = %s", bytes(line or b""), each.pk)
    assert "is not what they commit to" in scene.doctor()
    scene.folder.joinpath("checkpoint").unlink()
    scene.work()
    assert "entry 2" in scene.verifier()


@pytest.mark.parametrize(
    "statement",
    [
        'UPDATE record_entry SET data = (SELECT data FROM record_entry WHERE "index" = 3) WHERE "index" = 2',  # noqa: E501 (one statement)
        'DELETE FROM record_entry WHERE "index" = 3',
    ],
    ids=["rewrite an entry", "take an entry out"],
)
def test_the_log_refuses_to_go_on_from_other_entries(scene: Scene, statement: str) -> None:
    sql(statement)
    assert scene.doctor()
    before = scene.folder.joinpath("checkpoint").read_bytes()

    close_letter(scene.letter, by=DESK, reason="To publish something.")
    with pytest.raises((RecordRefused, Refused)):
        scene.work()
    assert scene.folder.joinpath("checkpoint").read_bytes() == before


def test_an_older_database_is_refused_by_the_log(scene: Scene) -> None:
    forget(scene)
    with pytest.raises(RecordRefused, match="It is older than what the world has seen"):
        scene.work()


def test_a_log_rewritten_with_its_key_is_found_by_whoever_kept_something(scene: Scene) -> None:
    """It is whole in itself, so only a kept checkpoint or receipt tells."""
    forget(scene)
    rewritten(scene)
    assert scene.verifier()  # this verifier remembers
    assert scene.a_remembered_checkpoint()
    assert not scene.a_receipt(2).startswith("0:")


def forget(scene: Scene) -> None:
    """Put the database back to before the last three entries."""
    log = scene.letter.log
    size = log.size - 3
    sql('DELETE FROM record_entry WHERE "index" >= %s', size)
    sql('DELETE FROM record_opening WHERE "index" >= %s', size)
    sql("UPDATE record_log SET size = %s, published_size = %s", size, size)
    sql("DELETE FROM record_signed")


def rewritten(scene: Scene) -> None:
    """Go on from there with the key, and take away all that would keep the log from it."""

    sql("UPDATE record_log SET published_size = 0")
    sql("UPDATE signing_signature SET entry = NULL, state = 'removed' WHERE entry >= 4")
    (scene.instance.folder / "signed" / scene.letter.slug).unlink()
    shutil.rmtree(scene.folder)
    scene.work()


def test_a_signatory_added_to_the_tables_is_found_by_the_doctor(scene: Scene) -> None:
    """The log takes what looks like any other request; that nobody signed is told by the rest."""
    opening = Opening.objects.get(index=2)
    line = bytes(opening.line or b"").replace(b"Anka de", b"Anna de")
    line = line.replace(line[9:20], b"AAAAAAAAAAA", 1)
    fields = {"edition": 1, "language": "en", "as": "person", "checks": ["desk", "mail"]}
    Pending.objects.create(log=scene.letter.log, event="signed", fields=fields, line=line,
                           subject="signature:77")  # fmt: skip
    scene.work()
    assert scene.figures()["total"] == 4
    assert scene.verifier() == ""
    assert "no signature at the desk is theirs" in scene.doctor()


def test_a_signature_admitted_without_its_owner_is_found_by_the_doctor(scene: Scene) -> None:

    send(Client())
    row = Signature.objects.get(state="waiting")
    sql("UPDATE signing_signature SET state = 'confirmed', checks = '{\"mail\": \"2026-03-01\"}' "
        "WHERE id = %s", row.pk)  # fmt: skip
    row.refresh_from_db()
    decide.accept(row, by=DESK)
    scene.work()
    assert scene.verifier() == ""
    assert "the trail does not tell that they were confirmed and accepted" in scene.doctor()


@pytest.mark.parametrize("at_the_desk_too", [False, True])
def test_a_forged_withdrawal_is_found(scene: Scene, at_the_desk_too: bool) -> None:
    row = scene.signatures[0]
    Pending.objects.create(log=scene.letter.log, event="withdrawn", fields={"entry": row.entry},
                           subject=f"signature:{row.pk}")  # fmt: skip
    if at_the_desk_too:
        sql("UPDATE signing_signature SET state = 'withdrawn' WHERE id = %s", row.pk)
    scene.work()
    words = (
        "the trail does not tell that somebody ended them"
        if at_the_desk_too
        else "are accepted, and the record ended them"
    )
    assert words in scene.doctor()
    assert "ended in entry" in scene.a_receipt(0)


def test_an_entry_is_not_backdated(scene: Scene) -> None:
    """Refused by the log: no day comes before that of the entry before."""

    past = scene.letter.created_at.date() - dt.timedelta(days=3)
    sql("UPDATE record_log SET last_day = %s", past.isoformat())
    close_letter(scene.letter, by=DESK, reason="It is enough.")
    size = Log.objects.get().size
    keep(scene.letter.log, past)
    assert Log.objects.get().size == size
    assert Pending.objects.get().refused
    assert Entry.objects.count() == size


TRAIL = {
    "edit an event": "UPDATE audit_event SET actor_name = 'Somebody' WHERE verb = 'accepted'",
    "backdate an event": "UPDATE audit_event SET at = '2020-01-01 00:00:00' WHERE place = 2",
    "take events out": "DELETE FROM audit_event WHERE verb = 'accepted'",
    "take the newest away": "DELETE FROM audit_event WHERE place > 5",
    "have them sealed anew": "UPDATE audit_event SET place = NULL, seal = '' WHERE place > 5",
    "exchange two rows": (
        "UPDATE audit_event SET place = 1000 WHERE place = 2;"
        "UPDATE audit_event SET place = 2 WHERE place = 3;"
        "UPDATE audit_event SET place = 3 WHERE place = 1000"
    ),
    "take all away": "DELETE FROM audit_event",
}


@pytest.mark.parametrize("name", TRAIL)
def test_a_touched_trail_is_found(scene: Scene, name: str) -> None:
    for statement in TRAIL[name].split(";"):
        sql(statement)
    assert scene.the_trail()


def test_an_event_put_in_with_a_past_time_is_told(scene: Scene) -> None:
    sql("INSERT INTO audit_event (at, actor_kind, actor_name, verb, letter, subject_kind, reason, "
        "seal) VALUES ('2020-01-01 00:00:00', 'signer', 'x', 'confirmed', 'fair-courts', "
        "'signature', '', '')")  # fmt: skip
    seal_trail()
    assert "was written after one of" in scene.the_trail()
