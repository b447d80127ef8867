"""A short run of the trial that fills the disk under a running server."""

from command_line import trial


def test_a_full_disk_is_told_and_gone_on_from() -> None:
    # By strace, since no container need allow a mount. On Debian: apt install strace
    said = trial("disk_full.py", "--by", "strace", "--times", "1")
    assert "1 times full, no promise broken" in said
