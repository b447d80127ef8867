from undersigned.lists import Reading, read_list

LETTER = """---
title: A letter
---
# Open letter to the Board

Dear board,

we demand:

- Open archives
- Publish all minutes

## How to sign

1. Fork this
2. Add your name

## Signatures

### Organisations

- Zenda Society

### Individuals

- Anna Ruritan (Zenda Press)
    - Master of the Horse
- Eve Ott,
  Clerk
* 0x0000ff
1) Weil
<!-- add your name
above this line -->

## Academia

- Carl Zapt
- we also want cake

***

and many others who can't be named
"""


def read(text: str, name: str = "list.md") -> Reading:
    return read_list(text.encode(), name)


def names(reading: Reading) -> list[str]:
    return [line.name for line in reading.taken]


def why(reading: Reading, line: int) -> str:
    return next(refusal.why for refusal in reading.refused if refusal.line == line)


def test_only_those_below_the_heading_of_signatures_are_taken() -> None:
    reading = read(LETTER)
    assert names(reading) == [
        "Zenda Society",
        "Anna Ruritan",
        "Eve Ott",
        "0x0000ff",
        "Weil",
        "Carl Zapt",
    ]
    assert [line.name for line in reading.organisations] == ["Zenda Society"]


def test_every_refusal_of_a_letter_says_why() -> None:
    reading = read(LETTER)
    assert "front matter" in why(reading, 2)
    assert "heading" in why(reading, 4)
    assert "outside any list" in why(reading, 6)
    assert "above the list" in why(reading, 10)
    assert "How to sign" in why(reading, 15)
    assert "indented below line 26" in why(reading, 27)
    assert "go on from line 28" in why(reading, 29)
    assert "comment" in why(reading, 32)
    assert "comment" in why(reading, 33)
    assert "does not look like a name" in why(reading, 38)
    assert "rule" in why(reading, 40)
    assert "others" in why(reading, 42)


def test_entries_that_a_refused_line_may_belong_to_say_so() -> None:
    doubts = {line.line: line.doubt for line in read(LETTER).taken}
    assert "Line 27" in doubts[26]
    assert "Line 29" in doubts[28]
    assert "Academia" in doubts[37]


def test_a_list_without_headings_is_taken() -> None:
    assert names(read("- anna\n- maks\n- 王小明\n")) == ["anna", "maks", "王小明"]


def test_demands_in_a_list_of_sentences_are_no_people_even_when_short() -> None:
    reading = read("- We ask for open records.\n- Free archives\n- Close the mint of the king\n")
    assert names(reading) == []
    assert "list of sentences" in why(reading, 2)


def test_in_a_text_of_sentences_a_short_list_is_none_and_a_long_one_of_names_is_one() -> None:
    sentences = "- We ask for open records.\n- They belong to all of us.\n\nAnd further:\n\n"
    assert names(read(f"{sentences}- Archives\n- the mint\n")) == []
    assert names(read(f"{sentences}- Anna Ott\n- Eve Ott\n- Carl Weil\n")) == [
        "Anna Ott",
        "Eve Ott",
        "Carl Weil",
    ]


def test_a_comment_that_is_never_closed_hides_nobody() -> None:
    assert names(read("<!-- sign below\n\n- Anna Ott\n- Eve Ott\n")) == ["Anna Ott", "Eve Ott"]


def test_a_block_of_code_that_is_never_closed_hides_nobody() -> None:
    assert names(read("```\n- Anna Ott\n- Eve Ott\n")) == ["Anna Ott", "Eve Ott"]


def test_code_quotations_images_and_link_targets_are_no_people() -> None:
    reading = read("```\n- Name\n```\n> - Anna\n![a](b.png)\n[1]: https://a.example\n<div>\n")
    assert names(reading) == []
    assert reading.read == len(reading.refused) == 7


def test_numbers_may_run_down_and_be_indented() -> None:
    assert names(read("100. Anna Ott\n 99. Eve Ott\n  9. Carl Ott\n")) == [
        "Anna Ott",
        "Eve Ott",
        "Carl Ott",
    ]


