"""What `undersigned letter publish`, `close`, `reopen` and `confirm-day` do."""

from pathlib import Path
from typing import Any

from undersigned.audit.actors import COMMAND
from undersigned.commands.letter_files import (
    checked_slug,
    read_file,
    read_wordings,
    said,
)
from undersigned.commands.opening import open_home, room
from undersigned.commands.speaking import counted, refuse, remark, say
from undersigned.config.instance import Instance, change_setting, open_instance
from undersigned.config.locks import is_held
from undersigned.letters.problems import ManuscriptRefused
from undersigned.record.locking import shared_lock
from undersigned.record.storage import locked

DIFFERENCES_SHOWN = 20


def publish_file(home: Path | None, path: Path, name: str, host: str, *, new_edition: bool) -> None:
    """Publish a letter for the first time, or a changed file as a new edition."""
    try:
        files, manuscripts = read_wordings(path)
    except ManuscriptRefused as refusal:
        count = said(refusal)
        refuse(f"{counted(count, 'thing')} to mend. Nothing was published.")
    slug = checked_slug(name or path.name.split(".")[0])
    instance = open_home(home, begin=True)
    wordings = room("letters.actions").Wordings(files, manuscripts)
    # Whether it is new and whether it changed must stay true until it is published.
    with locked(instance.folder / "locks" / "publishing.lock"), shared_lock("publishing"):
        letter, number = publish_wordings(instance, slug, host, wordings, new_edition=new_edition)
        put_out(letter)
    say(f"Published edition {number} of “{wordings.first.title}”.")
    say(f"Its origin is {letter.log.origin}; its key, {letter.log.key}")


def publish_wordings(
    instance: Instance, slug: str, host: str, wordings: Any, *, new_edition: bool
) -> tuple[Any, int]:
    """Publish what was read, or end: where it is published already, or was changed."""
    queries, actions = room("letters.queries"), room("letters.actions")
    letter = queries.letter_by_slug(slug)
    if letter is None:
        if new_edition:
            refuse(f"No letter here is called {slug}, so there is no edition before this one.")
        origin_host = host_of(instance, host)
        return actions.publish_letter(slug, origin_host, wordings, by=COMMAND), 1
    newest = queries.current_edition(letter)
    if actions.same_as(letter, newest, wordings):
        put_out(letter)
        say(f"This is edition {newest.number} of {slug}, byte for byte. Nothing to publish.")
        raise SystemExit(0)
    if not new_edition:
        refuse_changed(letter, newest, wordings)
    return letter, actions.publish_edition(letter, wordings, by=COMMAND).number


def host_of(instance: Instance, host: str) -> str:
    """The host of origins: the one in the settings, or the one given now, which is then kept."""
    # Read anew: a command that ran at the same time may have been the first to name it.
    known = open_instance(instance.folder).settings.host
    if host in {"", known} and known:
        return known
    if not host:
        refuse(
            "The letter's origin begins with a host, and it never changes later. Say which: "
            f"undersigned --home {instance.folder} letter publish FILE --host letters.example.org",
        )
    if room("letters.queries").slugs():
        refuse(
            f"This instance publishes under {known}, and an origin never changes. Leave --host "
            "away, or use another --home for another host."
        )
    change_setting(instance, "host", host)
    if is_held(instance.folder / "serve.lock"):
        remark("The host is new, and the running server has read its settings: start it again.")
    return host


def refuse_changed(letter: Any, newest: Any, wordings: Any) -> None:
    """Say what differs from the published edition, and the two ways on."""
    queries, differences = room("letters.queries"), room("letters.differences")
    lines: list[str] = []
    for language, manuscript in wordings.manuscripts.items():
        if language not in newest.languages:
            lines.append(f"There is a wording in {language}; edition {newest.number} has none.")
            continue
        old = queries.manuscript(letter, newest.number, language)
        mark = f"{language}: " if len(wordings.files) > 1 else ""
        lines += [f"{mark}{line}" for line in differences.differences(old, manuscript)]
    gone = [each for each in newest.languages if each not in wordings.files]
    lines += [f"The wording in {each} of edition {newest.number} is missing." for each in gone]
    more = len(lines) - DIFFERENCES_SHOWN
    refuse(
        f"This differs from edition {newest.number} of {letter.slug}, which people have signed:",
        *(f"  {line}" for line in lines[:DIFFERENCES_SHOWN]),
        *([f"  {more} more differences."] if more > 0 else []),
        *([] if lines else ["  The values are the same; the bytes of the file are not."]),
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
    try:
        room("letters.reading").parse_addendum(data, path.name, demands)
    except ManuscriptRefused as refusal:
        count = said(refusal)
        refuse(f"{counted(count, 'thing')} to mend. Nothing was published.")
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
    if not reason.strip():
        refuse("Say why with --reason; the audit trail keeps it.")
    letter = open_letter(home, name)
    actions = room("letters.actions")
    change = actions.reopen_letter if is_open else actions.close_letter
    change(letter, by=COMMAND, reason=reason)
    put_out(letter)
    say(f"{name} is {'open again' if is_open else 'closed'}.")


def confirm_day(home: Path | None, name: str) -> None:
    """Confirm today's date for a log that was silent for long, or that knows a later day."""
    letter = open_letter(home, name)
    log = letter.log
    room("record.actions").confirm_day(log, by=COMMAND)
    if log.last_day and log.last_day > log.confirmed_day:
        say(
            f"Today's date is confirmed for {name}. Its record has an entry of {log.last_day}, so "
            "what waits for it is published from that day on. Everything else goes on now."
        )
        return
    put_out(letter)
    say(f"Today's date is confirmed for {name}. What waited is published.")
