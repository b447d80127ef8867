"""A sheet filled with what a text says, and with what is wrong in it, for the page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from undersigned.drafting.sheet import Choice, Group, Items, Part, Section, Text, Ticks
from undersigned.letters.front_matter_writing import Value
from undersigned.letters.problems import Problem

TEXT = "text"
"""The field of the text itself, in the form and in problems."""


@dataclass
class Control:
    """One field of the form.

    Attributes:
        name: as problems name it, such as `facts[2].day`.
        kind: `line`, `day`, `passage`, `choice` or `ticks`.
        options: of a choice or of ticks: the word, what it is called, what it means.
    """

    name: str
    kind: str
    label: str
    hint: str
    value: str = ""
    needed: bool = False
    options: tuple[tuple[str, str, str], ...] = ()
    ticked: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def id(self) -> str:
        """The id of its element."""
        return element_id(self.name)

    @property
    def rows(self) -> int:
        """Lines of its box, so that what is written is seen whole."""
        return min(max(3, len(self.value) // 60 + self.value.count("\n") + 2), 14)


@dataclass
class Block:
    """Fields that belong together, or a list of them.

    Attributes:
        name: as problems name it; the empty string for the whole.
        kind: `group`, `item` or `items`.
        inner: fields and blocks, in order.
        number: of an item, from 1; 0 for the empty one at the end, where a new one is written.
        told_by: what an item says in short.
        open: whether it is unfolded.
    """

    name: str
    kind: str
    label: str
    hint: str = ""
    inner: list["Control | Block"] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    number: int = 0
    told_by: str = ""
    folded: bool = False
    open: bool = False
    one: str = ""
    filled: int = 0

    @property
    def id(self) -> str:
        """The id of its element; an item that is one field leaves the name to that."""
        alone = [each.name for each in self.inner] == [self.name]
        return element_id(f"{self.name} item" if alone else self.name)


@dataclass
class FilledSection:
    """A section with its fields."""

    section: Section
    inner: list[Control | Block]


def element_id(name: str) -> str:
    """The id of the element of a field: letters, digits and hyphens alone."""
    return "in-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


@dataclass(frozen=True)
class Told:
    """One problem as the page tells it first: the element that it leads to, and the sentences."""

    target: str
    text: str


# What problems say of keys, said of fields.
_IN_FORMS = {
    "This key is missing.": "This is missing.",
    "This has no value.": "This is missing.",
    "There is no paragraph after the front matter.": "There is no text yet.",
}
_MENDS_IN_FORMS = {
    "addressee": "Write the office, the name of the person, or both.",
    "addressee.office": "Write it, or the name of the person.",
    "organiser": "Write a name, and where to reach them.",
}


def in_form(problem: Problem) -> Problem:
    """A problem in the words of a form, where nobody sees keys."""
    what = _IN_FORMS.get(problem.what, problem.what)
    return replace(problem, what=what, mend=_MENDS_IN_FORMS.get(problem.field, problem.mend))


class Filling:
    """Fills sheets with one text's values and problems."""

    def __init__(self, values: Mapping[str, Value], problems: Sequence[Problem]) -> None:
        """Take what the front matter says, and what is wrong."""
        self.values = values
        self.shown: set[str] = {TEXT}
        self._called: dict[str, str] = {TEXT: "The text"}
        self._problems: dict[str, tuple[Problem, ...]] = {}
        for problem in map(in_form, problems):
            self._problems[problem.field] = (*self._problems.get(problem.field, ()), problem)

    def sections(self, sheet: Sequence[Section]) -> list[FilledSection]:
        """Every section, filled."""
        return [
            FilledSection(each, [self._part(part, self.values, "") for part in each.parts])
            for each in sheet
        ]

    def told(self, problem: Problem) -> Told:
        """A problem with the field that it is shown at, or the nearest around it."""
        name = problem.field
        while name and name not in self.shown:
            name = name.rpartition("[")[0] if name.endswith("]") else name.rpartition(".")[0]
        said = in_form(problem)
        if not name:
            where = f"Line {said.line} of the file, {said.field}".removesuffix(", ")
            return Told("unshown", f"{where}: {said.what} {said.mend}")
        around = [name[: each.end()] for each in re.finditer(r"\]", name)]
        called = dict.fromkeys(self._called.get(each, "") for each in (*around, name))
        return Told(element_id(name), f"{', '.join(called)}: {said.what} {said.mend}")

    def problems_at(self, name: str) -> tuple[Problem, ...]:
        """What is wrong at a field that is on the page."""
        self.shown.add(name)
        return self._problems.get(name, ())

    def _part(self, part: Part, values: Mapping[str, Value], path: str) -> Control | Block:
        name = joined(path, part.key)
        self._called[name] = part.label
        value = values.get(part.key, "")
        if isinstance(part, Text):
            return self._text(part, value, name)
        if isinstance(part, Choice):
            options = tuple((word, called, "") for word, called in part.options)
            chosen = value if isinstance(value, str) and value else part.default
            problems = self.problems_at(name)
            return Control(name, "choice", part.label, part.hint, chosen, options=options,
                           problems=problems)  # fmt: skip
        if isinstance(part, Ticks):
            words = [each for each in value if isinstance(each, str)] if value else part.default
            return Control(name, "ticks", part.label, "", options=part.options,
                           ticked=tuple(words), always=part.always,
                           problems=self.problems_at(name))  # fmt: skip
        if isinstance(part, Group):
            return self._group(part, values, path)
        return self._items(part, value, name)

    def _text(self, part: Text, value: Value, name: str) -> Control:
        written = value if isinstance(value, str) else ""
        return Control(
            name, part.kind, part.label, part.hint, written, part.needed,
            problems=self.problems_at(name),
        )  # fmt: skip

    def _group(self, group: Group, values: Mapping[str, Value], path: str) -> Block:
        transparent = group.key.startswith("~")
        name = path if transparent else joined(path, group.key)
        inner = values if transparent else members_of(values.get(group.key, ""), group)
        block = Block(
            f"{path}{group.key}" if transparent else name, "group", group.label, group.hint,
            folded=group.folded,
        )  # fmt: skip
        block.inner = [self._part(part, inner, name) for part in group.members]
        block.problems = () if transparent else self.problems_at(name)
        block.filled = sum(_is_filled(each) for each in block.inner)
        block.open = bool(block.filled) or _has_problem(block)
        return block

    def _items(self, items: Items, value: Value, name: str) -> Block:
        listed = value if isinstance(value, list) else []
        block = Block(name, "items", items.label, items.hint, one=items.one)
        block.problems = self.problems_at(name)
        block.filled = len(listed)
        for number, item in enumerate([*listed, ""], 1):
            is_new = number > len(listed)
            inner = self._item(items, item, f"{name}[{number}]")
            inner.number = 0 if is_new else number
            inner.open = _has_problem(inner) or (is_new and not listed and items.needed)
            block.inner.append(inner)
        return block

    def _item(self, items: Items, value: Value, name: str) -> Block:
        block = Block(name, "item", items.one, one=items.one)
        self._called[name] = f"{items.one} {name.rpartition('[')[2][:-1]}"
        if isinstance(items.item, Text):
            block.inner = [self._text(items.item, value, name)]
            block.told_by = value if isinstance(value, str) else ""
            return block
        members = members_of(value, items.item)
        block.inner = [self._part(part, members, name) for part in items.item.members]
        block.problems = self.problems_at(name)
        told = [members.get(key, "") for key in items.told_by]
        block.told_by = ", ".join(each for each in told if isinstance(each, str) and each)
        return block


def joined(path: str, key: str) -> str:
    """The name of a key under a path."""
    return f"{path}.{key}" if path and key else path or key


def members_of(value: Value, group: Group) -> Mapping[str, Value]:
    """The keys and values of a group; a text alone is its lone member."""
    if isinstance(value, dict):
        return value
    return {group.lone: value} if group.lone and isinstance(value, str) and value else {}


def _is_filled(part: Control | Block) -> bool:
    if isinstance(part, Control):
        return bool(part.value) and not (part.kind == "choice" and part.value == part.options[0][0])
    return part.filled > 0


def _has_problem(part: Control | Block) -> bool:
    if part.problems:
        return True
    return isinstance(part, Block) and any(_has_problem(each) for each in part.inner)
