"""What somebody does who can write to the published folder, and who finds it."""

import base64
import io
import json
import re
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from attacks.conftest import Scene
from undersigned.verifier.command import main as verify


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("editions/1.en.md", "We ask you", "We order you"),
        ("rules/1.md", "desk", "none"),
        ("count.json", '"total": 3', '"total": 4'),
        ("signatories/index.html", "Anka de Rassendy", "Anna de Rassendy"),
        ("index.html", 'value="3"', 'value="4"'),
        ("records/000", "Anka de Rassendy", "Anna de Rassendy"),
    ],
)
def test_the_verifier_finds_a_changed_file(scene: Scene, path: str, old: str, new: str) -> None:
    change(scene.folder / path, old, new)
    assert scene.verifier()


def test_the_verifier_finds_a_row_taken_off_a_page(scene: Scene) -> None:
    page = scene.folder / "signatories" / "index.html"
    text = page.read_text(encoding="utf-8")
    cut = re.sub(r'data-entry="2"', 'data-row="2"', text)
    assert cut != text
    page.write_text(cut, encoding="utf-8")
    assert scene.verifier()


def test_a_receipt_is_of_its_own_line_alone(scene: Scene) -> None:
    """Found by the verifier: a line of somebody else's does not open this entry."""
    one, two = (path.read_text().splitlines() for path in scene.receipts[:2])
    place = next(n for n, line in enumerate(one) if line.startswith("extra "))
    extras = [json.loads(base64.b64decode(each[place].split(" ")[1])) for each in (one, two)]
    extras[0]["record"] = extras[1]["record"]
    one[place] = "extra " + base64.b64encode(json.dumps(extras[0]).encode()).decode()
    scene.receipts[0].write_text("\n".join([*one, ""]))
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        assert verify([str(scene.receipts[0])]) != 0
