from pathlib import Path

from command_line import Run
from undersigned.letters.models import Letter
from undersigned.letters.queries import deliveries


def test_the_list_is_written_and_its_handing_over_recorded(
    run: Run, site: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "to-print"
    said = run("--home", site, "letter", "deliver", "bridge", "--list", folder)
    assert said.code == 0, said.err
    assert "0 signatures at entry 2" in said.out
    assert "Size:   2\n" in (folder / "bridge-2.txt").read_text()
    assert "<style>" in (folder / "bridge-2.html").read_text()
    said = run("--home", site, "letter", "deliver", "bridge", "--size", "2", "--to", "The Minister",
               "--day", "2026-03-09", "--words", "At the door.")  # fmt: skip
    assert (said.code, said.out) == (
        0,
        "Recorded delivery 1 of bridge, with the list of entry 2.\n",
    )
    delivery = deliveries(Letter.objects.get())[0][1]
    assert delivery is not None
    assert (delivery.to, delivery.size, delivery.note) == ("The Minister", 2, "At the door.")
    assert (site / "published" / "bridge" / "deliveries" / "1.md").is_file()


def test_what_is_missing_is_said(run: Run, site: Path, tmp_path: Path) -> None:
    for words, needed in (
        (("--to", "The Minister"), "--size"),
        (("--to", "The Minister", "--size", "7"), "no list of entry 7"),
        (("--size", "2"), "Who took it is missing"),
        (("--size", "2", "--to", "x", "--day", "someday"), "no day"),
        (("--list", str(tmp_path / "x"), "--size", "9"), "no list of entry 9"),
    ):
        said = run("--home", site, "letter", "deliver", "bridge", *words)
        assert said.code == 1
        assert needed in said.err
