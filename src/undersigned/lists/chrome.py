"""What stands around the text of a page: menus, heads and feet, forms, notices, comments."""

import re
from typing import Final

from undersigned.lists.dom import Element
from undersigned.lists.folding import fold
from undersigned.lists.sections import telling_section

AROUND: Final = "It stands in the menu, the head or the foot of the page, and not in its text."
FORM: Final = "It belongs to a form of the page."
COMMENT: Final = "It stands among the comments on the page."
PART_OF_PAGE: Final = "It is a button or a link of the page itself."
STRUCK: Final = "It is struck out."

_TAGS: Final = {"nav": AROUND, "footer": AROUND, "aside": AROUND, "dialog": AROUND}
_FORM_TAGS: Final = frozenset(
    {"select", "textarea", "button", "fieldset", "datalist", "optgroup", "output", "progress"}
)
_ROLES: Final = {
    "navigation": AROUND,
    "contentinfo": AROUND,
    "search": FORM,
    "dialog": AROUND,
    "alertdialog": AROUND,
    "menu": AROUND,
    "menubar": AROUND,
}
_PARTS: Final = re.compile(r"[^a-z]+")
_AROUND_WORDS: Final = frozenset(
    {"nav", "navbar", "navigation", "menu", "footer", "sidebar", "breadcrumb", "breadcrumbs"}
    | {"cookie", "cookies", "consent", "gdpr", "pagination", "pager", "newsletter", "subscribe"}
    | {"modal", "popup", "share", "sharing", "sharedaddy", "skip", "topbar", "related", "toc"}
)
_COMMENT_WORDS: Final = frozenset({"comments", "commentlist", "respond", "disqus"})
_SIGNING: Final = re.compile(r"sign|endors|support")
_MOST_SHARE: Final = 0.5  # of a page's text; what holds more is the page's text itself
_BUTTONS: Final = frozenset(
    {"home", "about", "about us", "contact", "contact us", "privacy", "privacy policy", "imprint"}
    | {"legal notice", "terms", "terms of use", "terms of service", "terms and conditions"}
    | {"cookie policy", "cookies", "log in", "login", "log out", "logout", "sign in", "sign up"}
    | {"register", "search", "menu", "skip to content", "skip to main content", "read more"}
    | {"learn more", "share", "share this", "tweet", "next", "previous", "prev", "back to top"}
    | {"subscribe", "donate", "sign the letter", "sign now", "sign", "add your name", "download"}
    | {"show more", "show all", "show less", "load more", "close", "faq", "blog", "news", "edit"}
    | {
        "edit this page",
        "print",
        "email",
        "download pdf",
        "all rights reserved",
        "accept",
        "decline",
    }
    | {"accept all", "accept cookies", "startseite", "impressum", "datenschutz", "kontakt", "suche"}
    | {"anmelden", "mehr", "mehr lesen", "teilen", "jetzt unterschreiben", "zuruck", "weiter"}
    | {"accueil", "mentions legales", "confidentialite", "recherche", "lire la suite", "partager"}
    | {"signer", "signez", "inicio", "aviso legal", "privacidad", "contacto", "buscar", "leer mas"}
    | {"compartir", "firmar", "firma", "contatti", "cerca", "condividi", "strona glowna", "szukaj"}
)


def is_button(text: str) -> bool:
    """Whether a line is the label of a button or a link that pages have."""
    return fold(text) in _BUTTONS


def reason_around(element: Element, whole: int) -> str:
    """Why an element is no part of the page's text; empty where it is.

    Args:
        element: The element.
        whole: How many characters the page's text has.
    """
    if element.tag in _FORM_TAGS:
        return FORM
    why = (
        _TAGS.get(element.tag) or _ROLES.get(element.attributes.get("role", "")) or _named(element)
    )
    if why and not _holds_list(element, whole):
        return why
    return ""


def _named(element: Element) -> str:
    if not element.attributes or element.tag in {"body", "main", "html"}:
        return ""
    names = f"{element.attributes.get('class', '')} {element.attributes.get('id', '')}".lower()
    words = set(_PARTS.split(names))
    if not words.isdisjoint(_COMMENT_WORDS):
        return COMMENT
    if not words.isdisjoint(_AROUND_WORDS) and not _SIGNING.search(names):
        return AROUND
    return ""


def _holds_list(element: Element, whole: int) -> bool:
    """Whether it holds the list itself: most of the page, or a heading that says who signed."""
    if len(element.text()) > _MOST_SHARE * whole:
        return True
    headings = (below for below in element.walk() if below.tag in {"h1", "h2", "h3", "h4", "h5"})
    return any((section := telling_section(each.text())) and section.signed for each in headings)
