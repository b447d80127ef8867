import datetime as dt
import itertools
import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urldefrag

import html5lib
import pytest

from publishing.example_letter import (
    FIGURES,
    all_pages,
    frame,
    german_pages,
    imported_page,
    letter_page,
    organisation,
    record,
    row,
    signatories_pages,
)
from undersigned.evidence.figures import Figures
from undersigned.evidence.records import Post
from undersigned.letters.slugs import RESERVED_IN_LETTER
from undersigned.publishing.list_pages import (
    ImportedPage,
    ImportedRow,
    SignatoriesPage,
    SignatoryRow,
)
from undersigned.publishing.pages import Frame, Page, list_path, row_address
from undersigned.publishing.rendering import assets, render
from undersigned.verifier.listing import differences
from undersigned.verifier.pages import parse_page

PAGES = all_pages()
MADE_ELSEWHERE = {
    "mine",
    "sign",
    "sign?language=de",
    "take-off/30",
    "take-off/32",
    "checkpoint",
    "count.json",
}


def parsed(page: Page) -> Any:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(render(page).decode())


def text_of(element: Any) -> str:
    return "".join(element.itertext())


@pytest.fixture(params=PAGES, ids=[page.path for page in PAGES])
def page(request: pytest.FixtureRequest) -> Page:
    shown: Page = request.param
    return shown


def test_every_page_is_valid_with_one_heading_and_landmarks(page: Page) -> None:
    tree = parsed(page)
    assert len(tree.findall(".//h1")) == 1
    assert len(tree.findall(".//main")) == 1
    assert tree.find(".//main").get("id") == "main"
    assert tree.find(".//title").text.strip()
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_headings_skip_no_level(page: Page) -> None:
    levels = [int(e.tag[1]) for e in parsed(page).iter() if re.fullmatch("h[1-6]", str(e.tag))]
    assert levels[0] == 1
    for before, after in itertools.pairwise(levels):
        assert after <= before + 1


def test_no_page_has_scripts_or_styles_of_its_own(page: Page) -> None:
    for element in parsed(page).iter():
        assert element.tag not in {"script", "style", "iframe", "object", "base"}
        assert not any(name == "style" or name.startswith("on") for name in element.attrib)


def test_nothing_is_loaded_from_elsewhere(page: Page) -> None:
    for element in parsed(page).iter():
        if element.tag == "link":
            assert "//" not in element.get("href")
        assert not element.get("src")


def test_every_inner_link_is_relative_and_leads_to_a_page_or_an_id(page: Page) -> None:
    trees = {shown.path: parsed(shown) for shown in PAGES}
    files = {path for path, _ in assets()} | {"signatories.csv", "signatories.json", "rules/1.md"}
    for element in trees[page.path].iter():
        address = element.get("href")
        if address is None or address.startswith(("https://", "mailto:")):
            continue
        path, fragment = urldefrag(address)
        assert not path.startswith("/")
        target = resolved(page.path, path) if path else page.path
        if target in MADE_ELSEWHERE | files or target.startswith("editions/"):
            continue
        assert target in trees
        if fragment:
            assert any(e.get("id") == fragment for e in trees[target].iter()), address


def resolved(path: str, link: str) -> str:
    parts: list[str] = list(PurePosixPath(path).parent.parts)
    for part in link.split("/"):
        if part == "..":
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    target = "/".join(parts)
    return f"{target}/index.html".lstrip("/") if link.endswith("/") else target


def test_every_figure_has_its_digits_and_its_size(page: Page) -> None:
    figures = parsed(page).findall(".//data")
    for figure in figures:
        name, value = figure.get("data-undersigned"), figure.get("value")
        assert value == str(getattr(FIGURES, name))
        assert re.sub("[^0-9]", "", text_of(figure)) == value
        assert figure.get("data-size") == str(frame().size)


def test_digits_are_grouped_in_figures() -> None:
    large = replace(frame(), figures=Figures(total=1234567, named=1234567, edition=1), size=2000000)
    html = render(replace(letter_page(), frame=large)).decode()
    assert 'value="1234567" data-size="2000000">1,234,567</data>' in html
    assert "count long" in html


def test_lists_form_a_chain_from_the_letter_to_the_imported_names() -> None:
    trees = {shown.path: parsed(shown) for shown in PAGES}
    path, way = "index.html", []
    while path:
        way.append(path)
        following = [e for e in trees[path].iter("link") if e.get("rel") == "next"]
        path = resolved(path, following[0].get("href")) if following else ""
    assert way == [
        "index.html",
        "signatories/index.html",
        "signatories/2/index.html",
        "imported/index.html",
    ]


def test_rows_stand_once_and_only_in_the_lists() -> None:
    rows = [
        (shown.path, element.get("data-entry"))
        for shown in PAGES
        for element in parsed(shown).iter()
        if element.get("data-entry") is not None
    ]
    indices = [int(index) for _, index in rows]
    assert sorted(indices) == [*range(2, 30), 30, 31, 32, 300]
    assert {path for path, _ in rows} == {
        "signatories/index.html",
        "signatories/2/index.html",
        "imported/index.html",
    }


