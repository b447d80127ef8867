from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from desk_people import LETTER
from drafting.conftest import fields_of
from undersigned.drafting.preview import preview
from undersigned.drafting.queries import Work
from undersigned.letters.models import Letter

PREVIEW = "/desk/fair-courts/letter/edit/en/preview"
EVIL = (
    "<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) "
    "![y](https://elsewhere.example/pixel.png) <iframe srcdoc='<script>1</script>'></iframe>"
)


def shown(desk: Client, text: str) -> str:
    answer = desk.post(PREVIEW, {"base": "0", "file": text})
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_typed_is_shown_and_nothing_of_it_kept(desk: Client) -> None:
    assert "by night" in shown(desk, LETTER.replace("overnight. We", "by night. We"))
    assert "by night" not in desk.get(PREVIEW).content.decode()
    fields = fields_of(desk.get("/desk/fair-courts/letter/edit/en/").content.decode())
    answer = desk.post(PREVIEW, fields | {"title": "Another title"})
    assert "Another title" in answer.content.decode()


def test_no_html_of_the_author_runs(desk: Client) -> None:
    text = LETTER.replace("Minister,\n", f"{EVIL}\n").replace(
        "title: A sentence is not a favour", f'title: "{EVIL}"'
    )
    text = text.replace("what: The minister changed", f'what: "{EVIL}"\n    quote: The minister')
    page = shown(desk, text)
    for tag in ("<script", "<iframe", "<img", 'javascript:alert(1)"'):
        assert tag not in page
    assert "&lt;script&gt;" in page


def test_the_frame_is_ours_alone_and_runs_no_script(desk: Client) -> None:
    answer = desk.get(PREVIEW)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert "form-action 'none'" in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    editor = desk.get("/desk/fair-courts/letter/edit/en/")
    assert 'sandbox="allow-same-origin"' in editor.content.decode()
    assert editor.headers["X-Frame-Options"] == "DENY"


def test_an_unfinished_letter_is_shown_with_what_is_missing(desk: Client) -> None:
    page = shown(desk, "---\ntitle: A bridge\nlanguage: en\nfacts:\n  - who: X\n---\n\nText.\n")
    assert "A bridge" in page
    assert "to put right" in page
    assert "<p>Text.</p>" in page
    assert "This key is missing." in page
    page = shown(desk, "---\ntitle: [\n---\n\nOnly *this*.\n")
    assert "<em>this</em>" in page
    assert "only the text is shown" in page


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    old=some.sampled_from(LETTER.split("\n")),
    new=some.text(max_size=60)
    | some.sampled_from(["- ", "  x: y", "facts: 1", "---", "terms: {}"]),
)
def test_whatever_is_typed_there_is_a_preview(old: str, new: str) -> None:
    work = Work("fair-courts", None, None)
    assert "Preview" in preview(work, "en", LETTER.replace(old, new, 1) if old else new)


def test_the_preview_of_a_published_letter_tells_its_next_edition(
    desk: Client, letter: Letter
) -> None:
    assert letter.editions.count() == 1
    assert "edition 2" in desk.get(PREVIEW).content.decode()
