from hypothesis import example, given
from hypothesis import strategies as st

from undersigned.lists.tables import cut_rows, find_delimiter, looks_like_table

LINES = st.lists(st.text('ab";,\t| \\', max_size=12), max_size=12).map(tuple)


@given(lines=LINES, delimiter=st.sampled_from(["", ",", ";", "\t", "|"]))
@example(lines=('"a', "b", '"'), delimiter=",")
def test_every_line_that_is_not_blank_belongs_to_one_row(
    lines: tuple[str, ...], delimiter: str
) -> None:
    covered = [
        number
        for row in cut_rows(lines, delimiter)
        for number in range(row.line, row.last + 1)
        if lines[number - 1].strip()
    ]
    assert covered == [number for number, line in enumerate(lines, start=1) if line.strip()]


def test_cells_of_ordinary_rows() -> None:
    lines = ("a,b", '"x, y" , "say ""z"""', '"",', 'p"q,r')
    assert [row.cells for row in cut_rows(lines, ",")] == [
        ("a", "b"),
        ("x, y", 'say "z"'),
        ("", ""),
        ('p"q', "r"),
    ]


def test_one_column_has_no_delimiter() -> None:
    assert find_delimiter(("Name", "Anna", "Eve")) == ""


def test_text_with_commas_is_no_table() -> None:
    assert not looks_like_table(("Anna Ott, Clerk, Mint", "Eve, Judge", "Carl Ott, Guard"))
    assert not looks_like_table(("- Anna Ott; Clerk", "- Eve", "- Carl; Guard; Zenda"))


def test_a_table_is_told_by_its_heading_or_by_its_delimiter() -> None:
    assert looks_like_table(("name,role", "Anna,Clerk"))
    assert looks_like_table(("Anna;Clerk", "Eve;Judge"))
