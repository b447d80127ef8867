"""Step 7; source: record format, section 6."""

import pytest

from letter_press import Press
from letter_readers import World, failed, replaced


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"total": 4', b'"total": 5'),
        (b'"amended": 1', b'"amended": 0'),
        (b'"removed": {}', b'"removed": {"asked": 1}'),
        (b'"root": "', b'"root": "A'),
        (b"fair-courts", b"foul-courts"),
        (b'"edition": 1', b'"edition": true'),
        (b'"total"', b'"totals"'),
        (b"{", b'{"total": 4, '),
    ],
)
def test_a_count_that_is_not_the_records_is_refused(
    press: Press, world: World, before: bytes, after: bytes
) -> None:
    replaced(press.folder, "count.json", before, after)
    assert failed(world.verify(press.folder)) == [7]
