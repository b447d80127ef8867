"""Health and figures for whoever watches over an instance, on a port of their own.

`/health` says what the site's own page says; `/metrics` speaks the text format of Prometheus. Both
know numbers of letters, mails and requests, and nothing of people or of what was asked for. The
port is for the watcher alone: let nobody else reach it.
"""

import shutil
import time
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connections
from django.db.models import Count
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from undersigned.config.health import problems, said
from undersigned.outbox.queries import standing
from undersigned.record.models import Log, Pending
from undersigned.signing.models import Intake, Signature

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PATIENCE = 10.0  # seconds
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Counted:
    """An ASGI application whose answers are counted, by status and time alone."""

    def __init__(self, application: ASGIApp, registry: CollectorRegistry) -> None:
        """Take what answers, and where the counts go."""
        self.application = application
        self.answers = Counter(
            "undersigned_answers",
            "Requests answered, by the first digit of the status.",
            ["status"],
            registry=registry,
        )
        self.seconds = Histogram(
            "undersigned_answer_seconds",
            "How long answers took.",
            buckets=SECONDS,
            registry=registry,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        began = time.perf_counter()

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.answers.labels(f"{message['status'] // 100}xx").inc()
            await send(message)

        try:
            await self.application(scope, receive, counting)
        finally:
            self.seconds.observe(time.perf_counter() - began)


class OfInstance(Collector):
    """What the database, the disk and the worker say, asked when somebody looks."""

    def collect(self) -> Iterator[Metric]:
        """The figures of this moment; where the database is silent, that is the figure."""
        yield gauge("undersigned_well", "1 while /health says ok.", 0.0 if problems() else 1.0)
        free = shutil.disk_usage(settings.INSTANCE_FOLDER).free
        yield gauge("undersigned_disk_free_bytes", "Room on the disk of the instance.", free)
        lock = Path(settings.INSTANCE_FOLDER) / "work.lock"
        if lock.exists():
            silent = max(0.0, time.time() - lock.stat().st_mtime)
            yield gauge("undersigned_worker_silent_seconds", "Since its last sign of life.", silent)
        try:
            yield from _of_database()
        except DatabaseError:
            return


def _of_database() -> Iterable[Metric]:
    waiting = Intake.objects.filter(set_aside_at=None).count()
    yield gauge("undersigned_intake_waiting", "Forms that are not admitted yet.", waiting)
    mail = standing()
    yield gauge("undersigned_mail_waiting", "Mails that are to leave.", mail.waiting)
    yield gauge("undersigned_mail_late", "Of these, late ones.", mail.late)
    yield gauge("undersigned_mail_given_up", "Given up within a week.", mail.given_up)
    yield gauge("undersigned_mail_came_back", "Came back within a week.", mail.came_back)
    yield from _of_letters()


def _of_letters() -> Iterable[Metric]:
    size = labelled("undersigned_record_entries", "Entries of the record, sequenced.")
    published = labelled("undersigned_record_published_entries", "Of these, published.")
    total = labelled("undersigned_signatories", "Signatories that the record counts.")
    for log in Log.objects.order_by("slug"):
        size.add_metric([log.slug], log.size)
        published.add_metric([log.slug], log.published_size)
        total.add_metric([log.slug], (log.figures or {}).get("total", 0))
    pending = labelled("undersigned_record_pending", "Waiting to be sequenced.")
    rows = Pending.objects.filter(refused="").values_list("log__slug").annotate(Count("pk"))
    for slug, count in rows.order_by("log__slug"):
        pending.add_metric([slug], count)
    signatures = GaugeMetricFamily(
        "undersigned_signatures", "Signatures by state.", labels=["letter", "state"]
    )
    states = Signature.objects.values_list("letter__slug", "state").annotate(Count("pk"))
    for slug, state, count in states.order_by("letter__slug", "state"):
        signatures.add_metric([slug, state], count)
    yield from (size, published, total, pending, signatures)


def gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    """One figure."""
    return GaugeMetricFamily(name, meaning, value=value)


def labelled(name: str, meaning: str) -> GaugeMetricFamily:
    """A figure for each letter."""
    return GaugeMetricFamily(name, meaning, labels=["letter"])


class _Quiet(WSGIRequestHandler):
    timeout = PATIENCE  # whoever says nothing keeps no thread

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's name)
        """Say nothing: who looks is nobody's business."""


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def watched(address: str, application: ASGIApp) -> Counted:
    """An application whose answers are counted and shown at an address, as `watch` does.

    Raises:
        OSError: as `watch`.
    """
    registry = CollectorRegistry()
    watch(address, registry)
    return Counted(application, registry)


def watch(address: str, registry: CollectorRegistry) -> WSGIServer:
    """Answer `/health` and `/metrics` at `host:port`, beside everything else.

    Args:
        address: As in the setting `metrics`; port 0 takes a free one.
        registry: What is counted in this process.

    Raises:
        OSError: when nobody can listen there; the message names the setting.
    """
    host, _, port = address.rpartition(":")
    registry.register(OfInstance())

    def answer(environment: dict[str, Any], start: Any) -> list[bytes]:
        if environment["REQUEST_METHOD"] not in ("GET", "HEAD"):
            start("405 Method Not Allowed", [("Allow", "GET, HEAD"), ("Content-Length", "0")])
            return []
        try:
            status, kind, body = _said(environment["PATH_INFO"], registry)
        finally:
            connections.close_all()
        start(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [] if environment["REQUEST_METHOD"] == "HEAD" else [body]

    try:
        server = make_server(host.strip("[]"), int(port), answer, _Threaded, _Quiet)
    except OSError as error:
        raise OSError(
            f"Nothing can listen at {address} ({error.strerror}), where the setting metrics wants "
            "health and figures. Write another address there, or leave it empty."
        ) from error
    Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server


def _said(path: str, registry: CollectorRegistry) -> tuple[str, str, bytes]:
    if path == "/metrics":
        return "200 OK", CONTENT_TYPE, generate_latest(registry)
    if path == "/health":
        number, text = said()
        status = HTTPStatus(number)
        return f"{number} {status.phrase}", "text/plain; charset=utf-8", text.encode()
    return "404 Not Found", "text/plain; charset=utf-8", b"Here are /health and /metrics.\n"
