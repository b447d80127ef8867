"""Reading lists of signatories that exist already: every line taken, or refused with a reason."""

from undersigned.lists.document import reading_document
from undersigned.lists.model import Kind, Line, ListRefused, Reading, Refusal, Repair
from undersigned.lists.reader import read_folder, read_list

__all__ = [
    "Kind",
    "Line",
    "ListRefused",
    "Reading",
    "Refusal",
    "Repair",
    "read_folder",
    "read_list",
    "reading_document",
]
