"""The commitments of a letter, each of them once. Source: record format, section 3.

A million of them must fit: only the first 8 bytes of each lie in a set of their own. Where these
are met again, which no honest letter will see, the whole 32 bytes decide.
"""

from array import array

from undersigned.evidence.slots import COMMITMENT_LENGTH, Slots

_PREFIXES_EACH = COMMITMENT_LENGTH // 8


class Commitments:
    """All commitments so far, those that were replaced too."""

    __slots__ = ("_prefixes", "_replaced", "_slots")

    def __init__(self, slots: Slots) -> None:
        """Look for the newest commitments in `slots`, which get each one that is taken."""
        self._slots = slots
        self._prefixes: set[int] = set()
        self._replaced: set[bytes] = set()

    def take(self, commitments: bytes) -> bool:
        """Take note of new commitments, 32 bytes each, all or none of them.

        False says that one is among the others or was taken before.
        """
        prefixes = array("Q", commitments)[::_PREFIXES_EACH].tolist()
        fresh = set(prefixes)
        alone = len(fresh) == len(prefixes) and self._prefixes.isdisjoint(fresh)
        if not alone and not self._are_new(commitments, prefixes):
            return False
        self._prefixes |= fresh
        return True

    def replace(self, commitment: bytes) -> None:
        """Keep a commitment that is about to be replaced in the slots."""
        self._replaced.add(commitment)

    def _are_new(self, commitments: bytes, prefixes: list[int]) -> bool:
        places = range(0, len(commitments), COMMITMENT_LENGTH)
        whole = [commitments[place : place + COMMITMENT_LENGTH] for place in places]
        if len(set(whole)) != len(whole):
            return False
        return not any(
            each in self._replaced or self._slots.has_commitment(each)
            for each, prefix in zip(whole, prefixes, strict=True)
            if prefix in self._prefixes
        )
