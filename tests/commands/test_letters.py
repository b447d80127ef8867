import datetime as dt
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from command_line import DEADLINE, HOST, Run, arguments, environment, undersigned
from letter_files import ADDENDUM, LETTER, changed
from undersigned.audit.models import Event
from undersigned.config.locks import HomeLock
from undersigned.letters.models import Letter
from undersigned.record.clock import check_clock
from undersigned.record.models import Log
from undersigned.sample.filling import FOLDER as SAMPLE

CHANGED = changed("\nThe ferry stops at six.\n", "\nThe ferry stops at seven.\n")


def test_a_letter_is_published_with_its_pages(run: Run, home: Path, bridge: Path) -> None:
    said = run("--home", home, "letter", "publish", bridge, "--host", HOST)
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[0] == "Published edition 1 of “A bridge for both banks”."
    assert lines[1].startswith(f"Its origin is {HOST}/bridge; its key, {HOST}/bridge+")
    folder = home / "published" / "bridge"
    assert (folder / "editions" / "1.en.md").read_bytes() == bridge.read_bytes()
    assert (folder / "checkpoint").read_text().startswith(f"{HOST}/bridge\n2\n")
    assert (folder / "index.html").is_file()
    assert f'host = "{HOST}"' in (home / "undersigned.toml").read_text()
    assert Event.objects.filter(verb="published edition 1", actor_kind="command").exists()


def test_the_same_bytes_again_change_nothing(run: Run, site: Path, bridge: Path) -> None:
    size = Log.objects.get().size
    said = run("--home", site, "letter", "publish", bridge)
    assert said.code == 0
    assert said.out == "This is edition 1 of bridge, byte for byte. Nothing to publish.\n"
    assert Log.objects.get().size == size


def test_a_changed_file_is_refused_with_its_differences(run: Run, site: Path, bridge: Path) -> None:
    bridge.write_text(CHANGED, encoding="utf-8")
    said = run("--home", site, "letter", "publish", bridge)
    assert (said.code, said.out) == (1, "")
    assert "This differs from edition 1 of bridge, which people have signed:" in said.err
    assert "  Paragraph 1 changed: “six.” became “seven.”." in said.err
    assert "--new-edition" in said.err
    assert "--addendum bridge" in said.err
    assert Letter.objects.get().editions.count() == 1


def test_a_file_that_differs_only_in_its_bytes_is_refused_too(
    run: Run, site: Path, bridge: Path
) -> None:
    bridge.write_text(LETTER.replace("---\n\nMinister", "---\n\n\nMinister"), encoding="utf-8")
    said = run("--home", site, "letter", "publish", bridge)
    assert said.code == 1
    assert "the bytes of the file are not" in said.err


def test_a_new_edition_is_published_when_asked_for(run: Run, site: Path, bridge: Path) -> None:
    bridge.write_text(CHANGED, encoding="utf-8")
    said = run("--home", site, "letter", "publish", bridge, "--new-edition")
    assert said.code == 0
    assert said.out.startswith("Published edition 2 of ")
    assert (site / "published" / "bridge" / "editions" / "2.en.md").is_file()
    assert (site / "published" / "bridge" / "editions" / "1.en.md").read_text() == LETTER


def test_a_first_edition_is_no_new_one(run: Run, home: Path, bridge: Path) -> None:
    said = run("--home", home, "letter", "publish", bridge, "--host", HOST, "--new-edition")
    assert said.code == 1
    assert "no edition before" in said.err
    assert not Letter.objects.exists()


def test_a_wording_more_or_less_is_a_difference(run: Run, home: Path, folder: Path) -> None:
    files = [folder / f"fair-courts.{each}.md" for each in ("en", "de")]
    for file in files:
        file.write_bytes((SAMPLE / file.name).read_bytes())
    assert run("--home", home, "letter", "publish", files[0], "--host", HOST).code == 0
    assert Letter.objects.get().editions.get().languages == ["en", "de"]
    one = files[0].read_text(encoding="utf-8").replace("languages: [en, de]", "languages: [en]")
    files[0].write_text(one, encoding="utf-8")
    said = run("--home", home, "letter", "publish", files[0])
    assert said.code == 1
    assert "  The wording in de of edition 1 is missing." in said.err


