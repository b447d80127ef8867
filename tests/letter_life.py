"""The life of a letter, made up by chance: people sign, change their minds and vanish, editions
come, lists are brought, and the program dies in the middle of things. After each publication all
of it is held to a recount that is written apart.
"""

import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test import Client

from desk_people import LETTER
from log_example import verify_files
from signers import typed
from undersigned.audit.actors import COMMAND, organiser_actor
from undersigned.config.doctor.agreement import agreement
from undersigned.config.doctor.findings import Verdict
from undersigned.eligibility.claim import Claim, Post
from undersigned.letters.actions import (
    Wordings,
    close_letter,
    publish_edition,
    publish_letter,
    reopen_letter,
)
from undersigned.letters.errors import LetterRefused
from undersigned.letters.models import Letter
from undersigned.letters.queries import current_edition, edition_bytes
from undersigned.letters.reading import parse_manuscript
from undersigned.lists.reader import read_list
from undersigned.outbox.models import Mail
from undersigned.record.keeping import keep
from undersigned.record.places import published_folder
from undersigned.signing.actions import decide, imports, own
from undersigned.signing.actions.admit import admit_due
from undersigned.signing.actions.confirm import Came, confirm, disown
from undersigned.signing.actions.follow import follow_record
from undersigned.signing.actions.reconfirm import reconfirm
from undersigned.signing.consents import version
from undersigned.signing.models import ImportedName, Signature
from undersigned.signing.states import NotPossible, State
from undersigned.verifier.command import main as verify

DESK = organiser_actor(1, "Rufus Tarn")
PEOPLE = 6
VERBS = (
    *("arrive",) * 12,
    *("reopen",) * 3,
    *("work",) * 5,
    *("look", "look", "sign", "admit", "confirm", "accept", "decline", "correct", "correct"),
    *(
        "rename",
        "agree",
        "withdraw",
        "remove",
        "disown",
        "look",
        "reconfirm",
        "reconfirm",
        "reconfirm",
    ),
    *("edition", "edition", "close", "bring", "bring", "show", "show", "show", "leave out"),
)
DEATHS = 40  # statements and syncs after which the program may die; 0 is a life that goes on


class Died(BaseException):
    """The program died here."""


@contextmanager
def dying(after: int) -> Iterator[None]:
    """Die at the statement or the sync of this number, once; 0 for not at all."""
    left = [after]

    def count() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Died

    def statement(execute: Callable[..., Any], sql: str, *words: Any) -> Any:
        if "SAVEPOINT" not in sql:  # these stand for begin and commit where tests are in one
            count()
        return execute(sql, *words)

    synced = os.fsync

    def sync(descriptor: int) -> None:
        count()
        synced(descriptor)

    with connection.execute_wrapper(statement), patch("os.fsync", sync):
        yield


@dataclass(frozen=True)
class Seen:
    """The words that somebody had in front of them."""

    edition: int
    language: str
    sha256: str


