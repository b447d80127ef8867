"""What `undersigned doctor` does."""

from dataclasses import asdict
from pathlib import Path

from undersigned.commands.opening import folder_of
from undersigned.commands.speaking import counted, refuse, say, say_json
from undersigned.config.doctor.examination import examine
from undersigned.config.doctor.findings import Finding, Verdict

MARKS = {Verdict.GOOD: "good ", Verdict.LOOK: "look ", Verdict.WRONG: "WRONG"}


def look_at_instance(home: Path | None, *, offline: bool, as_json: bool) -> None:
    """Say what was looked at, how it stands and what to do.

    Raises:
        SystemExit: with 1 where something is wrong.
    """
    findings = []
    for finding in examine(folder_of(home), network=not offline):
        findings.append(finding)
        if not as_json:
            tell(finding)
    if as_json:
        say_json([{**asdict(each), "verdict": each.verdict.value} for each in findings])
    wrong = sum(each.verdict is Verdict.WRONG for each in findings)
    look = sum(each.verdict is Verdict.LOOK for each in findings)
    if not as_json:
        say()
        say(
            f"{counted(len(findings), 'thing')} looked at: {wrong} wrong, {look} to look at, "
            f"{len(findings) - wrong - look} good."
        )
    if wrong:
        refuse("Mend what is WRONG, from the top down; then say undersigned doctor again.")


def tell(finding: Finding) -> None:
    """One finding, with its mend under it."""
    say(f"{MARKS[finding.verdict]}  {finding.subject}: {finding.what}")
    if finding.mend:
        say(f"       {finding.mend}")
