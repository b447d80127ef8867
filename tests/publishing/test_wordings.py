import datetime as dt

from undersigned.evidence.figures import Figures
from undersigned.evidence.grammar import REMOVAL_REASONS
from undersigned.publishing.wordings import REASONS, check_sentence, taken_away, why_it_fell

DAY = dt.date(2026, 3, 3)


def test_checks_are_said_in_the_order_in_which_they_were_done() -> None:
    assert check_sentence({"desk": dt.date(2026, 3, 5), "mail": DAY}) == (
        "Address confirmed on 3 March 2026; looked at by the organiser on 5 March 2026"
    )


def test_on_one_day_the_mail_comes_first() -> None:
    assert check_sentence({"desk": DAY, "mail": DAY}).startswith("Address confirmed")


def test_no_checks_are_no_words_and_an_unknown_one_is_named() -> None:
    assert check_sentence({}) == ""
    assert check_sentence({"roster-2": DAY}) == "Checked by roster-2 on 3 March 2026"


def test_what_was_taken_away_is_said_in_words() -> None:
    assert taken_away(Figures()) == ()
    figures = Figures(withdrawn=1, removed={"duplicate": 2, "asked": 1, "offensive": 0}, amended=3)
    assert taken_away(figures) == (
        "One signature was taken back by its owner.",
        (
            "Three names were taken off: one because they asked for it and two because the person "
            "stood on the list twice."
        ),
        "Three lines were corrected.",
    )


def test_every_reason_has_its_words() -> None:
    assert set(REASONS) == set(REMOVAL_REASONS)


def test_whoever_does_the_sum_of_a_count_that_fell_finds_it() -> None:
    peak = Figures(total=1151, edition=2)
    now = Figures(total=1137, withdrawn=9, removed={"asked": 6}, edition=2)
    said = why_it_fell(peak, now, 1220, 1)
    assert said[0] == "The count stood at 1,151 at entry 1,220. Since then:"
    assert said[-1] == "One signature was added."
    assert why_it_fell(peak, now, 1220, 0) == said[:-1]
