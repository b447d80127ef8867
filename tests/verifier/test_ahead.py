"""Files fetched ahead: side by side, in order, and never more than there is room for."""

import threading
from collections.abc import Iterator

import pytest

import web_servers as web
from undersigned.verifier.site import Missing
from web_servers import Time, site_of


def test_files_are_fetched_side_by_side_and_taken_in_order(server: web.Server, time: Time) -> None:
    names = [f"n{number}" for number in range(40)]
    for name in names:
        (server.folder / name).write_bytes(name.encode())
    for name in names[:4]:
        server.always[name] = web.met_by_others
    server.meet = threading.Barrier(4)
    site = site_of(server, time, at_once=4)
    site.expect((name, 100) for name in names)
    assert [site.read(name, 100) for name in names] == [name.encode() for name in names]
    site.close()
    assert server.most_at_once == 4
    assert sorted(server.asked) == sorted(names)
    assert server.connections <= 5


def test_no_more_is_read_ahead_than_has_room(server: web.Server, time: Time) -> None:
    announced: list[int] = []

    def wanted() -> Iterator[tuple[str, int]]:
        for number in range(10**9):
            announced.append(number)
            yield "b", 100

    site = site_of(server, time, at_once=4)
    site.expect(wanted())
    for taken in range(5):
        assert len(announced) == 8 + taken
        site.read("b", 100)
    site.close()


def test_what_was_not_announced_is_read_in_between(server: web.Server, time: Time) -> None:
    site = site_of(server, time, at_once=2)
    site.expect([("b", 100), ("c", 100)])
    assert site.read("checkpoint", 100) == b"a checkpoint"
    assert site.read("c", 100) == b"c"
    assert site.read("b", 100) == b"b"
    site.close()


def test_what_fails_ahead_fails_where_it_is_read(server: web.Server, time: Time) -> None:
    site = site_of(server, time, at_once=2)
    site.expect([("b", 100), ("absent", 100), ("c", 100)])
    assert site.read("b", 100) == b"b"
    with pytest.raises(Missing):
        site.read("absent", 100)
    assert site.read("c", 100) == b"c"
    site.close()
