"""All targets by their names."""

from fuzzing import letters, lists, record, typed
from fuzzing.names import NAMES

_ALL = (*record.TARGETS, *letters.TARGETS, *lists.TARGETS, *typed.TARGETS)
TARGETS = {target.name: target for target in _ALL}
assert tuple(TARGETS) == NAMES
