"""An instance with a letter that people signed, and everybody who could find an attack on it."""

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from desk_people import logged_in, make_organiser
from signers import publish_text, signed
from undersigned.audit.actors import organiser_actor
from undersigned.config.doctor.agreement import agreement
from undersigned.config.doctor.findings import Verdict
from undersigned.config.doctor.trail import look_at_trail
from undersigned.config.instance import Instance
from undersigned.config.settings_file import SETTINGS_FILE, read_settings
from undersigned.config.trail import seal_trail
from undersigned.letters.models import Letter
from undersigned.lists.reader import read_list
from undersigned.organisers.models import Organiser
from undersigned.organisers.roles import Role
from undersigned.publishing.actions import publish_pages
from undersigned.record.keeping import keep
from undersigned.record.places import published_folder, signed_path
from undersigned.record.queries import receipt
from undersigned.record.sequencing import REPLAYS
from undersigned.record.signed import read_signed, shown_tree
from undersigned.signing.actions import decide
from undersigned.signing.actions.follow import follow_record
from undersigned.signing.actions.imports import show_list, take_list
from undersigned.signing.models import Signature
from undersigned.verifier.command import main as verify

NAMES = ("Anka de Rassendy", "Rudi Gorlice", "Yrsa Passau")
DESK = organiser_actor(1, "Rufus Tarn")


@dataclass
class Scene:
    """What was there before the attack, and who looks afterwards.

    Attributes:
        letter: Three people signed it, and a list of two names is shown.
        people: Somebody of each role.
        signatures: The three, in the order of `NAMES`.
        receipts: Theirs, as they kept them.
        remembered: The checkpoint that somebody kept.
    """

    instance: Instance
    letter: Letter
    people: dict[Role, Organiser]
    signatures: list[Signature]
    receipts: list[Path]
    remembered: Path

    @property
    def folder(self) -> Path:
        return published_folder(self.letter.slug)

    def browser(self, role: Role) -> Client:
        return logged_in(self.people[role])

    def work(self) -> None:
        """The worker's turn, in a process that remembers nothing."""
        REPLAYS.by_log.clear()
        self.letter.refresh_from_db()
        self.letter.log.refresh_from_db()
        keep(self.letter.log)
        publish_pages(self.letter)
        follow_record(self.letter)
        self.letter.log.refresh_from_db()

    def figures(self) -> dict[str, Any]:
        """As published last."""
        return dict(self.letter.log.figures or {})

    # Who may find it. Each returns what it says; nothing when all is well.

    def verifier(self, *words: object) -> str:
        return _verified(self.folder, "--key", self.letter.log.key, *words)

    def a_remembered_checkpoint(self) -> str:
        return self.verifier("--against", self.remembered)

    def a_receipt(self, number: int) -> str:
        """The words about one kept receipt, with the site at hand; also where all is well."""
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            code = verify([str(self.folder), "--key", self.letter.log.key,
                           "--against", str(self.receipts[number])])  # fmt: skip
        return f"{code}: {said.getvalue()}"

    def doctor(self) -> str:
        letter = Letter.objects.select_related("log").get(pk=self.letter.pk)
        known = [read_signed(signed_path(letter.slug)), shown_tree(letter.slug)]
        found = list(agreement(letter, [each for each in known if each], "default"))
        return "\n".join(each.what for each in found if each.verdict is not Verdict.GOOD)

    def the_trail(self) -> str:
        found = look_at_trail(self.instance)
        return "\n".join(each.what for each in found if each.verdict is not Verdict.GOOD)


def _verified(*words: object) -> str:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = verify([str(word) for word in words])
    return said.getvalue() if code else ""


def sql(statement: str, *values: str | int | bytes | None) -> None:
    """What somebody types who can write to the database."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount != 0, "the attack changed nothing"


@pytest.fixture
def scene(db: None, home: Path, settings: Settings) -> Scene:  # noqa: ARG001 (the database)
    settings.SECOND_FACTOR_REQUIRED = False
    (home / SETTINGS_FILE).write_text('host = "letters.ruritania.example"\n')
    (home / "secret").write_text(settings.INSTANCE.secret)
    letter = publish_text()
    people = {role: make_organiser(f"{role.value} Grauhof", letter, role) for role in Role}
    for number, name in enumerate(NAMES):
        row = signed(Client(), name=name, address=f"p{number}@rassendy.example")
        decide.accept(row, by=DESK, reason="Found in the register.")
    reading = read_list(b"name\nEdmund Grauhof\nTilda Rost\n", "list.csv")
    taken = take_list(letter, reading, "list.csv", by=DESK)
    day = letter.created_at.date()
    show_list(taken.imported_list, url="https://ruritania.example/list", day=day, by=DESK)
    made = Scene(Instance(home, read_settings(home / SETTINGS_FILE)), letter, people, [], [],
                 home / "kept.checkpoint")  # fmt: skip
    made.work()
    made.signatures = list(Signature.objects.order_by("pk"))
    for row in made.signatures:
        assert row.entry is not None
        path = home / f"{row.pk}.tlog-proof"
        path.write_bytes(receipt(letter.log, row.entry))
        made.receipts.append(path)
    made.remembered.write_bytes((made.folder / "checkpoint").read_bytes())
    seal_trail()
    assert made.verifier() == made.doctor() == made.the_trail() == ""
    assert made.a_receipt(0).startswith("0:")
    return made
