import pytest

from letter_press import ORIGIN
from undersigned.tlog.errors import Malformed
from undersigned.verifier.chain import resolve


@pytest.mark.parametrize(
    ("path", "href", "leads_to"),
    [
        ("index.html", "page-2.html", "page-2.html"),
        ("index.html", "signatories/", "signatories/index.html"),
        ("signatories/index.html", "2/", "signatories/2/index.html"),
        ("signatories/2/index.html", "../3/", "signatories/3/index.html"),
        ("signatories/index.html", "../", "index.html"),
        ("signatories/index.html", "../more.html#names", "more.html"),
        ("a b/index.html", "c%20d.html", "a b/c d.html"),
        ("index.html", "/fair-courts/page-2.html", "page-2.html"),
        ("index.html", "", "index.html"),
        ("a/index.html", f"https://{ORIGIN}/page-2.html", "page-2.html"),
    ],
)
def test_a_link_leads_to_a_path_under_the_prefix(path: str, href: str, leads_to: str) -> None:
    assert resolve(path, href, ORIGIN) == leads_to


@pytest.mark.parametrize(
    "href",
    ["../page.html", "/page.html", "/fair-courtship/", "//elsewhere.example/a", "?page=2", "a?b",
     f"http://{ORIGIN}/a.html", f"https://{ORIGIN}.example/a.html", "mailto:a@b.example",
     "//[", "../../../etc/passwd"],
)  # fmt: skip
def test_a_link_out_of_the_prefix_or_with_a_query_is_refused(href: str) -> None:
    with pytest.raises(Malformed, match="rel=next"):
        resolve("index.html", href, ORIGIN)


def test_an_encoded_way_out_names_no_file_of_the_letter() -> None:
    assert resolve("index.html", "%2e%2e/%2e%2e/secret", ORIGIN).startswith("../")
