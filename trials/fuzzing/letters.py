"""What organisers write: letter files, addenda, documents of handing over, settings."""

from dataclasses import fields
from pathlib import Path

from fuzzing.target import Target, examples, holds
from letter_files import ADDENDUM, LETTER
from undersigned.config.settings_file import (
    InstanceRefused,
    Settings,
    parse_settings,
    settings_text,
)
from undersigned.letters import letter_keys
from undersigned.letters.deliveries import delivery_document, parse_delivery
from undersigned.letters.differences import differences
from undersigned.letters.front_matter_writing import (
    body_of,
    file_text,
    values_of,
    with_body,
    with_values,
    written,
)
from undersigned.letters.markdown import paragraphs, render_markdown
from undersigned.letters.problems import ManuscriptRefused
from undersigned.letters.reading import (
    addendum_draft_of,
    draft_of,
    parse_addendum,
    parse_manuscript,
)
from undersigned.letters.rules import rules_document

SAMPLE = Path(letter_keys.__file__).parents[1] / "sample" / "letter"
TOML = Path("undersigned.toml")


def read_letter(data: bytes) -> None:
    """A letter file: its problems, its pages, its rules, and its front matter written again."""
    draft, problems = draft_of(data, "bridge.en.md")
    try:
        manuscript = parse_manuscript(data, "bridge.en.md")
    except ManuscriptRefused as refusal:
        holds(refusal.problems, "what is refused has its reasons")
        if draft is not None:
            differences(draft, draft)
    else:
        holds(not problems and draft == manuscript, "a draft without problems is the letter")
        holds(rules_document(manuscript, 1).decode(), "a letter has rules")
        holds(not differences(manuscript, manuscript), "a letter does not differ from itself")
    _written_again(data)


def read_addendum_file(data: bytes) -> None:
    """An addendum file, or the document of a handing over."""
    draft, problems = addendum_draft_of(data, "later.md", 2)
    try:
        addendum = parse_addendum(data, "later.md", 2)
    except ManuscriptRefused as refusal:
        holds(refusal.problems, "what is refused has its reasons")
    else:
        holds(not problems and draft == addendum, "a draft without problems is the addendum")
    delivery = parse_delivery(data)
    if delivery is not None:
        holds(parse_delivery(delivery_document(delivery)) == delivery, "a document reads back")
    _written_again(data)


def read_settings(data: bytes) -> None:
    """A settings file; what is taken can be written, and reads back as it was."""
    try:
        settings = parse_settings(TOML, data.decode("utf-8", "replace"))
    except InstanceRefused as refusal:
        holds(str(refusal).startswith(str(TOML)), "a refusal names the file")
        return
    holds(parse_settings(TOML, settings_text(settings)) == settings, "settings read back")


def _written_again(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for block in paragraphs(text):
        holds("<script" not in block.html.lower(), "no script comes out of a text")
    render_markdown(text)
    values = values_of(text)
    if values is None:
        return
    again = values_of(file_text(written(values), body_of(text)))
    holds(again == values, "front matter written anew says the same")
    same = with_values(text, values, letter_keys.LETTER)
    holds(values_of(same) == values, "what did not change says the same")
    changed = with_values(text, {"title": "A bridge, at last"}, letter_keys.LETTER)
    holds(values_of(changed) == {**values, "title": "A bridge, at last"}, "one key alone changes")
    holds(body_of(with_body(text, "New words.")) == "New words.", "another body is put in")


def _letters() -> list[bytes]:
    sample = [path.read_bytes() for path in sorted(SAMPLE.glob("fair-courts.*.md"))]
    return [LETTER.encode(), *sample, *examples("letters/*.py")]


def _addenda() -> list[bytes]:
    sample = [path.read_bytes() for path in sorted(SAMPLE.glob("*.md"))]
    delivery = (
        "---\ndelivered: 2026-03-01\nto: the minister\nby: Both Banks\nletter: a/b\nedition: 1\n"
        "size: 12\nroot: abc\ntotal: 3\nnamed: 2\norganisations: 1\nwithheld: 0\nimported: 0\n"
        "note: |-\n  In the rain.\n  Twice.\n---\n\nThe letter was handed over.\n"
    )
    written_ones = examples("letters/test_addendum*.py", "letters/test_deliveries.py")
    return [ADDENDUM.encode(), delivery.encode(), *sample, *written_ones]


def _settings() -> list[bytes]:
    every = "\n".join(f"{each.name} = {_as_toml(each.default)}" for each in fields(Settings))
    by_name = [
        'host = "letters.ruritania.example"\nurl = "https://letters.ruritania.example:8443"',
        'sender = "Fair Courts <sign@example.org>"\nmail = "smtp+tls://u:p@mail.example.org:587"',
        'database = "postgresql://u:p%2F@db.example/name?sslmode=require"\nsecond_factor = false',
        'storage = "s3://KEY:SECRET@s3.example.org/bucket/prefix?region=eu-1"',
        'metrics = "127.0.0.1:9464"\nmail_per_hour = 200\nmail_bounces_to = "b@example.org"',
        'mail = "mailgun://KEY@mg.example.org"\nmail_events_secret = "user:secret-long-enough"',
        'mail_bounce_mailbox = "imaps://u:p@mail.example.org"\nmail_dkim_selector = "mail2026"',
    ]
    known = examples("config/test_settings_file.py", "config/test_mail_ways.py")
    return [every.encode(), *(each.encode() for each in by_name), *known]


def _as_toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


TARGETS = (
    Target("letters", read_letter, _letters, seconds=10),
    Target("addenda", read_addendum_file, _addenda, seconds=10),
    Target("settings", read_settings, _settings),
)
