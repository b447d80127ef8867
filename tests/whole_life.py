"""An instance in which one person does everything, and where that person still stands in it."""

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing

from command_line import DEADLINE, Server, arguments, environment
from mail_server import MailServer
from traces import holding, is_in
from visitors import SLUG, Visitor, mailed_link

PERSON = {
    "name": "Quendolín Zwyssig", "title-1": "Kanarienwärterin", "office-1": "Zwyssigsche Voliere",
    "place": "Zwyssigshöh", "statement": "Zwyssig sagt: “Würde!”", "hint": "Papagena fragen.",
}  # fmt: skip
MARKS = ("Quendol", "Quendolín", "Zwyssig", "Kanarienwärter", "Papagena")
TABLES = {
    True: "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    False: "SELECT name FROM sqlite_master WHERE type = 'table'",
}
SESSIONS = "django.contrib.sessions.SessionStore"  # Django's salt for what a session holds


def address(who: str) -> str:
    """The person has an address for each way that a signature may go."""
    return f"quendolin.{who}@zwyssig.example"


@dataclass
class Life:
    """An instance, and all that was said.

    Attributes:
        home: Of the instance.
        database: Its address on PostgreSQL, or empty.
        mail: What takes its mails.
        said: Whatever a process or a command wrote.
        url: Where it is served just now.
        desk: Somebody logged in at the desk.
    """

    home: Path
    database: str
    mail: MailServer
    said: list[str] = field(default_factory=list)
    url: str = ""
    desk: Visitor = field(default_factory=lambda: Visitor(""))

    def command(self, *words: object, text: str = "", shows: bool = False) -> str:
        """Run a command to its end, whatever that is; returns what it said.

        Args:
            words: What to run.
            text: On its standard input.
            shows: Whether it is there to show people to whoever types it.
        """
        done = subprocess.run(
            arguments("--home", self.home, *words), env=environment(), input=text,
            capture_output=True, text=True, timeout=2 * DEADLINE, check=False,
        )  # fmt: skip
        self.said += [*([] if shows else [done.stdout]), done.stderr]
        return done.stdout + done.stderr

    def keep(self, *processes: Server) -> None:
        """Keep what processes said that have ended."""
        for each in processes:
            self.said += [*each.said, *each.remarked]

    # The database, past the program.

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        if self.database:
            with psycopg.connect(self.database) as asked:
                return asked.execute(statement.encode()).fetchall()
        path = f"file:{self.home}/undersigned.sqlite3?mode=ro"
        with closing(sqlite3.connect(path, uri=True, timeout=DEADLINE)) as asked_file:
            return asked_file.execute(statement).fetchall()

    def write(self, statement: str) -> None:
        """Change the database."""
        if self.database:
            with psycopg.connect(self.database, autocommit=True) as changed:
                changed.execute(statement.encode())
            return
        path = self.home / "undersigned.sqlite3"
        with closing(sqlite3.connect(path, timeout=DEADLINE, isolation_level=None)) as changed_file:
            changed_file.execute(statement)

    def signatures(self) -> dict[str, tuple[int, str]]:
        """Number and state by address, of all that were not erased."""
        rows = self.ask("SELECT address, id, state FROM signing_signature WHERE address <> ''")
        return {address: (number, state) for address, number, state in rows}

    def state(self, who: str) -> str:
        """How a signature stands; empty for one that was erased or never admitted."""
        return self.signatures().get(address(who), (0, ""))[1]

    # Where the person stands.

    def rows(self) -> Iterator[str]:
        """Every row of every table, sessions also as they were before they were packed."""
        key = (self.home / "secret").read_text(encoding="utf-8").strip()
        for (name,) in self.ask(TABLES[bool(self.database)]):
            for row in self.ask(f'SELECT * FROM "{name}"'):  # noqa: S608 (its own names)
                yield f"{name}: {row}"
                if name == "django_session":
                    packed = str(row[1])
                    opened = signing.loads(
                        packed, key=key, salt=SESSIONS, serializer=JSONSerializer
                    )
                    yield f"{name}: {opened}"

    def traces(self) -> list[str]:
        """Tables and files that still hold the person."""
        rows = {row.partition(":")[0] for row in self.rows() if is_in(row.encode(), MARKS)}
        return [*sorted(rows), *holding(self.home, MARKS, but=("backups", "static"))]

    # What the person and the desk do.

    def sign(self, who: str) -> Visitor:
        """Fill in the form, first with errors, then rightly."""
        visitor = Visitor(self.url)
        refused = visitor.sign(address(who), **PERSON | {"agree-sign": "", "from-1": "Zwyssig"})
        assert refused.status == 200
        assert "Zwyssig" in refused.text
        assert visitor.sign(address(who), **PERSON).status == 303
        return visitor

    def confirm(self, who: str) -> Visitor:
        """Sign, and press the button, with a wrong code in another browser first."""
        visitor = self.sign(who)
        link = mailed_link(self.mail, address(who))
        typed = {"token": link.token, "confirm": "1", "code": "BBBBBB"}
        assert "BBBBBB" in Visitor(self.url).send(link.path, f"/{SLUG}/confirm", **typed).text
        assert visitor.press(link).status == 303
        for page in ("", "/data", "/correct"):
            assert "Zwyssig" in visitor.look(f"/{SLUG}/mine{page}").text
        return visitor

    def decide(self, who: str, what: str, **typed: str) -> None:
        """Look for a signature at the desk, look at it, and decide about it."""
        found = self.desk.send(f"/desk/{SLUG}/", f"/desk/{SLUG}/find", words="Zwyssig", state="")
        assert "Zwyssig" in self.desk.look(f"{found.leads_to}?found=1").text
        number, _ = self.signatures()[address(who)]
        page = f"/desk/{SLUG}/signatures/{number}/"
        done = self.desk.send(page, f"{page}{what}", **typed)
        assert done.status == 302, done.text
