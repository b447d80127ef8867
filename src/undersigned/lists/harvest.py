"""Finding signatories in nested data: lists of objects, objects keyed by name, lists of texts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import Final

from undersigned.lists.blocks import Block
from undersigned.lists.columns import find_columns
from undersigned.lists.fields import Fields, as_it_stood, fields_of, heading_of, joined
from undersigned.lists.folding import fold
from undersigned.lists.gathering import refuse_endless
from undersigned.lists.layout import are_mostly_names, columns_of_keys, is_full_name
from undersigned.lists.model import Found, Kind, Outcome, Refusal, Repair
from undersigned.lists.rows import read_records, read_rows
from undersigned.lists.sections import Heading, Outline, section_of, telling_section
from undersigned.lists.tables import Row
from undersigned.lists.texts import NOT_A_LIST, read_blocks
from undersigned.lists.trees import Tree
from undersigned.lists.vocabulary import COLUMN_NAMES

_MOSTLY: Final = 0.6
_SAMPLE: Final = 300  # records by which fields are told
LEAF: Final = "It stands beside the lists and names no signatory."
# Keys that say nothing of what they hold.
_WRAPPERS: Final = frozenset(
    {"data", "results", "result", "items", "rows", "records", "entries", "nodes", "edges", "values"}
    | {"value", "list", "feed", "content", "contents", "response", "body", "all", "names", "table"}
)
_PERSONAL: Final = frozenset({"name", "given", "family"})
_NAMING: Final = frozenset({"name", "given", "family", "organisation"})


@dataclass(slots=True)
class _Group:
    """Records of one list: their columns, whether anything says that they signed, their kind."""

    keys: list[str]
    rows: list[Row]
    kind: Kind | None
    signed: bool | None
    title: str
    plain: bool = False
    headed: bool = False


@dataclass(slots=True)
class _Place:
    """Where the walk stands: the path in words of JSON, and the keys above as headings."""

    path: str = "$"
    keys: tuple[str, ...] = ()

    def below(self, key: str) -> "_Place":
        plain = key.isidentifier()
        return _Place(f"{self.path}.{key}" if plain else f"{self.path}[“{key}”]", (*self.keys, key))

    def item(self, index: int) -> "_Place":
        return _Place(f"{self.path}[{index}]", self.keys)

    @property
    def outline(self) -> Outline:
        outline = Outline()
        for level, key in enumerate(self.keys, start=1):
            outline.enter(Heading(level, heading_of(key)))
        return outline

    @property
    def is_root(self) -> bool:
        return all(fold(heading_of(key)) in _WRAPPERS for key in self.keys)


@dataclass(slots=True)
class Harvest:
    """What a walk through a tree found, numbered in its order."""

    places: dict[int, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=list)

    def walk(self, tree: Tree, place: _Place) -> None:
        """Goes through a value and keeps every text in it once."""
        if tree.kind == "text":
            self._leaf(tree, place)
        elif tree.kind == "list":
            self._list(tree, place)
        else:
            self._object(tree, place)

    def _number(self, tree: Tree, place: _Place) -> int:
        number = len(self.places) + 1
        refuse_endless(number)
        self.places[number] = f"line {tree.line}" if tree.line else place.path
        return number

    def _leaf(self, tree: Tree, place: _Place, key: str = "") -> None:
        if tree.text.strip() or is_full_name(key):
            text = f"{key}: {tree.text}" if key else tree.text
            self.blocks.append(Block(self._number(tree, place), text, "other", why=LEAF))

    def _list(self, tree: Tree, place: _Place) -> None:
        kinds = {item.kind for item in tree.items}
        if kinds == {"list"} and _is_grid(tree):
            self._grid(tree, place)
            return
        if kinds == {"object"} and _is_keyed_one_by_one(tree.items):
            members = [item.members[0] for item in tree.items]
            if self._keyed_by_name(Tree(tree.line, "object", members=members), place, least=2):
                return
        are_records = [item.kind == "object" and _is_record(item) for item in tree.items]
        group = self._group(list(compress(tree.items, are_records)), place)
        for index, (item, is_record) in enumerate(zip(tree.items, are_records, strict=True)):
            here = place.item(index)
            if item.kind == "text":
                self._item(item, here)
            elif group is not None and is_record:
                self._record(group, item, fields_of(item), here)
            else:
                self.walk(item, here)

    def _object(self, tree: Tree, place: _Place) -> None:
        if self._keyed_by_name(tree, place):
            return
        if _is_record(tree) and (place.is_root or place.outline.signed):
            group = self._group([tree], place)
            if group is not None:
                self._record(group, tree, fields_of(tree), place)
                return
        for key, member in tree.members:
            if member.kind == "text":
                self._leaf(member, place.below(key), key)
            else:
                self.walk(member, place.below(key))

    def _keyed_by_name(self, tree: Tree, place: _Place, least: int = 5) -> bool:
        """Reads `{"Anna Ott": {"role": "Clerk"}}` and `{"Anna Ott": "Clerk"}`."""
        keys = [key for key, _ in tree.members]
        kinds = {member.kind for _, member in tree.members}
        if not keys or "list" in kinds or any(map(_is_told, keys)):
            return False
        objects = [member for _, member in tree.members if member.kind == "object"]
        inner = list(dict.fromkeys(key for member in objects for key in fields_of(member)))
        named = bool(objects) and not _PERSONAL.isdisjoint(columns_of_keys(inner).values())
        like = sum(is_full_name(key) for key in keys)
        names = like >= _MOSTLY * len(keys) and (len(keys) >= least or bool(objects))
        if not (names or place.outline.signed or (named and len(objects) > 2)):  # noqa: PLR2004 - several
            return False
        columns = inner if named else ["name", *(inner or ["affiliation"])]
        group = self._new_group(columns, place)
        for key, member in tree.members:
            fields = fields_of(member) if member.kind == "object" else {"affiliation": member.text}
            text = f"{key}: {as_it_stood(member)}"
            whole = fields if named else {**fields, "name": key}
            self._record(group, member, whole, place.below(key), text)
        return True

    def _grid(self, tree: Tree, place: _Place) -> None:
        group = self._new_group([], place)
        group.headed = True
        for index, item in enumerate(tree.items):
            number = self._number(item, place.item(index))
            cells = tuple(joined(cell) for cell in item.items)
            group.rows.append(Row(number, number, cells or ("",), " | ".join(cells)))

    def _item(self, item: Tree, place: _Place) -> None:
        if not item.text.strip():
            return
        outline = place.outline
        self.blocks.append(
            Block(
                self._number(item, place),
                item.text,
                "item",
                content=item.text,
                signed=True if outline.signed is None and place.is_root else outline.signed,
                kind=outline.kind,
                title=outline.title,
            )
        )

    def _group(self, records: Sequence[Tree], place: _Place) -> _Group | None:
        fields = [fields_of(record) for record in records]
        keys = list(dict.fromkeys(key for each in fields for key in each))
        sample = [[each.get(key, "") for key in keys] for each in fields[:_SAMPLE]]
        return self._new_group(keys, place) if keys and columns_of_keys(keys, sample) else None

    def _new_group(self, keys: Iterable[str], place: _Place) -> _Group:
        outline = place.outline
        signed = outline.signed
        group = _Group(list(keys), [], outline.kind, signed, outline.title, plain=place.is_root)
        self.groups.append(group)
        return group

    def _record(
        self, group: _Group, tree: Tree, fields: Fields, place: _Place, text: str = ""
    ) -> None:
        number = self._number(tree, place)
        cells = tuple(fields.get(key, "") for key in group.keys)
        group.rows.append(Row(number, number, cells, text or as_it_stood(tree)))


def read_tree(tree: Tree, notes: Iterable[tuple[int, str, str]] = ()) -> Found:
    """Reads nested data; every record, and every text outside one, gives one outcome.

    Args:
        tree: The data.
        notes: Lines that the data itself does not know, such as comments: their number, their
            text, and why they are no signatories.
    """
    harvest = Harvest()
    harvest.walk(tree, _Place())
    for line, text, why in notes:
        number = len(harvest.places) + 1
        harvest.places[number] = f"line {line}"
        harvest.blocks.append(Block(number, text, "other", why=why))
    signed = any(group.signed for group in harvest.groups)
    parts = [_read_group(group, signed=signed) for group in harvest.groups]
    taken = any(not isinstance(outcome, Refusal) for part in parts for outcome in part.outcomes)
    parts.append(read_blocks([_settled(block, elsewhere=taken) for block in harvest.blocks]))
    outcomes: list[Outcome] = [outcome for part in parts for outcome in part.outcomes]
    repairs: list[Repair] = [repair for part in parts for repair in part.repairs]
    remarks = dict.fromkeys(remark for part in parts for remark in part.remarks)
    return Found(
        len(outcomes),
        tuple(sorted(outcomes, key=lambda outcome: outcome.line)),
        tuple(repairs),
        "data",
        remarks=tuple(remarks),
        places=harvest.places,
    )


def _settled(block: Block, *, elsewhere: bool) -> Block:
    """Where a list of records was taken, texts of which nothing says that they signed are none."""
    if elsewhere and block.shape == "item" and block.signed is None:
        return replace(block, shape="other", why=NOT_A_LIST)
    return block


def _read_group(group: _Group, *, signed: bool) -> Found:
    why = ""
    if group.signed is False:
        why = f"It stands under “{group.title}”, where nobody signs."
    elif group.signed is None and signed:
        why = "Another list of the file says that it holds the signatories."
    elif group.signed is None and not group.plain and not _looks_of_people(group):
        why = "Nothing says that this list holds signatories."
    if why:
        refused = tuple(Refusal(row.line, row.text, why) for row in group.rows)
        return Found(len(refused), refused, (), "data")
    if group.headed:
        return read_rows(group.rows, kind=group.kind, trust="list" if group.plain else "page")
    return read_records(group.keys, group.rows, kind=group.kind)


def _looks_of_people(group: _Group) -> bool:
    if group.headed:
        return True
    sample = [row.cells for row in group.rows]
    return are_mostly_names(columns_of_keys(group.keys, sample), sample)


def _is_told(key: str) -> bool:
    """Whether a key heads a section or names a field, and so nobody."""
    heading = heading_of(key)
    return fold(heading) in COLUMN_NAMES or telling_section(heading) is not None


def _is_grid(tree: Tree) -> bool:
    return all(cell.kind == "text" for item in tree.items for cell in item.items)


def _is_keyed_one_by_one(items: Sequence[Tree]) -> bool:
    """Whether each object has one member, keyed by another name: "- Anna Ott: Clerk"."""
    keys = [item.members[0][0] for item in items if len(item.members) == 1]
    if len(keys) < len(items) or len(keys) < 2:  # noqa: PLR2004 - one alone may be a field
        return False
    return len(set(keys)) >= _MOSTLY * len(keys)


def _is_record(tree: Tree) -> bool:
    """Whether an object is a record, and no group that holds lists of records itself."""
    own = [heading_of(key) for key, member in tree.members if member.kind != "list"]
    named = not _NAMING.isdisjoint(find_columns([*own, "name"]).values() if own else ())
    for key, member in tree.members:
        section = section_of(Heading(1, heading_of(key)))
        objects = _holds_lists_of_objects(member)
        lists = member.kind == "list" and bool(member.items)
        if lists and section.signed and (objects or section.kind != "organisation"):
            return False
        if objects and (member.kind == "object" or not named):
            return False
    return bool(tree.members)


def _holds_lists_of_objects(tree: Tree) -> bool:
    if tree.kind == "object":
        return any(_holds_lists_of_objects(member) for _, member in tree.members)
    return any(item.kind == "object" or _holds_lists_of_objects(item) for item in tree.items)
