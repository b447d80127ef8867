"""The doctor, run as a process on installations that are broken on purpose."""

import datetime as dt
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from command_line import HOST, fetch, running, undersigned, wait_until
from letter_files import LETTER
from undersigned.config.backup.whose import name_of
from undersigned.config.doctor import serving
from undersigned.config.doctor.findings import Verdict
from undersigned.config.instance import Instance
from undersigned.config.locks import is_held
from undersigned.config.settings_file import Settings

Findings = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance that has published one letter."""
    folder = tmp_path_factory.mktemp("doctor")
    (folder / "bridge.md").write_text(LETTER, encoding="utf-8")
    home = folder / "site"
    publish = ("letter", "publish", folder / "bridge.md", "--host", HOST)
    assert undersigned("--home", home, *publish).returncode == 0
    assert undersigned("--home", home, "tick").returncode == 0
    return home


@pytest.fixture
def home(healthy: Path, tmp_path: Path) -> Path:
    """A copy to break."""
    return Path(shutil.copytree(healthy, tmp_path / "site"))


def examined(home: Path, *words: str) -> tuple[int, Findings]:
    """The exit code, and what was found by subject."""
    said = undersigned("--home", home, "doctor", "--json", *words)
    assert "Traceback" not in said.stdout + said.stderr
    found: Findings = {}
    for each in json.loads(said.stdout):
        found.setdefault(each["subject"], []).append(each)
    return said.returncode, found


def wrongs(found: Findings) -> list[str]:
    """What is wrong, each in its words."""
    every = (each for findings in found.values() for each in findings)
    return [each["what"] for each in every if each["verdict"] == "wrong"]


def verdicts(found: Findings) -> set[str]:
    return {each["verdict"] for findings in found.values() for each in findings}


def test_a_healthy_instance_has_nothing_wrong(home: Path) -> None:
    code, found = examined(home, "--offline")
    assert code == 0
    assert "wrong" not in verdicts(found)
    assert found["Database"][0]["what"] == "SQLite answers and is whole."
    assert found["Team of bridge"][0]["what"].startswith("Nobody owns it")
    assert found["Worker"][0]["what"].startswith("None runs on this machine")


def test_a_running_one_is_asked_from_outside_too(home: Path) -> None:
    with running("--home", home, "serve") as server:
        # The sign of life that /health looks at may still be the one of the tick before it.
        wait_until(lambda: is_held(home / "work.lock"), "a worker with its lock")
        wait_until(lambda: fetch(f"{server.url}/health").status == 200, "a working worker")
        code, found = examined(home)
    assert wrongs(found) == []
    assert code == 0
    assert found["Server"][0]["verdict"] == found["Worker"][0]["verdict"] == "good"
    assert found["Site"][0]["what"].endswith("/health answers ok.")


@pytest.mark.django_db
def test_what_health_remarks_below_its_ok_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Instance(tmp_path, Settings(url="http://127.0.0.1:8000"))
    monkeypatch.setattr(serving, "fetch", lambda _: (200, b"ok\n5 mails are late.\n"))
    first, second = serving.look_at_site(site)
    assert (first.verdict, second.verdict) == (Verdict.GOOD, Verdict.LOOK)
    assert second.what == "http://127.0.0.1:8000/health says: 5 mails are late."
    monkeypatch.setattr(serving, "fetch", lambda _: (200, b"okay\n"))
    (other,) = serving.look_at_site(site)
    assert "another site is there" in other.what


def test_a_server_without_a_worker_is_wrong(home: Path) -> None:
    with running("--home", home, "serve", "--no-work"):
        code, found = examined(home, "--offline")
    assert code == 1
    assert found["Server"][0]["verdict"] == "good"
    assert found["Worker"][0]["verdict"] == "wrong"


def test_a_mailbox_that_nobody_can_open_is_wrong(home: Path) -> None:
    (home / "undersigned.toml").write_text(f'host = "{HOST}"\nurl = "https://{HOST}"\n')
    code, found = examined(home, "--offline")
    assert code == 1
    assert "Nobody can confirm a signature" in found["Setting mail"][0]["what"]


def test_looking_changes_nothing(home: Path) -> None:
    def files() -> dict[Path, bytes]:
        kept = [p for p in home.rglob("*") if p.is_file() and "sqlite3-" not in p.name]
        return {path: path.read_bytes() for path in kept}

    before = files()
    examined(home, "--offline")
    assert files() == before


def test_words_for_a_person_end_with_the_sum(home: Path) -> None:
    (home / "secret").chmod(0o644)
    said = undersigned("--home", home, "doctor", "--offline")
    assert said.returncode == 1
    assert f"WRONG  Private files: {home}/secret can be read by others (mode 644)." in said.stdout
    assert f"       chmod 600 {home}/secret" in said.stdout
    assert "1 wrong" in said.stdout
    assert said.stderr.startswith("Mend what is WRONG")


def test_no_instance_and_bad_settings_are_said_first(tmp_path: Path, home: Path) -> None:
    code, found = examined(tmp_path / "nowhere", "--offline")
    assert (code, list(found)) == (1, ["Instance"])
    (home / "undersigned.toml").write_text('hots = "letters.ruritania.example"\n')
    code, found = examined(home, "--offline")
    assert (code, list(found)) == (1, ["Settings"])
    assert "hots is no setting" in found["Settings"][0]["what"]


def test_a_lost_secret_and_a_damaged_database(home: Path) -> None:
    (home / "secret").unlink()
    code, found = examined(home, "--offline")
    assert code == 1
    assert "no link in a mail works" in found["Secret"][0]["what"]
    assert "Database" not in found


def test_a_lost_database_is_said_and_not_made_anew(home: Path) -> None:
    for path in home.glob("undersigned.sqlite3*"):
        path.unlink()
    code, found = examined(home, "--offline")
    assert code == 1
    assert (
        "undersigned.sqlite3 is missing, although bridge has a key" in found["Instance"][0]["what"]
    )
    assert not (home / "undersigned.sqlite3").exists()


def test_what_was_not_restored_to_the_end_is_said(home: Path) -> None:
    (home / "backup-is-being-restored").touch()
    code, found = examined(home, "--offline")
    assert code == 1
    assert "was not restored to the end" in found["Instance"][0]["what"]


def test_a_locked_database_has_a_mend_of_its_own(home: Path) -> None:
    with closing(sqlite3.connect(home / "undersigned.sqlite3", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = exclusive")
        other.execute("BEGIN EXCLUSIVE")
        code, found = examined(home, "--offline")
    assert code == 1
    assert found["Database"][0]["what"] == "It can't be used: database is locked."
    assert "Something has been writing for long" in found["Database"][0]["mend"]


def test_a_database_that_is_away_is_named(home: Path) -> None:
    with (home / "undersigned.toml").open("a") as file:
        file.write('\ndatabase = "postgresql://us@127.0.0.1:9/letters"\n')
    code, found = examined(home, "--offline")
    assert code == 1
    assert "at the setting database" in found["Database"][0]["mend"]


def test_the_age_of_the_newest_backup_is_told(home: Path) -> None:
    now = dt.datetime.now(dt.UTC)
    for name, verdict, what in (
        ("", "look", "There is none in"),
        ("2026-01-01T031500.000000Z.undersigned.age", "wrong", "is of 2026-01-01 03:15 UTC"),
        ("9026-01-01T031500.000000Z.undersigned", "wrong", "is of 2026-01-01 03:15 UTC"),
        (name_of(now, encrypted=False), "look", "on the same disk as the instance"),
    ):
        if name:
            (home / "backups").mkdir(exist_ok=True)
            (home / "backups" / name).touch()
        found = examined(home, "--offline")[1]["Backups"][0]
        assert found["verdict"] == verdict
        assert what in found["what"]


def test_a_damaged_database_ends_the_examination(home: Path) -> None:
    with (home / "undersigned.sqlite3").open("r+b") as file:
        file.write(b"this is no database any more" * 40)
    code, found = examined(home, "--offline")
    assert code == 1
    assert found["Database"][0]["verdict"] == "wrong"
    assert "Letters" not in found


def test_a_database_older_than_the_world_knows_is_told(home: Path) -> None:
    (home / "signed" / "bridge").write_text(f"99 {'A' * 43}=\n")
    code, found = examined(home, "--offline")
    assert code == 1
    assert "older than what the world has seen" in found["Record of bridge"][0]["what"]


def test_a_foreign_key_and_a_missing_checkpoint(home: Path) -> None:
    (home / "keys" / "bridge.pem").write_text("not a key")
    (home / "published" / "bridge" / "checkpoint").unlink()
    code, found = examined(home, "--offline")
    assert code == 1
    assert "can't be read" in found["Key of bridge"][0]["what"]
    assert found["Record of bridge"][0]["what"].endswith("checkpoint is missing.")


def test_tables_of_a_newer_version_are_not_touched(home: Path) -> None:
    with sqlite3.connect(home / "undersigned.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('letters', '0999_of_tomorrow', '2030-01-01')"
        )
    code, found = examined(home, "--offline")
    assert code == 1
    assert "made by a newer version" in found["Tables"][0]["what"]


def test_settings_that_work_and_should_not_be_so(home: Path) -> None:
    (home / "undersigned.toml").write_text(
        f'host = "{HOST}"\nurl = "http://letters.ruritania.example"\nsecond_factor = false\n'
        'mail = "smtp://127.0.0.1:9"\nsender = "post@elsewhere.example"\n'
    )
    (home / "undersigned.toml").chmod(0o600)
    code, found = examined(home, "--offline")
    assert code == 1
    assert "is not encrypted" in found["Setting url"][0]["what"]
    assert "a password alone" in found["Setting second_factor"][0]["what"]
    assert "links in it lead to" in found["Setting sender"][0]["what"]


def test_a_mail_server_that_is_not_there(home: Path) -> None:
    (home / "undersigned.toml").write_text(f'host = "{HOST}"\nmail = "smtp://127.0.0.1:9"\n')
    (home / "undersigned.toml").chmod(0o600)
    code, found = examined(home)
    assert code == 1
    assert found["Mail server"][0]["verdict"] == "wrong"
    assert "refused" in found["Mail server"][0]["what"]
