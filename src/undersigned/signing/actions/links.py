"""Make links into a signature, and the sessions that they lead to."""

from django.conf import settings
from django.utils import timezone

from undersigned.signing import tokens
from undersigned.signing.mail import Link
from undersigned.signing.models import Signature, Token


def make_link(signature: Signature, purpose: str, *, browser: str = "") -> Link:
    """Make a link for a mail, within the caller's transaction.

    The link itself is kept nowhere but in the text of the mail, which the outbox blanks once sent.

    Args:
        signature: What it opens.
        purpose: `confirm` or `own`.
        browser: Digest of the cookie of the browser that asked; that one needs no code.
    """
    plain, code = tokens.new_token(), tokens.new_code()
    digest = tokens.token_digest(plain)
    token = Token.objects.create(
        signature=signature,
        purpose=purpose,
        digest=digest,
        code_digest=tokens.code_digest(digest, code),
        browser=browser,
        expires_at=timezone.now() + tokens.LIFETIMES[purpose],
    )
    address = f"{settings.SITE_URL}/{signature.letter.slug}/confirm/{plain}"
    return Link(number=token.pk, address=address, code=code, until=token.expires_at)


def open_session(signature: Signature) -> str:
    """Begin half an hour on the signer's own page. Returns what goes into the cookie."""
    plain = tokens.new_token()
    Token.objects.create(
        signature=signature,
        purpose=tokens.SESSION,
        digest=tokens.token_digest(plain),
        expires_at=timezone.now() + tokens.LIFETIMES[tokens.SESSION],
    )
    return plain


def close_session(plain: str) -> None:
    """End a session; an unknown one is ended already."""
    Token.objects.filter(digest=tokens.token_digest(plain), purpose=tokens.SESSION).delete()
