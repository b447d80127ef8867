"""Two editions side by side: paragraph against paragraph, with the words that differ marked."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from undersigned.drafting.queries import Work
from undersigned.letters.actions import Wordings
from undersigned.letters.differences import differences
from undersigned.letters.manuscript import Manuscript
from undersigned.letters.markdown import Block, paragraphs
from undersigned.letters.rules import rules_document
from undersigned.record.queries import document


@dataclass(frozen=True)
class Pair:
    """One row: what stood there, and what stands there now; one of them may be empty.

    Attributes:
        number: of the paragraph in the newer text, or in the older one where it was taken out.
        before: safe HTML, with what went marked.
        after: safe HTML, with what came marked.
        changed: whether they differ.
    """

    number: str
    before: SafeString
    after: SafeString
    changed: bool


@dataclass(frozen=True)
class Compared:
    """One wording against the same of the newest edition; `pairs` is empty for a new wording."""

    language: str
    is_new: bool
    sentences: tuple[str, ...]
    pairs: tuple[Pair, ...]

    @property
    def changed(self) -> int:
        """How many rows differ."""
        return sum(pair.changed for pair in self.pairs)


def compared(work: Work, wordings: Wordings) -> tuple[Compared, ...]:
    """Every wording of a draft against the newest edition."""
    found = []
    for language, new in wordings.manuscripts.items():
        old, _ = work.read(language, work.published_text(language) or "")
        if old is None:
            found.append(Compared(language, is_new=True, sentences=(), pairs=()))
            continue
        rows = tuple(pairs(paragraphs(old.body), paragraphs(new.body)))
        found.append(Compared(language, is_new=False, sentences=_sentences(old, new), pairs=rows))
    return tuple(found)


def _sentences(old: Manuscript, new: Manuscript) -> tuple[str, ...]:
    """What changed around the text, in words; the text itself is shown side by side."""
    return tuple(
        each
        for each in differences(old, new)
        if not each.startswith(("Paragraph ", "The paragraph", "The heading", "The salutation"))
    )


def pairs(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Pair]:
    """The rows of two texts, in order."""
    before, after = [each.text for each in old], [each.text for each in new]
    steps = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for kind, old_from, old_to, new_from, new_to in steps:
        width = max(old_to - old_from, new_to - new_from)
        for offset in range(width):
            was = old[old_from + offset] if old_from + offset < old_to else None
            now = new[new_from + offset] if new_from + offset < new_to else None
            yield _pair(was, now, changed=kind != "equal")


def _pair(was: Block | None, now: Block | None, *, changed: bool) -> Pair:
    numbered = now or was
    number = str(numbered.number or "") if numbered else ""
    if not changed or was is None or now is None:
        whole = "del" if now is None else "ins"
        return Pair(
            number,
            _whole(was, whole if changed else ""),
            _whole(now, whole if changed else ""),
            changed,
        )
    return Pair(number, *_marked(was.text.split(), now.text.split()), changed)


def _whole(block: Block | None, element: str) -> SafeString:
    if block is None:
        return SafeString("")
    if element == "del":
        return format_html("<del>{}</del>", block.text)
    return format_html("<ins>{}</ins>", block.text) if element else SafeString(escape(block.text))


def _marked(old: list[str], new: list[str]) -> tuple[SafeString, SafeString]:
    before: list[str] = []
    after: list[str] = []
    steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for kind, old_from, old_to, new_from, new_to in steps:
        gone, come = escape(" ".join(old[old_from:old_to])), escape(" ".join(new[new_from:new_to]))
        if gone:
            before.append(gone if kind == "equal" else f"<del>{gone}</del>")
        if come:
            after.append(come if kind == "equal" else f"<ins>{come}</ins>")
    return mark_safe(" ".join(before)), mark_safe(" ".join(after))  # noqa: S308 - escaped above


@dataclass(frozen=True)
class NewRules:
    """Rules that come into force with an edition.

    Attributes:
        number: theirs.
        text: the whole document.
        lines: those that differ from the rules in force, with ``+`` or ``-`` before each.
    """

    number: int
    text: str
    lines: tuple[str, ...]


def new_rules(work: Work, wordings: Wordings) -> NewRules | None:
    """The rules that publishing would put in force; None where they stay as they are."""
    number = work.edition.rules if work.edition else 0
    kept = document(work.letter.log, f"rules/{number}.md") if work.letter and number else None
    if kept is not None and rules_document(wordings.first, number) == kept:
        return None
    text = rules_document(wordings.first, number + 1).decode()
    before = kept.decode().split("\n") if kept else []
    found = (each for each in difflib.ndiff(before, text.split("\n")) if each[:1] in "+-")
    lines = tuple(each for each in found if each[2:].strip() and not each[2:].startswith("# "))
    return NewRules(number + 1, text, lines if kept else ())
