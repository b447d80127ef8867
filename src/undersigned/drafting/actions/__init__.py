"""The only writers of letters in the making, and of what is published out of them."""

from undersigned.drafting.actions.addenda import (
    begin_addendum,
    publish_addendum,
    throw_addendum_away,
)
from undersigned.drafting.actions.publishing import (
    NO_HOST,
    Times,
    deliver,
    open_or_close,
    publish,
    set_times,
)
from undersigned.drafting.actions.writing import (
    Outcome,
    add_wording,
    begin,
    rename,
    save,
    start_again,
    take_wording_out,
    throw_away,
)

__all__ = [
    "NO_HOST",
    "Outcome",
    "Times",
    "add_wording",
    "begin",
    "begin_addendum",
    "deliver",
    "open_or_close",
    "publish",
    "publish_addendum",
    "rename",
    "save",
    "set_times",
    "start_again",
    "take_wording_out",
    "throw_addendum_away",
    "throw_away",
]
