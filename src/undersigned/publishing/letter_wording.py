"""The pages of one wording: the letter and its facts, in one language of the edition shown."""

from dataclasses import dataclass

from undersigned.letters.manuscript import AddendumManuscript, Demand, Manuscript, Reply
from undersigned.letters.markdown import paragraphs, render_markdown
from undersigned.publishing.pages import (
    Addendum,
    Asked,
    Edition,
    FactsPage,
    FirstSignature,
    Frame,
    HandedOver,
    Language,
    LetterPage,
    numbered,
)

Added = tuple[int, AddendumManuscript]
"""An addendum with its number."""


@dataclass(frozen=True, kw_only=True)
class LetterWording:
    """One language of a letter.

    Attributes:
        text: the wording.
        folder: of its pages in the letter's folder, as ``de/``; empty for the first language.
        frame: what stands around them.
        languages: every language that they are there in; empty where this is the only one.
        editions: every edition of the letter; the last is the one shown.
        first: the names under the letter.
        addenda: what was added, in order.
        first_language: in which an addendum is that names none.
        deliveries: when and to whom it was handed over.
    """

    text: Manuscript
    folder: str
    frame: Frame
    languages: tuple[Language, ...]
    editions: tuple[Edition, ...]
    first: tuple[FirstSignature, ...]
    addenda: tuple[Added, ...]
    first_language: str
    deliveries: tuple[HandedOver, ...] = ()

    def letter_page(self) -> LetterPage:
        """The letter itself. The chain of lists begins at the first language's page alone."""
        text = self.text
        return LetterPage(
            frame=self.frame,
            next_path="" if self.folder else "signatories/",
            language_folder=self.folder,
            languages=self.languages,
            addressee=text.addressee,
            from_whom=text.from_whom,
            place=text.place,
            dated=text.date or self.editions[0].day,
            edition=self.editions[-1],
            demands=self.demands(),
            blocks=paragraphs(text.body),
            first=self.first,
            facts=numbered(text.facts),
            addenda=self.added(),
            editions=self.editions,
            deliveries=self.deliveries,
        )

    def facts_page(self) -> FactsPage:
        """The facts, and what was added."""
        return FactsPage(
            frame=self.frame,
            language_folder=self.folder,
            languages=self.languages,
            facts=numbered(self.text.facts),
            dated=self.text.date or self.editions[0].day,
            addenda=self.added(),
        )

    def demands(self) -> tuple[Asked, ...]:
        """What is asked for, each as it stands after the replies told in addenda.

        The last answer says how it stands. Where this wording's file or an addendum in its language
        tells the same answer, their words are shown, and not those of another language.
        """
        spoken = self.text.language
        return tuple(
            self._answered(number, Asked(demand=each, reply_language=spoken))
            for number, each in enumerate(self.text.demands, 1)
        )

    def _answered(self, number: int, asked: Asked) -> Asked:
        told = [asked]
        for _, text in self.addenda:
            language = text.language or self.first_language
            told += [
                Asked(demand=answer(asked.demand, each), reply_language=language)
                for each in text.replies
                if each.demand == number
            ]
        last = told[-1]
        own = [
            each
            for each in told
            if each.reply_language == self.text.language
            and each.demand.reply
            and (each.demand.state, each.demand.day) == (last.demand.state, last.demand.day)
        ]
        return own[-1] if own else last

    def added(self) -> tuple[Addendum, ...]:
        """The addenda as the pages show them, each in the language that it was written in."""
        return tuple(
            Addendum(
                number=number,
                title=text.title,
                day=text.day,
                html=render_markdown(text.body),
                language=text.language or self.first_language,
                facts=numbered(text.facts),
            )
            for number, text in self.addenda
        )


def answer(demand: Demand, reply: Reply) -> Demand:
    """A demand as a reply in an addendum leaves it."""
    return Demand(
        text=demand.text,
        state=reply.state,
        day=reply.day,
        reply=reply.reply,
        reply_source=reply.source,
    )