@dataclass
class Life:
    """One letter and its people.

    Attributes:
        slug: Its name; none other in this database has it.
        looked: What each person saw last.
        agreed: Every wording that somebody sent a form or pressed a button under.
        standing: Who stands, by the answers that they and the desk were given.
        checkpoints: Those that were published, by size.
    """

    slug: str
    letter: Letter = field(init=False)
    looked: dict[int, Seen] = field(default_factory=dict)
    agreed: dict[int, set[Seen]] = field(default_factory=dict)
    standing: set[int] = field(default_factory=set)
    checkpoints: dict[int, bytes] = field(default_factory=dict)
    lists: int = 0
    deaths: int = 0

    def __post_init__(self) -> None:
        """Publish it: in two languages, its rules asking for the mail and the desk."""
        host = "letters.ruritania.example"
        self.letter = publish_letter(self.slug, host, self.wordings(1), by=COMMAND)
        self.work(0)

    def wordings(self, number: int) -> Wordings:
        text = LETTER.replace("We ask you", f"For the time number {number} we ask you")
        data = text.encode()
        files = {"en": data}
        return Wordings(files, {"en": parse_manuscript(data, "letter.md")})

    def step(self, verb: str, person: int, death: int) -> None:
        """Do one thing; what the program refuses, and where it dies, changes nothing."""
        self.letter.refresh_from_db()
        self.letter.log.refresh_from_db()
        done = False
        try:
            with dying(death):
                done = bool(getattr(self, f"do_{verb.replace(' ', '_')}")(person))
        except (NotPossible, LetterRefused):
            pass
        except Died:
            self.deaths += 1
        if done and verb in ("accept", "arrive"):
            self.standing.add(person)
        if done and verb in ("withdraw", "remove", "disown"):
            self.standing.discard(person)
        if verb in ("correct", "rename") and self.mine(person, State.CONFIRMED):
            self.standing.discard(person)  # not listed yet: the desk looks again

    # What people do.

    def do_arrive(self, person: int) -> bool:
        """All the way from the form to the desk's word."""
        self.do_look(person)
        self.do_sign(person)
        admit_due()
        return self.do_confirm(person) and self.do_accept(person)

    def address(self, person: int) -> str:
        return f"p{person}@{self.slug}.example"

    def mine(self, person: int, *states: State) -> Signature | None:
        found = Signature.objects.filter(letter=self.letter, address=self.address(person))
        return found.filter(state__in=states or list(State)).order_by("-id").first()

    def do_look(self, person: int) -> None:
        edition = current_edition(self.letter)
        data = edition_bytes(self.letter, edition.number, "en")
        assert data is not None
        page = Client().get(f"/{self.slug}/sign").content.decode()
        told = re.search(r'name="edition" value="(\d+)"', page)
        if told is None:
            return  # the letter is closed
        assert int(told[1]) == edition.number
        self.looked[person] = Seen(edition.number, "en", hashlib.sha256(data).hexdigest())

    def do_sign(self, person: int) -> None:
        seen = self.looked.get(person)
        if seen is None:
            return
        form = typed(
            name=f"Person {person}",
            address=self.address(person),
            edition=str(seen.edition),
            wordings=version(seen.edition),
        )
        # Before the form is sent: where the program dies after taking it, it was taken.
        self.agreed.setdefault(person, set()).add(seen)
        Client().post(f"/{self.slug}/sign", form)

    def do_admit(self, _: int) -> None:
        admit_due()

    def link(self, person: int) -> tuple[str, str] | None:
        mails = Mail.objects.filter(recipient=self.address(person), text__contains="/confirm/")
        mail = mails.order_by("-id").first()
        token = mail and re.search(r"/confirm/([\w-]+)\n", mail.text)
        code = mail and re.search(r"code:\s+([A-Z]{6})\n", mail.text)
        return (token[1], code[1]) if token and code else None

    def do_confirm(self, person: int) -> bool:
        found = self.link(person)
        return found is not None and (
            confirm(self.letter, found[0], code=found[1], browser="").came is Came.OPEN
        )

    def do_disown(self, person: int) -> bool:
        found = self.link(person)
        return found is not None and (
            disown(self.letter, found[0], code=found[1], browser="").came is Came.DISOWNED
        )

    def do_withdraw(self, person: int) -> bool:
        row = self.mine(person, State.ACCEPTED, State.CONFIRMED)
        if row is None:
            return False
        own.withdraw(row)
        return True

    def do_correct(self, person: int) -> None:
        row = self.mine(person, State.ACCEPTED, State.CONFIRMED, State.DECLINED)
        if row is not None:
            own.correct(row, claim(row, place=f"Strelsau {len(row.place)}"))

    def do_rename(self, person: int) -> None:
        row = self.mine(person, State.ACCEPTED, State.CONFIRMED, State.DECLINED)
        if row is not None:
            own.correct(row, claim(row, name=f"Person {person} {'I' * (len(row.name) % 5)}"))

    def do_reconfirm(self, person: int) -> None:
        self.do_look(person)
        row = self.mine(person, State.ACCEPTED)
        seen = self.looked.get(person)
        if row is not None and seen is not None:
            reconfirm(row, edition=seen.edition)
            self.agreed.setdefault(person, set()).add(seen)

    # What the desk does.

    def do_accept(self, person: int) -> bool:
        row = self.mine(person, State.CONFIRMED, State.DECLINED)
        if row is None:
            return False
        decide.accept(row, by=DESK)
        return True

    def do_decline(self, person: int) -> None:
        row = self.mine(person, State.CONFIRMED)
        if row is not None:
            decide.decline(row, by=DESK, note="Ask us.")

    def do_agree(self, person: int) -> None:
        row = self.mine(person, State.ACCEPTED)
        if row is not None:
            decide.accept_correction(row, by=DESK)

    def do_remove(self, person: int) -> bool:
        row = self.mine(person, State.ACCEPTED)
        if row is None:
            return False
        decide.remove(row, by=DESK, reason="ineligible")
        return True

    def do_edition(self, person: int) -> None:
        publish_edition(self.letter, self.wordings(person + 2), by=DESK)

    def do_close(self, _: int) -> None:
        close_letter(self.letter, by=DESK, reason="It is enough.")

    def do_reopen(self, _: int) -> None:
        reopen_letter(self.letter, by=DESK, reason="It is not enough.")

    def do_bring(self, person: int) -> None:
        self.lists += 1
        lines = ["name,email", f"Listed {self.lists},", f"Person {person},{self.address(person)}"]
        reading = read_list("\n".join([*lines, ""]).encode(), "list.csv")
        imports.take_list(self.letter, reading, "list.csv", by=DESK)

    def do_show(self, _: int) -> None:
        day = dt.datetime.now(dt.UTC).date()
        for each in self.letter.imports.order_by("pk"):
            imports.show_list(each, url="https://ruritania.example/list", day=day, by=DESK)

    def do_leave_out(self, person: int) -> None:
        rows = ImportedName.objects.filter(source__letter=self.letter).order_by("pk")
        for row in rows[person : person + 1]:
            imports.leave_out(row, reason="No signatory.", by=DESK)

    # What the worker does, and what is held to.

    def do_work(self, person: int) -> None:
        self.work(person)

    def work(self, _: int) -> None:
        imports.go_on_showing(self.letter)
        keep(self.letter.log)
        follow_record(self.letter)
        path = published_folder(self.slug) / "checkpoint"
        self.checkpoints[self.letter.log.published_size] = path.read_bytes()

    def end(self, folder: Path) -> None:
        """Let everything come to rest, and hold it to what was promised."""
        self.step("reopen", 0, 0)
        admit_due()
        self.letter.refresh_from_db()
        self.work(0)
        self.work(0)
        self.check_figures()
        self.check_people()
        log = self.letter.log
        assert verify_files(log) == 0
        for size, checkpoint in self.checkpoints.items():
            path = folder / f"{self.slug}-{size}.checkpoint"
            path.write_bytes(checkpoint)
            said = verify([str(published_folder(self.slug)), "--key", log.key, "--quiet",
                           "--against", str(path)])  # fmt: skip
            assert said == 0
        self.letter.refresh_from_db()
        found = agreement(self.letter, [], "default")
        assert [each.what for each in found if each.verdict is not Verdict.GOOD] == []

    def told(self) -> dict[str, int]:
        """What there was of it, for whoever wants to know that it was no empty life."""
        published = entries(published_folder(self.slug))
        kinds = [each["event"] for each in published]
        counted = {kind: kinds.count(kind) for kind in set(kinds)}
        return {**counted, "deaths": self.deaths, "checkpoints": len(self.checkpoints)}

    def check_figures(self) -> None:
        """`count.json`, and what the database says, are what counting by hand gives."""
        folder = published_folder(self.slug)
        count = json.loads((folder / "count.json").read_text())
        assert count["size"] == self.letter.log.size
        counted = recount(entries(folder))
        assert {name: count[name] for name in counted} == counted
        assert count == self.letter.log.figures
        assert self.letter.log.pending.count() == 0

    def check_people(self) -> None:
        """Who stands is who was told so, and everybody by words that they saw."""
        rows = Signature.objects.filter(letter=self.letter, state=State.ACCEPTED)
        there = {int(row.address[1 : row.address.index("@")]): row for row in rows}
        assert set(there) == self.standing
        published = entries(published_folder(self.slug))
        texts = {each["edition"]: dict([each["text"].split()]) for each in published
                 if each["event"] == "edition"}  # fmt: skip
        held = by_index(published)
        for person, row in there.items():
            assert row.entry is not None
            edition, language = held[row.entry]
            assert (edition, language) == (str(row.edition), row.language)
            words = Seen(row.edition, language, texts[edition][language])
            assert words in self.agreed[person]


