"""Web pages: tables, lists, cards, definition lists, lines, and what stands around them."""

import pytest

from undersigned.lists import ListRefused, Reading, read_list

AROUND = """<!doctype html><html><head><title>Open Letter</title>
<script>var person = "Bad Name";</script><style>p {{ color: red }}</style></head><body>
<nav><ul><li><a href="/">Start Here</a></li><li><a href="/about">Old Mill</a></li>
<li><a href="/team">Our Team</a></li></ul></nav>
<header><a href="/">Zenda Society</a></header><main><h1>Open letter to the Minister</h1>
<p>Dear Minister,</p><p>we write to you, since the <b>bridge</b> is closed.</p>
<ul><li>Open the bridge</li><li>Publish all minutes</li></ul>
{}
</main><aside><h3>Related posts</h3><p>Other Letter</p><p>Third Letter</p></aside>
<footer><p>Copyright Zenda Society</p><a href="/privacy">Privacy Policy</a></footer>
<div class="cookie-banner"><p>We use cookies</p><button>Accept</button></div></body></html>"""
NAMES = ["Anna Ott", "Eve Weil", "Carl Zapt", "0x0000ff", "王小明", "Ида Рот"]
VIEWS = """<div class="views-row">
<div class="views-field views-field-title"><span class="field-content">{}</span></div>
<div class="views-field views-field-field-affiliation"><span>Clerk, Mint</span></div></div>"""
MICRODATA = """<div><b itemprop="name">{}</b><i itemprop="jobTitle">Clerk</i>
<i itemprop="affiliation">Mint</i></div>"""
TABLE = "<table><tr><th>{}</th></tr>{}</table>"


def read(inner: str) -> Reading:
    reading = read_list(AROUND.format(inner).encode(), "letter.html")
    assert reading.read == len(reading.taken) + len(reading.refused)
    return reading


def names(reading: Reading) -> list[str]:
    return [line.name for line in reading.taken]


def why(reading: Reading, text: str) -> str:
    return next(each.why for each in reading.refused if each.text == text)


def test_nothing_around_a_letter_is_a_person_and_everything_is_counted() -> None:
    reading = read("")
    assert names(reading) == []
    assert reading.read == 16
    assert "menu" in why(reading, "Old Mill")
    assert "foot" in why(reading, "Privacy Policy")
    assert "outside any list" in why(reading, "Open the bridge")
    assert not any("Bad Name" in each.text for each in reading.refused)


@pytest.mark.parametrize(
    "page",
    [
        "<h2>Signatories</h2><ul>" + "".join(f"<li>{n}</li>" for n in NAMES) + "</ul>",
        "<h2>Signatories</h2><ol>" + "".join(f"<li><p>{n}</p></li>" for n in NAMES) + "</ol>",
        "<h2>Signatories</h2><p>" + "<br>".join(NAMES) + "</p>",
        "<p><strong>Signatories:</strong></p>" + "".join(f"<p>{n}</p>" for n in NAMES),
        "<h2>Signatories</h2>" + "".join(f"<div class='signer'>{n}</div>" for n in NAMES),
        "<h2>Signatories</h2>" + TABLE.format("Name", "".join(f"<tr><td>{n}" for n in NAMES)),
        "<h2>Signatories</h2><table>"
        + "".join(
            f"<tr><td>{a}</td><td>{b}</td><td>{c}</td></tr>"
            for a, b, c in (NAMES[:3], (*NAMES[4:], "Udo Kern"), ("Ida Roth", "", ""))
        )
        + "</table>",
        "<h2>Signatories</h2><pre>" + "\n".join(NAMES) + "</pre>",
        "<div class='wp-block-columns'><h3>Signed by</h3><div><p>"
        + "<br/>".join(NAMES[:3])
        + "</p></div><div><p>"
        + "<br/>".join(NAMES[3:])
        + "</p></div></div>",
    ],
)
def test_lists_of_names_alone(page: str) -> None:
    found = names(read(page))
    assert found == NAMES or found == [*NAMES[:3], *NAMES[4:], "Udo Kern", "Ida Roth"]


