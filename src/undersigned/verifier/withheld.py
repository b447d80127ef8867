"""Names withheld: their tokens and their owners' signatures (record format, section 5).

Part of step 4. `undersigned.evidence.history` says what must be signed by what; here it is checked.
"""

from collections.abc import Sequence

from undersigned.evidence.documents import digest, token_key_path
from undersigned.evidence.entries import Rules
from undersigned.evidence.withholding import Withholding
from undersigned.tlog.errors import Malformed
from undersigned.verifier import ed25519, rsa
from undersigned.verifier.site import Site, Unreadable
from undersigned.verifier.verdict import Step

LARGEST_KEY_FILE = 10_000
_WHOLE_BATCH = 10


class SiteProofs:
    """Checks tokens with the key files of a site; see `undersigned.evidence.history.Proofs`."""

    def __init__(self, site: Site, step: Step) -> None:
        self._site = site
        self._step = step
        self._keys: dict[str, rsa.PublicKey] = {}
        # What is wrong with the files of keys that could not be had, by the key's hash.
        self._absent: dict[str, str] = {}

    def take(self, rules: Rules) -> None:
        """Read the key that these rules name, before any token is checked under it."""
        expected = rules.token_key
        if expected is None or expected in self._keys:
            return
        path = token_key_path(rules.rules)
        try:
            data = self._site.read(path, LARGEST_KEY_FILE)
        except Unreadable as error:
            self._absent[expected] = str(error)
            return
        if digest(data) != expected:
            self._absent[expected] = f"{path} is not the key that the rules name"
            return
        try:
            self._keys[expected] = rsa.parse_public_key(data)
            self._absent.pop(expected, None)
        except Malformed as error:
            # The very bytes that the entry commits to, so that the entry itself is wrong.
            self._absent[expected] = f"{path}: {error}"
            self._step.fail(
                f"rules {rules.rules} name a token key of another form: {path}: {error}"
            )

    def token_key(
        self, message: bytes, prefix: bytes, token: bytes, keys: Sequence[str]
    ) -> str | None:
        """Return the one of `keys` that the token is good under, or None.

        Where it is good under none that could be read, and one could not be, it is told as a gap
        and taken for that one's: what follows can be checked all the same.
        """
        for name in reversed(keys):
            key = self._keys.get(name)
            if key is not None and rsa.verify_token(key, prefix, message, token):
                return name
        for name in reversed(keys):
            if name in self._absent:
                self._step.gap(f"tokens could not be checked: {self._absent[name]}")
                return name
        return None

    def signed(self, withdrawal_key: bytes, message: bytes, signature: bytes) -> bool:
        """Say whether the Ed25519 signature over `message` is by this key."""
        return ed25519.verify(withdrawal_key, message, signature)


def note_small_batches(withholding: Withholding, step: Step) -> None:
    """Note each day whose batch is small: it tells more of its members than it should.

    That is no failure (record format, section 5).
    """
    for event, days in (
        ("tokens issued", withholding.issued_by_day),
        ("names withheld", withholding.withheld_by_day),
    ):
        for day, count in days.items():
            if count < _WHOLE_BATCH:
                step.note(f"a batch of {count} {event} on {day}, fewer than {_WHOLE_BATCH}")
