"""What `undersigned letter ...` does."""

import re
import unicodedata
from pathlib import Path
from typing import Any

from undersigned.audit.actors import COMMAND
from undersigned.commands.opening import open_home, room
from undersigned.commands.speaking import refuse, say
from undersigned.config.instance import Instance, change_setting
from undersigned.letters.manuscript import Manuscript
from undersigned.letters.problems import ManuscriptRefused
from undersigned.letters.reading import parse_manuscript
from undersigned.letters.slugs import LONGEST, check_slug
from undersigned.letters.template import new_letter_file
from undersigned.letters.wordings import parse_wordings, sibling_names

LARGEST_FILE = 2_000_000


def slug_of(title: str) -> str:
    """A name in addresses made from a title."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST].strip("-") or "letter"


def checked_slug(slug: str) -> str:
    """The slug, or a refusal that says what one looks like."""
    try:
        return check_slug(slug)
    except ValueError as error:
        refuse(str(error))


def write_new_letter(title: str, name: str, language: str) -> None:
    """Write `<name>.<language>.md` in this folder; a file that is there is left alone."""
    if not title.strip():
        refuse('A letter has a title. Say undersigned letter new "A title".')
    if not re.fullmatch(r"[a-z]{2,8}(-[a-z0-9]{1,8})*", language):
        refuse(f"{language!r} is no language. Write a tag such as en, de or pt-br.")
    path = Path(f"{checked_slug(name or slug_of(title))}.{language}.md")
    if path.exists():
        refuse(f"{path} exists and was left as it is. Choose another --name, or edit that file.")
    path.write_text(new_letter_file(title, language), encoding="utf-8")
    say(f"Wrote {path}. Fill it in; undersigned letter check {path} says what is missing.")


def read_file(path: Path) -> bytes:
    """A letter file's bytes, or a refusal."""
    try:
        if path.is_dir():
            refuse(f"{path} is a folder. Name a letter file, which ends in .md.")
        if path.stat().st_size > LARGEST_FILE:
            refuse(f"{path} is larger than 2 MB, which no letter is. Name the letter file itself.")
        return path.read_bytes()
    except FileNotFoundError:
        refuse(f"{path}: there is no such file.")
    except OSError as error:
        refuse(f"{path}: can't be read ({error.strerror}).")


def check_files(files: list[Path]) -> None:
    """Print every problem of every file; status 1 where there is one."""
    wrong = 0
    for path in files:
        try:
            manuscript = parse_manuscript(read_file(path), path.name)
        except ManuscriptRefused as refusal:
            wrong += len(refusal.problems)
            for problem in refusal.problems:
                say(str(problem))
            continue
        words = len(manuscript.body.split())
        say(
            f"{path}: “{manuscript.title}”, {words:,} words, {len(manuscript.demands)} demands, "
            f"{len(manuscript.facts)} facts. Nothing is wrong."
        )
    if wrong:
        refuse(f"{wrong} to mend." if wrong > 1 else "One thing to mend.")


def read_wordings(path: Path) -> tuple[dict[str, bytes], dict[str, Manuscript]]:
    """The bytes and the parsed wordings of a letter by language, the first language first."""
    first = parse_manuscript(read_file(path), path.name)
    names = sibling_names(first)
    files = {
        language: read_file(path if language == first.language else path.with_name(name))
        for language, name in names.items()
    }
    parsed = parse_wordings({names[language]: data for language, data in files.items()})
    by_language = {manuscript.language: manuscript for manuscript in parsed}
    return {each: files[each] for each in by_language}, by_language


def host_of(instance: Instance, host: str) -> str:
    """The host of origins: the one in the settings, or the one given now, which is then kept."""
    known = instance.settings.host
    if host and known and host != known:
        refuse(
            f"This instance publishes under {known}, and an origin never changes. Leave --host "
            "away, or use another --home for another host."
        )
    if not (host or known):
        refuse(
            "The letter's origin begins with a host, and it never changes later. Say which: "
            "undersigned --home FOLDER letter publish FILE --host letters.example.org",
        )
    if host and not known:
        change_setting(instance, "host", host)
    return host or known


