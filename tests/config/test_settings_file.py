import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.config.settings_file import (
    InstanceRefused,
    Settings,
    changed_text,
    parse_settings,
    read_settings,
    settings_text,
    shown_value,
)

PATH = Path("site/undersigned.toml")
PASSWORD = "h/unter2"


def refused(text: str) -> str:
    with pytest.raises(InstanceRefused) as caught:
        parse_settings(PATH, text)
    return str(caught.value)


def test_an_empty_file_means_the_defaults() -> None:
    assert parse_settings(PATH, "") == Settings()


def test_what_is_written_is_read() -> None:
    settings = Settings(
        host="letters.example.org:8443",
        url="https://letters.example.org",
        mail="smtp+tls://user:p%2Fw@mail.example.org:587",
        sender="Fair Courts <sign@example.org>",
        second_factor=False,
    )
    assert parse_settings(PATH, settings_text(settings)) == settings
    assert parse_settings(PATH, settings_text(Settings())) == Settings()


def test_signs_that_toml_escapes_are_written_as_they_were() -> None:
    secret = 'login:kept-with-\\-and-"'
    settings = Settings(mail="mailgun://key@example.org", mail_events_secret=secret)
    assert parse_settings(PATH, settings_text(settings)) == settings
    changed = changed_text(settings_text(settings), "mail_events_secret", secret + "\\")
    assert parse_settings(PATH, changed).mail_events_secret == secret + "\\"
    assert tomllib.loads("a = " + shown_value("\x7f")) == {"a": "\x7f"}


def test_every_setting_has_its_sentence_and_its_default_in_a_new_file() -> None:
    text = settings_text(Settings())
    for each in fields(Settings):
        assert each.metadata["help"] in text.replace("\n# ", " ")
        assert f"# {each.name} = " in text


@pytest.mark.parametrize("name", [each.name for each in fields(Settings)])
@pytest.mark.parametrize("value", ["5", "1.5", "[1]", "{ a = 1 }", "2026-03-09"])
def test_a_value_of_another_type_is_refused(name: str, value: str) -> None:
    if value == "5" and isinstance(getattr(Settings(), name), int):
        value = '"5"'
    words = refused(f"{name} = {value}")
    assert str(PATH) in words
    assert name in words
    assert "has to be" in words


@pytest.mark.parametrize(
    "line",
    [
        'mail_bounces_to = "bounces"',
        'mail_bounces_to = "Bounces <bounces@letters.example.org>"',
        'mail_bounces_to = "bounces+1@letters.example.org"',
        'mail_bounces_to = "an-address-that-is-too-long-for-marks@letters.example.org"',
        'mail_bounce_mailbox = "imap://user:password@mail.example.org"',
        'mail_events_secret = "user:a-long-enough-password"',
        "mail_per_hour = -1",
        'mail_dkim_selector = "mail._domainkey.example.org."',
        "mail_per_hour = true",
    ],
)
def test_a_setting_of_mail_that_can_t_be_used_is_refused(line: str) -> None:
    words = refused(line)
    assert line.partition(" ")[0] in words


def test_true_in_place_of_text_and_text_in_place_of_true_are_refused() -> None:
    assert "host has to be text in quotes" in refused("host = true")
    assert "second_factor has to be true or false" in refused('second_factor = "true"')


def test_a_password_is_never_repeated() -> None:
    for text in (
        f'mail = ["smtp://u:{PASSWORD}@x"]',
        f'mail = "smtp://u:{PASSWORD}@x"',
        f'mail = "ftp://u:{PASSWORD}@x"',
    ):
        assert PASSWORD not in refused(text)


def test_an_unknown_setting_is_refused_with_those_there_are() -> None:
    words = refused('hots = "letters.example.org"')
    assert "hots is no setting" in words
    for each in fields(Settings):
        assert each.name in words


@pytest.mark.parametrize(
    "host",
    [
        "Letters.example.org", "https://letters.example.org", "letters.example.org/",
        "letters.example.org/x", "letters example.org", "-x.org", "x-.org", "x..org", ".org",
        "letters.example.org:0", "letters.example.org:99999", "letters.example.org:",
        "bücher.example",
        "x" * 64 + ".org", ".".join(["x" * 40] * 4), "user@letters.example.org", "\\n",
    ],
)  # fmt: skip
def test_a_host_that_no_origin_can_begin_with_is_refused(host: str) -> None:
    words = refused(f'host = "{host}"')
    assert "host is" in words
    assert "letters.example.org" in words


@pytest.mark.parametrize("host", ["localhost", "letters.example.org", "xn--bcher-kva.example:8443"])
def test_a_host_is_taken(host: str) -> None:
    assert parse_settings(PATH, f'host = "{host}"').host == host