def fields_of(element: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in element.iter():
        if (name := part.get("data-field")) and name != "post":
            found.setdefault(name, []).append(text_of(part))
    return found


@pytest.mark.parametrize("number", range(5))
def test_fields_of_a_row_equal_the_record(number: int) -> None:
    shown = replace(record(number), statement="Two  blanks & a <tag>\u2028and more")
    page = replace(signatories_pages()[0], rows=(row(number, shown),))
    element = next(e for e in parsed(page).iter() if e.get("data-entry") == str(number))
    expected: dict[str, list[str]] = {"name": [shown.name], "statement": [shown.statement]}
    for post in shown.posts:
        for name, value in zip(
            ("title", "office", "from", "to"),
            (post.title, post.office, post.from_, post.to),
            strict=True,
        ):
            if value:
                expected.setdefault(name, []).append(value)
    if shown.years is not None:
        expected["years"] = [str(shown.years)]
    if shown.served:
        expected["served"] = list(shown.served)
    if shown.place:
        expected["place"] = [shown.place]
    assert fields_of(element) == expected


def test_posts_hold_their_own_parts() -> None:
    shown = replace(record(0), posts=(Post("A", "B", "1990", ""), Post("", "C", "", "1999")))
    page = replace(signatories_pages()[0], rows=(row(2, shown),))
    posts = [e for e in parsed(page).iter() if e.get("data-field") == "post"]
    assert [fields_of(post) for post in posts] == [
        {"title": ["A"], "office": ["B"], "from": ["1990"]},
        {"office": ["C"], "to": ["1999"]},
    ]
    assert text_of(posts[0]) == "A, B, from 1990"
    assert text_of(posts[1]) == "C, until 1999"


def test_an_organisation_says_who_signs_for_it() -> None:
    page = replace(signatories_pages()[0], rows=(row(31, organisation()),))
    element = next(e for e in parsed(page).iter() if e.get("data-entry"))
    assert fields_of(element) == {"name": ["Bar of Zenda"], "by": ["Mirna Passau"]}


def test_lists_are_not_to_be_indexed_and_the_letter_is() -> None:
    for shown in PAGES:
        html = render(shown).decode()
        assert ('name="robots" content="noindex"' in html) is isinstance(
            shown, (SignatoriesPage, ImportedPage)
        )


def test_imported_names_are_not_blue_and_can_be_taken_off() -> None:
    tree = parsed(imported_page())
    assert not [e for e in tree.iter() if "pen" in (e.get("class") or "").split()]
    links = [e.get("href") for e in tree.iter("a") if "take-off" in (e.get("href") or "")]
    assert links == ["../take-off/30", "../take-off/32"]
    text = " ".join(text_of(tree).split())
    assert "not confirmed here" in text
    assert "https://letters.example/old-list, read on 1 February 2026" in text


def test_checks_are_words_and_never_verified() -> None:
    for shown in PAGES:
        html = render(shown).decode()
        assert "verified" not in html
        assert "✓" not in html
    assert (
        "Address confirmed on 16 March 2026; looked at by the organiser on 17 March 2026"
        in render(signatories_pages()[0]).decode()
    )


def test_withheld_names_are_shown_from_ten_on() -> None:
    few = replace(frame(), figures=replace(FIGURES, withheld=9))
    for shown in (letter_page(), signatories_pages()[0]):
        assert 'data-undersigned="withheld"' in render(shown).decode()
        assert "withheld" not in render(replace(shown, frame=few)).decode()


def test_a_count_that_fell_says_why() -> None:
    assert frame().fell[0] in render(letter_page()).decode()


def test_a_closed_letter_has_no_way_to_sign() -> None:
    closed = replace(frame(), closed_on=frame().day)
    html = render(replace(letter_page(), frame=closed)).decode()
    assert 'href="sign"' not in html
    assert "Closed on 29 March 2026" in html


def test_what_was_written_in_another_language_says_so_and_the_page_around_it_is_english() -> None:
    for shown in german_pages():
        tree = parsed(shown)
        assert (tree.get("lang"), tree.get("dir")) == ("en", "ltr")
        titles = [e for e in tree.find("body").iter() if e.text == shown.frame.title]
        assert {e.get("lang") for e in titles} == {"de"}
    article = parsed(german_pages()[0]).find(".//article")
    words = [e for e in article.iter("div") if e.get("class") == "words"]
    assert words
    assert {e.get("lang") for e in words} == {"de"}
    assert article.find(".//div[@class='close']").get("lang") is None


def test_a_language_from_right_to_left_turns_its_own_words_only() -> None:
    letter, _ = german_pages()
    tree = parsed(replace(letter, frame=replace(letter.frame, language="ar")))
    assert tree.get("dir") == "ltr"
    assert tree.find(".//h1").get("dir") == "rtl"
    assert {e.get("dir") for e in tree.iter("div") if e.get("class") == "words"} == {"rtl"}


def test_languages_lead_to_each_other() -> None:
    for shown in (letter_page(), *german_pages()):
        found = {
            e.get("hreflang"): resolved(shown.path, e.get("href"))
            for e in parsed(shown).iter("link")
            if e.get("rel") == "alternate"
        }
        assert found == {"en": f"{shown.folder}index.html", "de": f"de/{shown.folder}index.html"}
    for shown, name in ((letter_page(), "Deutsch"), (german_pages()[0], "English")):
        links = [e for e in parsed(shown).iter("a") if e.get("hreflang")]
        assert [text_of(e) for e in links] == [name]


def test_another_wording_has_its_own_way_to_sign_and_to_be_quoted() -> None:
    html = render(german_pages()[0]).decode()
    assert html.count('href="../sign?language=de"') == 2
    assert 'href="../sign"' not in html
    assert "fair-courts/de/#p1" in html


def test_pages_in_further_languages_are_no_part_of_the_list() -> None:
    for shown in german_pages():
        html = render(shown).decode()
        assert 'rel="next"' not in html
        assert "data-entry" not in html


def test_no_language_has_the_address_of_something_else() -> None:
    names = {shown.path.split("/")[0] for shown in PAGES if "/" in shown.path} - {"de"}
    names |= {path.split("/")[0].partition("?")[0] for path in MADE_ELSEWHERE} - {"count.json"}
    names |= {path.split("/")[0] for path, _ in assets()}
    names |= {"editions", "rules", "addenda", "deliveries", "token-keys", "tile", "records"}
    names |= {"witnesses", "confirm", "mine"}
    assert names == RESERVED_IN_LETTER


def test_where_nobody_looks_at_signatures_no_page_says_that_somebody_did() -> None:
    assert "who checked the signatories" in render(letter_page()).decode()
    unlooked = replace(letter_page(), frame=replace(frame(), is_reviewed=False))
    assert "who checked the signatories" not in render(unlooked).decode()


def test_a_letter_without_signatures_says_so() -> None:
    empty = replace(frame(), figures=Figures(edition=1), size=2, fell=())
    html = render(replace(letter_page(), frame=empty, first=())).decode()
    assert "Nobody has signed yet." in html
    page = replace(signatories_pages()[0], frame=empty, rows=(), bundles=(0,), next_path="")
    assert "Nobody has signed yet." in render(page).decode()


def test_a_page_is_the_same_bytes_each_time(page: Page) -> None:
    assert render(page) == render(page)


def test_pages_of_lists_have_the_numbers_of_bundles() -> None:
    assert list_path("signatories", 0) == "signatories/"
    assert list_path("signatories", 1) == "signatories/2/"
    assert row_address("signatories", 255) == "signatories/index.html#entry-255"
    assert row_address("signatories", 256) == "signatories/2/index.html#entry-256"
    assert signatories_pages()[1].root == "../../"


def test_a_long_list_leads_to_its_first_last_and_nearest_pages() -> None:
    first = replace(signatories_pages()[0], bundles=tuple(range(100)))
    assert [number for number, _, _ in first.numbers] == [*range(1, 7), 100]
    page = replace(first, bundle=50)
    assert [number for number, _, _ in page.numbers] == [1, *range(46, 57)]
    assert [number for number, _, current in page.numbers if current] == [51]


def test_a_page_within_a_list_stays_the_same_when_somebody_signs() -> None:
    page = replace(signatories_pages()[1], bundles=tuple(range(20)), frame=grown(0))
    later = replace(page, bundles=tuple(range(21)), frame=grown(256))
    assert render(page) == render(later)
    assert b"<data" not in render(page)


def grown(by: int) -> Frame:
    figures = replace(FIGURES, total=FIGURES.total + by, named=FIGURES.named + by, withdrawn=by)
    day = frame().day + dt.timedelta(by)
    return replace(frame(), figures=figures, size=5000 + by, day=day, fell=(str(by),))


def test_the_verifier_reads_every_page_without_a_fault(page: Page) -> None:
    read = parse_page(render(page))
    assert read.faults == []
    expected = [f"{page.root}{page.next_path}"] if page.next_path else []
    assert read.following == expected
    assert {figure.size for figure in read.figures} <= {str(page.frame.size)}


def test_the_verifier_finds_the_rows_as_the_records_have_them() -> None:
    pages: list[SignatoriesPage | ImportedPage] = [*signatories_pages(), imported_page()]
    for page in pages:
        read = parse_page(render(page))
        rows: tuple[SignatoryRow | ImportedRow, ...] = page.rows
        for shown, kept in zip(read.rows, rows, strict=True):
            assert shown.entry == str(kept.index)
            assert differences(shown, kept.record) == []


def test_assets_are_complete() -> None:
    names = {path for path, _ in assets()}
    assert {"assets/undersigned.css", "assets/pages.css"} <= names
    assert {f"assets/fonts/{name}" for name in ("OFL-Newsreader.txt", "public-sans.woff2")} <= names
    assert "assets/desk.css" not in names