def test_an_addendum_is_published(run: Run, site: Path, folder: Path) -> None:
    path = folder / "later.md"
    path.write_text(ADDENDUM, encoding="utf-8")
    said = run("--home", site, "letter", "publish", path, "--addendum", "bridge")
    assert (said.code, said.out) == (0, "Published addendum 1 to bridge.\n")
    assert (site / "published" / "bridge" / "addenda" / "1.md").read_text() == ADDENDUM
    again = run("--home", site, "letter", "publish", path, "--addendum", "bridge")
    assert again.code == 1
    assert "published already" in again.err


def test_a_bad_addendum_is_refused_with_its_problems(run: Run, site: Path, folder: Path) -> None:
    path = folder / "later.md"
    path.write_text(ADDENDUM.replace("demand: 1", "demand: 7"), encoding="utf-8")
    said = run("--home", site, "letter", "publish", path, "--addendum", "bridge")
    assert said.code == 1
    assert said.out.startswith("later.md, line ")
    assert "1 thing to mend. Nothing was published." in said.err
    assert not Letter.objects.get().addenda.exists()


def test_a_bad_letter_is_refused_with_its_problems_and_begins_nothing(
    run: Run, home: Path, bridge: Path
) -> None:
    bridge.write_text(changed("state: open", "state: closed"), encoding="utf-8")
    said = run("--home", home, "letter", "publish", bridge, "--host", HOST)
    assert said.code == 1
    assert said.out.startswith("bridge.md, line 11, demands[1].state: ")
    assert said.err == "1 thing to mend. Nothing was published.\n"
    assert not home.exists()


@pytest.mark.parametrize("more", ["--new-edition", "--name=x", "--host=x.example"])
def test_an_addendum_takes_no_options_of_letters(
    run: Run, site: Path, bridge: Path, more: str
) -> None:
    said = run("--home", site, "letter", "publish", bridge, "--addendum", "bridge", more)
    assert said.code == 2
    assert "Leave the other options away" in said.err


def test_without_a_home_it_says_how_to_name_one(run: Run, bridge: Path) -> None:
    said = run("letter", "publish", bridge)
    assert (said.code, said.out) == (1, "")
    assert "undersigned --home FOLDER" in said.err


def test_a_first_letter_needs_its_host(run: Run, home: Path, bridge: Path) -> None:
    said = run("--home", home, "letter", "publish", bridge)
    assert said.code == 1
    assert "--host letters.example.org" in said.err
    assert not Letter.objects.exists()
    assert run("--home", home, "letter", "publish", bridge, "--host", HOST).code == 0


@pytest.mark.parametrize("host", ["Letters.example.org", "https://x.example", "x/y", "a b", "-"])
def test_a_host_that_is_none_is_refused(run: Run, home: Path, bridge: Path, host: str) -> None:
    said = run("--home", home, "letter", "publish", bridge, f"--host={host}")
    assert said.code == 1
    assert "host is" in said.err
    assert not Letter.objects.exists()


def test_a_host_never_changes_once_a_letter_stands_under_it(
    run: Run, site: Path, folder: Path
) -> None:
    (folder / "ferry.md").write_text(LETTER, encoding="utf-8")
    said = run("--home", site, "letter", "publish", folder / "ferry.md", "--host", "x.example")
    assert said.code == 1
    assert f"publishes under {HOST}" in said.err
    assert run("--home", site, "letter", "publish", folder / "ferry.md", "--host", HOST).code == 0


def test_a_mistyped_host_can_be_put_right_before_anything_is_published(
    run: Run, home: Path, folder: Path, bridge: Path
) -> None:
    (folder / "desk.md").write_text(LETTER, encoding="utf-8")
    assert run("--home", home, "letter", "publish", bridge).code == 1
    toml = home / "undersigned.toml"
    toml.write_text(toml.read_text().replace('# host = ""', 'host = "tpyo.example"'))
    assert run("--home", home, "letter", "publish", bridge, "--host", HOST).code == 0
    assert Log.objects.get().origin == f"{HOST}/bridge"


