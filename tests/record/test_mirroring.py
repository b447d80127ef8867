"""Published files into a bucket, against a server that speaks S3."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from moto.server import ThreadedMotoServer
from pytest_django.fixtures import Settings

from signers import BY_RULES, publish_text, signed, work
from undersigned.letters.models import Letter
from undersigned.publishing.actions import publish_pages
from undersigned.record import mirroring
from undersigned.record.bucket import Bucket, open_bucket
from undersigned.record.bucket_address import parse_bucket
from undersigned.record.errors import RecordRefused, WouldFork
from undersigned.record.locking import letter_is_held
from undersigned.record.mirroring import files_in, mirror, stage
from undersigned.record.places import mirrored_path, published_folder
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.note import Note
from undersigned.verifier.command import main as verify

pytestmark = pytest.mark.django_db

SLUG = "fair-courts"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server that speaks S3, on this machine."""
    started = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    started.start()
    host, port = started.get_host_and_port()
    yield f"{host}:{port}"
    started.stop()


@pytest.fixture
def bucket(server: str, settings: Settings, request: pytest.FixtureRequest) -> Iterator[Bucket]:
    """A bucket of the test's own, and the setting that names it."""
    name = f"b{abs(hash(request.node.name))}"
    everybody = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}
    policy = {
        "Version": "2012-10-17",
        "Statement": [{**everybody, "Resource": f"arn:aws:s3:::{name}/*"}],
    }
    for path, data in ((name, b""), (f"{name}?policy", json.dumps(policy).encode())):
        made = urllib.request.Request(f"http://{server}/{path}", data=data, method="PUT")
        made.add_header("Content-Type", "application/json")
        urllib.request.urlopen(made).close()  # noqa: S310 (this machine)
    settings.STORAGE = f"s3+http://key:secret@{server}/{name}/letters"
    open_bucket.cache_clear()
    yield Bucket(parse_bucket(settings.STORAGE))
    open_bucket.cache_clear()


@pytest.fixture
def letter(home: Path) -> Letter:  # noqa: ARG001 (the instance)
    """A published letter with its pages."""
    letter = publish_text(BY_RULES)
    publish_pages(letter)
    return letter


def shown(bucket: Bucket) -> dict[str, bytes]:
    """Every file of the letter in the bucket."""
    found = {}
    for path in bucket.tags(f"{SLUG}/"):
        read = bucket.read(path)
        assert read is not None
        found[path.removeprefix(f"{SLUG}/")] = read[0]
    return found


def here() -> dict[str, bytes]:
    folder = published_folder(SLUG)
    return {path: (folder / path).read_bytes() for path in files_in(folder)}


def test_the_bucket_shows_what_is_shown_here(bucket: Bucket, letter: Letter) -> None:
    assert mirror(letter.log) == len(here())
    assert shown(bucket) == here()
    assert mirror(letter.log) == 0
    signed(Client())
    work(letter)
    publish_pages(letter)
    assert 0 < mirror(letter.log) < len(here())
    assert shown(bucket) == here()


def test_the_verifier_reads_it_from_there(
    bucket: Bucket, letter: Letter, capsys: pytest.CaptureFixture[str]
) -> None:
    signed(Client())
    work(letter)
    publish_pages(letter)
    mirror(letter.log)
    assert verify([f"{bucket.address.shown}{SLUG}/", "--key", letter.log.key]) == 0
    assert "All of it holds" in capsys.readouterr().out


def test_files_are_sent_as_serve_sends_them(bucket: Bucket, letter: Letter) -> None:
    mirror(letter.log)
    for path, kind, caching in (
        ("checkpoint", "text/plain; charset=utf-8", "public, max-age=5"),
        ("tile/entries/000.p/2", "application/octet-stream", "public, max-age=31536000, immutable"),
        ("editions/1.en.md", "text/markdown; charset=utf-8", "public, max-age=31536000, immutable"),
        ("index.html", "text/html; charset=utf-8", "public, max-age=5"),
        ("count.json", "application/json", "public, max-age=5"),
    ):
        with urllib.request.urlopen(f"{bucket.address.shown}{SLUG}/{path}") as answer:  # noqa: S310
            assert answer.headers["Content-Type"] == kind
            assert answer.headers["Cache-Control"] == caching


