"""Health and metrics on a port of their own."""

import asyncio
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIServer

import pytest
from django.test import Client
from prometheus_client import CollectorRegistry, generate_latest
from starlette.types import Message, Receive, Scope, Send

from signers import ADDRESS, NAME, publish_text, signed
from undersigned.config import metrics
from undersigned.config.locks import HomeLock
from undersigned.config.metrics import Counted, OfInstance, watch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def figures(home: Path) -> CollectorRegistry:
    """What an instance with one confirmed signature says."""
    HomeLock(home, "work")
    publish_text()
    signed(Client())
    registry = CollectorRegistry()
    registry.register(OfInstance())
    return registry


def test_figures_of_letters_mails_and_the_machine(figures: CollectorRegistry) -> None:
    text = generate_latest(figures).decode()
    for line in (
        "undersigned_well 1.0",
        'undersigned_record_entries{letter="fair-courts"} 2.0',
        'undersigned_record_published_entries{letter="fair-courts"} 2.0',
        'undersigned_signatories{letter="fair-courts"} 0.0',
        'undersigned_signatures{letter="fair-courts",state="confirmed"} 1.0',
        "undersigned_intake_waiting 0.0",
    ):
        assert f"{line}\n" in text
    assert "undersigned_disk_free_bytes" in text


def test_nobody_is_named(figures: CollectorRegistry) -> None:
    text = generate_latest(figures).decode()
    assert NAME not in text
    assert ADDRESS not in text


def test_answers_are_counted_without_what_was_asked_for() -> None:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 (ASGI)
        status = 404 if scope["path"] == "/secret-path" else 200
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def send(message: Message) -> None:
        pass

    async def receive() -> Message:
        return {"type": "http.request"}

    registry = CollectorRegistry()
    counted = Counted(application, registry)
    for path in ("/", "/", "/secret-path"):
        asyncio.run(counted({"type": "http", "path": path, "method": "GET"}, receive, send))
    text = generate_latest(registry).decode()
    assert 'undersigned_answers_total{status="2xx"} 2.0\n' in text
    assert 'undersigned_answers_total{status="4xx"} 1.0\n' in text
    assert "undersigned_answer_seconds_count 3.0\n" in text
    assert "secret-path" not in text


@pytest.fixture
def watched() -> Iterator[str]:
    """The address of a port for the watcher; its thread has no database in these tests."""
    server: WSGIServer = watch("127.0.0.1:0", CollectorRegistry())
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_other_paths_say_what_is_there(watched: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404") as told:
        urllib.request.urlopen(f"{watched}/desk/")  # noqa: S310 (ours)
    with told.value as answer:
        assert answer.read() == b"Here are /health and /metrics.\n"


def test_health_says_the_same_as_on_the_site(watched: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "said", lambda: (200, "ok\n5 mails are late.\n"))
    with urllib.request.urlopen(f"{watched}/health") as answer:  # noqa: S310 (ours)
        assert (answer.status, answer.read()) == (200, b"ok\n5 mails are late.\n")
    monkeypatch.setattr(metrics, "said", lambda: (503, "No worker.\n"))
    with pytest.raises(urllib.error.HTTPError, match="503: Service Unavailable") as told:
        urllib.request.urlopen(f"{watched}/health")  # noqa: S310 (ours)
    with told.value as answer:
        assert answer.read() == b"No worker.\n"


@pytest.mark.parametrize(("method", "status"), [("HEAD", 404), ("POST", 405), ("PUT", 405)])
def test_it_is_only_looked_at(watched: str, method: str, status: int) -> None:
    request = urllib.request.Request(f"{watched}/desk/", method=method)  # noqa: S310 (ours)
    with pytest.raises(urllib.error.HTTPError) as told:
        urllib.request.urlopen(request)  # noqa: S310 (ours)
    with told.value as answer:
        assert (answer.code, answer.read()) == (status, b"")


def test_an_address_that_is_taken_is_said_with_the_setting(watched: str) -> None:
    with pytest.raises(OSError, match="where the setting metrics wants health and figures"):
        watch(watched.removeprefix("http://"), CollectorRegistry())


def test_a_silent_worker_is_a_figure(figures: CollectorRegistry, home: Path) -> None:
    os.utime(home / "work.lock", (1_000_000_000, 1_000_000_000))
    assert "undersigned_well 0.0\n" in generate_latest(figures).decode()
