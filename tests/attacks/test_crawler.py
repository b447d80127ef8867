"""No request makes a fault of ours: a short run of trials/crawler.py, and that it would see one."""

from pathlib import Path

import pytest
from pytest_django import Settings

from access_people import OWNER, VISITORS, World, make_world
from crawler import Found, answer, crawl, crawl_over_http
from hostile import Case
from undersigned.review.views import queue
from visitors import begin, served


@pytest.fixture
def world(home: Path, settings: Settings) -> World:
    settings.SECOND_FACTOR_REQUIRED = True
    (home / "work.lock").touch()
    return make_world()


@pytest.mark.django_db
def test_no_case_within_this_process_is_a_fault(world: World) -> None:
    found = Found()
    crawl(world, 30 * len(VISITORS), 5, found)
    assert found.faults == {}
    assert found.answers.total() == 30 * len(VISITORS)
    assert len(found.routes) == 30
    assert {"200", "302", "403", "404"} <= set(found.answers)


@pytest.mark.django_db
def test_a_fault_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(queue, "desk_page")
    found = Found()
    world.clients[OWNER].raise_request_exception = False
    answer(world.clients[OWNER], Case(OWNER, "GET", "/desk/fair-courts/"), found)
    assert [where.partition(":")[0] for where in found.faults] == ["NameError"]


@pytest.mark.sqlite
def test_no_raw_request_to_a_running_server_is_a_fault(tmp_path: Path) -> None:
    found = Found()
    with served(begin(tmp_path)) as server:
        crawl_over_http(server.url, 200, 1, found)
        assert found.faults == {}
        assert not [line for line in server.remarked if "failed" in line]
    assert found.answers.total() == 200
