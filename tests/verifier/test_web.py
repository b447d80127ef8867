"""Files read from web servers, well-behaved and not."""

import datetime as dt
import gzip
import socket
from collections.abc import Iterator

import pytest

import web_servers as web
from undersigned.verifier.address import Address
from undersigned.verifier.limits import Limits
from undersigned.verifier.site import Missing, Unreadable
from undersigned.verifier.web import WebSite
from web_servers import FILES, Time, site_of


@pytest.fixture
def site(server: web.Server, time: Time) -> Iterator[WebSite]:
    made = site_of(server, time)
    yield made
    made.close()


def test_a_file_is_read(site: WebSite) -> None:
    assert site.read("checkpoint", 100) == b"a checkpoint"
    assert site.claims is None


def test_a_path_is_quoted(site: WebSite, server: web.Server) -> None:
    server.always["a%20page"] = web.body(b"a name with a space")
    assert site.read("a page", 100) == b"a name with a space"


def test_the_connection_is_kept(site: WebSite, server: web.Server) -> None:
    for name in ("checkpoint", "b", "c"):
        assert site.read(name, 100) == FILES[name]
    assert server.connections == 1


@pytest.mark.parametrize("name", ["absent", "../checkpoint", ""])
def test_what_is_not_there_is_missing(site: WebSite, name: str, time: Time) -> None:
    with pytest.raises(Missing):
        site.read(name, 100)
    assert time.waits == []


def test_what_is_gone_is_missing_and_said_so(site: WebSite, server: web.Server) -> None:
    server.always["checkpoint"] = web.status(410)
    with pytest.raises(Missing, match=r"checkpoint is missing: localhost answers 410 \(Gone\)"):
        site.read("checkpoint", 100)


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (web.status(500), r"localhost answers 500 \(Internal Server Error\)"),
        (web.status(403), "tell whoever publishes it"),
        (web.status(206), "answers 206"),
        (web.status(799), "answers 799"),
        (web.status(302), "answers 302"),
        (web.status(302, Location="https://elsewhere.example/x"), "redirected to https://elsewhere"),
        (web.status(302, Location="https://[/"), "redirected to"),
        (web.status(302, Location="checkpoint"), "more than 5 times"),
        (web.body(gzip.compress(bytes(1_000_000)), Content_Encoding="gzip"), "more than 100 bytes"),
        (web.body(b"no gzip", Content_Encoding="gzip"), "could not be unpacked"),
        (web.body(gzip.compress(b"h")[:-9], Content_Encoding="gzip"), "it is cut off"),
        (web.body(b"", Content_Encoding="gzip"), "it is cut off"),
        (web.body(b"hashes", Content_Encoding="br"), "came as br"),
        (web.body(bytes(101)), "more than 100 bytes"),
        (web.body(b"\n<html>", Content_Type="text/html; charset=utf-8"), "a web page in its place"),
    ],
)  # fmt: skip
def test_what_can_not_be_read_is_said_at_once(
    site: WebSite, server: web.Server, time: Time, behaviour: web.Behaviour, said: str
) -> None:
    server.always["checkpoint"] = behaviour
    with pytest.raises(Unreadable, match=said):
        site.read("checkpoint", 100)
    assert time.waits == []
    assert site.read("b", 100) == b"b"


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (web.status(429), "answers 429"),
        (web.status(502), "answers 502"),
        (web.status(503), "answers 503"),
        (web.status(504), "answers 504"),
        (web.cut_off, "cut off after 6 of 12 bytes"),
        (web.reset, "broke the connection off"),
        (web.in_pieces_cut_off, "was cut off"),
        (web.no_web_server, "answers as no web server does"),
    ],
)
def test_what_may_pass_is_tried_again_with_growing_pauses(
    site: WebSite, server: web.Server, time: Time, behaviour: web.Behaviour, said: str
) -> None:
    server.cues["checkpoint"] = [behaviour, behaviour]
    assert site.read("checkpoint", 100) == b"a checkpoint"
    assert time.waits == [1, 2]
    server.always["checkpoint"] = behaviour
    with pytest.raises(Unreadable, match=f"{said}.*, at each of 5 attempts"):
        site.read("checkpoint", 100)
    assert time.waits == [1, 2, 1, 2, 4, 8]


def test_a_server_that_was_given_up_gets_one_attempt_for_each_file_until_it_answers(
    site: WebSite, server: web.Server, time: Time
) -> None:
    for name in ("checkpoint", "b"):
        server.always[name] = web.status(503)
        with pytest.raises(Unreadable):
            site.read(name, 100)
    assert time.waits == [1, 2, 4, 8]
    assert site.read("c", 100) == b"c"
    server.cues["c"] = [web.status(503)]
    assert site.read("c", 100) == b"c"
    assert time.waits == [1, 2, 4, 8, 1]


@pytest.mark.parametrize(
    ("asked", "waited"),
    [
        ("7", 7),
        ("0", 1),
        ("soon", 1),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 1),
        ("-5", 1),
    ],
)
def test_a_server_that_asks_to_be_left_alone_is_left_alone(
    site: WebSite, server: web.Server, time: Time, asked: str, waited: float
) -> None:
    server.cues["checkpoint"] = [web.status(429, Retry_After=asked)]
    assert site.read("checkpoint", 100) == b"a checkpoint"
    assert time.waits == [waited]


def test_a_day_to_come_back_is_heeded(site: WebSite, server: web.Server) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=2)
    stamp = later.strftime("%a, %d %b %Y %H:%M:%S GMT")
    server.always["checkpoint"] = web.status(503, Retry_After=stamp)
    with pytest.raises(Unreadable, match=r"asks to be left alone for 17[0-9],[0-9]{3} seconds"):
        site.read("checkpoint", 100)


