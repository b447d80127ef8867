"""Sixty-four browsers press the button of one mail at once, on a running server: it counts once."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

import settings_of_tests
from command_line import DEADLINE, wait_until
from mail_server import mail_server
from people import hidden_fields
from visitors import SLUG, Link, Visitor, begin, mailed_link, served

PRESSES = 64
ADDRESS = "rudi@gorlice.example"


def press_at_once(url: str, link: Link) -> Counter[int]:
    """Press the button in browsers that wait for each other; returns what they were answered."""
    browsers = [Visitor(url) for _ in range(PRESSES)]
    forms = [hidden_fields(each.look(link.path).text) for each in browsers]
    barrier = Barrier(PRESSES)

    def press(browser: Visitor, form: dict[str, str]) -> int:
        filled = {**form, "token": link.token, "code": link.code, "confirm": "1"}
        barrier.wait(DEADLINE)
        return browser.post(f"/{SLUG}/confirm", filled).status

    with ThreadPoolExecutor(PRESSES) as threads:
        return Counter(threads.map(press, browsers, forms))


@pytest.mark.parametrize(
    "database",
    [
        pytest.param("sqlite", marks=pytest.mark.sqlite),
        pytest.param("postgresql", marks=pytest.mark.postgresql),
    ],
)
def test_sixty_four_presses_of_one_link_count_once(tmp_path: Path, database: str) -> None:
    with mail_server() as mail:
        settings = [f'mail = "{mail.url}"']
        if database == "postgresql":
            settings.append(f'database = "{settings_of_tests.SERVER.new_database()}"')
        home = begin(tmp_path, *settings)
        with served(home) as server:
            assert Visitor(server.url).sign(ADDRESS).status == 303
            link = mailed_link(mail, ADDRESS)
            answers = press_at_once(server.url, link)
            # Whoever would have to wait for too long is told so, and that nothing was taken.
            assert set(answers) <= {303, 503}, answers
            assert answers[303], answers
            count = home / "published" / SLUG / "count.json"
            wait_until(lambda: json.loads(count.read_bytes())["total"], "a count")
            assert Visitor(server.url).press(link).status == 303  # twice is as good as once
            assert Visitor(server.url).sign("yrsa@passau.example").status == 303
            assert Visitor(server.url).press(mailed_link(mail, "yrsa@passau.example")).status == 303
            wait_until(lambda: json.loads(count.read_bytes())["total"] > 1, "the next one")
    figures = json.loads(count.read_bytes())
    assert (figures["total"], figures["size"]) == (2, 4)  # rules, edition, two signatures
