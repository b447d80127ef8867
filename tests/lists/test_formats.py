"""Random people written in every format come back whole, and nothing else comes with them."""

import csv
import html
import io
import json
import zipfile
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from ruamel.yaml import YAML

from undersigned.lists import Reading, read_folder, read_list

GIVEN = [
    "Anna",
    "Eve",
    "Carl",
    "Žofie",
    "Ида",
    "Łukasz",
    "Søren",
    "José",
    "Ωρίων",
    "Мария",
    "Fatma",
]
FAMILY = ["Ott", "Weil", "Zapt", "Rassendyll", "Рот", "Müller", "Nuñez", "von Tarlenheim", "O'Hara"]
WHOLE = [
    "王小明",
    "0x0000ff",
    "김영희",
    "محمد علي",
    "דוד כהן",
    "ひらがな子",
    "אנה",
    "1e3",
    "null",
    "no",
]
POSTS = ["", "Professor, University of Zenda", "Clerk, Mint", "Judge", "Student at the Mint"]
COUNTRIES = ["", "Ruritania", "Graustark"]

Person = tuple[str, str, str]
FULL = st.builds(
    lambda a, b, n: f"{a} {b} {n}",
    st.sampled_from(GIVEN),
    st.sampled_from(FAMILY),
    st.sampled_from("ABCDEFG"),
)
PEOPLE = st.lists(
    st.tuples(
        st.one_of(FULL, FULL, FULL, st.sampled_from(WHOLE)),
        st.sampled_from(POSTS),
        st.sampled_from(COUNTRIES),
    ),
    min_size=3,
    max_size=40,
)
KEYS = ("name", "affiliation", "country")


def as_csv(people: Sequence[Person], delimiter: str = ",") -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter)
    writer.writerow(["Full name", "Affiliation", "Country"])
    writer.writerows(people)
    return written.getvalue().encode()


def as_workbook(people: Sequence[Person]) -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.append(["Open letter to the Minister"])
    book.active.append(["Full name", "Affiliation", "Country"])
    for person in people:
        book.active.append(list(person))
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def as_yaml(people: Sequence[Person]) -> bytes:
    written = io.StringIO()
    YAML().dump([dict(zip(KEYS, person, strict=True)) for person in people], written)
    return written.getvalue().encode()


def as_page(people: Sequence[Person]) -> bytes:
    rows = "".join(
        f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in person)}</tr>"
        for person in people
    )
    heading = "<tr><th>Name</th><th>Affiliation</th><th>Country</th></tr>"
    return f"<html><body><h1>Letter</h1><table>{heading}{rows}</table></body></html>".encode()


def as_cards(people: Sequence[Person]) -> bytes:
    cards = "".join(
        "<div class='signer'>"
        + "".join(
            f"<p class='{key}'>{html.escape(cell)}</p>"
            for key, cell in zip(KEYS, person, strict=True)
        )
        + "</div>"
        for person in people
    )
    return f"<html><body><h2>Signatories</h2>{cards}</body></html>".encode()


WRITERS: dict[str, Callable[[Sequence[Person]], bytes]] = {
    "a.csv": as_csv,
    "semicolon.csv": lambda people: as_csv(people, ";"),
    "a.tsv": lambda people: as_csv(people, "\t"),
    "mark.csv": lambda people: b"\xef\xbb\xbf" + as_csv(people),
    "wide.csv": lambda people: as_csv(people).decode().encode("utf-16"),
    "wider.csv": lambda people: as_csv(people).decode().encode("utf-32"),
    "unmarked.csv": lambda people: as_csv(people).decode().encode("utf-16-le"),
    "wider-unmarked.csv": lambda people: as_csv(people).decode().encode("utf-32-be"),
    "a.xlsx": as_workbook,
    "a.json": lambda people: json.dumps([dict(zip(KEYS, p, strict=True)) for p in people]).encode(),
    "nested.json": lambda people: json.dumps(
        {
            "title": "Letter",
            "signers": [
                {"person": {"name": n}, "affiliation": a, "country": c} for n, a, c in people
            ],
        }
    ).encode(),
    "a.jsonl": lambda people: "\n".join(
        json.dumps(dict(zip(KEYS, p, strict=True)), ensure_ascii=False) for p in people
    ).encode(),
    "a.yml": as_yaml,
    "a.html": as_page,
    "cards.html": as_cards,
}


