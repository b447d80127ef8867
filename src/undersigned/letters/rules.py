"""The rules document: how a letter's signers are checked, counted and kept.

It is committed to in the record (record-format.md, section 2), so the same letter gives the same
bytes: an edition whose letter gives other bytes under the number in force needs new rules first.
"""

import re

from undersigned.letters.checks import CHECKS
from undersigned.letters.manuscript import Manuscript, Term

_MARKS = re.compile(r"([\\`*_\[\]<>#|~])")

_BEFORE_LISTING = """\
Before a signature is listed, each of these was passed, and the line says on which day. Nothing \
else is claimed of a signer.
"""

_COUNTING = """\
## How signatures are counted

- A signature is listed once its owner has confirmed it and every check named above was passed, \
and the entry for it stands in the record under a signed checkpoint.
- The count is of the signatures that stand under the newest edition: people, and organisations, \
which are counted apart and added. Whoever signed an earlier edition and has not signed the newest \
is counted apart, as an earlier signature, and not in the total.
- One address signs once. Two signatures that turn out to be one person's are made one.
- Names taken over from an earlier list, and not confirmed here by their owners, are in a figure \
of their own and in no other.
- Every figure is computed from the record, and names the size of the record at which it was \
computed.
- Under these rules every signatory is named. Names are not withheld.
"""

_ENDING = """\
## How a signature ends

Its owner can take it back at any time, without a reason, and the record then says withdrawn. The \
organiser can take it off, and the record then says which of these was the reason:

- `asked`: somebody who is named asked for it without being its owner here, as for an imported name;
- `court-order`: a court ordered it;
- `duplicate`: the same person had signed already;
- `impersonation`: the person named had not signed;
- `ineligible`: the person was not among those who may sign;
- `offensive`: what stood in the line was not fit to be shown;
- `superseded`: the owner of an imported name signed;
- `unverifiable`: what was said could not be checked.
"""

_KEEPING = """\
## What is kept

- **In public:** the line that the signer agreed to, with the days of the checks, as long as the \
signature stands. When it ends or is corrected, the earlier line is erased here. The entry \
remains, as a number and a hash from which the line cannot be read. Whoever saved the line before \
can still show it.
- **Not in public:** the signer's address, their consents with the wording and the time, and what \
the organiser's people noted while checking. The public record holds none of it.
"""


def rules_document(manuscript: Manuscript, number: int) -> bytes:
    """Return the rules that a letter is signed under.

    Args:
        manuscript: the wording in the letter's first language.
        number: of the rules, from 1.

    Returns:
        Markdown in UTF-8; the same bytes for the same arguments.
    """
    organiser = f"{_plain(manuscript.organiser.name)} ({_plain(manuscript.organiser.contact)})"
    parts = [
        f"# Rules {number}\n",
        "How those who sign this letter are checked, counted and kept.\n",
        f"{organiser} publishes the letter, does what is said here, and answers for it.\n",
        f"## Who may sign\n\n{_quoted(manuscript.eligibility)}",
        _checking(manuscript.checks),
        _COUNTING,
        _ENDING,
        _KEEPING + "\n" + _organisers_word(manuscript.keeping),
        _terms(manuscript.terms),
    ]
    return "\n".join(parts).encode()


def _checking(codes: tuple[str, ...]) -> str:
    lines = [
        "## How signers are checked\n",
        _BEFORE_LISTING,
    ]
    for check in (CHECKS[code] for code in codes):
        lines += [
            f"### {check.name} (`{check.code}`)\n",
            f"{check.done}\n",
            f"- It shows: {check.shows}",
            f"- It does not show: {check.does_not_show}\n",
        ]
    return "\n".join(lines)


def _organisers_word(keeping: str) -> str:
    if keeping:
        return f"For how long, in the organiser's words:\n\n{_quoted(keeping)}"
    return "The organiser has not said for how long what is not public is kept.\n"


def _terms(terms: tuple[Term, ...]) -> str:
    heading = "## Terms of office\n\n"
    if not terms:
        return f"{heading}None are defined, so no make-up by terms is shown.\n"
    introduction = (
        "Signers say which of these they served under. From that alone the make-up is computed: "
        "under how many terms, and of which groups.\n\n"
    )
    return heading + introduction + "".join(f"- {_term(term)}\n" for term in terms)


def _term(term: Term) -> str:
    period = f"{term.from_} to {term.to}" if term.to else f"since {term.from_}"
    group = f", {_plain(term.group)}" if term.group else ""
    return f"{_plain(term.name)}{group}: {period}"


def _quoted(text: str) -> str:
    return "".join(f"> {_plain(line)}".rstrip() + "\n" for line in text.split("\n"))


def _plain(value: str) -> str:
    """Return a plain-text value so that Markdown shows it as it was typed."""
    return _MARKS.sub(r"\\\1", value)