def claim(row: Signature, **changed: str) -> Claim:
    """What somebody types on their own page: what stands there, but for the changes."""
    posts = tuple(
        Post(each["title"], each["office"], each.get("from", ""), each.get("to", ""))
        for each in row.posts
    )
    said: dict[str, Any] = {
        "kind": row.kind, "name": row.name, "by": row.by, "posts": posts, "years": row.years,
        "served": tuple(row.served), "place": row.place, "statement": row.statement, "hint": "",
    }  # fmt: skip
    return Claim(**(said | changed))


def entries(folder: Path) -> list[dict[str, str]]:
    """The published entries, taken apart without any of the program's own reading."""
    size = int((folder / "checkpoint").read_text().splitlines()[1])
    path = folder / "tile/entries" / (f"000.p/{size}" if size < 256 else "000")
    data, found = path.read_bytes(), []
    while data:
        length = int.from_bytes(data[:2], "big")
        lines = data[2 : 2 + length].decode().splitlines()
        found.append(
            {"event": lines[0].split()[1]} | dict(each.split(" ", 1) for each in lines[1:])
        )
        data = data[2 + length :]
    assert len(found) == size
    return found


def by_index(found: list[dict[str, str]]) -> dict[int, tuple[str, str]]:
    """The edition and language that each signature holds."""
    held = {}
    for index, entry in enumerate(found):
        if entry["event"] == "signed":
            held[index] = (entry["edition"], entry["language"])
        if entry["event"] == "reconfirmed":
            held[int(entry["entry"])] = (entry["edition"], entry["language"])
    return held


def recount(found: list[dict[str, str]]) -> dict[str, Any]:
    """The figures, counted one by one."""
    ended = {int(each["entry"]) for each in found if each["event"] in ("withdrawn", "removed")}
    current = max(int(each["edition"]) for each in found if each["event"] == "edition")
    held = by_index(found)
    active = [(index, each) for index, each in enumerate(found) if index not in ended]
    signed = [(int(held[index][0]), each["as"]) for index, each in active
              if each["event"] == "signed"]  # fmt: skip
    removed: dict[str, int] = {}
    for each in found:
        if each["event"] == "removed":
            removed[each["reason"]] = removed.get(each["reason"], 0) + 1
    return {
        "named": signed.count((current, "person")),
        "organisations": signed.count((current, "organisation")),
        "earlier": sum(edition != current for edition, _ in signed),
        "imported": sum(each["event"] == "imported" for _, each in active),
        "withdrawn": sum(each["event"] == "withdrawn" for each in found),
        "removed": removed,
        "amended": sum(each["event"] == "amended" for each in found),
        "edition": current,
    }
