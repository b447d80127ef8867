from collections.abc import Callable

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
