import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from drafting.conftest import fields_of
from drafting.test_publishing import confirmed
from letter_example import sign
from undersigned.audit.models import Event
from undersigned.letters.actions import open_and_close_due
from undersigned.letters.models import Letter
from undersigned.letters.queries import addenda, deliveries
from undersigned.publishing.actions import publish_pages
from undersigned.record.keeping import keep
from undersigned.record.models import Entry
from undersigned.record.places import published_folder
from undersigned.verifier.command import main

OF = "/desk/fair-courts/letter/"
ADDENDUM = f"{OF}edit/addenda/"


def page(desk: Client, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def published(letter: Letter, path: str = "index.html") -> str:
    keep(letter.log)
    publish_pages(letter)
    return (published_folder(letter.slug) / path).read_text()


def events(letter: Letter) -> list[str]:
    rows = Entry.objects.filter(log=letter.log).order_by("index")
    return list(rows.values_list("event", flat=True))


def test_a_letter_closes_by_date_and_says_so_before(desk: Client, letter: Letter) -> None:
    published(letter)
    at = {"closes_at_0": "2100-05-01", "closes_at_1": "18:00"}
    assert desk.post(f"{OF}opening/times", at).status_code == 302
    assert "Signing closes on 1 May 2100 at 18.00 UTC." in published(letter)
    assert open_and_close_due() == 0
    assert open_and_close_due(dt.datetime(2100, 5, 1, 18, tzinfo=dt.UTC)) == 1
    shown = published(letter)
    assert "Nobody can sign any more" in shown
    assert events(letter) == ["rules", "edition", "closed"]
    last = Event.objects.filter(letter=letter.slug)[0]
    assert (last.verb, last.actor_kind) == ("closed", "worker")
    assert last.reason == "It was to close on 1 May 2100 at 18.00 UTC."
    assert open_and_close_due(dt.datetime(2100, 5, 2, tzinfo=dt.UTC)) == 0


def test_a_closed_letter_opens_and_closes_by_date(desk: Client, letter: Letter) -> None:
    assert desk.post(f"{OF}opening/now", {"reason": "Not yet.", "do": "close"}).status_code == 302
    times = {"opens_at_0": "2100-05-01", "opens_at_1": "18:00", "closes_at_0": "2100-04-01"}
    answer = desk.post(f"{OF}opening/times", times)
    assert "It would close before it opens." in answer.content.decode()
    times["closes_at_0"] = "2100-06-01"
    assert desk.post(f"{OF}opening/times", times).status_code == 302
    assert "Signing opens on 1 May 2100 at 18.00 UTC." in published(letter)
    # A worker that slept does both, one after the other.
    assert open_and_close_due(dt.datetime(2100, 7, 1, tzinfo=dt.UTC)) == 2
    keep(letter.log)
    assert events(letter) == ["rules", "edition", "closed", "reopened", "closed"]


def test_it_is_closed_and_opened_by_hand_with_a_reason(desk: Client) -> None:
    answer = desk.post(f"{OF}opening/now", {"reason": " ", "do": "close"})
    assert answer.status_code == 422
    assert desk.post(f"{OF}opening/now", {"reason": "Done.", "do": "close"}).status_code == 302
    answer = desk.post(f"{OF}opening/now", {"reason": "Done.", "do": "close"})
    assert "closed already" in answer.content.decode()
    assert desk.post(f"{OF}opening/now", {"reason": "More.", "do": "reopen"}).status_code == 302
    reasons = Event.objects.filter(verb__in=("closed", "reopened")).values_list("reason", flat=True)
    assert list(reasons) == ["More.", "Done."]
    answer = desk.post(f"{OF}opening/times", {"opens_at_0": "2100-05-01", "opens_at_1": "12:00"})
    assert "open already" in answer.content.decode()


def test_pages_are_made_while_a_closing_waits_for_the_record(desk: Client, letter: Letter) -> None:
    published(letter)
    desk.post(f"{OF}opening/now", {"reason": "Done.", "do": "close"})
    (published_folder(letter.slug) / "index.html").unlink()
    publish_pages(letter)  # the closing is not in the record yet, and the page says what that says
    assert "Sign this letter" in (published_folder(letter.slug) / "index.html").read_text()
    assert "Nobody can sign any more" in published(letter)


def begin(desk: Client, kind: str) -> dict[str, str]:
    answer = desk.post(f"{OF}addenda/", {"kind": kind, "language": "en"})
    assert answer.headers["Location"] == ADDENDUM
    return fields_of(page(desk, ADDENDUM))


def test_the_addressees_reply_changes_the_demand(desk: Client, letter: Letter) -> None:
    fields = begin(desk, "reply") | {
        "title": "The Minister answers",
        "replies[1].demand": "1",
        "replies[1].state": "refused",
        "replies[1].day": "2026-03-18",
        "replies[1].reply": "I shall not.",
    }
    desk.post(ADDENDUM, fields)
    shown = page(desk, f"{ADDENDUM}?check=1")
    assert "The reply has no source." in shown
    fields = fields_of(shown) | {"replies[1].source.title": "Letter of 18 March 2026"}
    assert desk.post(ADDENDUM, fields | {"then": "publish"}).status_code == 302
    assert "shown as <b>refused</b>" in page(desk, f"{OF}addenda/publish")
    assert "Refused" in page(desk, f"{ADDENDUM}preview")
    assert confirmed(desk, f"{OF}addenda/publish").status_code == 302
    assert desk.get(ADDENDUM).status_code == 404
    assert addenda(letter)[0][1].replies[0].state == "refused"
    assert "I shall not." in published(letter)
    assert main(["--quiet", str(published_folder(letter.slug))]) == 0


def test_a_fact_and_a_note_are_added_one_at_a_time(desk: Client, letter: Letter) -> None:
    fields = begin(desk, "note")
    answer = desk.post(f"{OF}addenda/", {"kind": "fact", "language": "en"})
    assert "in the making" in answer.content.decode()
    desk.post(ADDENDUM, fields | {"title": "Thanks", "text": "We thank <b>everybody</b>."})
    assert "HTML stands here" in page(desk, f"{ADDENDUM}?check=1")
    assert "&lt;b&gt;everybody" in page(desk, f"{ADDENDUM}preview")
    assert desk.post(f"{OF}addenda/throw-away").status_code == 302
    fields = begin(desk, "fact") | {
        "title": "Moved", "facts[1].day": "2026-03-20", "facts[1].who": "The Department",
        "facts[1].what": "He is moved.", "facts[1].sources[1].title": "Gazette 12",
    }  # fmt: skip
    desk.post(ADDENDUM, fields)
    assert confirmed(desk, f"{OF}addenda/publish").status_code == 302
    assert addenda(letter)[0][1].facts[0].who == "The Department"


def test_it_is_handed_over_with_the_list_of_that_day(desk: Client, letter: Letter) -> None:
    sign(letter, "Anka de Rassendy")
    sign(letter, "Rudi <Gorlice>")
    published(letter)
    sign(letter, "Hanno Istrova")
    keep(letter.log)
    fields = {"size": "6", "day": timezone.now().date().isoformat(), "to": "Leontine Harbach"}
    answer = desk.post(f"{OF}handing-over/", fields)
    assert "There is no list of entry 6" in answer.content.decode()
    fields["size"] = "4"
    assert desk.post(f"{OF}handing-over/", fields | {"day": "2100-01-01"}).status_code == 422
    assert desk.post(f"{OF}handing-over/", fields).status_code == 302
    number, said = deliveries(letter)[0]
    assert number == 1
    assert said is not None
    assert (said.to, said.size, said.total) == ("Leontine Harbach", 4, 2)
    assert "to <bdi>Leontine Harbach</bdi>" in published(letter)
    assert "handed over" in published(letter, "deliveries/1.md")
    assert main(["--quiet", str(published_folder(letter.slug))]) == 0
    # Whoever signed later is not on it.
    text = page(desk, f"{OF}handing-over/list-4.txt")
    assert f"Root:   {said.root}" in text
    assert "2\tAnka de Rassendy" in text
    assert "Hanno" not in text


@pytest.mark.parametrize("size", ["0", "1", "9", "999999999999999"])
def test_there_is_no_list_of_a_size_that_was_not_published(desk: Client, size: str) -> None:
    assert desk.get(f"{OF}handing-over/list-{size}.txt").status_code == 404


def test_the_page_to_print_is_one_file_and_runs_nothing(desk: Client, letter: Letter) -> None:
    sign(letter, "Rudi <Gorlice>")
    published(letter)
    answer = desk.get(f"{OF}handing-over/list-3.html")
    shown = answer.content.decode()
    assert "Rudi &lt;Gorlice&gt;" in shown
    assert "link" not in shown.split("</style>")[1]
    policy = answer.headers["Content-Security-Policy"]
    assert "style-src 'sha256-" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
