"""Somebody whom nobody else is like goes through the whole life of a signature, and is forgotten.

`serve`, `work`, `tick` and each command run as they do for people. What they say names nobody, and
once the person has been erased no row and no file of the instance does: not the write-ahead log,
not the database's free pages, not what is published. Backups are apart, and go by their own rule
(docs/how-to/back-up-and-restore.md). On PostgreSQL the tables are looked at: in its files a dead
row stays until it is vacuumed.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import settings_of_tests
from command_line import running, wait_until
from letter_files import LETTER
from mail_server import mail_server
from people import Site, log_in
from traces import holding, in_base64, is_in, spellings
from visitors import SLUG, Visitor, begin, mails
from whole_life import MARKS, PERSON, Life, address

REASON = "Found in the register."
ORGANISER = "ines@ruritania.example"
LIST = f"name,title,place,email\n{PERSON['name']},Kanarienwärterin,Zwyssigshöh,{address('old')}\n"


@pytest.fixture(
    params=[
        pytest.param("sqlite", marks=pytest.mark.sqlite),
        pytest.param("postgresql", marks=pytest.mark.postgresql),
    ]
)
def life(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Life]:
    with mail_server() as mail:
        mail.on_recipient = lambda whom: (
            f"550 5.1.1 <{whom}>: Zwyssig has moved" if "nowhere" in whom else "250 2.1.5 fine"
        )
        settings = [f'mail = "{mail.url}"', 'mail_bounces_to = "back@letters.ruritania.example"']
        database = ""
        if request.param == "postgresql":
            database = settings_of_tests.SERVER.new_database()
            settings.append(f'database = "{database}"')
        home = begin(tmp_path, *settings, text=LETTER)
        (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
        yield Life(home, database, mail)


def log_in_at_the_desk(life: Life) -> None:
    words = ("--name", "Ines Kaltmann", "--letter", SLUG, "--role", "owner")
    link = re.search(r"https?://[^/\s]+(/\S*password/\S+)", life.command(
        "organiser", "add", ORGANISER, *words))  # fmt: skip
    assert link
    site = Site(urlsplit(life.url).port or 0)
    life.desk = Visitor(life.url, log_in(site, link[1], ORGANISER))


def bounce(life: Life, who: str) -> str:
    """A report that a mail did not arrive, with name and address in it (RFC 3464)."""
    sent = next(each for each in life.mail.messages() if address(who) in str(each["To"]))
    return (
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.ruritania.example\nTo: back@ruritania.example\n"
        "Subject: Quendolin Zwyssig is not here\nMIME-Version: 1.0\nContent-Type: multipart/report;"
        ' report-type=delivery-status; boundary="limit"\n\n--limit\nContent-Type: text/plain\n\n'
        "Zwyssig is not here.\n--limit\nContent-Type: message/delivery-status\n\nReporting-MTA: "
        f"dns; mx.example\n\nFinal-Recipient: rfc822; {address(who)}\nAction: failed\n"
        f"Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <{address(who)}>: rejected\n\n--limit\n"
        f"Content-Type: text/rfc822-headers\n\nMessage-ID: {sent['Message-ID']}\n\n--limit--\n"
    )


def listed_and_removed(life: Life) -> None:
    """Accepted, listed, a correction declined, and taken off by the desk with a mail."""
    visitor = life.confirm("listed")
    life.decide("listed", "accept", reason=REASON)
    page = life.home / "published" / SLUG / "index.html"
    wait_until(lambda: PERSON["name"] in page.read_text("utf-8"), "the list")
    corrected = PERSON | {"name": "Quendolín Zwyssig-Papagena", "kind": "person"}
    assert visitor.send(f"/{SLUG}/mine/correct", **corrected).status == 303
    life.decide("listed", "correction/decline", reason=REASON)
    life.decide("listed", "remove", reason="ineligible", note="Is not among those who may sign.")


def declined_and_taken_back(life: Life) -> None:
    visitor = life.confirm("declined")
    life.decide("declined", "decline", reason=REASON)
    wait_until(lambda: len(mails(life.mail, address("declined"))) > 1, "a mail that tells")
    assert visitor.send(f"/{SLUG}/mine/withdraw", withdraw="1").status == 303


def never_reached(life: Life) -> None:
    """One mail is refused at once, another one comes back; nobody confirms."""
    life.sign("nowhere")
    life.sign("later")
    wait_until(lambda: mails(life.mail, address("later")), "a mail")
    life.command("mail", "bounce", text=bounce(life, "later"))
    life.command("mail", "bounce", text="Subject: Zwyssig\n\nQuendolin Zwyssig reports nothing.\n")
    asked = "SELECT recipient FROM outbox_mail WHERE attempts > 0 AND sent_at IS NULL"
    wait_until(lambda: (address("nowhere"),) in life.ask(asked), "a refusal")


def brought_along_and_taken_off(life: Life) -> None:
    said = life.command("import", SLUG, life.home.parent / "list.csv", "--yes", shows=True)
    assert "1" in said
    page = f"/desk/{SLUG}/imports/1/"
    assert "Zwyssig" in life.desk.look(page).text
    typed = {"url": "https://petitions.example/list", "day": "2026-03-01", "public": "on"}
    assert life.desk.send(page, f"{page}show", **typed).status == 302
    listed = life.home / "published" / SLUG / "imported" / "index.html"
    wait_until(
        lambda: listed.exists() and "Zwyssig" in listed.read_text("utf-8"), "the earlier list"
    )
    found = re.search(r"take-off/\d+", listed.read_text("utf-8"))
    assert found
    page, visitor = f"/{SLUG}/{found[0]}", Visitor(life.url)
    wait_until(lambda: visitor.look(page).status == 200, "the worker knows the entry")
    assert "is off the list" in visitor.send(page).text


def test_whoever_was_erased_stands_nowhere_and_nothing_that_was_said_names_anybody(
    life: Life,
) -> None:
    with running("--home", life.home, "serve", "--no-work") as server:
        life.url = server.url
        with running("--home", life.home, "work", until="Working on ") as worker:
            log_in_at_the_desk(life)
            listed_and_removed(life)
            declined_and_taken_back(life)
            never_reached(life)
            brought_along_and_taken_off(life)
            last = life.confirm("last")
            for words in (("doctor",), ("letter", "check", life.home.parent / f"{SLUG}.md"),
                          ("mail", "test", ORGANISER), ("backup",)):  # fmt: skip
                life.command(*words)
        stands = life.traces()
        assert {"signing_signature", "outbox_mail"} <= set(stands), stands
        assert bool(life.database) or "undersigned.sqlite3" in stands
        assert last.send(f"/{SLUG}/mine/withdraw", withdraw="1").status == 303
        life.write("UPDATE signing_signature SET created_at = '2026-01-01 00:00:00'")
        for _ in range(4):  # one leaves to the next: an entry, its publication, the erasure
            life.command("tick")
            if not life.traces():
                break
    life.keep(server, worker)
    assert life.signatures() == {}
    assert life.traces() == []
    assert len(life.said) > 20
    for each in life.said:
        assert not is_in(each.encode(), (*MARKS, "BBBBBB", "@zwyssig")), each


@pytest.mark.sqlite
def test_the_search_finds_every_spelling(tmp_path: Path) -> None:
    """Else the test above would look for nothing."""
    ways = [*spellings("Zwyssigshöh"), *in_base64("Zwyssigshöh")]
    assert len(ways) > 25
    for number, data in enumerate(ways):
        (tmp_path / f"{number}.bin").write_bytes(b"\0before " + data + b" after")
    assert len(holding(tmp_path, ["Zwyssigshöh"])) == len(ways)
    assert holding(tmp_path, ["Strelsau"]) == []
    (tmp_path / "packed").write_bytes(b"\x1f\x8b")
    assert holding(tmp_path, ["Strelsau"]) == ["packed"]
