import pytest

from undersigned.lists import Reading, read_list


def read(text: str) -> Reading:
    return read_list(text.encode(), "list.csv")


def why(reading: Reading, line: int) -> str:
    return next(refusal.why for refusal in reading.refused if refusal.line == line)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = "name,country,role\nAnna Ott,Ruritania,Clerk\n".replace(",", delimiter)
    reading = read(text)
    assert reading.delimiter == delimiter
    assert (reading.taken[0].name, reading.taken[0].country) == ("Anna Ott", "Ruritania")
    assert reading.taken[0].role == "Clerk"
    assert "heading" in why(reading, 1)


def test_a_stated_delimiter_is_believed() -> None:
    reading = read("sep=;\nname;role\nOtt, Anna;Clerk\n")
    assert reading.delimiter == ";"
    assert reading.read == 3
    assert reading.taken[0].name == "Ott, Anna"


@pytest.mark.parametrize(
    ("heading", "row", "name"),
    [
        ("Vorname;Nachname;Ort", "Anna;Ott;Zenda", "Anna Ott"),
        ("Nachname;Vorname;Titel", "Ott;Anna;Prof. Dr.", "Prof. Dr. Anna Ott"),
        ("Nom;Prénom", "Ott;Anna", "Anna Ott"),
        ("Apellidos;Nombre", "Ott;Anna", "Anna Ott"),
        ("Imię i nazwisko;Instytucja", "Anna Ott;Zenda", "Anna Ott"),
        ("ФИО;Организация", "Анна Отт;Зенда", "Анна Отт"),
        ("姓名;国家", "王小明;鲁里坦尼亚", "王小明"),
        (
            "Timestamp;Your name (as it should appear);Affiliation (optional)",
            "1;Anna Ott;Zenda",
            "Anna Ott",
        ),
        ("E-Mail;Full Name", "anna@mail.example;Anna Ott", "Anna Ott"),
    ],
)
def test_headings_are_known_in_many_words(heading: str, row: str, name: str) -> None:
    reading = read(f"{heading}\n{row}\n")
    assert [line.name for line in reading.taken] == [name]


def test_without_a_heading_the_cells_tell() -> None:
    text = "".join(
        f'{number},{name} Ott,Ruritania,"Professor, Zenda",{name}@mail.example\n'
        for number, name in enumerate(["Anna", "Eve", "Carl", "Hans"], start=1)
    )
    reading = read(text)
    assert reading.read == len(reading.taken) == 4
    first = reading.taken[0]
    assert (first.name, first.country, first.role) == ("Anna Ott", "Ruritania", "Professor")
    assert first.address == "Anna@mail.example"
    assert "No heading" in reading.remarks[0]


def test_a_column_of_names_alone_is_read_like_a_list() -> None:
    reading = read("Name\nAnna Ott (Zenda)\n0x0000ff\n")
    assert [(line.name, line.organisation) for line in reading.taken] == [
        ("Anna Ott", "Zenda"),
        ("0x0000ff", ""),
    ]


def test_columns_that_are_not_read_are_named() -> None:
    reading = read("name,shoe size\nAnna,38\n")
    assert reading.remarks == ("These columns were not read: shoe size.",)


def test_organisations_by_column_by_kind_and_by_an_empty_name() -> None:
    assert [line.kind for line in read("Organisation,Country\nZenda Club,R\n").taken] == [
        "organisation"
    ]
    reading = read("name,type,company\nZenda,organisation,\nAnna,individual,Zenda\n,,Mint\n")
    assert [line.kind for line in reading.taken] == ["organisation", "person", "organisation"]
    assert "No person" in reading.taken[2].doubt


def test_rows_that_are_no_people_are_refused() -> None:
    reading = read(
        "Signatories of 2003;;\nname;country;role\n;;\n;Ruritania;\n"
        "and 12 others;;\nname;country;role\nTotal;;4\n"
    )
    assert reading.taken == ()
    assert "before the heading" in why(reading, 1)
    assert "empty" in why(reading, 3)
    assert "name is empty" in why(reading, 4)
    assert "others" in why(reading, 5)
    assert "once more" in why(reading, 6)
    assert "sum" in why(reading, 7)


def test_an_organisation_alone_in_its_row_is_taken_and_a_note_is_not() -> None:
    reading = read(
        "name,post,country\nAnna Ott,Clerk,R\n"
        "Society of Former Judges,,\nVoices for the Old Bridge,,\n"
        "we update this list every week,,\nNote: not all are here,,\n"
    )
    assert [line.name for line in reading.taken] == [
        "Anna Ott",
        "Society of Former Judges",
        "Voices for the Old Bridge",
    ]


def test_a_row_with_too_many_cells_is_joined_at_its_end_and_reported() -> None:
    reading = read("name,country,affiliation\nAnna Ott,Ruritania,Professor, University of Zenda\n")
    assert (reading.taken[0].role, reading.taken[0].organisation) == (
        "Professor",
        "University of Zenda",
    )
    assert "4 cells, not 3" in reading.repaired[0].why


def test_a_row_with_too_few_cells_is_doubted() -> None:
    assert "2 cells, not 3" in read("name,country,role\nAnna,Ruritania\n").taken[0].doubt


def test_stray_quotes_swallow_no_row() -> None:
    reading = read(
        'name;country;role\n"Anna;Ruritania;Clerk\nEve;Ruritania;"Judge\nCarl;Ruritania;Guard"\nHans;R;"\n'
    )
    assert [line.name for line in reading.taken] == ["Anna", "Eve", "Carl", "Hans"]
    assert reading.read == 5
    assert {repair.line for repair in reading.repaired} >= {2, 3, 4, 5}


def test_quotes_around_a_whole_row_come_off() -> None:
    reading = read('name;country\n"Anna;Ruritania"\n')
    assert (reading.taken[0].name, reading.taken[0].country) == ("Anna", "Ruritania")
    assert "whole row" in reading.repaired[0].why


def test_a_row_over_several_lines_counts_once_by_its_first() -> None:
    reading = read('name,affiliation\n"Anna Ott","Clerk,\n\nMint"\nEve,Judge\n')
    assert reading.read == 3
    assert [line.line for line in reading.taken] == [2, 5]
    assert reading.taken[0].organisation == "Mint"
    assert "line break" in reading.repaired[0].why


def test_years_and_terms_by_column() -> None:
    reading = read(
        "name,years of service,served under\nAnna,12 years,Ott; Weil and Zapt\nEve,long,\n"
    )
    assert (reading.taken[0].years, reading.taken[0].served) == (12, ("Ott", "Weil", "Zapt"))
    assert reading.taken[1].years is None
    assert "long" in reading.taken[1].doubt


def test_an_address_inside_a_cell_is_kept_apart() -> None:
    reading = read(
        "name,affiliation\nAnna,Zenda Labs (https://a.example/x/)\nEve,Mint eve@mail.example\n"
    )
    assert (reading.taken[0].organisation, reading.taken[0].link) == (
        "Zenda Labs",
        "https://a.example/x/",
    )
    assert (reading.taken[1].organisation, reading.taken[1].address) == ("Mint", "eve@mail.example")
    assert len(reading.repaired) == 2


def test_names_in_a_column_are_taken_as_typed() -> None:
    reading = read(
        "name,role\njord an ott,Clerk\n0x0000ff,\n- dash -,\nDr Very Dodgy Doctor,Judge\n"
    )
    assert [line.name for line in reading.taken] == [
        "jord an ott",
        "0x0000ff",
        "- dash -",
        "Dr Very Dodgy Doctor",
    ]
