"""Two editions side by side, in words."""

import difflib
from collections.abc import Iterator, Sequence
from decimal import Decimal

from undersigned.letters.manuscript import (
    Demand,
    Fact,
    Manuscript,
    Quantity,
    Reporting,
    Source,
    Term,
)
from undersigned.letters.markdown import Block, paragraphs

_Values = list[tuple[str, str]]


def differences(old: Manuscript, new: Manuscript) -> list[str]:
    """Return what changed between two wordings in one language, each change a sentence.

    First what stands in the front matter, in the order of the file, then the text by paragraphs,
    whose numbers are those of the newer wording (of the older one for what was taken out). Nothing
    where both say the same.
    """
    changes = list(_changed_values("", _top(old), _top(new)))
    changes += _changed_items("Demand", _demands(old.demands), _demands(new.demands))
    changes += _changed_items("Term", _terms(old.terms), _terms(new.terms))
    changes += _changed_items("Fact", _facts(old.facts), _facts(new.facts))
    changes += _changed_values("", _reporting(old.reporting), _reporting(new.reporting))
    changes += _changed_text(paragraphs(old.body), paragraphs(new.body))
    return changes


def _top(manuscript: Manuscript) -> _Values:
    return [
        ("Title", manuscript.title),
        ("From whom", manuscript.from_whom),
        ("Addressee, name", manuscript.addressee.name),
        ("Addressee, office", manuscript.addressee.office),
        ("Place", manuscript.place),
        ("Date", str(manuscript.date or "")),
        ("Organiser, name", manuscript.organiser.name),
        ("Organiser, contact", manuscript.organiser.contact),
        ("Who may sign", manuscript.eligibility),
        ("What is kept", manuscript.keeping),
        ("Language", manuscript.language),
        ("Languages", ", ".join(manuscript.languages)),
        ("Checks", ", ".join(manuscript.checks)),
    ]


def _demands(demands: Sequence[Demand]) -> list[_Values]:
    return [
        [
            ("text", demand.text),
            ("state", demand.state),
            ("day", str(demand.day or "")),
            ("reply", demand.reply),
            ("source", _source(demand.reply_source) if demand.reply_source else ""),
        ]
        for demand in demands
    ]


def _terms(terms: Sequence[Term]) -> list[_Values]:
    return [
        [("name", term.name), ("group", term.group), ("from", term.from_), ("to", term.to)]
        for term in terms
    ]


def _facts(facts: Sequence[Fact]) -> list[_Values]:
    return [
        [
            ("what", fact.what),
            ("who", fact.who),
            ("day", str(fact.day)),
            ("quote", fact.quote),
            ("quantity", _quantity(fact.quantity) if fact.quantity else ""),
            ("sources", "; ".join(_source(source) for source in fact.sources)),
        ]
        for fact in facts
    ]


def _reporting(reporting: Reporting | None) -> _Values:
    if reporting is None:
        reporting = Reporting("", (), ())
    return [
        ("Where to report, office", reporting.office),
        ("Where to report, addresses", "; ".join(reporting.addresses)),
        ("Where to report, what protects", "; ".join(reporting.protection)),
    ]


def _source(source: Source) -> str:
    return ", ".join(part for part in (source.title, source.url, source.archived) if part)


def _quantity(quantity: Quantity) -> str:
    before = _range(quantity.before_low, quantity.before_high)
    after = _range(quantity.after_low, quantity.after_high)
    return f"{quantity.name}: {before}, then {after} {quantity.unit}"


def _range(low: Decimal, high: Decimal) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _changed_values(of: str, old: _Values, new: _Values) -> Iterator[str]:
    for (name, before), (_, after) in zip(old, new, strict=True):
        called = f"{of}, {name}" if of else name
        if before == after:
            continue
        if not before:
            yield f"{called}: now “{after}”; nothing stood there before."
        elif not after:
            yield f"{called}: “{before}” was taken out."
        else:
            yield f"{called}: “{before}” became “{after}”."


def _changed_items(kind: str, old: list[_Values], new: list[_Values]) -> Iterator[str]:
    """Compare lists whose items are told apart by their first value."""
    before, after = [item[0][1] for item in old], [item[0][1] for item in new]
    steps = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for step, old_from, old_to, new_from, new_to in steps:
        paired = min(old_to - old_from, new_to - new_from)
        if step in {"equal", "replace"}:
            for offset in range(paired):
                called = f"{kind} {new_from + offset + 1}"
                yield from _changed_values(called, old[old_from + offset], new[new_from + offset])
        else:
            paired = 0
        for position in range(old_from + paired, old_to):
            yield f"{kind} {position + 1} was taken out: {_sentence(before[position])}"
        for position in range(new_from + paired, new_to):
            yield f"{kind} {position + 1} is new: {_sentence(after[position])}"


def _changed_text(old: Sequence[Block], new: Sequence[Block]) -> Iterator[str]:
    before, after = [block.text for block in old], [block.text for block in new]
    steps = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for step, old_from, old_to, new_from, new_to in steps:
        if step == "equal":
            continue
        paired = min(old_to - old_from, new_to - new_from)
        for offset in range(paired):
            called = _called(new[new_from + offset])
            changed = _changed_words(before[old_from + offset], after[new_from + offset])
            yield f"{called} changed: {changed}"
        for block in old[old_from + paired : old_to]:
            yield f"{_called(block)} was taken out: {_sentence(block.text)}"
        for block in new[new_from + paired : new_to]:
            yield f"{_called(block)} is new: {_sentence(block.text)}"


def _sentence(text: str) -> str:
    """Return quoted words so that they end the sentence they stand in."""
    return f"“{text}”" if text.endswith((".", "!", "?")) else f"“{text}”."


def _called(block: Block) -> str:
    return f"Paragraph {block.number}" if block.number else f"The {block.kind}"


def _changed_words(before: str, after: str) -> str:
    """Return the stretch of words between the first and the last difference, from both sides."""
    old, new = before.split(), after.split()
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    taken = " ".join(old[start : len(old) - end])
    given = " ".join(new[start : len(new) - end])
    if not taken:
        return f"“{given}” was put in."
    if not given:
        return f"“{taken}” was taken out."
    return f"“{taken}” became “{given}”."