def publish_file(home: Path | None, path: Path, name: str, host: str, *, new_edition: bool) -> None:
    """Publish a letter for the first time, or a changed file as a new edition."""
    files, manuscripts = read_wordings(path)
    slug = checked_slug(name or path.name.split(".")[0])
    instance = open_home(home)
    queries, actions = room("letters.queries"), room("letters.actions")
    wordings = actions.Wordings(files, manuscripts)
    letter = queries.letter_by_slug(slug)
    if letter is None:
        letter = actions.publish_letter(slug, host_of(instance, host), wordings, by=COMMAND)
        number = 1
    else:
        newest = queries.current_edition(letter)
        if actions.same_as(letter, newest, wordings):
            say(f"This is edition {newest.number} of {slug}, byte for byte. Nothing to publish.")
            return
        if not new_edition:
            refuse_changed(letter, newest, wordings)
        number = actions.publish_edition(letter, wordings, by=COMMAND).number
    put_out(letter)
    say(f"Published edition {number} of “{wordings.first.title}”.")
    say(f"Its origin is {letter.log.origin}; its key, {letter.log.key}")


def refuse_changed(letter: Any, newest: Any, wordings: Any) -> None:
    """Say what differs from the published edition, and the two ways on."""
    queries, differences = room("letters.queries"), room("letters.differences")
    old = queries.manuscript(letter, newest.number, wordings.first.language)
    changed = differences.differences(old, wordings.first)
    refuse(
        f"This file differs from edition {newest.number}, which people have signed:",
        *(f"  {line}" for line in changed[:20]),
        "What is published never changes. Say the same with --new-edition to publish this as the "
        "next edition (signatures stay with the one they signed), or write an addendum and say "
        f"undersigned letter publish ADDENDUM --addendum {letter.slug}.",
    )


def add_addendum(home: Path | None, path: Path, name: str) -> None:
    """Publish a file as an addendum, which nobody has signed."""
    data = read_file(path)
    letter = open_letter(home, name)
    queries = room("letters.queries")
    newest = queries.current_edition(letter)
    demands = len(queries.manuscript(letter, newest.number, newest.languages[0]).demands)
    room("letters.reading").parse_addendum(data, path.name, demands)
    addendum = room("letters.actions").publish_addendum(letter, data, by=COMMAND)
    put_out(letter)
    say(f"Published addendum {addendum.number} to {name}.")


def open_letter(home: Path | None, name: str) -> Any:
    """The letter of that name, or a refusal that lists those there are."""
    open_home(home)
    queries = room("letters.queries")
    letter = queries.letter_by_slug(name)
    if letter is None:
        names = queries.slugs()
        there_are = f"There are: {', '.join(names)}." if names else "There is none yet."
        refuse(f"No letter here is called {name}. {there_are}")
    return letter


def put_out(letter: Any) -> None:
    """Sequence and publish at once, pages too, so that the command ends with the letter visible."""
    room("record.keeping").keep(letter.log)
    room("publishing.actions").publish_pages(letter)


def set_open(home: Path | None, name: str, reason: str, *, is_open: bool) -> None:
    """Close or reopen a letter."""
    letter = open_letter(home, name)
    actions = room("letters.actions")
    change = actions.reopen_letter if is_open else actions.close_letter
    change(letter, by=COMMAND, reason=reason)
    put_out(letter)
    say(f"{name} is {'open again' if is_open else 'closed'}.")


def confirm_day(home: Path | None, name: str) -> None:
    """Confirm today's date for a log that was silent for long."""
    letter = open_letter(home, name)
    room("record.actions").confirm_day(letter.log, by=COMMAND)
    put_out(letter)
    say(f"Today's date is confirmed for {name}. What waited is published.")