def test_a_redirect_within_the_site_is_followed(site: WebSite, server: web.Server) -> None:
    server.always["checkpoint"] = web.status(302, Location=f"{web.PREFIX}b")
    assert site.read("checkpoint", 100) == b"b"


@pytest.mark.parametrize("behaviour", [web.in_pieces, web.without_length, web.hang_up_after])
def test_other_ways_to_give_a_file_are_understood(
    site: WebSite, server: web.Server, time: Time, behaviour: web.Behaviour
) -> None:
    for name in ("checkpoint", "b"):
        server.always[name] = behaviour
        assert site.read(name, 100) == FILES[name]
    assert time.waits == []


def test_bytes_past_the_announced_length_spoil_no_other_file(
    site: WebSite, server: web.Server
) -> None:
    server.always["checkpoint"] = web.longer_than_announced
    for _ in range(2):
        assert site.read("checkpoint", 100) == b"a checkpoint"
        assert site.read("b", 100) == b"b"


def test_a_body_packed_without_being_asked_is_unpacked(site: WebSite, server: web.Server) -> None:
    server.packs = True
    assert site.read("checkpoint", 12) == b"a checkpoint"
    members = gzip.compress(b"a check") + gzip.compress(b"point")
    server.always["b"] = web.body(members, Content_Encoding="gzip")
    assert site.read("b", 12) == b"a checkpoint"


def test_a_file_of_exactly_its_limit_is_read(server: web.Server, time: Time) -> None:
    for limits in ({}, {"file": 11}):
        site = site_of(server, time, **limits)
        with pytest.raises(Unreadable, match="more than 11 bytes"):
            site.read("checkpoint", 11 if not limits else 100)
        site.close()
    site = site_of(server, time, file=12)
    assert site.read("checkpoint", 12)
    site.close()


def test_all_files_together_have_a_limit_too(server: web.Server, time: Time) -> None:
    site = site_of(server, time, total=13)
    assert site.read("checkpoint", 100)
    assert site.read("b", 100)
    with pytest.raises(Unreadable, match="stopped at 13 bytes altogether; --total-limit"):
        site.read("c", 100)
    site.close()


def test_what_unpacks_to_more_counts_as_more(server: web.Server, time: Time) -> None:
    site = site_of(server, time, total=1000)
    packed = gzip.compress(bytes(1001))
    server.always["b"] = web.body(packed, Content_Encoding="gzip")
    with pytest.raises(Unreadable, match="altogether"):
        site.read("b", 2000)
    site.close()


def test_the_reading_ends_in_time(server: web.Server, time: Time) -> None:
    site = site_of(server, time, seconds=60)
    assert site.read("checkpoint", 100)
    time.now += 60
    with pytest.raises(Unreadable, match="stopped after 60 seconds; --time-limit"):
        site.read("b", 100)
    site.close()


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_server_that_trickles_is_given_up(server: web.Server, first: bytes) -> None:
    ticking = Time()

    def clock() -> float:
        ticking.now += 0.5
        return ticking.now

    server.always["checkpoint"] = web.trickle(first)
    site = WebSite(Address(server.address), copy=True, clock=clock, wait=ticking.wait)
    with pytest.raises(Unreadable, match="checkpoint took more than 120 seconds"):
        site.read("checkpoint", 1_000_000)
    site.close()


def test_a_server_that_falls_silent_is_given_up_after_two_attempts(
    server: web.Server, time: Time
) -> None:
    def silent(handler: web.Handler) -> None:
        handler.server.ended.wait(20)

    server.always["checkpoint"] = silent
    site = WebSite(
        Address(server.address),
        copy=True,
        limits=Limits(silence=0.05),
        clock=time.clock,
        wait=time.wait,
    )
    with pytest.raises(Unreadable, match=r"localhost, port [0-9]+ fell silent, at each of 2"):
        site.read("checkpoint", 100)
    assert time.waits == [1]
    site.close()


def test_nobody_listening_is_said_and_not_waited_for(time: Time) -> None:
    site = WebSite(
        Address("http://127.0.0.1:1/letter/"), copy=True, clock=time.clock, wait=time.wait
    )
    with pytest.raises(Unreadable, match=r"nothing is listening at 127\.0\.0\.1, port 1; see"):
        site.read("checkpoint", 100)
    assert time.waits == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (socket.gaierror(-2, "Name or service not known"), "the name of .* was not found; see"),
        (OSError(101, "Network is unreachable"), "there is no way to .*on the network"),
        (OSError(5, "Input/output error"), "Input/output error, at letters.ruritania.example"),
        (TimeoutError("timed out"), "letters.ruritania.example, port 443 fell silent"),
    ],
)
def test_a_way_that_leads_nowhere_is_said(
    error: OSError, said: str, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    address = Address("https://letters.ruritania.example/fair-courts/")
    site = WebSite(address, copy=False, clock=time.clock, wait=time.wait)
    with pytest.raises(Unreadable, match=said):
        site.read("checkpoint", 100)


def test_a_server_that_is_started_again_is_waited_for(server: web.Server, time: Time) -> None:
    site = site_of(server, time)
    assert site.read("checkpoint", 100)
    refused: list[float] = []
    plain = socket.create_connection

    def refuse_once(*arguments: object, **named: object) -> socket.socket:
        if not refused:
            refused.append(1)
            raise ConnectionRefusedError(111, "Connection refused")
        return plain(*arguments, **named)  # type: ignore[arg-type]

    site.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "create_connection", refuse_once)
        assert site.read("b", 100) == b"b"
    assert time.waits == [1]
    site.close()
