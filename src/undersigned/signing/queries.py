"""What views, the desk and other rooms may ask about signatures."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from undersigned.audit.queries import events_of
from undersigned.letters import queries as letters
from undersigned.letters.manuscript import Manuscript
from undersigned.letters.models import Letter
from undersigned.outbox.clocks import CLOCKS_DIFFER
from undersigned.outbox.queries import mails_to
from undersigned.record.queries import entries_of, is_published
from undersigned.signing.models import Intake, Signature, Token
from undersigned.signing.tokens import MOST_ATTEMPTS, SESSION, token_digest


@dataclass(frozen=True)
class Offer:
    """What can be signed now: one wording of the newest edition.

    Attributes:
        edition: its number.
        language: of the wording.
        languages: all of the edition's.
        manuscript: the wording.
        terms: the names of the terms of office that signers choose from, as the first language has
            them: so records name them.
    """

    edition: int
    language: str
    languages: tuple[str, ...]
    manuscript: Manuscript
    terms: tuple[str, ...]

    @property
    def folder(self) -> str:
        """The folder of this wording's page in the letter's; empty for the first language."""
        return "" if self.language == self.languages[0] else f"{self.language}/"


def offer(letter: Letter, language: str) -> Offer | None:
    """The newest edition in this language, or in its first one; None where it was struck."""
    edition = letters.current_edition(letter)
    languages = tuple(edition.languages)
    chosen = language if language in languages else languages[0]
    wording = _wording(letter, edition.number, chosen)
    if wording is None:
        return None
    terms = _terms(letter, edition.number, chosen)
    return Offer(edition.number, chosen, languages, wording, terms)


def wording_signed(signature: Signature) -> Manuscript | None:
    """The wording that its signer saw; None where it was struck."""
    return _wording(signature.letter, signature.edition, signature.language)


def terms_signed(signature: Signature) -> tuple[str, ...]:
    """The names of the terms of office in the edition that its signer signed."""
    return _terms(signature.letter, signature.edition, signature.language)


def _terms(letter: Letter, edition: int, language: str) -> tuple[str, ...]:
    """The terms as an edition's first language names them; as this one, where that was struck."""
    languages = letters.languages_of(letter, edition)
    wording = _wording(letter, edition, languages[0]) or _wording(letter, edition, language)
    return tuple(term.name for term in wording.terms) if wording else ()


def _wording(letter: Letter, edition: int, language: str) -> Manuscript | None:
    try:
        return letters.manuscript(letter, edition, language)
    except LookupError:
        return None


def live_token(letter: Letter, plain: str, *purposes: str) -> Token | None:
    """The token that this text is, if it is of this letter and of such a purpose, and still good.

    Dead are: one past its time, and one after five wrong codes. While the clock is behind the
    moment that it was made at, it is not good yet.
    """
    now = timezone.now()
    return (
        Token.objects.select_related("signature__letter__log")
        .filter(
            digest=token_digest(plain),
            signature__letter=letter,
            purpose__in=purposes,
            expires_at__gt=now,
            created_at__lte=now + CLOCKS_DIFFER,
            attempts__lt=MOST_ATTEMPTS,
        )
        .first()
    )


def signature_of_session(letter: Letter, plain: str) -> Signature | None:
    """The signature that the cookie of a signer's own page opens."""
    token = live_token(letter, plain, SESSION) if plain else None
    return token.signature if token else None


def subject_of(signature: Signature) -> str:
    """How the record knows a signature."""
    return f"signature:{signature.pk}"


def is_listed(signature: Signature) -> bool:
    """Whether a published checkpoint holds it; only then may it be called listed."""
    return signature.entry is not None and is_published(signature.letter.log, signature.entry)


def newer_edition(signature: Signature) -> Offer | None:
    """The newest edition, if a listed signer of an earlier one can sign it too."""
    if not signature.letter.is_open or not is_listed(signature):
        return None
    newest = offer(signature.letter, signature.language)
    return newest if newest and newest.edition > signature.edition else None


def receipt_name(signature: Signature) -> str:
    """The file name of a listed signature's receipt; it names nobody."""
    return f"{signature.letter.slug}-{signature.entry}.tlog-proof"


def intake_waiting(letter: str) -> int:
    """How many forms of a letter the worker has not looked at yet."""
    return Intake.objects.filter(letter=letter, set_aside_at=None).count()


def everything_held(signature: Signature) -> dict[str, Any]:
    """All that is kept about a signer, for them to take along."""
    log = signature.letter.log
    return {
        "letter": log.origin,
        "signature": {name: getattr(signature, name) for name in _OWN_FIELDS},
        "address": signature.address,
        "digest of the address": signature.address_digest,
        "digest of the network, for a week": signature.network,
        "consents": list(
            signature.consents.order_by("id").values(
                "kind", "wording", "edition", "language", "given_at"
            )
        ),
        "links": list(
            signature.tokens.order_by("id").values(
                "purpose", "attempts", "created_at", "expires_at", "used_at"
            )
        ),
        "mails": mails_to(signature.address, signature.letter.slug),
        "trail": list(
            events_of("signature", signature.pk).values("at", "actor_kind", "verb", "reason")
        ),
        "record": [
            {"entry": index, "event": event}
            for index, event in entries_of(log, subject_of(signature))
        ],
    }


_OWN_FIELDS = (
    *(
        "id",
        "state",
        "kind",
        "name",
        "folded_name",
        "by",
        "posts",
        "years",
        "served",
        "place",
        "statement",
    ),
    *("hint", "edition", "language", "checks", "receipt_by_mail", "correction", "reason", "note"),
    *("entry", "created_at", "confirmed_at", "decided_at", "ended_at"),
)
