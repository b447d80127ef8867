"""PostgreSQL ends as in a power cut, a worker is killed: nothing taken is lost, and it goes on."""

import http.cookiejar
import os
import re
import signal
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from command_line import DEADLINE, HOST, Server, fetch, running, undersigned, wait_until
from letter_files import LETTER
from postgresql_server import PostgresqlServer
from signers import typed

pytestmark = pytest.mark.postgresql


@pytest.fixture
def database() -> Iterator[PostgresqlServer]:
    """A server of the test's own, since it is stopped."""
    server = PostgresqlServer.begin()
    yield server
    server.end()


def count(url: str, question: str) -> int:
    with psycopg.connect(url) as connection:
        ((found,),) = connection.execute(question).fetchall()
        return int(found)


def send_form(server: Server) -> None:
    """Send the form as a browser does."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(jar)
    page = f"{server.url}/bridge/sign"
    with browser.open(page, timeout=DEADLINE) as answer:
        text = answer.read().decode()
    hidden = dict(re.findall(r'name="([a-z-]+)" value="([^"]*)"', text))
    kept = {name: hidden[name] for name in ("csrfmiddlewaretoken", "wordings") if name in hidden}
    form = {**typed(served=None), **kept}
    data = urllib.parse.urlencode(form).encode()
    request = urllib.request.Request(page, data, {"Origin": server.url})  # noqa: S310 (ours)
    with browser.open(request, timeout=DEADLINE) as answer:
        assert answer.status == 200
        assert answer.url.endswith("/sign/sent")


def test_what_was_taken_outlives_the_worker_and_the_database(
    tmp_path: Path, database: PostgresqlServer
) -> None:
    url, home = database.new_database(), tmp_path / "home"
    home.mkdir()
    (home / "undersigned.toml").write_text(f'host = "{HOST}"\ndatabase = "{url}"\n')
    (tmp_path / "bridge.md").write_text(LETTER, encoding="utf-8")
    published = undersigned("--home", home, "letter", "publish", tmp_path / "bridge.md")
    assert published.returncode == 0, published.stderr
    with running("--home", home, "serve", "--port", "8000") as server:
        wait_until(lambda: fetch(f"{server.url}/health").status == 200, "health")
        os.kill(server.child(), signal.SIGSTOP)  # so that it is sure not to have admitted it
        send_form(server)
        os.kill(server.child(), signal.SIGKILL)
        database.stop("immediate")
        away = fetch(f"{server.url}/bridge/sign")
        assert away.status == 503
        assert away.headers["Retry-After"]
        assert b"<h1" in away.body
        assert fetch(f"{server.url}/bridge/").status == 200
        assert fetch(f"{server.url}/health").status == 503
        database.start()
        mails = "SELECT count(*) FROM outbox_mail WHERE sent_at IS NOT NULL"
        wait_until(lambda: count(url, mails) == 1, "the mail")
        assert count(url, "SELECT count(*) FROM signing_signature") == 1
        assert count(url, "SELECT count(*) FROM signing_intake") == 0
        wait_until(lambda: fetch(f"{server.url}/health").status == 200, "health again")
        assert fetch(f"{server.url}/bridge/sign").status == 200


@pytest.mark.parametrize("name", ["fsync", "synchronous_commit", "full_page_writes"])
def test_a_server_that_would_lose_what_was_acknowledged_is_refused(
    tmp_path: Path, database: PostgresqlServer, name: str
) -> None:
    url, home = database.new_database(), tmp_path / "home"
    home.mkdir()
    (home / "undersigned.toml").write_text(f'host = "{HOST}"\ndatabase = "{url}"\n')
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET {name} = off")
    database.stop()
    database.start()
    refused = undersigned("--home", home, "tick")
    assert refused.returncode == 1
    assert f"{name} is off on that server" in refused.stderr


def test_another_secret_than_the_other_hosts_have_is_refused(
    tmp_path: Path, database: PostgresqlServer
) -> None:
    url = database.new_database()
    for host in ("one", "two"):
        (tmp_path / host).mkdir()
        text = f'host = "{HOST}"\ndatabase = "{url}"\n'
        (tmp_path / host / "undersigned.toml").write_text(text)
    assert undersigned("--home", tmp_path / "one", "tick").returncode == 0
    refused = undersigned("--home", tmp_path / "two", "tick")
    assert refused.returncode == 1
    assert "is another one than where this instance began" in refused.stderr
    (tmp_path / "two" / "secret").write_bytes((tmp_path / "one" / "secret").read_bytes())
    assert undersigned("--home", tmp_path / "two", "tick").returncode == 0
