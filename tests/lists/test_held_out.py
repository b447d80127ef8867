"""Lists of shapes that nobody built the reader for: invented people, whole documents."""

from undersigned.lists import Reading, read_list


def read(text: str, name: str = "list.txt") -> Reading:
    reading = read_list(text.encode(), name)
    assert reading.read == len(reading.taken) + len(reading.refused)
    return reading


def names(reading: Reading) -> list[str]:
    return [line.name for line in reading.taken]


def posts(reading: Reading) -> list[tuple[str, str, str]]:
    return [(line.name, line.role, line.organisation) for line in reading.taken]


def test_a_paragraph_of_names_behind_its_lead() -> None:
    reading = read("We ask.\n\nSigned: Anna Ott, Bela Weil, Cora Lind, Dirk Amsel and Emil Fink.\n")
    assert names(reading) == ["Anna Ott", "Bela Weil", "Cora Lind", "Dirk Amsel", "Emil Fink"]
    assert reading.where(reading.taken[1].line) == "line 3, name 2"
    assert all(line.doubt for line in reading.taken)


def test_names_that_go_on_over_the_ends_of_lines() -> None:
    text = (
        "Signatories\n\nAnna Ott, Bela Weil, Cora\nLind, Dirk Amsel, Emil Fink,\n"
        "Gita Rao, Hana Nová\n"
    )
    reading = read(text)
    assert names(reading) == [
        "Anna Ott",
        "Bela Weil",
        "Cora Lind",
        "Dirk Amsel",
        "Emil Fink",
        "Gita Rao",
        "Hana Nová",
    ]


def test_seven_thousand_names_in_one_paragraph() -> None:
    people = [f"Anna {chr(65 + number % 26)}. Ott{number:04}" for number in range(7000)]
    plain = [name.translate(str.maketrans("0123456789", "abcdefghij")) for name in people]
    assert names(read(", ".join(plain))) == plain


def test_officials_with_their_posts_below_them() -> None:
    text = (
        "STATEMENT OF FORMER OFFICIALS\n\n"
        "The undersigned served under governments of every party.\n\n"
        "Rupert Hentzau\nDeputy Secretary of State\n\n"
        "Flavia Stein\nAmbassador to Zenda\n\n"
        "Josef Rischenheim\nJudge, Court of Appeals\n"
    )
    assert posts(read(text)) == [
        ("Rupert Hentzau", "Deputy Secretary of State", ""),
        ("Flavia Stein", "Ambassador to Zenda", ""),
        ("Josef Rischenheim", "Judge", "Court of Appeals"),
    ]


def test_people_below_their_institutes() -> None:
    text = (
        "UNIVERSITY OF ZENDA\nAnna Ott\nBela Weil\n\n"
        "Institute for Open Courts\nCora Lind\nEmil Fink\n"
    )
    reading = read(text)
    assert [(line.name, line.organisation) for line in reading.taken] == [
        ("Anna Ott", "UNIVERSITY OF ZENDA"),
        ("Bela Weil", "UNIVERSITY OF ZENDA"),
        ("Cora Lind", "Institute for Open Courts"),
        ("Emil Fink", "Institute for Open Courts"),
    ]
    assert all(line.doubt for line in reading.taken)


def test_columns_of_a_printed_page() -> None:
    text = (
        "Anna Ott               Bela Weil\nUniversity of Zenda    Hofbau Institute\n\n"
        "Cora Lind              Dirk Amsel\nVelsk Institute        Zenda General Hospital\n\n"
        "Emil Fink              Gita Rao\nVelsk Academy          Flywheel Foundation\n"
    )
    reading = read(text)
    assert posts(reading)[:4] == [
        ("Anna Ott", "", "University of Zenda"),
        ("Bela Weil", "", "Hofbau Institute"),
        ("Cora Lind", "", "Velsk Institute"),
        ("Dirk Amsel", "", "Zenda General Hospital"),
    ]
    assert len(reading.taken) == 6


def test_a_lead_says_that_organisations_follow() -> None:
    text = (
        "The following organizations have endorsed this statement:\n\n"
        "Doctors Without Boats\nUNRWB\nMarch of Pennies\n"
    )
    reading = read(text)
    assert [line.kind for line in reading.taken] == ["organisation"] * 3


def test_a_lead_that_demands_is_none() -> None:
    text = (
        "The undersigned former judges declare:\n\nFirst, courts must be open.\nSecond, pay us.\n"
    )
    assert names(read(text)) == []


def test_footnotes_and_pictures_are_no_part_of_a_name() -> None:
    text = "Signatories\n\n- 🌊 **Anna Ott**\n- Bela Weil*\n- Cora Lind¹\n\n¹ University of Zenda\n"
    reading = read(text, "list.md")
    assert names(reading) == ["Anna Ott", "Bela Weil", "Cora Lind"]
    assert {repair.why for repair in reading.repaired} == {
        "a picture beside the name",
        "the mark of a footnote",
    }


