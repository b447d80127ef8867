from undersigned.eligibility.findings import checks_missing


def test_what_is_missing() -> None:
    assert checks_missing(("desk", "mail"), {"mail": "2026-11-24"}) == ("desk",)
    assert checks_missing(("roster", "desk"), ()) == ("desk", "roster")
    assert checks_missing(("mail",), ("mail", "desk")) == ()