@pytest.mark.parametrize(
    "url",
    [
        "letters.example.org", "https://", "https://letters.example.org/", "ftp://example.org",
        "https://letters.example.org/x", "https://letters example.org", "https://u@example.org",
        "https://example.org?x", "https://example.org#x", "https://example.org:99999999",
    ],
)  # fmt: skip
def test_a_url_that_is_no_site_is_refused(url: str) -> None:
    assert "url is" in refused(f'url = "{url}"')


@pytest.mark.parametrize(
    "mail",
    [
        "", "smtp", "smtp://", "mail.example.org", "imap://mail.example.org",
        "smtp:/mail.example.org",
        "smtp://mail.example.org:port", "smtp://mail.example.org/inbox", "smtp://mail example.org",
        "mailbox ", "Mailbox",
    ],
)  # fmt: skip
def test_a_way_of_mail_that_is_none_is_refused(mail: str) -> None:
    assert "mail is not understood" in refused(f'mail = "{mail}"')


@pytest.mark.parametrize(
    "mail",
    ["mailbox", "smtp://127.0.0.1:1025", "smtps://u:p@mail.example.org", "smtp+tls://mail.example"],
)
def test_a_way_of_mail_is_taken(mail: str) -> None:
    assert parse_settings(PATH, f'mail = "{mail}"').mail == mail


@pytest.mark.parametrize(
    "sender", ["nobody", "a@b", "a b@example.org", "@example.org", "x@\\n.org"]
)
def test_a_sender_that_is_no_address_is_refused(sender: str) -> None:
    assert "sender is" in refused(f'sender = "{sender}"')


@pytest.mark.parametrize(
    "text", ["host = ", "host = letters.example.org", "= 3", 'host = "a.org"\nhost = "b.org"', "{"]
)
def test_what_is_no_toml_is_refused_with_its_line(text: str) -> None:
    words = refused(text)
    assert "this is not TOML" in words
    assert "line" in words


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "undersigned.toml"
    path.write_bytes(b"\xff\xfe\x00host")
    with pytest.raises(InstanceRefused, match="not UTF-8"):
        read_settings(path)


def test_a_file_that_can_not_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "undersigned.toml").mkdir()
    with pytest.raises(InstanceRefused, match="can't be read"):
        read_settings(tmp_path / "undersigned.toml")


def test_one_setting_is_changed_and_the_rest_stays() -> None:
    text = '# mine\nhost = "a.example"  # ours\nsecond_factor = true\n'
    changed = changed_text(text, "host", "b.example")
    assert changed == '# mine\nhost = "b.example"\nsecond_factor = true\n'
    new = changed_text(settings_text(Settings()), "host", "b.example")
    assert parse_settings(PATH, new) == Settings(host="b.example")
    assert len(new.splitlines()) == len(settings_text(Settings()).splitlines())
    assert changed_text("", "host", "b.example") == '\nhost = "b.example"\n'


def taken_or_refused(text: str) -> Settings | str:
    try:
        return parse_settings(PATH, text)
    except InstanceRefused as refusal:
        return str(refusal)


@given(st.text())
def test_no_text_brings_anything_but_settings_or_a_refusal(text: str) -> None:
    found = taken_or_refused(text)
    assert isinstance(found, Settings) or str(PATH) in found


@given(st.sampled_from(["host", "url", "mail", "sender"]), st.text())
def test_no_value_brings_anything_but_settings_or_a_refusal(name: str, value: str) -> None:
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    found = taken_or_refused(f'{name} = "{quoted}"')
    assert isinstance(found, Settings) or str(PATH) in found


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        (Settings(), True),
        (Settings(url="http://127.0.0.1:8000"), True),
        (Settings(url="http://localhost:8000"), True),
        (Settings(url="http://[::1]:8000"), True),
        (Settings(url="https://letters.example.org"), False),
        (Settings(mail="smtp://mail.example.org"), False),
    ],
)
def test_the_mailbox_is_closed_where_the_site_is_public(settings: Settings, *, shown: bool) -> None:
    assert settings.shows_mailbox == shown


@pytest.mark.parametrize(
    "text",
    [
        f"mail_per_hour = {'9' * 5000}\n",
        f"database = {'[' * 600}\n",
        f'sender = "b{"(" * 600}@example.org"\n',
        f'mail_bounces_to = "b{"(" * 600}@example.org"\n',
    ],
    ids=["digits", "lists inside lists", "brackets in the sender", "brackets in the address"],
)
def test_what_fuzzing_found_is_refused_in_words(text: str) -> None:
    with pytest.raises(InstanceRefused, match=r"undersigned\.toml"):
        parse_settings(Path("undersigned.toml"), text)
