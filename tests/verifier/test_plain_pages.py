"""A page read without a parser shows what the parser makes of it, and gets the same verdict."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench_letters import written_letter
from letter_press import NOW
from publishing.example_letter import record, row, signatories_pages
from undersigned.evidence.records import Post, Record
from undersigned.publishing.list_pages import SignatoriesPage
from undersigned.publishing.rendering import render
from undersigned.tlog.errors import Malformed
from undersigned.verifier import pages
from undersigned.verifier.letter import verify_letter
from undersigned.verifier.page import Row
from undersigned.verifier.plain_pages import PlainPage, PlainPages
from undersigned.verifier.request import Request, Surroundings
from undersigned.verifier.shown import digest_of, digest_of_records
from undersigned.verifier.site import Folder

PUT = [
    "",
    "<",
    ">",
    "&amp;",
    "&quot;",
    '"',
    "\\",
    "<p hidden>",
    "</li>",
    "<!-- ",
    " hidden",
    'data-entry="3"',
    ' data-field="served">Sterrin government ',
    '<span data-field="served">Sterrin government</span>',
    '<span data-field="title">Judge</span>',
    '","by":"',
    "<p>",
    "\n",
]
NASTY = ['Anka "Nan" Zenda', "Odo O'Rourke", "Back\\slash", "A < B & C", "Éva Žofie", "100 %s"]


def everything() -> Record:
    """A record of all that a row can show, twice of what may come twice."""
    posts = (Post("Counsel", "Court of Zenda", "1990", "1999"), Post("Judge", from_="2001"))
    return replace(record(1), posts=posts, place='Old "Zenda"', statement="So <be> it; 5 > 4 & 1.")


def nasty_page() -> SignatoriesPage:
    records = [everything(), *(replace(record(number), name=each) for number, each in numbered())]
    rows = tuple(row(2 + place, each) for place, each in enumerate(records))
    return replace(signatories_pages()[-1], rows=rows)


def numbered() -> Iterator[tuple[int, str]]:
    return enumerate(NASTY)


def canonical(shown: Row) -> str:
    """What a row of the parser shows, written by the standard library's JSON."""
    names = [name for name, _ in shown.fields]
    members: list[tuple[str, object]] = [
        (name, text) for name, text in shown.fields if name in {"name", "by"}
    ]
    if shown.posts:
        members.append(("posts", shown.posts))
    for name, text in shown.fields:
        if name == "served" and names.index("served") == [*names].index(name):
            terms = [each for field, each in shown.fields if field == "served"]
            if ("served", terms) not in members:
                members.append(("served", terms))
        elif name not in {"name", "by", "served"}:
            members.append((name, Number(text) if name == "years" else text))
    return ",".join(f'"{name}":{written(value)}' for name, value in members)


class Number(str):
    """Digits that stand without quotation marks."""

    __slots__ = ()


def written(value: object) -> str:
    if isinstance(value, Number):
        return str(value)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\\n", "\n").replace("<", "\\u003c")


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_plain_page_shows_what_the_parser_makes_of_it(data: st.DataObject) -> None:
    page = render(data.draw(st.sampled_from([*signatories_pages(), nasty_page()]))).decode()
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(page)))
        page = page[:place] + data.draw(st.sampled_from(PUT)) + page[place:]
    try:
        found = pages.read_page(page.encode())
    except Malformed:
        return
    if not isinstance(found, PlainPage):
        assert found == pages.parse_text(page)
        return
    parsed = pages.parse_text(page)
    assert found.entries == [each.entry for each in parsed.rows]
    assert (found.figures, found.following) == (parsed.figures, parsed.following)
    assert not parsed.unseen
    # A post that says a thing twice is none that a record could hold.
    assert all("twice" in fault for fault in parsed.faults)
    if not parsed.faults:
        assert found.digest == digest_of([canonical(each) for each in parsed.rows])


def test_pages_as_they_are_published_are_plain_and_show_their_records() -> None:
    for page in (*signatories_pages(), nasty_page()):
        found = pages.read_page(render(page))
        assert isinstance(found, PlainPage)
        assert found.digest == digest_of_records([each.record.encode() for each in page.rows])


def test_a_text_that_looks_like_a_mark_is_none() -> None:
    text = render(nasty_page()).decode()
    mark = '<span data-field="served">Sterrin government</span>'
    assert mark in text
    other = text.replace(mark + ", ", mark[5:-7])
    found = pages.read_page(other.encode())
    assert isinstance(found, PlainPage)
    lines = [each.record.encode() for each in nasty_page().rows]
    assert found.digest != digest_of_records(lines)


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_letter(tmp_path_factory.mktemp("letters") / "300", 300)


def said_of(folder: Path) -> object:
    checked = verify_letter(Folder(folder), Request(), Surroundings(NOW, lambda _: None))
    checked.close()
    return [
        (step.failures, step.gaps, step.notes, step.more, step.done)
        for step in checked.report.steps
    ]


def changed(chance: random.Random, page: str) -> str:
    """A page with one of its marks, texts or lines changed a little."""
    rows = [place for place in range(len(page)) if page.startswith(("<li id", "data-field"), place)]
    place = chance.choice(rows) + chance.randrange(60)
    kind = chance.randrange(4)
    if kind == 0:
        return page[:place] + chance.choice(PUT) + page[place:]
    if kind == 1:
        return page[:place] + page[place + chance.randint(1, 30) :]
    lines = page.split("\n")
    beside = [number for number, line in enumerate(lines) if "data-" in line]
    one, other = chance.choice(beside), chance.choice(beside)
    if kind == 2:
        lines[one], lines[other] = lines[other], lines[one]
    else:
        lines[one] = lines[other]
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(40))
def test_a_changed_page_gets_the_verdict_that_the_parser_alone_gives(
    letter: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    place = letter / chance.choice(["signatories", "imported"]) / chance.choice(["", "2"])
    path = place / "index.html"
    before = path.read_text(encoding="utf-8")
    path.write_text(changed(chance, before), encoding="utf-8")
    try:
        found = said_of(letter)
        with patch.object(PlainPages, "read", return_value=None):
            assert found == said_of(letter)
    finally:
        path.write_text(before, encoding="utf-8")


def test_the_letter_before_it_is_changed_holds(letter: Path) -> None:
    found = said_of(letter)
    with patch.object(PlainPages, "read", return_value=None):
        assert found == said_of(letter)
    assert not any(failures or gaps for failures, gaps, *_ in found)  # type: ignore[attr-defined]