def files(people: Sequence[Person]) -> dict[str, bytes]:
    return {
        f"{number:03}.md": (
            "---\n"
            + "".join(
                f"{k}: {json.dumps(v, ensure_ascii=False)}\n" for k, v in zip(KEYS, p, strict=True)
            )
            + "---\n"
        ).encode()
        for number, p in enumerate(people)
    }


def check(reading: Reading, people: Sequence[Person]) -> None:
    assert [(line.name, line.country) for line in reading.taken] == [(n, c) for n, _, c in people]
    assert reading.read == len(reading.taken) + len(reading.refused)
    assert len(reading.refused) <= 3
    lines = [line.line for line in reading.taken] + [each.line for each in reading.refused]
    assert len(set(lines)) == reading.read
    posts = [", ".join(filter(None, (line.role, line.organisation))) for line in reading.taken]
    assert [post.replace(" at the ", ", ") for post in posts] == [
        a.replace(" at the ", ", ") for _, a, _ in people
    ]


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=25)
@given(people=PEOPLE)
def test_people_come_back_whole_from_every_format(name: str, people: list[Person]) -> None:
    check(read_list(WRITERS[name](people), name), people)


@settings(max_examples=25)
@given(people=PEOPLE)
def test_people_come_back_whole_from_a_folder_and_its_zip_file(people: list[Person]) -> None:
    check(read_folder(files(people)), people)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, data in files(people).items():
            archive.writestr(f"letter/{path}", data)
    check(read_list(packed.getvalue(), "letter.zip"), people)


TREES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.sampled_from(WHOLE + GIVEN)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(
            st.one_of(
                st.sampled_from(["name", "signers", "role", "Anna Ott", "tags", "data"]),
                st.text(max_size=5),
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=25,
)


def texts_of(value: object) -> int:
    """How many texts a tree holds that are not blank."""
    if isinstance(value, dict):
        return sum(map(texts_of, value.values()))
    if isinstance(value, list):
        return sum(map(texts_of, value))
    return int(value is not None and bool(str(value).strip()))


@settings(max_examples=300)
@given(tree=TREES)
def test_every_text_of_any_data_stands_in_some_entry(tree: object) -> None:
    reading = read_list(json.dumps([tree, "x"]).encode(), "a.json")
    entries = [line.text for line in reading.taken] + [each.text for each in reading.refused]
    assert reading.read == len(entries)
    whole = " ".join(entries)
    for text in _texts(tree):
        assert " ".join(text.split()) in " ".join(whole.split())


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for member in value.values() for text in _texts(member)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) and value.strip() else []


WORDS = st.sampled_from(
    ["Anna Ott", "Clerk", "Open the bridge", "we ask for it", "Signatories", "0x0000ff"]
)
TAGS = st.sampled_from(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "td",
        "th",
        "h2",
        "h3",
        "span",
        "b",
        "dl",
        "dt",
        "dd",
        "section",
        "article",
        "br",
        "nav",
        "footer",
        "aside",
        "del",
    ]
)
PAGES = st.lists(st.one_of(WORDS, TAGS.map("<{}>".format), TAGS.map("</{}>".format)), max_size=60)


@settings(max_examples=400)
@given(parts=PAGES)
def test_every_word_of_any_page_stands_in_some_entry_once(parts: list[str]) -> None:
    page = "<html><body>" + " ".join(["<p>Zenda</p>", *parts]) + "</body></html>"
    reading = read_list(page.encode(), "a.html")
    entries = [line.text for line in reading.taken] + [each.text for each in reading.refused]
    assert reading.read == len(entries)
    seen = sorted(
        word for entry in entries for word in entry.replace("|", " ").replace(",", " ").split()
    )
    meant = sorted(["Zenda"] + [word for part in parts if "<" not in part for word in part.split()])
    assert seen == meant
