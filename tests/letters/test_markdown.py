import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.letters.markdown import Block, paragraphs, render_markdown

MARKDOWN = st.text(alphabet=st.sampled_from(list("ab \n*_`#>-[]()!<&\"'=:/1.\\")), max_size=200)
ALLOWED = {
    *("p", "br", "hr", "h2", "h3", "h4", "blockquote"),
    *("ul", "ol", "li", "em", "strong", "code", "pre", "a"),
}


def test_markdown_becomes_plain_html() -> None:
    html = render_markdown("## H\n\nA *b* **c** [d](https://x.example/).\n")
    assert html == (
        "<h2>H</h2>\n<p>A <em>b</em> <strong>c</strong> "
        '<a href="https://x.example/" rel="nofollow noopener">d</a>.</p>\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=https://x.example/pixel>",
        "![a](https://x.example/pixel)",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html,<script>1</script>)",
        "[a](//x.example)",
        '<a href="https://x.example" onclick="x()">a</a>',
        "[a](vbscript:x)",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(text: str) -> None:
    html = render_markdown(text)
    assert "<script" not in html
    assert "<img" not in html
    assert not re.search(r'<[^>]*(href="(?!https?://)|\son\w+=)', html)


@given(MARKDOWN)
def test_only_the_listed_elements_come_out(text: str) -> None:
    html = render_markdown(text)
    assert set(re.findall(r"</?([a-zA-Z0-9]+)", html)) <= ALLOWED
    assert all(
        re.fullmatch(r'(href="https?://[^"]*" )?rel="nofollow noopener"', attributes)
        for attributes in re.findall(r"<a ([^>]*)>", html)
    )


@given(MARKDOWN)
def test_blocks_are_the_whole_text_and_count_from_one(text: str) -> None:
    blocks = paragraphs(text)
    numbers = [block.number for block in blocks if block.number is not None]
    assert numbers == list(range(1, len(numbers) + 1))
    whole = re.sub(r"\s+", " ", render_markdown(text)).strip()
    assert re.sub(r"\s+", " ", " ".join(block.html for block in blocks)).strip() == whole


def test_paragraphs_lists_and_quotations_take_numbers_and_others_none() -> None:
    blocks = paragraphs("Minister,\n\nOne\nline.\n\n## H\n\n- a\n- b\n\n---\n\n> said\n")
    assert [(block.kind, block.number, block.text) for block in blocks] == [
        ("salutation", None, "Minister,"),
        ("paragraph", 1, "One line."),
        ("heading", None, "H"),
        ("paragraph", 2, "a b"),
        ("rule", None, ""),
        ("paragraph", 3, "said"),
    ]
    assert blocks[1] == Block("<p>One\nline.</p>", 1, "One line.", "paragraph")


def test_a_first_paragraph_is_no_salutation() -> None:
    assert paragraphs("We write because of one night.")[0].number == 1
    assert paragraphs("A" * 90 + ",")[0].number == 1


def test_a_reference_at_the_end_serves_a_link_before() -> None:
    blocks = paragraphs("See [this].\n\nMore.\n\n[this]: https://x.example/\n")
    assert 'href="https://x.example/"' in blocks[0].html
    assert len(blocks) == 2


def test_indentation_makes_no_code() -> None:
    assert render_markdown("    Dear all.") == "<p>Dear all.</p>\n"