@pytest.mark.usefixtures("bucket")
def test_the_checkpoint_comes_after_all_that_it_speaks_of(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    put, put_after = Bucket.put, Bucket.put_after

    def noting(self: Bucket, path: str, data: bytes) -> None:
        order.append(path)
        put(self, path, data)

    def noting_after(self: Bucket, path: str, data: bytes, tag: str | None) -> None:
        order.append(path)
        put_after(self, path, data, tag)

    mirror(letter.log)
    signed(Client())
    work(letter)
    publish_pages(letter)
    monkeypatch.setattr(Bucket, "put", noting)
    monkeypatch.setattr(Bucket, "put_after", noting_after)
    mirror(letter.log)
    names = [path.removeprefix(f"{SLUG}/") for path in order]
    at = names.index("checkpoint")
    assert {name.split("/")[0] for name in names[:at]} == {"records", "tile"}
    assert names[at + 1] == "count.json"
    assert names[-1] == "index.html"
    assert stage("rules/1.md") < stage("checkpoint") < stage("signatories/index.html")


def test_stopped_anywhere_it_goes_on(
    bucket: Bucket, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = Bucket.put
    stopped = 0
    for allowed in range(0, 24, 2):
        left = [allowed]

        def failing(self: Bucket, path: str, data: bytes, left: list[int] = left) -> None:
            if not left[0]:
                raise OSError("the network is gone")
            left[0] -= 1
            put(self, path, data)

        with monkeypatch.context() as patch:
            patch.setattr(Bucket, "put", failing)
            patch.setattr(mirroring, "AT_ONCE", 1)
            try:
                mirror(letter.log)
            except OSError:
                stopped += 1
        there = shown(bucket)
        if "checkpoint" in there:
            assert {"tile/entries/000.p/2", "tile/0/000.p/2", "records/000"} <= set(there)
        signed(Client(), name=f"Name {allowed}", address=f"n{allowed}@ruritania.example")
        work(letter)
        publish_pages(letter)
    assert stopped > 5
    mirror(letter.log)
    assert shown(bucket) == here()


def test_nobody_waits_for_a_slow_store_and_what_is_sent_is_of_one_moment(
    bucket: Bucket, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror(letter.log)
    signed(Client())
    work(letter)
    publish_pages(letter)
    before = here()
    put_after = Bucket.put_after

    def slow(self: Bucket, path: str, data: bytes, tag: str | None) -> None:
        assert not letter_is_held(SLUG)
        signed(Client(), name="Edda Grauhof", address="edda@ruritania.example")
        work(letter)
        publish_pages(letter)
        put_after(self, path, data, tag)

    with monkeypatch.context() as patch:
        patch.setattr(Bucket, "put_after", slow)
        mirror(letter.log)
    assert shown(bucket) == before != here()
    assert not mirrored_path(SLUG).with_suffix("").exists()
    mirror(letter.log)
    assert shown(bucket) == here()


def test_what_a_killed_run_set_aside_goes(bucket: Bucket, letter: Letter) -> None:
    mirror(letter.log)
    aside = mirrored_path(SLUG).with_suffix("")
    aside.mkdir()
    (aside / "page.html").write_text("a name")
    mirror(letter.log)
    assert not aside.exists()
    assert shown(bucket) == here()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("s3://k:s@s3.example.org/letters/../x", "no part is empty"),
        ("s3://k:s@s3.example.org/letters/a//b", "no part is empty"),
        ("s3+http://k:s@s3.example.org/letters", "of this machine"),
    ],
)
def test_addresses_that_lead_elsewhere_are_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_bucket(text)


def test_an_address_in_brackets_keeps_them() -> None:
    assert parse_bucket("s3+http://k:s@[::1]:9/letters").endpoint == "http://[::1]:9"


def test_what_is_gone_here_goes_there(bucket: Bucket, letter: Letter) -> None:
    mirror(letter.log)
    page = published_folder(SLUG) / "report" / "index.html"
    page.unlink()
    mirror(letter.log)
    assert "report/index.html" not in shown(bucket)


def test_a_host_that_knows_nothing_compares(bucket: Bucket, letter: Letter) -> None:
    mirror(letter.log)
    mirrored_path(SLUG).unlink()
    bucket.put(f"{SLUG}/left-over.html", b"a name")
    bucket.put(f"{SLUG}/index.html", b"changed by somebody")
    assert mirror(letter.log) == 1
    assert shown(bucket) == here()


def larger(data: bytes, size: int) -> bytes:
    note = Note.parse(data)
    one = Checkpoint.parse(note.text)
    return Note(Checkpoint(one.origin, size, one.root).text(), note.signatures).encode()


def test_a_bucket_that_shows_more_or_other_is_not_overwritten(
    bucket: Bucket, letter: Letter
) -> None:
    data = here()["checkpoint"]
    for shown_there, why in (
        (larger(data, 99), "shows 99 entries, and this database has published 2"),
        (larger(data, 1), "shows another tree of 1 entries"),
        (data.replace(b"fair-courts", b"other-things"), "another letter"),
        (b"hello", "is no checkpoint"),
    ):
        bucket.put(f"{SLUG}/checkpoint", shown_there)
        with pytest.raises(WouldFork, match=why):
            mirror(letter.log)
        assert set(shown(bucket)) == {"checkpoint"}


def test_another_host_in_between_is_noticed(
    bucket: Bucket, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_all = mirroring.put_all

    def meanwhile(*arguments: object) -> None:
        put_all(*arguments)  # type: ignore[arg-type]  # handed on as they came
        bucket.put(f"{SLUG}/checkpoint", here()["checkpoint"])

    monkeypatch.setattr(mirroring, "put_all", meanwhile)
    with pytest.raises(OSError, match="Another host has published"):
        mirror(letter.log)
    monkeypatch.undo()
    mirror(letter.log)
    assert shown(bucket) == here()


def test_a_host_whose_files_are_behind_puts_nothing(bucket: Bucket, letter: Letter) -> None:
    (published_folder(SLUG) / "checkpoint").unlink()
    assert mirror(letter.log) == 0
    assert shown(bucket) == {}


@pytest.mark.usefixtures("bucket")
def test_a_store_that_ignores_conditions_is_refused(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(self: Bucket, path: str, data: bytes, tag: str | None) -> None:  # noqa: ARG001 (ignored on purpose)
        self.put(path, data)

    monkeypatch.setattr(Bucket, "put_after", careless)
    with pytest.raises(RecordRefused, match="Take a store that keeps If-None-Match"):
        mirror(letter.log)


def test_a_store_that_is_not_there_is_said_without_its_secret(
    letter: Letter, settings: Settings
) -> None:
    settings.STORAGE = "s3+http://key:very-secret@127.0.0.1:9/bucket"
    open_bucket.cache_clear()
    with pytest.raises(OSError, match="can't be used") as said:
        mirror(letter.log)
    assert "very-secret" not in str(said.value)


def test_without_the_setting_nothing_happens(letter: Letter) -> None:
    assert mirror(letter.log) == 0


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://key:secret@host/bucket", "begins with s3://"),
        ("s3://host/bucket", "KEY:SECRET@"),
        ("s3://key:secret@host/", "the bucket's name"),
        ("s3://key:secret@host/bucket?zone=1", "only region="),
        ("s3+http://key:secret@10.0.0.1/bucket", "an address of this machine"),
    ],
)
def test_an_address_that_is_none_is_told_why(address: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_bucket(address)


def test_an_address_is_read_in_its_parts() -> None:
    found = parse_bucket("s3://KEY:a%2Fb@s3.example.org:9000/letters/of/ours?region=eu-1")
    assert found.endpoint == "https://s3.example.org:9000"
    assert (found.bucket, found.prefix, found.region) == ("letters", "of/ours/", "eu-1")
    assert (found.key, found.secret) == ("KEY", "a/b")
    assert found.shown == "https://s3.example.org:9000/letters/of/ours/"
