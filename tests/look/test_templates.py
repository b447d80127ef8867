import re
from pathlib import Path
from typing import Any, ClassVar

import html5lib
import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string

import undersigned.look

LOOK = Path(undersigned.look.__file__).parent
ERROR_PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html", "503.html"]


class PostForm(forms.Form):
    first = forms.CharField(label="First year", widget=forms.TextInput({"class": "year"}))
    last = forms.CharField(label="Last year", required=False)


class SigningForm(forms.Form):
    name = forms.CharField(label="Your name", help_text="As you want it printed.")
    sentence = forms.CharField(label="A sentence", required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(
        label="Who signs", choices=[("a", "A person"), ("b", "Others")], widget=forms.RadioSelect
    )
    agree = forms.BooleanField(label="I sign it.", help_text="You can take it back.")

    default_errors: ClassVar[dict[str, str]] = {}

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError("The two do not agree.")


def strict(html: str) -> Any:
    """Parse as a strict parser does: any slip in the markup is an error."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


def page_with(fragment: str) -> Any:
    return strict(
        f'<!doctype html><html lang="en"><title>Page</title><body>{fragment}</body></html>'
    )


def written(source: str, **context: Any) -> str:
    return Template("{% load look %}" + source).render(Context(context))


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_pages_need_no_context_and_are_valid(name: str) -> None:
    html = render_to_string(name)
    tree = strict(html)
    assert len(tree.findall(".//h1")) == 1
    assert len(tree.findall(".//main")) == 1
    assert "<script" not in html
    assert "style=" not in html
    assert "!" not in html.replace("<!doctype", "")
    assert "lease" not in html


@pytest.mark.parametrize("name", ["look/base.html", "look/page.html", "look/desk.html"])
def test_bases_are_valid_and_not_to_be_indexed(name: str) -> None:
    html = render_to_string(
        name, {"root": "/fair-courts/", "letter_title": "A <sentence>", "messages": ["Kept."]}
    )
    strict(html)
    assert '<meta name="robots" content="noindex">' in html
    assert "<sentence>" not in html


def test_masthead_leads_to_the_letters_pages() -> None:
    html = render_to_string(
        "look/masthead.html", {"root": "/fair-courts/", "letter_title": "T", "here": "check"}
    )
    assert '<a href="/fair-courts/signatories/">Signatories</a>' in html
    assert '<a href="/fair-courts/check/" aria-current="page">Check</a>' in html


def test_a_form_without_faults_has_no_summary() -> None:
    html = written("{% errors form %}{% field form.name %}", form=SigningForm())
    page_with(html)
    assert "errors" not in html
    assert 'aria-describedby="id_name_helptext"' in html


def test_a_faulty_form_says_so_and_leads_to_each_field() -> None:
    form = SigningForm({"name": ""})
    tree = page_with(render_to_string("look/form.html", {"form": form, "button": "Sign"}))
    ids = {element.get("id") for element in tree.iter() if element.get("id")}
    targets = [link.get("href") for link in tree.findall(".//div[@class='errors']//a")]
    assert targets == ["#id_name", "#id_name", "#id_kind_0", "#id_agree"]
    assert {target[1:] for target in targets} <= ids
    assert "Four things to put right" in "".join(tree.itertext())
    for element in tree.iter():
        for described in (element.get("aria-describedby") or "").split():
            assert described in ids


def test_a_formsets_faults_are_part_of_the_summary() -> None:
    posts = forms.formset_factory(PostForm, extra=1)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-last": "1998"}
    )
    html = written("{% errors form posts %}", form=SigningForm({"name": "N"}), posts=posts)
    assert "#id_form-0-first" in html


def test_a_pair_has_its_errors_above_and_once() -> None:
    form = PostForm({"last": "1998"})
    html = written("{% pair form.first form.last %}", form=form)
    page_with(html)
    assert html.count("This field is required.") == 1
    assert html.index("This field is required.") < html.index("First year")


def test_fields_that_may_be_left_empty_say_so() -> None:
    form = SigningForm()
    assert "you can leave this empty" in written("{% field form.sentence %}", form=form)
    assert "you can leave this empty" not in written("{% field form.name %}", form=form)
    assert "you can leave" not in written("{% field form.sentence optional=False %}", form=form)


def test_style_sheets_load_nothing_from_elsewhere_and_every_font_is_there() -> None:
    for sheet in (LOOK / "static" / "look").glob("*.css"):
        for address in re.findall(r"url\(([^)]+)\)", sheet.read_text(encoding="utf-8")):
            assert address == "#hatch" or (sheet.parent / address).is_file()


def test_every_font_family_has_its_licence_beside_it() -> None:
    fonts = LOOK / "static" / "look" / "fonts"
    for licence in ("OFL-Newsreader.txt", "OFL-PublicSans.txt", "OFL-NotoNaskhArabic.txt"):
        assert "SIL OPEN FONT LICENSE" in (fonts / licence).read_text(encoding="utf-8")


def test_what_others_wrote_carries_its_language() -> None:
    source = "<p{% in_language tag %}>"
    assert written(source, tag="de") == '<p lang="de">'
    assert written(source, tag="ar") == '<p lang="ar" dir="rtl">'
    assert written(source, tag="en") == written(source) == "<p>"
    assert written(source, tag='"><b>') == '<p lang="&quot;&gt;&lt;b&gt;">'


def test_the_masthead_stays_in_the_wording_that_is_read() -> None:
    html = render_to_string(
        "look/masthead.html",
        {
            "root": "../../",
            "language_folder": "de/",
            "letter_language": "de",
            "letter_title": "T",
            "index": "index.html",
            "here": "facts",
        },
    )
    assert '<a href="../../de/index.html" lang="de">T</a>' in html
    assert 'href="../../de/facts/index.html" aria-current="page"' in html
    assert 'href="../../signatories/index.html"' in html