@pytest.mark.parametrize(
    "one",
    [
        "<tr><td>{}<td>Clerk<td>Mint</tr>",
        '<div><h3 class="name">{}</h3><p class="role">Clerk</p><p class="org">Mint</p></div>',
        "<article><h4>{}</h4><p>Clerk, Mint</p></article>",
        VIEWS,
        "<div><div>Name: {}</div><div>Position: Clerk</div><div>Company: Mint</div></div>",
        "<p><strong>{}</strong><br>Clerk, Mint</p>",
        '<p><b class="signer-name">{}</b> <i class="signer-affiliation">Clerk, Mint</i></p>',
        "<li>{}<br><em>Clerk, Mint</em></li>",
        "<li>{}, Clerk, Mint</li>",
        "<dt>{}</dt><dd>Clerk, Mint</dd>",
        MICRODATA,
    ],
)
def test_people_with_their_posts(one: str) -> None:
    people = ["Anna Ott", "Eve Weil", "Carl Zapt", "Ида Рот"]
    body = "".join(one.format(name) for name in people)
    if one.startswith("<tr"):
        body = f"<table><tr><th>Name<th>Position<th>Organisation</tr>{body}</table>"
    elif one.startswith("<li"):
        body = f"<ul>{body}</ul>"
    elif one.startswith("<dt"):
        body = f"<dl>{body}</dl>"
    reading = read(f"<h2>Signatories</h2>{body}")
    assert names(reading) == people
    assert {(line.role, line.organisation) for line in reading.taken} == {("Clerk", "Mint")}


def test_cards_in_rows_and_columns() -> None:
    rows = [["Anna Ott", "Eve Weil", "Carl Zapt"], ["Ida Roth", "Max Lang", "maks"], ["0x0000ff"]]
    body = "".join(
        '<div class="row">'
        + "".join(
            f'<div class="col"><div class="card"><img alt="x"><h3>{name}</h3><p>Clerk</p>'
            '<a href="https://a.example/x">Website</a></div></div>'
            for name in row
        )
        + "</div>"
        for row in rows
    )
    reading = read(f"<h2>Signed by</h2><div class='grid'>{body}</div>")
    assert names(reading) == [name for row in rows for name in row]
    assert {line.link for line in reading.taken} == {"https://a.example/x"}
    assert reading.where(reading.taken[6].line) == "block 1, entry 7"


def test_organisations_and_people_under_their_headings() -> None:
    reading = read(
        "<h2>Signatories</h2><h3>Organisations</h3><ul><li>Zenda Society</ul>"
        "<h3>Individuals</h3><ul><li><a href='mailto:anna@mail.example'>Anna Ott</a></ul>"
        "<h2>About us</h2><p>We are a society.</p><ul><li>Join Us Now</li></ul>"
    )
    assert [(line.name, line.kind) for line in reading.taken] == [
        ("Zenda Society", "organisation"),
        ("Anna Ott", "person"),
    ]
    assert reading.taken[1].address == "anna@mail.example"


def test_definition_lists_with_kinds_as_terms() -> None:
    reading = read(
        "<h2>Signatories</h2><dl><dt>Organisations</dt><dd>Zenda Society</dd><dd>Mint</dd>"
        "<dt>Individuals</dt><dd>Anna Ott, Clerk</dd></dl>"
    )
    assert [(line.name, line.kind) for line in reading.taken] == [
        ("Zenda Society", "organisation"),
        ("Mint", "organisation"),
        ("Anna Ott", "person"),
    ]


def test_a_page_that_says_nowhere_who_signed_needs_a_long_list_of_names() -> None:
    people = ["Anna Ott", "Eve Weil", "Carl Zapt", "Ida Roth", "Max Lang", "Udo Kern"]
    items = "".join(f"<li>{name}, Clerk</li>" for name in people)
    assert names(read(f"<ul>{items}</ul>")) == people
    menu = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in people)
    assert names(read(f"<ul>{menu}</ul>")) == []
    assert names(read("<ul><li>Old Mill</li><li>New Bridge</li></ul>")) == []