def test_a_new_host_under_a_running_server_asks_to_start_it_again(
    run: Run, home: Path, bridge: Path
) -> None:
    assert run("--home", home, "letter", "publish", bridge).code == 1
    lock = HomeLock(home, "serve")
    said = run("--home", home, "letter", "publish", bridge, "--host", HOST)
    lock.release()
    assert said.code == 0
    assert "start it again" in said.err


@pytest.mark.parametrize("name", ["desk", "static", "health", "Bridge", "a--b", "x" * 61, "../x"])
def test_a_name_that_can_not_stand_in_addresses_is_refused(
    run: Run, home: Path, bridge: Path, name: str
) -> None:
    said = run("--home", home, "letter", "publish", bridge, "--host", HOST, "--name", name)
    assert said.code == 1
    assert "--name" in said.err
    assert not home.exists()


def test_the_file_name_names_the_letter(run: Run, home: Path, folder: Path) -> None:
    (folder / "Bridge (last).md").write_text(LETTER, encoding="utf-8")
    said = run("--home", home, "letter", "publish", folder / "Bridge (last).md", "--host", HOST)
    assert said.code == 1
    assert "--name" in said.err


def test_a_letter_is_closed_and_reopened(run: Run, site: Path) -> None:
    closed = run("--home", site, "letter", "close", "bridge", "--reason", "Handed over.")
    assert (closed.code, closed.out) == (0, "bridge is closed.\n")
    assert not Letter.objects.get().is_open
    again = run("--home", site, "letter", "close", "bridge", "--reason", "Handed over.")
    assert again.code == 1
    assert "closed already" in again.err
    opened = run("--home", site, "letter", "reopen", "bridge", "--reason", "More want to sign.")
    assert (opened.code, opened.out) == (0, "bridge is open again.\n")
    assert Log.objects.get().published_size == 4
    reasons = set(Event.objects.exclude(reason="").values_list("reason", flat=True))
    assert {"Handed over.", "More want to sign."} <= reasons


@pytest.mark.parametrize("command", ["close", "reopen"])
def test_closing_needs_a_reason(run: Run, site: Path, command: str) -> None:
    assert run("--home", site, "letter", command, "bridge").code == 2
    said = run("--home", site, "letter", command, "bridge", "--reason", " ")
    assert said.code == 1
    assert "--reason" in said.err


@pytest.mark.parametrize(
    "words",
    [
        ["letter", "close", "brigde", "--reason", "x"],
        ["letter", "reopen", "brigde", "--reason", "x"],
        ["letter", "confirm-day", "brigde"],
        ["letter", "publish", "bridge.md", "--addendum", "brigde"],
        ["organiser", "add", "i@ruritania.example", "--name", "I", "--letter", "brigde"],
        ["import", "brigde", "list.csv"],
    ],
)
def test_an_unknown_letter_is_told_with_those_there_are(
    run: Run, site: Path, folder: Path, words: list[str]
) -> None:
    (folder / "list.csv").write_text("name\nAgathe Brenn\n")
    said = run("--home", site, *words)
    assert (said.code, said.out) == (1, "")
    assert said.err == "No letter here is called brigde. There are: bridge.\n"


@pytest.mark.parametrize(
    "words",
    [
        ["letter", "close", "bridge", "--reason", "x"],
        ["letter", "confirm-day", "bridge"],
        ["organiser", "add", "i@ruritania.example", "--letter", "bridge"],
        ["tick"],
        ["work"],
    ],
)
def test_a_mistyped_home_is_told_and_not_made(run: Run, folder: Path, words: list[str]) -> None:
    said = run("--home", folder / "stie", *words)
    assert (said.code, said.out) == (1, "")
    assert f"{folder / 'stie'}: no instance is there." in said.err
    assert not (folder / "stie").exists()


