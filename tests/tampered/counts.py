"""Attacks on count.json: step 7."""

import json
from collections.abc import Callable
from typing import Any

from tampered.attack import Attack, Change, Work, dropped, edited, open_letter, put
from tampered.letter import OTHER
from undersigned.tlog.merkle import EMPTY_ROOT
from undersigned.tlog.wire import encode_base64

COUNT = "letter/count.json"


def _count(change: Callable[[dict[str, Any]], object]) -> Change:
    def do(work: Work) -> None:
        members = json.loads(work.files[COUNT])
        change(members)
        work.put(COUNT, json.dumps(members).encode())

    return do


def _off(name: str) -> Attack:
    return Attack(
        f"count-{name}-off-by-one",
        f"the figure {name} is one more than the record's",
        1,
        _count(lambda each: each.__setitem__(name, each[name] + 1)),
    )


def _text(before: str, after: str) -> Change:
    return edited(COUNT, before.encode(), after.encode())


COUNTS = (
    *(
        _off(name)
        for name in (
            "edition",
            "total",
            "named",
            "organisations",
            "withheld",
            "imported",
            "earlier",
            "withdrawn",
            "amended",
        )
    ),
    Attack(
        "count-removed-off-by-one",
        "one reason counts one more than the record",
        1,
        _count(lambda each: each["removed"].__setitem__("asked", 2)),
    ),
    Attack(
        "count-removed-for-another-reason",
        "one removal is moved to another reason",
        1,
        _count(lambda each: each["removed"].__setitem__("offensive", each["removed"].pop("asked"))),
    ),
    Attack(
        "count-removed-for-no-known-reason",
        "a reason that the list does not have",
        1,
        _count(lambda each: each["removed"].__setitem__("dislike", 1)),
    ),
    Attack(
        "count-removed-none-of-a-reason",
        "a reason that does not occur",
        1,
        _count(lambda each: each["removed"].__setitem__("offensive", 0)),
    ),
    Attack(
        "count-of-another-letter",
        "the count names another letter",
        1,
        _count(lambda each: each.__setitem__("letter", OTHER)),
    ),
    Attack(
        "count-of-another-root",
        "the count names another tree",
        1,
        _count(lambda each: each.__setitem__("root", encode_base64(EMPTY_ROOT))),
    ),
    Attack(
        "count-of-a-size-gone-by",
        "the count is older than the checkpoint",
        1,
        lambda work: work.put(COUNT, open_letter().count()),
    ),
    Attack(
        "count-of-a-size-to-come",
        "the count is of a size that no checkpoint has",
        1,
        _count(lambda each: each.__setitem__("size", 266)),
    ),
    Attack(
        "count-member-missing",
        "the count leaves earlier ones out",
        1,
        _count(lambda each: each.pop("earlier")),
    ),
    Attack(
        "count-member-more",
        "the count has a figure that nobody defined",
        1,
        _count(lambda each: each.__setitem__("visitors", 9)),
    ),
    Attack(
        "count-member-twice",
        "the count has two totals",
        1,
        _text('"total":', '"total": 9000, "total":'),
    ),
    Attack(
        "count-negative",
        "fewer than none",
        1,
        _count(lambda each: each.__setitem__("withdrawn", -3)),
    ),
    Attack(
        "count-a-fraction",
        "a figure with a decimal point",
        1,
        _count(lambda each: each.__setitem__("total", 212.5)),
    ),
    Attack(
        "count-a-text",
        "a figure in quotation marks",
        1,
        _count(lambda each: each.__setitem__("total", "212")),
    ),
    Attack(
        "count-true",
        "true in the place of 1",
        1,
        _count(lambda each: each.__setitem__("withheld", True)),
    ),
    Attack(
        "count-no-json",
        "the count breaks off",
        1,
        lambda work: work.put(COUNT, work.files[COUNT][:-3]),
    ),
    Attack("count-no-object", "the count is an array", 1, put(COUNT, b"[212]\n")),
    Attack(
        "count-nested-without-end", "arrays in arrays, 20,000 deep", 1, put(COUNT, b"[" * 20_000)
    ),
    Attack("count-missing", "there is no count.json", 2, dropped(COUNT)),
    Attack(
        "count-too-large",
        "count.json has more bytes than are read",
        2,
        lambda work: work.fill(COUNT, 32, 65_537),
    ),
    Attack(
        "holds-a-count-in-another-order",
        "the members stand in another order, with spaces",
        0,
        _count(lambda each: each.__setitem__("letter", each.pop("letter"))),
    ),
)
