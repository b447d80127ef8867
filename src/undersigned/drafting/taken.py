"""What was typed into a sheet, as values of the front matter; empty fields say nothing.

What the form does not show stays: keys that it does not know, and values of another kind.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from undersigned.drafting.filled import joined, members_of
from undersigned.drafting.sheet import Choice, Group, Items, Part, Section, Text, Ticks
from undersigned.letters.front_matter_writing import Value, without_empty

OUT = "~out"
"""Ends the name of the box that takes an item out."""
PLACE = "~place"
"""Ends the name of the field that says where an item stands."""
_WHOLE = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True)
class Typed:
    """The fields of a form that was sent: by name, the last one; `several` for ticks."""

    fields: Mapping[str, str]
    several: Mapping[str, Sequence[str]]

    def text(self, name: str) -> str:
        """What stands in a field, with plain ends of lines."""
        return self.fields.get(name, "").replace("\r\n", "\n").replace("\r", "\n").strip()


def taken(sheet: Sequence[Section], typed: Typed, now: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values of all the keys that a sheet shows.

    Args:
        sheet: the form.
        typed: what was sent.
        now: the values of the text that the form was filled from.
    """
    values: dict[str, Value] = {}
    for section in sheet:
        for part in section.parts:
            values.update(_part(part, typed, now, ""))
    return values


def _part(part: Part, typed: Typed, now: Mapping[str, Value], path: str) -> dict[str, Value]:
    name, was = joined(path, part.key), now.get(part.key, "")
    if isinstance(part, Group) and part.key.startswith("~"):
        return _members(part, typed, now, path)
    if isinstance(part, Text):
        return {part.key: _kept(typed.text(name), was)}
    if isinstance(part, Choice):
        chosen = typed.text(name)
        silent = chosen == part.default and part.key not in now
        return {part.key: "" if silent else _kept(chosen, was)}
    if isinstance(part, Ticks):
        known = tuple(word for word, _, _ in part.options)
        words = sorted({*part.always, *typed.several.get(name, ())} & set(known))
        silent = tuple(words) == part.default and part.key not in now
        same = isinstance(was, list) and {str(each) for each in was} == set(words)
        return {part.key: "" if silent else was if same else list(words)}
    if isinstance(part, Group):
        return {part.key: _group(part, typed, was, name)}
    return {part.key: _items(part, typed, was, name)}


def _kept(written: str, was: Value) -> Value:
    return was if not written and not isinstance(was, str) else written


def _group(group: Group, typed: Typed, was: Value, name: str) -> Value:
    now = members_of(was, group)
    values = _members(group, typed, now, name)
    said = without_empty(values)
    if not said and was and not now:
        return was  # something else than a form can show
    # A source that was its title alone stays so, while it is nothing else.
    if isinstance(was, str) and was and group.lone and said == {group.lone: values[group.lone]}:
        return values[group.lone]
    return {**{key: each for key, each in now.items() if key not in values}, **values}


def _members(group: Group, typed: Typed, now: Mapping[str, Value], path: str) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for part in group.members:
        values.update(_part(part, typed, now, path))
    return values


def _items(items: Items, typed: Typed, was: Value, name: str) -> Value:
    now = was if isinstance(was, list) else []
    if not isinstance(was, list) and was:
        return was
    # A form that was cut short must not take items away: an item is gone when its box says so.
    numbers = _numbers(typed, name) | set(range(1, len(now) + 1))
    placed: list[tuple[int, int, Value]] = []
    for number in sorted(numbers):
        at = f"{name}[{number}]"
        before = now[number - 1] if number <= len(now) else ""
        if typed.fields.get(f"{at}{OUT}"):
            continue
        sent = any(each == at or each.startswith((f"{at}.", f"{at}~")) for each in typed.fields)
        value = _item(items, typed, before, at) if sent else before
        if _says_something(items, value):
            place = typed.text(f"{at}{PLACE}")
            placed.append((int(place) if _WHOLE.fullmatch(place) else number, number, value))
    # What is moved up to a place goes before what stands there, and what is moved down, after it.
    placed.sort(key=lambda each: (each[0], (each[1] < each[0]) - (each[1] > each[0]), each[1]))
    return [value for _, _, value in placed]


def _item(items: Items, typed: Typed, before: Value, at: str) -> Value:
    if isinstance(items.item, Text):
        return _kept(typed.text(at), before)
    return _group(items.item, typed, before, at)


def _says_something(items: Items, value: Value) -> bool:
    said = without_empty(value)
    if isinstance(said, dict) and isinstance(items.item, Group):
        # A choice that stands at its default says nothing by itself.
        choices = {part.key for part in items.item.members if isinstance(part, Choice)}
        return bool(set(said) - choices) or any(said.get(key) for key in choices)
    return bool(said)


def _numbers(typed: Typed, name: str) -> set[int]:
    pattern = re.compile(rf"{re.escape(name)}\[([1-9][0-9]{{0,3}})\]")
    found = (pattern.match(each) for each in typed.fields)
    return {int(each.group(1)) for each in found if each}
