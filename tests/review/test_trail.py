import csv
import re
from collections.abc import Callable
from io import StringIO

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from desk_people import logged_in
from undersigned.audit.actions import note
from undersigned.audit.actors import COMMAND, organiser_actor, signer_actor
from undersigned.letters.models import Letter
from undersigned.organisers.models import Organiser
from undersigned.signing.models import Signature


def test_the_trail_says_who_did_what_when_and_why(
    owner: Organiser, letter: Letter, make_signature: Callable[..., Signature]
) -> None:
    made = make_signature()
    by = organiser_actor(7, "Rufus Tarn")
    note(
        "accepted",
        by=by,
        letter=letter.slug,
        subject_kind="signature",
        subject=made.pk,
        reason="Found <in> the register.",
    )
    note(
        "withdrew",
        by=signer_actor(made.pk),
        letter=letter.slug,
        subject_kind="signature",
        subject=made.pk,
    )
    note("accepted", by=by, letter="other-letter", subject_kind="signature", subject=99)
    text = logged_in(owner).get("/desk/fair-courts/trail/").content.decode()
    assert "Rufus Tarn (account 7)" in text
    assert "Found &lt;in&gt; the register." in text
    assert "the signer<" in text
    assert f'/desk/fair-courts/signatures/{made.pk}/"' in text
    assert "signatures/99/" not in text
    assert text.index("withdrew") < text.index("Found &lt;in&gt;")


def test_a_long_trail_is_paged(
    owner: Organiser, letter: Letter, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(250):
        note("did", by=COMMAND, letter=letter.slug, subject_kind="thing", subject=number)
    client = logged_in(owner)
    with django_assert_num_queries(9):
        text = client.get("/desk/fair-courts/trail/").content.decode()
    assert text.count("<tr>") == 101
    assert "page=3" in text


def tell_some(letter: Letter) -> None:
    for verb, by in (
        ("accepted", organiser_actor(7, "Rufus Tarn")),
        ("declined", organiser_actor(7, "Rufus Tarn")),
        ("accepted", organiser_actor(17, "Mira Holm")),
        ("withdrew", signer_actor(3)),
    ):
        note(verb, by=by, letter=letter.slug, reason="=SUM(A1)")


def shown(client: Client, query: str) -> list[str]:
    text = client.get(f"/desk/fair-courts/trail/?{query}").content.decode()
    table = text.partition("<tbody>")[2]
    return re.findall(r"accepted|declined|withdrew|published edition", table)


@pytest.mark.parametrize(
    ("query", "verbs"),
    [
        ("who=account+7", ["declined", "accepted"]),
        ("who=signer", ["withdrew"]),
        ("who=command&verb=published+edition+1", ["published edition"]),
        ("verb=accepted", ["accepted", "accepted"]),
        ("verb=accepted&who=account+17", ["accepted"]),
        ("who=nobody", []),
        ("until=1999-12-31", []),
        ("since=2999-01-01", []),
        ("since=2000-01-01&until=2999-01-01&who=signer&page=nonsense", ["withdrew"]),
        ("since=nonsense&until=2026-99-99&who=signer", ["withdrew"]),
    ],
)
def test_the_trail_shows_what_is_asked_for(
    owner: Organiser, letter: Letter, query: str, verbs: list[str]
) -> None:
    tell_some(letter)
    assert shown(logged_in(owner), query) == verbs


def test_the_trail_is_taken_along_as_a_file(observer: Organiser, letter: Letter) -> None:
    tell_some(letter)
    note("accepted", by=COMMAND, letter="other-letter", reason="not this one")
    answer = logged_in(observer).get("/desk/fair-courts/trail/file?who=account+7")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].endswith('"trail-of-fair-courts.csv"')
    rows = list(csv.reader(StringIO(answer.content.decode(), newline="")))
    assert rows[0] == ["when (UTC)", "who", "what", "to what", "number", "why"]
    assert [row[2] for row in rows[1:]] == ["declined", "accepted"]
    assert rows[1][1] == "Rufus Tarn (account 7)"
    assert rows[1][5] == "'=SUM(A1)"  # no formula for a spreadsheet


def test_who_acted_can_be_chosen(owner: Organiser, letter: Letter) -> None:
    tell_some(letter)
    text = logged_in(owner).get("/desk/fair-courts/trail/").content.decode()
    for value, words in (("account 7", "Rufus Tarn (account 7)"), ("signer", "signers")):
        assert f'<option value="{value}">{words}</option>' in text
