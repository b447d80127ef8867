"""Receive a form: one row, whoever sent it. What comes of it is the worker's to find out."""

from collections.abc import Mapping
from typing import Any

from undersigned.letters.models import Letter
from undersigned.signing.models import Intake

SIGN = "sign"
LINK = "link"


def receive(
    letter: Letter, *, kind: str, form: Mapping[str, Any], browser: str, network: str
) -> None:
    """Write the one intake row of a form. Looks nothing up, so that its answer can tell nothing.

    Args:
        letter: Which letter.
        kind: `sign`, or `link` for the link to one's own page.
        form: What `admit` reads: `address`, and for `sign` also `claim` (the members of
            `eligibility.claim.Claim`), `edition`, `language`, `consents` (objects of `kind` and
            `wording`) and `receipt_by_mail`.
        browser: Digest of the cookie in the answer.
        network: Keyed digest of the visitor's network, or empty.
    """
    Intake.objects.create(
        letter=letter.slug, kind=kind, form=dict(form), browser=browser, network=network
    )
