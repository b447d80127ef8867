"""A reading as one JSON document, for `--json` and for whoever asks it with jq."""

from dataclasses import asdict
from typing import Any

from undersigned.lists.model import Line, Reading, Refusal, Repair


def reading_document(reading: Reading) -> dict[str, Any]:
    """The document described in docs/reference/lists.md; every member is always there.

    It repeats mail addresses and lines as they stood, so it is for the organiser alone.
    """
    return {
        "name": reading.name,
        "sha256": reading.sha256,
        "format": reading.format,
        "encoding": reading.encoding,
        "delimiter": reading.delimiter,
        "counts": {
            "read": reading.read,
            "taken": len(reading.taken),
            "refused": len(reading.refused),
            "repaired": len(reading.repaired),
            "people": len(reading.people),
            "organisations": len(reading.organisations),
            "duplicates": len(reading.duplicates),
            "doubtful": sum(bool(line.doubt) for line in reading.taken),
        },
        "read": reading.read,
        "taken": [_placed(reading, line) for line in reading.taken],
        "refused": [_placed(reading, refusal) for refusal in reading.refused],
        "repaired": [_placed(reading, repair) for repair in reading.repaired],
        "organisations": [line.line for line in reading.organisations],
        "duplicates": [list(group) for group in reading.duplicates],
        "proposals": [
            {**asdict(proposal), "where": [reading.where(line) for line in proposal.lines]}
            for proposal in reading.proposals
        ],
        "folded": [asdict(folded) for folded in reading.folded],
        "remarks": list(reading.remarks),
    }


def _placed(reading: Reading, what: Line | Refusal | Repair) -> dict[str, Any]:
    return {**asdict(what), "where": reading.where(what.line)}
