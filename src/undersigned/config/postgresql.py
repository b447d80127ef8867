"""The setting `database`: where PostgreSQL is, what Django is told of it, and what it must promise.

An acknowledged signature has to survive a power cut, so a server that is told to be careless is
refused at the start, in words.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SCHEMES = ("postgresql", "postgres")
# What may stand behind the question mark: where the server is, and how it is known to be the right
# one. Everything else is decided here.
QUERY = ("host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey")
OLDEST = 14  # the oldest that Django 5.2 takes
HIGHEST_PORT = 65535

# Kept for a minute by a thread that answers pages, and tried before each use, so that a server
# that was started again costs nobody an error.
SECONDS_KEPT = 60
SECONDS_TO_CONNECT = 10
# The patience for a lock that SQLite's has too; and the server notices within a minute when a host
# that holds locks has lost its power or its network.
SESSION = {
    "lock_timeout": "20s",
    "idle_in_transaction_session_timeout": "10min",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
KEEPALIVES = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds
}

# Each of the server's settings that loses what was acknowledged, by the value that does.
UNSAFE = {
    "fsync": ("off", "an acknowledged signature would not survive a power cut"),
    "synchronous_commit": (
        "off",
        "a signature would be acknowledged before it is on disk, and a crash would lose it",
    ),
    "full_page_writes": ("off", "a power cut in the middle of a write would damage the tables"),
}


@dataclass(frozen=True)
class Address:
    """Where a database is.

    Attributes:
        host: A name, an address, or the folder of a socket; empty for the usual socket.
        port: Empty for the usual one.
        name: Of the database.
        user: Empty for the user of this process.
        password: Empty where none is needed.
        further: How the connection is secured.
    """

    host: str
    port: str
    name: str
    user: str = ""
    password: str = ""
    further: dict[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """The address without its password, for messages."""
        where = f"{self.host}:{self.port}" if self.port else self.host
        return f"{self.name} at {where or 'the usual socket'}"


def parse_address(url: str) -> Address:
    """Read `postgresql://user:password@host:port/name`, or `postgresql:///name?host=/folder`.

    Raises:
        ValueError: when it is no such address; its message never repeats what was given.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or parts.fragment or any(each.isspace() for each in url):
        raise ValueError("it does not begin with postgresql://")
    further = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
    if unknown := further.keys() - set(QUERY):
        raise ValueError(f"{', '.join(sorted(unknown))} is not understood behind the question mark")
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name or "\0" in unquote(url):
        raise ValueError("it names no database")
    host = further.pop("host", "") or unquote(parts.hostname or "")
    port = further.pop("port", "") or (str(parts.port) if parts.port is not None else "")
    if port and not (port.isdecimal() and 0 < int(port) <= HIGHEST_PORT):
        raise ValueError("its port is none")
    return Address(
        host, port, name, unquote(parts.username or ""), unquote(parts.password or ""), further
    )


def is_database(url: str) -> bool:
    """Whether it is an address of a database on PostgreSQL."""
    try:
        parse_address(url)
    except ValueError:
        return False
    return True


def django_database(url: str) -> dict[str, Any]:
    """What Django is told about a database on PostgreSQL.

    READ COMMITTED, whatever the server's default is: what is read again after waiting for a lock
    has to be what stands there then.
    """
    from psycopg import IsolationLevel  # noqa: PLC0415 (only where it is used need it be there)

    address = parse_address(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.name,
        "USER": address.user,
        "PASSWORD": address.password,
        "HOST": address.host,
        "PORT": address.port,
        "CONN_MAX_AGE": SECONDS_KEPT,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "isolation_level": IsolationLevel.READ_COMMITTED,
            "connect_timeout": SECONDS_TO_CONNECT,
            "application_name": "undersigned",
            "options": " ".join(f"-c {name}={value}" for name, value in SESSION.items()),
            **KEEPALIVES,
            **address.further,
        },
    }


@dataclass(frozen=True)
class Standing:
    """Where a setting of the server stands, as `pg_settings` has it.

    Attributes:
        source: What decided its value.
        file: The file that it stands in; empty where it is in none, or the server won't say.
        line: Of that file; 0 where there is none.
        database: The name of ours.
        role: Who we are there.
    """

    source: str = "configuration file"
    file: str = ""
    line: int = 0
    database: str = ""
    role: str = ""


SET_BY_ALTER_SYSTEM = "postgresql.auto.conf"


def how_to_mend(name: str, standing: Standing) -> str:
    """Where an unsafe setting stands, and what puts it right: one sentence or two."""
    role, database = f'"{standing.role}"', f'"{standing.database}"'
    statements = {
        "database": f"ALTER DATABASE {database} RESET {name};",
        "user": f"ALTER ROLE {role} RESET {name};",
        "database user": f"ALTER ROLE {role} IN DATABASE {database} RESET {name};",
    }
    if statement := statements.get(standing.source):
        return f"It stands with that {standing.source}. Say there: {statement}"
    if standing.file.endswith(SET_BY_ALTER_SYSTEM):
        return f"It was set by ALTER SYSTEM. Say there: ALTER SYSTEM RESET {name}; {RELOAD}"
    if standing.source == "configuration file":
        line = f", line {standing.line}" if standing.line else ""
        where = f"{standing.file}{line}" if standing.file else "its postgresql.conf"
        return f"It stands in {where}. Write {name} = on there, and say: {RELOAD}"
    if standing.source == "command line":
        return f"The server was started with it. Start it again without {name}."
    return f"It was set by: {standing.source}. Take {name} away there."


RELOAD = "SELECT pg_reload_conf();"


def what_is_unsafe(asked: dict[str, str], standing: dict[str, Standing] | None = None) -> list[str]:
    """What a server's settings would lose, in sentences; empty where nothing.

    Args:
        asked: The values of `UNSAFE` and of `server_version_num`, `server_encoding` and
            `in_recovery`, as `SHOW` has them.
        standing: Where those of `UNSAFE` stand, as far as it is known.
    """
    found = [
        f"{name} is {asked[name]} on that server: {why}. "
        f"{how_to_mend(name, (standing or {}).get(name, Standing()))}"
        for name, (bad, why) in UNSAFE.items()
        if asked[name] == bad
    ]
    if int(asked["server_version_num"]) < OLDEST * 10_000:
        found.append(f"That server is older than PostgreSQL {OLDEST}. Use a newer one.")
    if asked["server_encoding"] != "UTF8":
        found.append(
            f"The database holds text as {asked['server_encoding']}, and names need UTF8. Make it "
            "anew: CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0."
        )
    if asked["in_recovery"] == "on":
        found.append("That server is a standby and takes no writes. Name the primary one.")
    return found
