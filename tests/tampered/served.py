"""Attacks by the server that gives a letter out, and what it does, by the words of the vectors."""

import gzip
from collections.abc import Callable

from tampered.attack import Attack
from web_servers import Behaviour, Server, body, cut_off, status

Served = dict[str, str]


def behave(server: Server, serve: Served) -> None:
    """Have the server do for a path what an attack says."""
    server.always[serve["path"]] = _behaviour(serve["as"], serve["what"])


def _behaviour(kind: str, what: str) -> Behaviour:
    behaviours: dict[str, Callable[[], Behaviour]] = {
        "gzip-of-zeros": lambda: body(gzip.compress(bytes(int(what))), Content_Encoding="gzip"),
        "no-gzip": lambda: body(b"no gzip", Content_Encoding="gzip"),
        "encoding": lambda: body(b"packed", Content_Encoding=what),
        "redirect": lambda: status(302, Location=what),
        "web-page": lambda: body(what.encode(), Content_Type="text/html"),
        "status": lambda: status(int(what)),
        "half": lambda: cut_off,
    }
    return behaviours[kind]()


SERVED = tuple(
    Attack(name, flaw, 2, lambda _: None, serve=serve)
    for name, flaw, serve in (
        (
            "served-a-bomb",
            "a few bytes that unpack to forty million",
            ("count.json", "gzip-of-zeros", "40000000"),
        ),
        (
            "served-what-is-no-gzip",
            "a body that says it is packed and is not",
            ("count.json", "no-gzip", ""),
        ),
        (
            "served-packed-otherwise",
            "a packing that was not asked for",
            ("count.json", "encoding", "br"),
        ),
        (
            "served-a-redirect-elsewhere",
            "a file that another site has",
            ("records/000", "redirect", "https://elsewhere.example/records/000"),
        ),
        (
            "served-a-redirect-in-a-circle",
            "a file that leads back to itself",
            ("records/000", "redirect", "000"),
        ),
        (
            "served-a-web-page",
            "a login page in the place of a file",
            ("checkpoint", "web-page", "<!doctype html><title>Log in</title>"),
        ),
        (
            "served-a-refusal",
            "a file that is not given to everybody",
            ("tile/0/000", "status", "403"),
        ),
        ("served-half", "less than was announced, each time", ("editions/2.en.md", "half", "")),
    )
)
