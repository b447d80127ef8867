"""The verdict in words, for a person at a terminal."""

from collections.abc import Iterator

from undersigned.evidence.documents import edition_path
from undersigned.evidence.records import Record, parse_record
from undersigned.verifier.documents import LARGEST_DOCUMENT
from undersigned.verifier.letter import Checked
from undersigned.verifier.site import Unreadable
from undersigned.verifier.verdict import COULD_NOT_CHECK, FIGURES, HOLDS, Report, Step

_WORDS = {True: "holds", False: "DOES NOT HOLD", None: "not checked"}
# What a reader should not do while a step does not hold.
_ADVICE = {
    1: "Whoever shows these files has not shown that they are the letter's.",
    2: "The log's files contradict each other.",
    3: "The entries are not the ones that were signed for.",
    4: "Do not rely on who is listed.",
    5: "Do not quote the wording.",
    6: "Do not rely on the names.",
    7: "Do not quote the count.",
    8: "Do not quote the count or the names on the letter's page.",
    9: "Somebody was shown another history. Keep both, and show them to others.",
    10: "The witnesses that were asked for do not stand behind this.",
}
_MARGIN = 29
_KEPT = "\u200c\u200d\n"


def plain(text: str) -> str:
    """Return a text that can do nothing to a terminal: what can't be seen is written out.

    The two joiners that names need, and line ends, stay.
    """
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() or character in _KEPT else ascii(character)[1:-1]
        for character in text
    )


def report_lines(report: Report, *, quiet: bool) -> Iterator[str]:
    """Yield the lines that a person reads; quietly, only what does not hold or was not checked."""
    if not quiet:
        yield _heading(report)
        yield ""
    for step in report.steps:
        if not quiet or step.failures or step.gaps:
            yield from _step_lines(step, quiet=quiet)
    if quiet:
        return
    yield ""
    if report.figures:
        yield _figures_line(report)
    yield from _closing_lines(report)


def _heading(report: Report) -> str:
    if report.origin is None:
        return f"This {report.subject or 'letter'} could not be opened."
    of = f"copy of {report.origin}" if report.copy_of else report.origin
    if report.subject == "receipt":
        return f"Receipt from {report.origin}, for a tree of {report.size} entries"
    return f"{of}, {report.size} entries, root {report.root}"


def _step_lines(step: Step, *, quiet: bool) -> Iterator[str]:
    reasons = [*step.failures, *step.gaps]
    verdict = "" if step.skipped and not reasons else _WORDS[step.ok]
    head = f"{step.number:>2}  {step.name:<10} {verdict}"
    remarks = [] if quiet else list(step.notes)
    if not reasons:
        remarks = [step.skipped or "not reached"] if step.ok is None else remarks
        first = remarks.pop(0) if remarks else ""
        yield plain(f"{head:<{_MARGIN}}{first}".rstrip())
    else:
        yield plain(head)
        yield from (plain(f"      - {reason}") for reason in reasons)
    if step.more:
        yield f"      - and {step.more} more like these"
    yield from (plain(f"{'':<{_MARGIN}}{remark}") for remark in remarks)


def _figures_line(report: Report) -> str:
    parts = []
    for name in FIGURES:
        value = report.figures[name]
        if isinstance(value, dict):
            value = sum(value.values())
        parts.append(f"{name} {value:,}" if isinstance(value, int) else f"{name} {value}")
    return ", ".join(parts)


def _closing_lines(report: Report) -> Iterator[str]:
    if report.status == HOLDS:
        yield "All of it holds."
        return
    for step in report.steps:
        if step.failures:
            yield f"Step {step.number} does not hold. {_ADVICE[step.number]}"
    if report.status == COULD_NOT_CHECK:
        yield "Nothing is known to be wrong, but not all of it could be checked."


def list_lines(checked: Checked) -> Iterator[str]:
    """Yield wording and names from the record alone, once steps 1 to 6 do not speak against it."""
    replay, records = checked.replay, checked.records
    if (
        replay is None
        or records is None
        or any(checked.report.step(number).failures for number in range(1, 7))
    ):
        yield "The list is not printed, as it does not hold."
        return
    history = replay.history
    for language in history.editions[history.edition]:
        path = edition_path(history.edition, language)
        yield f"== {path} =="
        try:
            document = checked.site.read(path, LARGEST_DOCUMENT)
        except Unreadable as error:
            yield str(error)
        else:
            yield plain(document.decode("utf-8", "replace").rstrip("\n"))
        yield ""
    groups: tuple[tuple[str, bool, bool], ...] = (
        (f"Signatories of edition {history.edition}", False, False),
        ("Signatories of earlier editions", False, True),
        ("From an earlier list, not confirmed by their owners", True, False),
    )
    for title, imported, earlier in groups:
        yield f"== {title} =="
        for index in range(replay.size):
            line = records.get(index)
            if line is None:
                continue
            slot = history.slots[index]
            of_earlier = slot.edition is not None and slot.edition != history.edition
            if (slot.kind == "imported", of_earlier) == (imported, earlier):
                yield plain(f"{index:>8}  {_name(parse_record(line))}")
        yield ""
    yield f"Names withheld: {history.figures().withheld}"


def _name(record: Record) -> str:
    posts = [", ".join(part for part in (post.title, post.office) if part) for post in record.posts]
    parts = [record.name, *([f"by {record.by}"] if record.by else []), *posts, record.place]
    return ", ".join(part for part in parts if part)
