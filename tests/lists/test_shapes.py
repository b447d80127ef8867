"""Lists in the shapes in which they come, each with exactly what it gives; people invented."""

from typing import NamedTuple

import pytest

from undersigned.lists import ListRefused, read_list


class Shape(NamedTuple):
    """A file, the people and organisations in it, and how many entries are refused."""

    name: str
    data: bytes
    taken: list[tuple[str, str, str]]
    refused: int
    format: str


def shape(
    name: str,
    text: str,
    taken: list[tuple[str, str, str]],
    refused: int,
    format_: str,
    encoding: str = "utf-8",
) -> Shape:
    return Shape(name, text.encode(encoding), taken, refused, format_)


ANNA, EVE = ("Anna Ott", "Clerk", "Mint"), ("Eve Weil", "Professor", "University of Zenda")
SHAPES = {
    "Airtable, with a quoted line break and columns that say nothing": shape(
        "airtable.csv",
        '\ufeffName,Affiliation,Email,"Show my name?",Created\r\n'
        'Anna Ott,"Clerk, Mint",anna@mail.example,checked,5/3/2003 1:02pm\r\n'
        'Eve Weil,"Professor\r\nUniversity of Zenda",,,5/3/2003\r\n"Ida "Idi" Roth",Mint,,,\r\n',
        [ANNA, EVE, ('Ida "Idi" Roth', "", "Mint")],
        1,
        "table",
    ),
    "A form in Spanish": shape(
        "respuestas.csv",
        "Marca temporal,Nombre y apellidos,Cargo,Entidad\n"
        "03/05/2003,Anna Ott,Jueza,Casa de la Moneda\n",
        [("Anna Ott", "Jueza", "Casa de la Moneda")],
        1,
        "table",
    ),
    "French, family name first, Latin-1": shape(
        "liste.csv",
        "nom;prénom;fonction;établissement\nOTT;Zoë;Professeure;Université de Zenda\nWEIL;Eve;;\n",
        [("Zoë OTT", "Professeure", "Université de Zenda"), ("Eve WEIL", "", "")],
        1,
        "table",
        "latin-1",
    ),
    "German, with notes below the rows": shape(
        "liste.csv",
        "Name;Funktion;Firma\nÄnne Ott;Richterin;\nStand: 3. Mai 2003;;\n"
        "weitere 20 Personen, die nicht genannt werden;;\n",
        [("Änne Ott", "Richterin", "")],
        3,
        "table",
        "cp1252",
    ),
    "Russian in Windows-1251": shape(
        "список.csv",
        "Имя;Организация\nИда Рот;Зенда\nМакс Ланг;Монетный двор\n",
        [("Ида Рот", "", "Зенда"), ("Макс Ланг", "", "Монетный двор")],
        1,
        "table",
        "cp1251",
    ),
    "Japanese in UTF-16": shape(
        "名簿.tsv",
        "氏名\t所属\n山田太郎\tゼンダ大学\n鈴木花子\t造幣局\n",
        [("山田太郎", "", "ゼンダ大学"), ("鈴木花子", "", "造幣局")],
        1,
        "table",
        "utf-16",
    ),
    "Arabic and Hebrew, cells copied out of a workbook": shape(
        "paste.txt",
        "الاسم\tالمؤسسة\nمحمد علي\tزندا\nדוד כהן\tמינט\n",
        [("محمد علي", "", "زندا"), ("דוד כהן", "", "מינט")],
        1,
        "table",
    ),
    "No heading, three columns": shape(
        "list.csv",
        "Anna Ott,Clerk,Mint\nEve Weil,Professor,University of Zenda\n",
        [ANNA, EVE],
        0,
        "table",
    ),
    "No heading, first and last name": shape(
        "list.csv",
        "Anna,Ott\nEve,Weil\nCarl,Zapt\n",
        [("Anna Ott", "", ""), ("Eve Weil", "", ""), ("Carl Zapt", "", "")],
        0,
        "table",
    ),
    "Titles above and sums below": shape(
        "list.csv",
        "Signatories as of 3 May 2003,,\n,,\nFirst name,Last name,Institution\nAnna,Ott,Mint\n"
        ",,\n"
        "Note: we update this list every week,,\nTotal: 1,,\n",
        [("Anna Ott", "", "Mint")],
        6,
        "table",
    ),
    "Quotes that are not closed": shape(
        "list.csv",
        'name,affiliation\n"Anna Ott,Clerk\nEve "Evi" Weil,Mint\n"Carl Zapt","Mint"\n',
        [("Anna Ott", "Clerk", ""), ('Eve "Evi" Weil', "", "Mint"), ("Carl Zapt", "", "Mint")],
        1,
        "table",
    ),
    "Names side by side in columns": shape(
        "list.csv",
        "Anna Ott,Eve Weil,Carl Zapt\nIda Roth,Max Lang,Udo Kern\nLeo Marx,,\n",
        [
            (name, "", "")
            for name in (
                "Anna Ott",
                "Eve Weil",
                "Carl Zapt",
                "Ida Roth",
                "Max Lang",
                "Udo Kern",
                "Leo Marx",
            )
        ],
        0,
        "table",
    ),
    "Mac Roman lines": shape(
        "list.txt",
        "Zoë Müller\rRené Dupré\rÅsa Öberg\r",
        [("Zoë Müller", "", ""), ("René Dupré", "", ""), ("Åsa Öberg", "", "")],
        0,
        "lines",
        "mac_roman",
    ),
    "Soft breaks, no-break spaces, wide brackets": shape(
        "list.txt",
        "Anna Ott\vEve Weil\nCarl\u00a0Zapt\u200b （Mint）\nMax Lang\u2029\n",
        [
            ("Anna Ott", "", ""),
            ("Eve Weil", "", ""),
            ("Carl Zapt", "", "Mint"),
            ("Max Lang", "", ""),
        ],
        0,
        "lines",
    ),
    "A document saved as text, posts indented below names": shape(
        "letter.txt",
        "\ufeffOpen letter to the Minister\r\n\r\n"
        "We ask you to open the bridge, since it is closed."
        "\r\n\r\nSigned,\r\n\r\n* Anna Ott, Clerk, Mint\r\n* Eve Weil\r\n"
        "   * Professor, Zenda University\r\n",
        [ANNA, ("Eve Weil", "", "")],
        4,
        "markdown",
    ),
    "A README with instructions": shape(
        "README.md",
        "# Letter\n\nWe ask for a bridge.\n\n## How to sign\n\n1. Fork this\n2. Add your name\n"
        "\n## Signatories\n\n"
        "1. Anna Ott (Clerk, Mint) ([@anna](https://github.example/anna))\n"
        "1. [王小明](https://a.example)\n1. 0x0000ff\n",
        [ANNA, ("王小明", "", ""), ("0x0000ff", "", "")],
        6,
        "markdown",
    ),
    "YAML of a static site, with items that are none and a comment": shape(
        "signatories.yml",
        "# signers\n- name: Anna Ott\n  affiliation: Clerk, Mint\n- name: @eve\n"
        "- name: 0x0000ff\n  org: Mint: Zenda\n"
        "# - name: Nobody\n",
        [ANNA, ("@eve", "", ""), ("0x0000ff", "", "Mint: Zenda")],
        2,
        "data",
    ),
    "YAML with people and organisations apart": shape(
        "_data/letter.yml",
        "title: Letter\ndate: 2003-05-03\nsignatories:\n  individuals:\n"
        "    - Anna Ott (Clerk, Mint)\n    - null\n"
        "  organisations:\n    - Zenda Society\n",
        [ANNA, ("null", "", ""), ("Zenda Society", "", "")],
        2,
        "data",
    ),
    "Front matter that holds the list": shape(
        "index.md",
        "---\ntitle: Letter\nsignatories:\n  - name: Anna Ott\n    affiliation: Clerk, Mint\n"
        "  - name: no\n---\n\nWe ask.\n",
        [ANNA, ("no", "", "")],
        2,
        "lines",
    ),
    "JSON of a content management system": shape(
        "people.json",
        '[{"id": 1, "title": {"rendered": "Anna Ott"}, "acf": {"role": "Clerk",'
        ' "affiliation": "Mint"}},'
        ' {"id": 2, "title": {"rendered": "Eve Weil"}, "acf": {}}]',
        [ANNA, ("Eve Weil", "", "")],
        0,
        "data",
    ),
    "JSON keyed by name": shape(
        "signers.json",
        '{"Anna Ott": {"role": "Clerk", "org": "Mint"}, "0x0000ff": {},'
        ' "Eve Weil": {"org": "Mint"}}',
        [ANNA, ("0x0000ff", "", ""), ("Eve Weil", "", "Mint")],
        0,
        "data",
    ),
    "JSON of pull requests": shape(
        "pulls.json",
        '[{"number": 7, "title": "Add my name", "user": {"login": "anna"}},'
        ' {"number": 8, "title": "Sign", "user": {"login": "eve"}}]',
        [("anna", "", ""), ("eve", "", "")],
        0,
        "data",
    ),
    "JSON lines": shape(
        "export.jsonl",
        '{"firstName": "Anna", "lastName": "Ott", "jobTitle": "Clerk", "company": "Mint"}\n\n'
        '{"firstName": "Eve"}\n',
        [ANNA, ("Eve", "", "")],
        0,
        "data",
    ),
    "JSON that counts and names nobody": shape(
        "petition.json",
        '{"signature_count": 30, "signatures_by_country": [{"name": "Ruritania",'
        ' "signature_count": 20},'
        ' {"name": "Graustark", "signature_count": 10}]}',
        [],
        3,
        "data",
    ),
    "A piece of a page": shape(
        "list.txt",
        "<ul>\n<li>Anna Ott, Clerk, Mint</li>\n<li>maks</li>\n</ul>\n",
        [ANNA, ("maks", "", "")],
        0,
        "page",
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_each_shape_gives_exactly_its_people(name: str) -> None:
    each = SHAPES[name]
    reading = read_list(each.data, each.name)
    assert [(line.name, line.role, line.organisation) for line in reading.taken] == each.taken
    assert (len(reading.refused), reading.format) == (each.refused, each.format)
    assert reading.read == len(reading.taken) + len(reading.refused)


def test_an_encoding_that_makes_no_letters_is_refused_and_not_guessed() -> None:
    with pytest.raises(ListRefused) as caught:
        read_list("氏名,所属\n山田太郎,ゼンダ大学\n鈴木花子,造幣局\n".encode("shift_jis"), "a.csv")
    assert "UTF-8" in caught.value.mend


def test_columns_that_are_read_together_lose_nothing() -> None:
    reading = read_list(
        b"Anna Ott,12,Clerk,Mint\nEve Weil,13,Judge,Court\nCarl Zapt,14,Baker,Mint\n", "a.csv"
    )
    posts = [(line.role, line.organisation) for line in reading.taken]
    assert posts[:2] == [("Clerk", "Mint"), ("Judge", "Court")]
    assert any("column 2" in remark for remark in reading.remarks)