def test_affiliations_by_raised_figures_in_a_page() -> None:
    page = (
        "<html><body><h2>Authors</h2><p>Anna Ott<sup>1</sup>, Bela Weil<sup>2</sup>, "
        "Cora Lind<sup>1,3</sup>, Emil Fink<sup>†</sup></p>"
        "<p><sup>1</sup>University of Zenda<br><sup>2</sup>Hofbau Institute</p></body></html>"
    )
    assert names(read(page, "letter.html")) == ["Anna Ott", "Bela Weil", "Cora Lind", "Emil Fink"]


def test_lists_of_names_in_the_cells_of_a_table() -> None:
    page = (
        "<html><body><h2>Signatories</h2><table><tr><td>Anna Ott<br>Bela Weil<br>Cora Lind</td>"
        "<td>Dirk Amsel<br>Emil Fink<br>Gita Rao</td></tr></table></body></html>"
    )
    assert len(names(read(page, "letter.html"))) == 6


def test_a_wiki() -> None:
    text = (
        "== Open letter ==\n'''We''' ask that the archive be opened.\n=== Signatures ===\n"
        "# [[User:Anna|Anna Ott]] ([[User talk:Anna|talk]]) 12:00, 3 May 2024 (UTC)\n"
        "# '''Bela Weil''', [[University of Zenda]]\n"
        '{| class="wikitable"\n! Name !! Affiliation\n|-\n| Dirk Amsel || Velsk Institute\n|}\n'
    )
    reading = read(text)
    assert posts(reading) == [
        ("Anna Ott", "", ""),
        ("Bela Weil", "", "University of Zenda"),
        ("Dirk Amsel", "", "Velsk Institute"),
    ]
    assert reading.read == 10


def test_restructured_text_and_asciidoc() -> None:
    restructured = (
        "Letter\n======\n\nSignatories\n-----------\n\n#. Anna Ott, `Zenda <https://zenda.example>`_\n"
        "#. **Bela Weil** (Hofbau)\n\n.. list-table::\n\n   * - Name\n     - Affiliation\n"
        "   * - Dirk Amsel\n     - Velsk Institute\n"
    )
    asciidoc = (
        "= Letter\n:toc:\n\n== Signatories\n\n. Anna Ott, Zenda\n. *Bela Weil*, Hofbau\n\n"
        "|===\n|Name |Affiliation\n\n|Dirk Amsel\n|Velsk Institute\n|===\n"
    )
    for text, name in ((restructured, "letter.rst"), (asciidoc, "letter.adoc")):
        assert [(line.name, line.organisation) for line in read(text, name).taken] == [
            ("Anna Ott", "Zenda"),
            ("Bela Weil", "Hofbau"),
            ("Dirk Amsel", "Velsk Institute"),
        ]


def test_toml() -> None:
    text = (
        'title = "Letter"\n\n[[signers]]\nname = "Anna Ott"\nrole = "Clerk"\n\n'
        '[[signers]]\nname = "007"\n'
    )
    assert posts(read(text, "signers.toml")) == [("Anna Ott", "Clerk", ""), ("007", "", "")]


def test_records_that_name_by_other_keys() -> None:
    text = (
        '{"signatures": [{"displayName": "Anna Ott"}, {"firstName": "Cora", "lastName": "Lind"}]}'
    )
    assert names(read(text, "signatures.json")) == ["Anna Ott", "Cora Lind"]


def test_tables_of_figures_and_of_dates_hold_nobody() -> None:
    for text in (
        "row_a,row_b\n1,2\n3,4\n",
        "id,value\n1,20\n2,30\n",
        "Date,Room\n2024-05-03,Hall A\n",
    ):
        assert names(read(text, "table.csv")) == []


def test_formulas_and_nothing_said_in_a_form() -> None:
    text = (
        'Name,Affiliation\nAnna Ott,n/a\n"=HYPERLINK(""http://a.example"",""x"")",\nBela Weil,-\n'
    )
    reading = read(text, "form.csv")
    assert posts(reading) == [("Anna Ott", "", ""), ("Bela Weil", "", "")]
    assert reading.refused[-1].why == "It is a formula of a workbook."


def test_a_pair_behind_a_comma_is_doubted() -> None:
    reading = read("Anna Ott, Bela Weil\nCora Lind, Dirk Amsel\nEmil Fink, Gita Rao\n")
    assert all("second person" in line.doubt for line in reading.taken)


def test_capitals_in_a_post_are_no_organisation() -> None:
    reading = read("RUPERT HENTZAU, ATTACHÉ\nFLAVIA STEIN, JUGE\nCHER\n")
    assert posts(reading)[:2] == [("RUPERT HENTZAU", "ATTACHÉ", ""), ("FLAVIA STEIN", "JUGE", "")]
    assert reading.taken[2].name == "CHER"
