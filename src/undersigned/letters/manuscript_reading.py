"""From the front matter of a letter file to a `Manuscript`."""

import re

from undersigned.letters import checks, letter_keys
from undersigned.letters.fields import LONGEST_PASSAGE, Fields, fields_of, nearest
from undersigned.letters.manuscript import (
    Addressee,
    Demand,
    Manuscript,
    Organiser,
    Reporting,
    Term,
)
from undersigned.letters.manuscript_parts import (
    language_fault,
    read_facts,
    read_language,
    read_state,
    url_fault,
)

MOST_DEMANDS = 20
"""Demands that one letter may have."""
MOST_TERMS = 100
"""Terms of office that one letter may have."""
MOST_LANGUAGES = 50
"""Wordings that one letter may have."""
MOST_ADDRESSES = 10
"""Addresses of the office that takes reports, and sentences on what protects people, each."""

_FILE_LANGUAGE = re.compile(r".+\.([a-z]{2,3}(?:-[a-z0-9]{1,8})*)\.md")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:(?://|\S)")
_MAIL_ADDRESS = re.compile(r"[^@\s<>\"',;:]+@[^@\s<>\"',;:]+\.[^@\s<>\"',;:.]+")
_WRITE_NAME = "Write the name of the person or group that publishes the letter."
_WRITE_CONTACT = "Write an e-mail address or an https:// address, which is shown in public."


def read_manuscript(fields: Fields, body: str) -> Manuscript:
    """Return the letter whose front matter and text these are; its problems are with the fields."""
    language = read_language(fields, needed=True)
    languages = _languages(fields, language)
    _check_file_name(fields, language, languages)
    return Manuscript(
        file_name=fields.problems.file,
        title=fields.text("title", "Write the title of the letter."),
        from_whom=fields.text("from", "Write who writes, such as: former officials of …"),
        addressee=_addressee(fields),
        place=fields.text("place"),
        date=fields.day("date"),
        organiser=_organiser(fields),
        demands=_demands(fields),
        eligibility=fields.text(
            "eligibility", "Write who may sign.", limit=LONGEST_PASSAGE, lines=True
        ),
        keeping=fields.text("keeping", limit=LONGEST_PASSAGE, lines=True),
        terms=_terms(fields),
        facts=read_facts(fields),
        reporting=_reporting(fields),
        language=language,
        languages=languages,
        checks=_checks(fields),
        body=body,
    )


def _inner(fields: Fields, key: str, known: tuple[str, ...], mend: str = "") -> Fields | None:
    place = fields.needed(key, mend) if mend else fields.place(key)
    return fields_of(place, known, fields.problems) if place else None


def _addressee(fields: Fields) -> Addressee:
    mend = "Write office: and, if wanted, name: of whom the letter is written to."
    inner = _inner(fields, "addressee", letter_keys.ADDRESSEE, mend)
    if inner is None:
        return Addressee("", "")
    if inner.place("name") is None and inner.place("office") is None:
        inner.add("office", "Neither name nor office is given.", mend)
    return Addressee(inner.text("name"), inner.text("office"))


def _organiser(fields: Fields) -> Organiser:
    mend = "Write name: and contact: of whoever publishes the letter and answers for it."
    inner = _inner(fields, "organiser", letter_keys.ORGANISER, mend)
    if inner is None:
        return Organiser("", "")
    name = inner.text("name", _WRITE_NAME)
    contact = inner.text("contact", _WRITE_CONTACT)
    if contact and not _MAIL_ADDRESS.fullmatch(contact) and url_fault(contact):
        inner.add("contact", "This is neither an e-mail address nor a page's.", _WRITE_CONTACT)
    return Organiser(name, contact)


def _demands(fields: Fields) -> tuple[Demand, ...]:
    read = []
    for place in fields.places("demands", MOST_DEMANDS):
        inner = fields_of(place, letter_keys.DEMAND, fields.problems)
        if inner is not None:
            text = inner.text("text", "Write what the letter asks for.", limit=LONGEST_PASSAGE)
            read.append(Demand(text, *read_state(inner, "open")))
    return tuple(read)


def _terms(fields: Fields) -> tuple[Term, ...]:
    read: list[Term] = []
    for place in fields.places("terms", MOST_TERMS):
        inner = fields_of(place, letter_keys.TERM, fields.problems)
        if inner is None:
            continue
        name = inner.text("name", "Write the name that signers are to choose it by.")
        if name and any(term.name == name for term in read):
            inner.add(
                "name", f"Two terms are called {name}.", "Tell them apart, as by their years."
            )
        if inner.needed("from", "Write the year or day on which it began."):
            read.append(_term(inner, name))
    return tuple(read)


def _term(fields: Fields, name: str) -> Term:
    term = Term(name, fields.text("group"), fields.partial_day("from"), fields.partial_day("to"))
    # Of two days written to different length, the part that both have decides.
    shared = min(len(term.from_), len(term.to))
    if shared and term.to[:shared] < term.from_[:shared]:
        what = f"The term ends ({term.to}) before it begins ({term.from_})."
        fields.add("to", what, "Exchange the two, or mend the one that is wrong.")
    return term


def _reporting(fields: Fields) -> Reporting | None:
    inner = _inner(fields, "report", letter_keys.REPORT)
    if inner is None:
        return None
    mend = "Write at least one official address of the office."
    addresses = inner.texts("addresses", MOST_ADDRESSES, lines=True, fault=_address_fault)
    if inner.needed("addresses", mend) and inner.is_empty_list("addresses"):
        inner.add("addresses", "The list has no item.", mend)
    return Reporting(
        office=inner.text("office", "Write the office that takes reports."),
        addresses=addresses,
        protection=inner.texts("protects", MOST_ADDRESSES, lines=True),
    )


def _address_fault(address: str) -> tuple[str, str] | None:
    return url_fault(address) if _SCHEME.match(address) else None


def _languages(fields: Fields, language: str) -> tuple[str, ...]:
    listed = fields.texts("languages", MOST_LANGUAGES, fault=language_fault)
    if listed and language and language not in listed:
        mend = f"Add {language} to them, or mend language."
        fields.add("languages", f"The language of this file, {language}, is not among them.", mend)
    return tuple(dict.fromkeys(listed)) or (language,)


def _check_file_name(fields: Fields, language: str, languages: tuple[str, ...]) -> None:
    name = fields.problems.file
    if not language or name.endswith(f".{language}.md"):
        return
    named = _FILE_LANGUAGE.fullmatch(name)
    if named:
        what = f"The file's name says {named.group(1)}, and its language is {language}."
        fields.add("language", what, "Mend the one that is wrong.")
    elif len(languages) > 1:
        what = "The letter has several wordings, and this file's name does not say which it is."
        fields.add("language", what, f"Name it {name.removesuffix('.md')}.{language}.md.")


def _checks(fields: Fields) -> tuple[str, ...]:
    codes = fields.texts("checks", len(checks.CHECKS), fault=_code_fault)
    if not codes:
        return checks.DEFAULT
    for code in checks.ALWAYS:
        if code not in codes:
            what = f"{code} is missing, and nobody is listed who has not confirmed by mail."
            fields.add("checks", what, f"Add {code}.")
    return tuple(sorted(codes))


def _code_fault(code: str) -> tuple[str, str] | None:
    known = tuple(checks.CHECKS)
    if code in known:
        return None
    close = nearest(code, known)
    mend = f"Write {close}, if you meant that." if close else f"There are: {', '.join(known)}."
    return "There is no such check.", mend
