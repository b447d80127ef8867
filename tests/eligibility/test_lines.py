import pytest

from undersigned.eligibility.lines import Problem, read_line


def read(text: str, **options: bool) -> tuple[str, str]:
    problems: list[Problem] = []
    made = read_line("name", text, 200, problems, missing="Write it.", named=True, **options)
    return made, problems[0].text if problems else ""


@pytest.mark.parametrize(
    "name",
    [
        "Henrike Lommquist",
        "J.R.R. Grauhof",
        "Dr.Smith",
        "O’Brien-Näß, Jr.",
        "Nguyễn Thị Ánh",
        "محمد الأمين",
        "नरेन्द्र",
        "می‌خواهم",  # with U+200C, which the name needs
        "李小明",
        "Å. Ögren",
    ],
)
def test_names_pass(name: str) -> None:
    assert read(name) == (name, "")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Write it."),
        (" \t\n", "Write it."),
        ("=HYPERLINK(1)", "begins with ="),
        ("+1", "begins with +"),
        ("-x", "begins with -"),
        ("@henrike", "begins with @"),
        ("＝x", "as a formula does"),
        ("https://ruritania.example", "web or mail address"),
        ("see www.ruritania.example", "web or mail address"),
        ("Henrike ruritania.com", "web or mail address"),
        ("henrike@ruritania.example", "web or mail address"),
        ("Henrike\u202e", "can’t be seen"),
        ("Hen\u200brike", "can’t be seen"),
        ("Hen\x00rike", "can’t be seen"),
        ("\u3164", "can’t be seen"),  # a letter to Unicode, and nothing to the eye
        ("Hen\u2800rike", "can’t be seen"),
        ("Hen\u00adrike", "can’t be seen"),
        ("Henrike\U000e0041\U000e0042", "can’t be seen"),
        ("Hen\ufff9rike", "can’t be seen"),
        ("Hen\ud800rike", "can’t be seen"),
        ("Hen\ufffdrike", "was lost"),
        ("Hen\ue000rike", "was lost"),
        ("e\u0301\u0302\u0303\u0304\u0305", "more accents"),
        ("123", "no letter"),
        ("—", "no letter"),
        ("x" * 201, "201 characters; 200 are the most"),
    ],
)
def test_names_are_refused_with_words(name: str, said: str) -> None:
    assert said in read(name)[1]


def test_text_becomes_nfc_with_single_spaces() -> None:
    assert read("  Åke\u00a0 \nO\u0308gren ")[0] == "Åke Ögren"


def test_a_sentence_may_hold_an_address_of_a_page() -> None:
    assert read("See https://ruritania.example", links=True)[1] == ""
