"""The setting `database`, and what a server has to promise."""

from pathlib import Path

import pytest

from undersigned.config.postgresql import (
    UNSAFE,
    Address,
    Standing,
    django_database,
    how_to_mend,
    is_database,
    parse_address,
    what_is_unsafe,
)
from undersigned.config.settings_file import InstanceRefused, parse_settings

SAFE = {
    **dict.fromkeys(UNSAFE, "on"),
    "server_version_num": "150018",
    "server_encoding": "UTF8",
    "in_recovery": "off",
}


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("postgresql://db.example.org/site", Address("db.example.org", "", "site")),
        ("postgres://u:p@h:5433/site", Address("h", "5433", "site", "u", "p")),
        ("postgresql://u:a%2Fb%40c@h/site", Address("h", "", "site", "u", "a/b@c")),
        ("postgresql:///site", Address("", "", "site")),
        ("postgresql:///site?host=/run/pg&port=5433", Address("/run/pg", "5433", "site")),
        ("postgresql://[::1]/site", Address("::1", "", "site")),
        (
            "postgresql://h/site?sslmode=verify-full",
            Address("h", "", "site", further={"sslmode": "verify-full"}),
        ),
    ],
)
def test_an_address_is_read(url: str, address: Address) -> None:
    assert parse_address(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "site", "mysql://h/site", "postgresql://h", "postgresql://h/", "postgresql://h/a/b",
        "postgresql://h:0/site", "postgresql://h:port/site", "postgresql://h:99999/site",
        "postgresql://h/si te", "postgresql://h/site?fsync=off", "postgresql://h/site?sslmode",
        "postgresql://h/site#x", "postgresql://h/site%00", "postgresql://[h/site",
    ],
)  # fmt: skip
def test_what_is_none_is_refused(url: str) -> None:
    assert not is_database(url)
    with pytest.raises(InstanceRefused, match="database is not understood"):
        parse_settings(Path("undersigned.toml"), f'database = "{url}"')


def test_no_message_shows_the_password() -> None:
    assert "hunter2" not in parse_address("postgresql://u:hunter2@h/site").shown
    with pytest.raises(InstanceRefused) as refused:
        parse_settings(Path("undersigned.toml"), 'database = "mysql://u:hunter2@h/site"')
    assert "hunter2" not in str(refused.value)


def test_the_session_is_ours_to_decide() -> None:
    options = django_database("postgresql://h/site?sslmode=require")["OPTIONS"]
    assert options["isolation_level"].name == "READ_COMMITTED"
    assert options["sslmode"] == "require"
    assert "-c lock_timeout=20s" in options["options"]


def test_a_safe_server_is_safe() -> None:
    assert what_is_unsafe(SAFE) == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("fsync", "off", "fsync is off"),
        ("synchronous_commit", "off", "acknowledged before it is on disk"),
        ("full_page_writes", "off", "in the middle of a write"),
        ("server_version_num", "130022", "older than PostgreSQL 14"),
        ("server_encoding", "SQL_ASCII", "names need UTF8"),
        ("in_recovery", "on", "a standby"),
    ],
)
def test_what_is_unsafe_is_said(name: str, value: str, words: str) -> None:
    (sentence,) = what_is_unsafe({**SAFE, name: value})
    assert words in sentence


@pytest.mark.parametrize("value", ["local", "remote_write", "remote_apply", "on"])
def test_a_commit_that_reaches_a_disk_is_enough(value: str) -> None:
    assert what_is_unsafe({**SAFE, "synchronous_commit": value}) == []


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing("database", database="site"), 'ALTER DATABASE "site" RESET fsync;'),
        (Standing("user", role="us"), 'ALTER ROLE "us" RESET fsync;'),
        (
            Standing("database user", database="site", role="us"),
            'ALTER ROLE "us" IN DATABASE "site" RESET fsync;',
        ),
        (
            Standing("configuration file", "/data/postgresql.auto.conf", 3),
            "ALTER SYSTEM RESET fsync; SELECT pg_reload_conf();",
        ),
        (
            Standing("configuration file", "/etc/postgresql.conf", 12),
            "It stands in /etc/postgresql.conf, line 12. Write fsync = on there",
        ),
        (Standing(), "It stands in its postgresql.conf. Write fsync = on there"),
        (Standing("command line"), "Start it again without fsync."),
        (Standing("environment variable"), "It was set by: environment variable."),
    ],
)
def test_where_it_stands_is_said_and_what_mends_it(standing: Standing, words: str) -> None:
    assert words in how_to_mend("fsync", standing)
