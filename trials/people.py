"""People who sign, confirm and withdraw by HTTP, a desk that accepts, and a reader, all at once.

They go on whatever breaks: a request that found no answer is sent again, as people do, and counts
as tried and not as acknowledged. An answer of 5xx acknowledges nothing either.
"""

import http.client
import random
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from ledger import DESK, LETTERS, Ledger, Person
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import Note

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
PASSWORD = "kept-in-the-archive-7"  # noqa: S105 (invented)
REASON = "Found on the list of former staff."
REASON_OF_RECORD = "ineligible"
TAKEN_OFF = "is taken off. The record says why."
SECONDS_FOR_AN_ANSWER = 60.0


class Unanswered(Exception):  # noqa: N818 (what it is)
    """No answer came, or one of 5xx: nothing is known of what became of the request."""


@dataclass
class Answer:
    """What was answered."""

    status: int
    leads_to: str
    text: str


@dataclass
class Site:
    """Where the server is just now; it may be nowhere."""

    port: int = 0

    def ask(self, path: str, cookies: dict[str, str], form: dict[str, str] | None = None) -> Answer:
        """Send one request; what it sets in cookies is taken over.

        Raises:
            Unanswered: when no answer came, or one that acknowledges nothing.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, SECONDS_FOR_AN_ANSWER)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request("GET" if form is None else "POST", path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            raise Unanswered(type(error).__name__) from error
        finally:
            connection.close()
        if answer.status >= 500:
            raise Unanswered(str(answer.status))
        for line in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                cookies[name] = morsel.value
        leads_to = urlsplit(answer.headers.get("Location", "")).path
        return Answer(answer.status, leads_to, text)


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden fields of a page's forms."""
    return {name: unescape(value) for name, value in HIDDEN.findall(page)}


