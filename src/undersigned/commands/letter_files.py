"""What `undersigned letter new` and `letter check` do; no instance is needed for them."""

import re
import unicodedata
from pathlib import Path

from undersigned.commands.speaking import counted, refuse, say
from undersigned.letters.characters import LARGEST_FILE
from undersigned.letters.manuscript import Manuscript
from undersigned.letters.problems import ManuscriptRefused
from undersigned.letters.reading import parse_addendum, parse_manuscript
from undersigned.letters.slugs import LONGEST, check_slug
from undersigned.letters.template import new_letter_file
from undersigned.letters.wordings import parse_wordings, sibling_names

Files = dict[str, bytes]


def slug_of(title: str) -> str:
    """A name in addresses made from a title."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-") or "letter"


def checked_slug(slug: str) -> str:
    """The slug, or a refusal that says what one looks like."""
    try:
        return check_slug(slug)
    except ValueError as error:
        refuse(f"{error} Give one with --name.")


def write_new_letter(title: str, name: str, language: str) -> None:
    """Write `<name>.<language>.md` in this folder; a file that is there is left alone."""
    text = new_letter_file(title, language)
    path = Path(f"{checked_slug(name or slug_of(title))}.{language}.md")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        refuse(f"{path} exists and was left as it is. Choose another --name, or edit that file.")
    except OSError:
        path.unlink(missing_ok=True)
        raise
    say(f"Wrote {path}. Fill it in; undersigned letter check {path} says what is missing.")


def read_file(path: Path) -> bytes:
    """A letter file's bytes, or a refusal."""
    if path.is_dir():
        refuse(f"{path} is a folder. Name a letter file, which ends in .md.")
    if not path.exists():
        refuse(f"{path}: there is no such file.")
    if not path.is_file():
        refuse(f"{path} is no plain file. Name a letter file, which ends in .md.")
    if path.stat().st_size > LARGEST_FILE:
        refuse(
            f"{path} is larger than {LARGEST_FILE // 1_000_000} MB, which no letter is. "
            "Name the letter file itself."
        )
    return path.read_bytes()


def read_wordings(path: Path) -> tuple[Files, dict[str, Manuscript]]:
    """The bytes and the parsed wordings of a letter by language, the first language first.

    Raises:
        ManuscriptRefused: with what is wrong in any of the files, or between them.
    """
    first = parse_manuscript(read_file(path), path.name)
    names = sibling_names(first)
    places = {
        language: path if language == first.language else path.with_name(name)
        for language, name in names.items()
    }
    files = {each: read_file(place) for each, place in places.items() if place.exists()}
    parsed = parse_wordings({places[language].name: data for language, data in files.items()})
    return (
        {each.language: files[each.language] for each in parsed},
        {each.language: each for each in parsed},
    )


def check_files(files: list[Path]) -> None:
    """Print every problem of every letter file and its other wordings; status 1 where one is."""
    wrong = 0
    for path in files:
        try:
            _, manuscripts = read_wordings(path)
        except ManuscriptRefused as refusal:
            wrong += said(refusal)
            continue
        for manuscript in manuscripts.values():
            words = len(manuscript.body.split())
            say(
                f"{path.with_name(manuscript.file_name or path.name)}: “{manuscript.title}”, "
                f"{counted(words, 'word')}, {counted(len(manuscript.demands), 'demand')}, "
                f"{counted(len(manuscript.facts), 'fact')}. Nothing is wrong."
            )
    refuse_if(wrong)


def check_addenda(files: list[Path]) -> None:
    """Print every problem of every addendum file; status 1 where there is one."""
    wrong = 0
    for path in files:
        try:
            addendum = parse_addendum(read_file(path), path.name)
        except ManuscriptRefused as refusal:
            wrong += said(refusal)
            continue
        say(f"{path}: an addendum, “{addendum.title}”. Nothing is wrong.")
    refuse_if(wrong)


def said(refusal: ManuscriptRefused) -> int:
    """Print the problems of one file. Returns how many they are."""
    for problem in refusal.problems:
        say(str(problem))
    return len(refusal.problems)


def refuse_if(wrong: int) -> None:
    """End with status 1 where something is to be mended."""
    if wrong:
        refuse(f"{counted(wrong, 'thing')} to mend.")