def test_a_silent_log_asks_for_the_day_and_goes_on_once_it_is_confirmed(
    run: Run, site: Path
) -> None:
    Log.objects.update(last_day=dt.date(2020, 1, 1))
    said = run("--home", site, "letter", "close", "bridge", "--reason", "x")
    assert said.code == 1
    assert "confirm-day bridge" in said.err
    confirmed = run("--home", site, "letter", "confirm-day", "bridge")
    assert confirmed.code == 0, confirmed.err
    assert confirmed.out == ("Today's date is confirmed for bridge. What waited is published.\n")
    assert Log.objects.get().published_size == 3


def test_a_right_clock_is_confirmed_for_a_log_that_knows_a_later_day(run: Run, site: Path) -> None:
    Log.objects.update(last_day=timezone.now().date() + dt.timedelta(days=20))
    confirmed = run("--home", site, "letter", "confirm-day", "bridge")
    assert confirmed.code == 0, confirmed.err
    assert "Everything else goes on now." in confirmed.out
    assert Event.objects.filter(verb="confirmed the day", letter="bridge").exists()
    check_clock()


def test_a_full_disk_says_so_and_the_same_words_go_on(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("undersigned.record.storage.os.fsync", full)
    said = run("--home", site, "letter", "close", "bridge", "--reason", "Handed over.")
    assert said.code == 1
    assert said.err.startswith("No space left on device.\nMake room")
    monkeypatch.undo()
    assert Log.objects.get().published_size == 2


def test_ctrl_c_says_how_to_go_on(
    run: Run, site: Path, bridge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    bridge.write_text(CHANGED, encoding="utf-8")
    with monkeypatch.context() as within:
        within.setattr("undersigned.record.publication.swap_signed", interrupted)
        said = run("--home", site, "letter", "publish", bridge, "--new-edition")
    assert said.code == 130
    assert said.err == "\nStopped. Say the same again to go on; nothing is half done.\n"
    again = run("--home", site, "letter", "publish", bridge, "--new-edition")
    assert again.code == 0
    log = Log.objects.get()
    assert log.size == log.published_size == 3


def test_a_locked_database_says_what_to_do(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("undersigned.letters.queries.letter_by_slug", locked)
    said = run("--home", site, "letter", "close", "bridge", "--reason", "x")
    assert said.code == 1
    assert said.err == (
        "The database can't be used: database is locked.\n"
        "Something else has been writing for long. Wait for it, and say this again.\n"
    )


def test_a_damaged_database_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "bridge.md").write_text(LETTER, encoding="utf-8")
    home = tmp_path / "site"
    words = ("--home", home, "letter", "publish", tmp_path / "bridge.md", "--host", HOST)
    assert undersigned(*words).returncode == 0
    for name in ("undersigned.sqlite3-wal", "undersigned.sqlite3-shm"):
        (home / name).unlink(missing_ok=True)
    (home / "undersigned.sqlite3").write_bytes(b"no database at all\n" * 1000)
    result = undersigned(*words)
    assert result.returncode == 1
    assert "file is not a database" in result.stderr
    assert "Put back its backup." in result.stderr
    assert "Traceback" not in result.stderr


def test_two_commands_at_once_do_not_break(tmp_path: Path) -> None:
    home = tmp_path / "site"
    names = ["bridge", "bridge", "ferry", "tunnel"]
    for name in set(names):
        (tmp_path / f"{name}.md").write_text(LETTER, encoding="utf-8")
    processes = [
        subprocess.Popen(
            arguments("--home", home, "letter", "publish", tmp_path / f"{name}.md", "--host", HOST),
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    said = [process.communicate(timeout=DEADLINE) for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, said
    first_lines = sorted(out.splitlines()[0] for out, _ in said)
    assert sum(line.startswith("Published edition 1 of") for line in first_lines) == 3
    assert sum("byte for byte" in line for line in first_lines) == 1
    assert sorted(each.name for each in (home / "published").iterdir()) == [
        "bridge",
        "ferry",
        "tunnel",
    ]
    with sqlite3.connect(home / "undersigned.sqlite3") as database:
        sizes = database.execute("SELECT size, published_size FROM record_log").fetchall()
    database.close()
    assert sizes == [(2, 2)] * 3
