"""One entry while it is being read: what is left of its text, and what was found in it."""

from dataclasses import dataclass, field
from typing import Literal

from undersigned.lists.folding import fold
from undersigned.lists.mending import Mend, mend_field
from undersigned.lists.model import Kind, Line, Outcome, Refusal, Repair
from undersigned.lists.posts import Post, Service, split_post
from undersigned.lists.prose import (
    OTHERS,
    SENTENCE,
    goes_on_as_sentence,
    has_small_words,
    holds_letters,
    reads_like_office,
    reason_for_cell,
    reason_for_organisation,
    reason_for_person,
    speaks_of_others,
)
from undersigned.lists.vocabulary import NAMELESS

Trust = Literal["cell", "heading", "open"]


def _part_role(role: str) -> Post:
    """A post with its office in one field, "Founder, Flywheel", where they are plainly two."""
    post = split_post(role)
    return post if post.role and post.organisation and not post.doubt else Post(role)


@dataclass(slots=True)
class Draft:
    """An entry in the making.

    Attributes:
        line: Its number in the file.
        text: As it stands in the file.
        rest: What is left to be understood; at the end the name.
        kind: What the list says the entry is, or None where it says nothing.
        trust: How plainly the list says that this is a signatory: the cell of a column of names,
            an item below a heading that says who signed, or neither ("open").
    """

    line: int
    text: str
    rest: str
    kind: Kind | None = None
    trust: Trust = "open"
    affiliation: str = ""
    role: str = ""
    organisation: str = ""
    country: str = ""
    place: str = ""
    service: Service | None = None
    links: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    mends: list[Mend] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def mend(self, name: str, value: str) -> str:
        """Returns the value repaired, and keeps what was repaired."""
        mended, mends = mend_field(name, value)
        self.mends += mends
        return mended

    def repairs(self) -> list[Repair]:
        """All that was repaired in this entry."""
        return [
            Repair(self.line, mend.field, mend.before, mend.after, mend.why) for mend in self.mends
        ]

    def refusal(self, why: str) -> Refusal:
        """The entry as no signatory."""
        return Refusal(self.line, self.text, why)

    def outcome(self) -> Outcome:
        """The entry as a signatory, or the reason why it is none."""
        name = self.mend("name", self.rest)
        if not holds_letters(name):
            if self.addresses or self.links:
                return self.refusal("It holds an address without a name.")
            return self.refusal("It holds no name.")
        kind, doubt = self._kind_of(name)
        if why := self._reason(kind, name):
            return self.refusal(why)
        self.doubts += [doubt] if doubt else []
        if kind == "person":
            self._doubt_name(name)
        post = self._post()
        return Line(
            line=self.line,
            kind=kind,
            name=name,
            text=self.text,
            role=post.role,
            organisation=post.organisation,
            country=self.mend("country", self.country),
            place=self.mend("place", self.place),
            years=self.service.years if self.service else None,
            served=self._served(),
            link=self._only(self.links, "link"),
            address=self._only(self.addresses, "mail address"),
            doubt=" ".join(dict.fromkeys(self.doubts)),
        )

    def _reason(self, kind: Kind, name: str) -> str:
        if self.trust == "cell":
            return reason_for_cell(name)
        if self.trust == "open" and goes_on_as_sentence(name, self.affiliation):
            return SENTENCE
        return reason_for_organisation(name) if kind == "organisation" else reason_for_person(name)

    def _kind_of(self, name: str) -> tuple[Kind, str]:
        if self.kind is not None:
            return self.kind, ""
        if not (self.affiliation or self.role or self.organisation) and reads_like_office(name):
            return (
                "organisation",
                "No heading or column says so, but it reads like an organisation.",
            )
        return "person", ""

    def _doubt_name(self, name: str) -> None:
        folded = fold(name)
        if folded in NAMELESS or folded.split()[:1] == ["anonymous"]:
            self.doubts.append("No name is given.")
        elif folded.endswith(" et al"):
            self.doubts.append(OTHERS)
        elif " and " in name or " & " in name:
            self.doubts.append("Two people may stand in one line.")
        if has_small_words(name) and self.trust == "open":
            self.doubts.append("The small letters are unusual for a name.")
        if speaks_of_others(self.affiliation):
            self.doubts.append(OTHERS)

    def _post(self) -> Post:
        affiliation = self.mend("affiliation", self.affiliation)
        role, organisation = (
            self.mend("role", self.role),
            self.mend("organisation", self.organisation),
        )
        if not affiliation and role and not organisation:
            return _part_role(role)
        if not affiliation:
            return Post(role, organisation)
        if role and organisation:
            self.doubts.append("Beside post and organisation there is a third text.")
            return Post(f"{role}, {affiliation}", organisation)
        if role:
            return Post(role, affiliation)
        if organisation:
            return Post(affiliation, organisation)
        post = split_post(affiliation)
        self.doubts += [post.doubt] if post.doubt else []
        return post

    def _served(self) -> tuple[str, ...]:
        if self.service is None:
            return ()
        self.doubts += [self.service.doubt] if self.service.doubt else []
        terms = (self.mend("served", term) for term in self.service.served)
        return tuple(term for term in terms if term)

    def _only(self, found: list[str], what: str) -> str:
        different = list(dict.fromkeys(found))
        if len(different) > 1:
            self.doubts.append(f"There is more than one {what}; the first was taken.")
        return different[0] if different else ""
