"""The audit trail: is every row what was sealed, and does nothing miss."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from django.utils import timezone

from undersigned.audit.queries import head, holds, sealed, unsealed
from undersigned.audit.seals import Head, broken_places
from undersigned.config.doctor.findings import Finding, good, look, wrong
from undersigned.config.instance import Instance
from undersigned.config.trail import HEADS, TrailBroken, head_path, heads_beside_backups, kept_head

SUBJECT = "Trail"
MOST_TOLD = 3
LONG_UNSEALED = dt.timedelta(hours=1)
# A transaction may last, and clocks are set right; what is further behind was not written in turn.
OUT_OF_TURN = dt.timedelta(hours=1)
ANOTHER = (
    "and is another one now: its last rows were taken away or changed by hand, or an older backup "
    "was restored."
)
ASK = "Ask who can write to the database. The newest backup holds the trail as it was then."


def look_at_trail(instance: Instance) -> Iterator[Finding]:
    """Whether it is the trail that was sealed, here and in every backup."""
    folder = Path(instance.settings.backup_folder or instance.folder / "backups")
    found = [*_chain(), *_kept(folder), *_out_of_turn(), *_waiting()]
    yield from found
    if not found:
        yield good(SUBJECT, f"Its {head().place:,} sealed events are as they were sealed.")


def _chain() -> Iterator[Finding]:
    broken = list(islice(broken_places(sealed().iterator(2000)), MOST_TOLD))
    for place, event in broken:
        yield wrong(
            SUBJECT,
            f"At place {place} it is not what was sealed: event {event.pk} was changed, put in or "
            "moved by hand, or one before it was taken out.",
            ASK,
        )


def _kept(backups: Path) -> Iterator[Finding]:
    try:
        here = kept_head(head_path())
        heads = list(heads_beside_backups(backups))
    except TrailBroken as error:
        yield wrong(SUBJECT, str(error), "")
        return
    if here is not None and not holds(here):
        yield wrong(
            SUBJECT,
            f"It had {here.place:,} sealed events by {head_path()}, {ANOTHER}",
            f"Nothing more is sealed until then. If it was a restoring, move {head_path()} away: "
            f"the worker begins it anew. If not, leave it there. {ASK}",
        )
    gone = [each for each in heads if not holds(each[1])]
    if gone:
        yield _gone(backups / HEADS, gone)


def _gone(path: Path, heads: Sequence[tuple[str, Head]]) -> Finding:
    """What to say of lines beside the backups that tell of another trail.

    After a restoring these are the lines of the backups made after the one that was restored.
    """
    first, last = heads[0][0], heads[-1][0]
    lines = f"the {len(heads):,} lines of {first} to {last}" if heads[1:] else f"the line of {last}"
    return wrong(
        SUBJECT,
        f"It had {heads[-1][1].place:,} sealed events by {lines} in {path}, {ANOTHER}",
        "If it was a restoring, the backups of then hold what is gone now, and keep them for it. "
        f"Then delete {lines} in {path}, with a text editor and no other; each begins with when "
        f"its backup was made. If not, leave them there. {ASK}",
    )


def _out_of_turn() -> Iterator[Finding]:
    latest: dt.datetime | None = None
    for number, at in sealed().values_list("pk", "at").iterator(2000):
        if latest is not None and latest - at > OUT_OF_TURN:
            yield look(
                SUBJECT,
                f"Event {number} says {at:%Y-%m-%d %H:%M}, but was written after one of "
                f"{latest:%Y-%m-%d %H:%M} UTC.",
                "Either the clock was set back then, or somebody put it in by hand.",
            )
            return
        latest = at if latest is None else max(latest, at)


def _waiting() -> Iterator[Finding]:
    old = unsealed().filter(at__lt=timezone.now() - LONG_UNSEALED).count()
    if old:
        yield look(
            SUBJECT,
            f"{old:,} events are not sealed yet, so nobody would notice a change of them.",
            "The worker seals them within seconds; look at whether one runs.",
        )