def test_teasers_glossaries_and_budgets_are_no_people() -> None:
    said = "We asked for it, and it is open now. Read on."
    teaser = f"<article><h3>Why The Bridge</h3><p>{said}</p></article>"
    reading = read(
        f"<section>{teaser * 4}</section><dl><dt>Open Archive</dt><dd>It is open to all.</dd></dl>"
        "<table><tr><td>Castle Roof</td><td>500</td></tr><tr><td>New Bridge</td><td>20</td></tr>"
        "<tr><td>Old Mill</td><td>3</td></tr></table>"
    )
    assert names(reading) == []


def test_names_beside_a_list_and_below_a_line_that_leads_over() -> None:
    body = "<p>The undersigned,</p><ol><li>Anna Ott</li><li>maks</li></ol><p>Carl Zapt, Clerk</p>"
    assert names(read(body)) == ["Anna Ott", "maks", "Carl Zapt"]
    people = "".join(
        f"<p>{name}<br>Clerk, Mint</p>" for name in ("Anna Ott", "Eve Weil", "Ida Roth")
    )
    assert names(read(f"<p>Signed by:</p>{people}")) == ["Anna Ott", "Eve Weil", "Ida Roth"]


def test_struck_out_names_and_buttons_are_refused() -> None:
    reading = read(
        "<h2>Signatories</h2><ul><li>Anna Ott</li><li><del>Eve Weil</del></li><li>Carl Zapt</li>"
        "<li><a href='/more'>Show more</a></li></ul>"
    )
    assert names(reading) == ["Anna Ott", "Carl Zapt"]
    assert "struck" in why(reading, "Eve Weil")
    assert "button" in why(reading, "Show more")


def test_a_list_in_an_aside_or_a_layout_table_is_found_all_the_same() -> None:
    assert names(read("<aside><h3>Signatories</h3><ul><li>Anna Ott</ul></aside>")) == ["Anna Ott"]
    layout = (
        "<table><tr><td><h2>Letter</h2><p>We ask.</p></td><td><h2>Signatories</h2>"
        "<table><tr><th>Name<tr><td>Anna Ott</table></td></tr></table>"
    )
    assert names(read(layout)) == ["Anna Ott"]


def test_cells_that_span() -> None:
    reading = read(
        "<h2>Signatories</h2><table><tr><th>Name<th>Country<th>Role</tr>"
        "<tr><td>Anna Ott<td rowspan=2>Ruritania<td>Clerk</tr><tr><td>Eve Weil<td>Judge</tr>"
        "<tr><td colspan=3>Organisations</tr><tr><td>Mint<td><td></tr></table>"
    )
    assert [(line.name, line.country, line.role, line.kind) for line in reading.taken] == [
        ("Anna Ott", "Ruritania", "Clerk", "person"),
        ("Eve Weil", "Ruritania", "Judge", "person"),
        ("Mint", "", "", "organisation"),
    ]


def test_a_page_in_another_encoding_says_so_itself() -> None:
    page = (
        "<html><head><meta charset='windows-1251'></head><body><h2>Подписали</h2><ul>"
        "<li>Ида Рот</li><li>Макс Ланг</li></ul></body></html>"
    )
    reading = read_list(page.encode("cp1251"), "letter.html")
    assert names(reading) == ["Ида Рот", "Макс Ланг"]
    assert reading.encoding == "cp1251"


def test_pages_without_words_and_pages_nested_absurdly() -> None:
    with pytest.raises(ListRefused):
        read_list(b"<html><body><script>x</script></body></html>", "a.html")
    deep = b"<h2>Signed</h2>" + b"<div>" * 20_000 + b"<p>Anna Ott</p>"
    reading = read_list(deep, "a.html")
    texts = [each.text for each in reading.taken] + [each.text for each in reading.refused]
    assert any("Anna Ott" in text for text in texts)


def test_a_piece_of_a_page_without_a_telling_name() -> None:
    reading = read_list(b"<table><tr><th>Name</th></tr><tr><td>Anna Ott</td></tr></table>", "list")
    assert (reading.format, names(reading)) == ("page", ["Anna Ott"])
