"""The letter file that `undersigned letter new` writes: every key, explained, to be filled in."""

import json

from undersigned.letters.characters import refused_character
from undersigned.letters.fields import LONGEST_LINE, PLACEHOLDER
from undersigned.letters.manuscript_parts import language_fault
from undersigned.letters.problems import Problems

_TEMPLATE = """\
---
# A letter, its facts and what it asks for. Replace everything in {{ double braces }}, braces and
# all, keep the quotes around it, and delete what you don't need. Lines that begin with # are notes
# to you, but once published the file is public with its notes: delete them before you publish.
# The command undersigned letter check says what is left. Days are written as 2026-03-09.

title: TITLE
language: LANGUAGE
# More wordings stand beside this file as NAME.de.md, NAME.fr.md and so on; name all of them here,
# the letter's first language first:
# languages: [LANGUAGE, de]

from: "{{ who writes: former officials of the Department of Justice of Ruritania }}"

addressee:
  office: "{{ to whom: Minister of Justice of Ruritania }}"
  # name: "the name of the person, if the letter is to a person"

# place: "Strelsau"
# date: 2026-03-09

organiser:
  # Who publishes the letter and answers for it. Both are shown in public.
  name: "{{ the name of your group }}"
  contact: "{{ an e-mail address or a page }}"

demands:
  # What the letter asks for. A demand is open, met or refused; what is not open has its day.
  - text: "{{ what you ask for, one sentence that stands alone }}"
    state: open
    # day: 2026-03-18
    # reply: "the addressee's own words, without quotation marks"
    # source:
    #   title: "where the reply can be read"
    #   url: "https://example.org/reply"

# Who may sign, in words.
eligibility: "{{ people who have worked for the Department of Justice and have left it }}"

# What you keep of signers that is not public, and for how long, in words.
keeping: "{{ addresses and notes are deleted a year after the letter is closed }}"

# What has to be checked before a signature is listed: mail (the address was confirmed; always) and
# desk (your people have looked at it).
checks: [mail, desk]

# Periods of office, so that the page can show under how many of them the signers served, and under
# both parties. from and to are years, months or days; a term that lasts has no to.
# terms:
#   - name: "First government"
#     group: "its party, if wanted"
#     from: 2011
#     to: 2019

facts:
  # What the letter rests on. Each fact has a day and at least one source.
  - day: "{{ 2026-02-10 }}"
    who: "{{ who did or said it }}"
    what: "{{ what they did, one or two sentences that stand alone }}"
    # quote: "their own words, without quotation marks"
    # quantity:
    #   what: "what was counted or measured"
    #   unit: "years"
    #   before: 7 to 9
    #   after: 3 to 4
    sources:
      - title: "{{ what the source is: who published it, when, which page }}"
        # url: "https://example.org/document"
        # archived: "https://example.org/your-copy-of-it"

# Where people who still serve can report what they see, officially.
# report:
#   office: "the office that takes reports"
#   addresses:
#     - "its postal address"
#     - "https://example.org/report"
#   protects:
#     - "what protects those who report, a sentence"
---

{{ The salutation, }}

{{ The text of the letter, in Markdown: an empty line between paragraphs, ## before a heading. Each
paragraph gets a number, so that people can quote it. }}
"""


def new_letter_file(title: str, language: str) -> str:
    """Return a letter file that has a title and a language, and placeholders for the rest.

    Raises:
        ManuscriptRefused: where the title or the language could not stand in a letter.
    """
    problems = Problems("")
    title = " ".join(title.split())
    if not title:
        problems.add(0, "title", "The title is empty.", "Give the letter a title.")
    elif len(title) > LONGEST_LINE:
        problems.add(0, "title", f"It has {len(title):,} characters.", "Shorten it.")
    elif name := refused_character(title):
        problems.add(0, "title", f"The title holds {name}.", "Leave it out.")
    elif PLACEHOLDER.search(title):
        problems.add(0, "title", "The title holds {{, as placeholders do.", "Leave it out.")
    if fault := language_fault(language):
        problems.add(0, "language", *fault)
    problems.refuse_if_any()
    # A JSON string without escapes for letters is a double-quoted YAML string.
    quoted = json.dumps(title, ensure_ascii=False)
    return _TEMPLATE.replace("LANGUAGE", language).replace("TITLE", quoted)
