"""Documents (DOCX) and pages of paper (PDF)."""

import io
import zipfile

import pytest

from undersigned.lists import ListRefused, Reading, read_list

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paragraph(text: str, style: str = "", *, listed: bool = False) -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += "<w:numPr/>" if listed else ""
    runs = "<w:br/>".join(
        "<w:tab/>".join(f"<w:t>{piece}</w:t>" for piece in line.split("\t"))
        for line in text.split("\n")
    )
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r>{runs}</w:r></w:p>"


def table(*rows: tuple[str, ...]) -> str:
    inner = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>" for row in rows
    )
    return f"<w:tbl>{inner}</w:tbl>"


def document(*parts: str) -> bytes:
    body = f'<w:document xmlns:w="{SPACE}"><w:body>{"".join(parts)}</w:body></w:document>'
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body)
    return saved.getvalue()


def names(reading: Reading) -> list[str]:
    return [line.name for line in reading.taken]


def test_a_letter_with_its_signatories() -> None:
    reading = read_list(
        document(
            paragraph("Open letter", "Title"),
            paragraph("Dear Minister,"),
            paragraph("we ask you to open the bridge, which has been closed for years."),
            paragraph("Open it now", listed=True),
            paragraph("Signatories", "Heading1"),
            paragraph("Anna Ott\tClerk\tMint"),
            paragraph("Eve Weil\nCarl Zapt"),
            paragraph("王小明", listed=True),
        ),
        "letter.docx",
    )
    assert names(reading) == ["Anna Ott", "Eve Weil", "Carl Zapt", "王小明"]
    assert (reading.taken[0].role, reading.taken[0].organisation) == ("Clerk", "Mint")
    assert reading.where(reading.taken[0].line) == "paragraph 6"
    assert (reading.format, reading.read) == ("document", 9)


def test_a_table_in_a_document() -> None:
    reading = read_list(
        document(
            paragraph("Signed by"),
            table(("Name", "Affiliation"), ("Anna Ott", "Mint"), ("0x0000ff", "")),
            table(("Year", "Budget"), ("2003", "Two")),
        ),
        "letter.docx",
    )
    assert names(reading) == ["Anna Ott", "0x0000ff"]
    assert reading.where(reading.taken[0].line) == "table 1, row 2"
    assert reading.read == 6


def test_deleted_words_are_not_read() -> None:
    gone = (
        "<w:p><w:del><w:r><w:t>Nobody Atall</w:t></w:r></w:del><w:r><w:t>Anna Ott</w:t></w:r></w:p>"
    )
    reading = read_list(document(gone, paragraph("Eve Weil"), paragraph("Carl Zapt")), "a.docx")
    assert names(reading) == ["Anna Ott", "Eve Weil", "Carl Zapt"]


def test_broken_and_empty_documents_are_refused() -> None:
    for data, words in (
        (document(), "empty"),
        (document("<w:p>"), "can't be read"),
        (b"%PDF-1.7\n", "PDF"),
    ):
        with pytest.raises(ListRefused) as caught:
            read_list(data, "letter")
        assert words in caught.value.what
        assert caught.value.mend