def test_a_slipped_comma_behind_the_number_of_an_item_is_repaired() -> None:
    reading = read("1. Anna Ott\n1, Eve Ott\n1. maks\n")
    assert names(reading) == ["Anna Ott", "Eve Ott", "maks"]
    assert [(repair.line, repair.before) for repair in reading.repaired] == [(2, "1, Eve Ott")]


def test_headings_in_other_shapes() -> None:
    text = (
        "Unterzeichner\n=============\n\n**Organisationen**\n\n- Zenda Bund\n\n"
        "**Personen**\n\n- Anna\n"
    )
    reading = read(text)
    assert [line.kind for line in reading.taken] == ["organisation", "person"]


def test_a_heading_that_only_mentions_people_or_projects_says_nothing_of_signing() -> None:
    text = "## Ignoring people again\n- Or, the Board will part.\n## Signed by\n- Anna Ott\n"
    assert names(read(text)) == ["Anna Ott"]


def test_a_heading_of_another_section_ends_the_kind() -> None:
    text = "## Signed\n### Organisations\n- Zenda Society\n## Supporters\n- Anna Ott\n"
    assert [line.kind for line in read(text).taken] == ["organisation", "person"]


def test_a_table_in_markdown_is_read_by_its_heading() -> None:
    text = (
        "## Signatories\n\n| # | Name | Affiliation |\n|--:|---|---|\n"
        "| 1 | [Anna Ott](https://a.example) | Professor, Zenda |\n| 2 | **Eve** | |\n"
    )
    reading = read(text)
    assert names(reading) == ["Anna Ott", "Eve"]
    assert (reading.taken[0].role, reading.taken[0].link) == ("Professor", "https://a.example")
    assert "rule" in why(reading, 4)


def test_another_table_is_no_list() -> None:
    reading = read("| Year | Budget |\n|---|---|\n| 2003 | Two |\n")
    assert names(reading) == []
    assert "no heading" in why(reading, 3)


def test_bare_lines_are_a_list_where_most_look_like_names() -> None:
    text = (
        "Signed:\nAnna Ruritan\nrudolf ott\n0x0000ff\n王小明\nEve Ott, Clerk\n"
        "Strelsau, 3 May 2003\n"
    )
    reading = read(text, "list.txt")
    assert names(reading) == ["Anna Ruritan", "rudolf ott", "0x0000ff", "王小明", "Eve Ott"]
    assert "date" in why(reading, 7)
    assert reading.format == "lines"


def test_in_a_letter_the_bare_names_at_its_end_are_taken_and_no_word_of_the_letter() -> None:
    text = (
        "The Minister of Justice\nCastle Square 1\nStrelsau\n\nDear Minister,\n\n"
        "we write to you about the archives of the ministry, which\nhave been closed for years. We"
        " ask that they be\nopened.\n\nYours sincerely,\n\nAnna Ruritan\nRudolf Ott, King\n"
        "Fritz von Zenda\nmaks\nHelga Ott, Professor, Zenda\nand 300 others\n"
    )
    assert names(read(text, "letter.txt")) == [
        "Anna Ruritan",
        "Rudolf Ott",
        "Fritz von Zenda",
        "maks",
        "Helga Ott",
    ]


def test_attributions_are_taken_wherever_they_stand() -> None:
    text = (
        "We write as former officials, and we ask for open records, as many did before us.\n\n"
        "Anna Ott, former Clerk, Mint, served for 12 years under Weil, and Zapt\n"
    )
    reading = read(text, "letter.txt")
    assert names(reading) == ["Anna Ott"]
    assert reading.taken[0].served == ("Weil", "Zapt")


def test_prose_alone_gives_nobody() -> None:
    text = "We ask for open records.\n\nThey belong to all of us, and they should be open.\n"
    reading = read(text, "letter.txt")
    assert names(reading) == []
    assert reading.read == 2