@dataclass
class Crowd:
    """Signers, desk and reader, each in threads of their own.

    Attributes:
        site: Where the server is.
        ledger: Where they note what they were told.
        chance: What they like to do.
        signers: How many sign at once.
        desk: Cookies of somebody logged in at the desk.
        fickle: How many of those who are listed are taken off again, of one.
        begins: Whether new people come; the others finish.
        stands: Whether all but the reader stand still, with whatever they have left to do.
        pause: Seconds that a signer rests between two steps, while new people come.
    """

    site: Site
    ledger: Ledger
    chance: random.Random
    signers: int = 4
    desk: dict[str, str] = field(default_factory=dict)
    fickle: float = 0.15
    begins: threading.Event = field(default_factory=threading.Event)
    stands: threading.Event = field(default_factory=threading.Event)
    pause: float = 0.3
    _ended: threading.Event = field(default_factory=threading.Event)
    _open: list[Person] = field(default_factory=list)
    _at_work: list[Callable[[], None]] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Let them begin."""
        turns = [(self._sign_on, 1)] * self.signers + [(self._decide_on, 3), (self._read_on, 5)]
        self._threads = [threading.Thread(target=self._repeat, args=turn) for turn in turns]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Send them home."""
        self._ended.set()
        for thread in self._threads:
            thread.join()

    @property
    def unfinished(self) -> int:
        """How many people have something left to do; at a stand, how many steps go on."""
        with self.ledger.lock:
            if self.stands.is_set():
                return len(self._at_work)
            queue = sum(each.waits_for_desk for each in self.ledger.people.values())
            return self._at_work.count(self._sign_on) + len(self._open) + queue

    def _repeat(self, turn: Callable[[], None], pauses: int) -> None:
        while not self._ended.is_set():
            try:
                self._take(turn)
            except Unanswered as why:
                self.ledger.answers[f"unanswered: {why}"] += 1
                self._ended.wait(0.1)
            pause = self.pause if self.begins.is_set() else self.pause / 5
            self._ended.wait(pauses * pause)

    def _take(self, turn: Callable[[], None]) -> None:
        """Take a turn, unless it is time to stand still."""
        if turn == self._read_on:
            turn()
            return
        with self.ledger.lock:
            if self.stands.is_set():
                return
            self._at_work.append(turn)
        try:
            turn()
        finally:
            with self.ledger.lock:
                self._at_work.remove(turn)

    # Signers.

    def _sign_on(self) -> None:
        person = self._next_person()
        if person is None:
            return
        finished = False
        try:
            finished = self._step(person)
        finally:
            if not finished:
                with self.ledger.lock:
                    self._open.append(person)

    def _next_person(self) -> Person | None:
        """Somebody whose mail has come or whose request found no answer, else somebody new."""
        with self.ledger.lock:
            new = self.begins.is_set() and self.chance.random() < 0.5
            for place, person in enumerate(() if new else self._open):
                if "form" not in person.told or person.links or "confirmed" in person.told:
                    return self._open.pop(place)
            if not self.begins.is_set():
                return None
            number = len(self.ledger.people) + 1
            person = Person(number, LETTERS[number % 3 == 0])
            self.ledger.people[person.address] = person
            return person

    def _step(self, person: Person) -> bool:
        """Do this person's next step. Returns whether it was the last."""
        if "form" not in person.told:
            self._sign(person)
            return False
        if "confirmed" not in person.told:
            if not self._confirm(person):
                return False
            if self.chance.random() > self.fickle:
                return True
        return self._withdraw(person)

    def _sign(self, person: Person) -> None:
        path = f"/{person.letter}/sign"
        form = hidden_fields(self.site.ask(path, person.cookies).text)
        form |= {
            "kind": "person", "name": person.name, "title-1": "Archivist", "place": "Strelsau",
            "address": person.address, "agree-sign": "on", "agree-publish": "on", "sign": "1",
        }  # fmt: skip
        self.ledger.try_to(person, "form")
        answer = self.site.ask(path, person.cookies, form)
        if answer.status == 303:
            self.ledger.tell(person, "form")
        else:
            self.ledger.answers[f"sign: {answer.status}"] += 1

    def _confirm(self, person: Person) -> bool:
        path, token, code = person.links[0]
        form = hidden_fields(self.site.ask(path, person.cookies).text)
        form |= {"token": token, "code": code, "confirm": "1"}
        self.ledger.try_to(person, "confirmed")
        answer = self.site.ask(f"/{person.letter}/confirm", person.cookies, form)
        person.links.pop(0)
        if answer.status != 303:
            self.ledger.answers[f"confirm: {answer.status}"] += 1
            return False
        self.ledger.tell(person, "confirmed")
        return True

    def _withdraw(self, person: Person) -> bool:
        path = f"/{person.letter}/mine/withdraw"
        page = self.site.ask(path, person.cookies)
        if page.status != 200:  # their page is closed: the one before was taken, or is too old
            return True
        self.ledger.try_to(person, "withdrawn")
        answer = self.site.ask(path, person.cookies, hidden_fields(page.text))
        if answer.leads_to.endswith("/mine/withdrawn"):
            self.ledger.tell(person, "withdrawn")
        else:
            self.ledger.answers[f"withdraw: {answer.status} {answer.leads_to}"] += 1
        return True

    # The desk.

    def _decide_on(self) -> None:
        queue = self.site.ask(f"/desk/{DESK}/", self.desk)
        if queue.status != 200:
            self.ledger.answers[f"desk: {queue.status} {queue.leads_to}"] += 1
            return
        for path in re.findall(rf"/desk/{DESK}/signatures/\d+/", queue.text)[:3]:
            self._accept(path)

    def _accept(self, path: str) -> None:
        page = self.site.ask(path, self.desk)
        found = re.search(r"Anka Number-(\d+)", page.text)
        if not found:
            return
        person = self.ledger.people[f"signer{found[1]}@ruritania.example"]
        form = hidden_fields(page.text) | {"reason": REASON}
        self.ledger.try_to(person, "accepted")
        answer = self.site.ask(f"{path}accept", self.desk, form)
        if answer.status == 302 and answer.leads_to != path:
            self.ledger.tell(person, "accepted")
            if self.chance.random() < self.fickle:
                self._remove(path, person)

    def _remove(self, path: str, person: Person) -> None:
        """Take somebody off again; only the page that follows says whether that was done."""
        form = hidden_fields(self.site.ask(path, self.desk).text)
        form |= {"reason": REASON_OF_RECORD, "note": REASON}
        self.ledger.try_to(person, "removed")
        self.site.ask(f"{path}remove", self.desk, form)
        if TAKEN_OFF in self.site.ask(path, self.desk).text:
            self.ledger.tell(person, "removed")
        else:
            self.ledger.answers["desk: not taken off"] += 1

    # The reader.

    def _read_on(self) -> None:
        for letter in LETTERS:
            text = self.site.ask(f"/{letter}/checkpoint", {}).text
            with suppress(Malformed):
                size = Checkpoint.parse(Note.parse(text.encode()).text).size
                self.ledger.see(letter, size, text.encode())
                continue
            self.ledger.answers["checkpoint: malformed"] += 1


def log_in(site: Site, link: str, address: str) -> dict[str, str]:
    """Set a password by a link, and log in at the desk. Returns the cookies."""
    cookies: dict[str, str] = {}
    page = site.ask(link, cookies)
    if page.leads_to:
        link = page.leads_to
        page = site.ask(link, cookies)
    names = re.findall(r'<input type="password" name="([^"]+)"', page.text)
    site.ask(link, cookies, hidden_fields(page.text) | dict.fromkeys(names, PASSWORD))
    page = site.ask("/accounts/login/", cookies)
    form = {"login": address, "password": PASSWORD}
    answer = site.ask("/accounts/login/", cookies, hidden_fields(page.text) | form)
    assert answer.leads_to == "/desk/", answer
    # A server that is forked calls them otherwise than one that was started, whose address is http.
    plain = {name.removeprefix("__Host-"): value for name, value in cookies.items()}
    return plain | {f"__Host-{name}": value for name, value in plain.items()}
