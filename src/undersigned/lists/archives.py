"""Opening ZIP files, and what comes in them: workbooks, documents, folders. Bombs are refused."""

import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final

from undersigned.lists.model import ListRefused

MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
MOST_FILES: Final = 20_000
MOST_UNPACKED: Final = 200 * 1024 * 1024  # bytes of all files together
_MOST_RATIO: Final = 200  # unpacked to packed, from which on a file of some size is a bomb
_SOME_SIZE: Final = 10 * 1024 * 1024
# What zipfile raises on a broken file; the errors of zlib come through as they are.
_BROKEN: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
)
_CHUNK: Final = 1024 * 1024
_OFFICE: Final = (
    (
        "application/vnd.oasis.opendocument.spreadsheet",
        "an OpenDocument workbook (ODS)",
        "XLSX or CSV",
    ),
    ("application/vnd.oasis.opendocument.text", "an OpenDocument text (ODT)", "DOCX or plain text"),
    ("application/epub+zip", "a book (EPUB)", "plain text"),
)


def unpack(data: bytes, name: str) -> dict[str, bytes]:
    """The files of a ZIP file by their paths, in the order in which they stand in it.

    Raises:
        ListRefused: It is broken, locked by a password, or unpacks to more than is read.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _refuse_bombs(members, name)
            return _read_members(archive, members, name)
    except _BROKEN as error:
        raise ListRefused(
            f"{name} is a ZIP file that can't be opened: {error}.",
            "Pack or save it anew, and try again.",
        ) from error
    except (NotImplementedError, RuntimeError) as error:
        raise ListRefused(
            f"{name} is packed in a way that is not read: {error}.",
            "Pack it as a plain ZIP file without a password.",
        ) from error


def _refuse_bombs(members: list[zipfile.ZipInfo], name: str) -> None:
    if len(members) > MOST_FILES:
        raise ListRefused(
            f"{name} holds {len(members):,} files; {MOST_FILES:,} are the most that is read.",
            "Divide it, and bring the parts along one after the other.",
        )
    if any(member.flag_bits & 1 for member in members):
        raise ListRefused(
            f"{name} is locked by a password.", "Take the password off, and try again."
        )
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > MOST_UNPACKED or (unpacked > _SOME_SIZE and unpacked > _MOST_RATIO * packed):
        raise _too_large(name, unpacked)


def _read_members(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], name: str
) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = MOST_UNPACKED
    for member in members:
        # What a ZIP file says of its sizes may be wrong, so what comes out is counted.
        pieces = []
        with archive.open(member) as stream:
            while piece := stream.read(_CHUNK):
                left -= len(piece)
                if left < 0:
                    raise _too_large(name, MOST_UNPACKED)
                pieces.append(piece)
        path, number = member.filename, 2
        while path in files:
            path, number = f"{member.filename} ({number})", number + 1
        files[path] = b"".join(pieces)
    return files


def _too_large(name: str, size: int) -> ListRefused:
    return ListRefused(
        f"{name} unpacks to {size:,} bytes or more, which is more than is read.",
        "Divide it, and bring the parts along one after the other.",
    )


def kind_of_archive(files: dict[str, bytes], name: str) -> str:
    """What a ZIP file is: "workbook", "document" or "folder".

    Raises:
        ListRefused: It is of another kind of office file, which is not read.
    """
    if "xl/workbook.xml" in files:
        return "workbook"
    if "word/document.xml" in files:
        return "document"
    stated = files.get("mimetype", b"")[:100].decode("latin-1").strip()
    for mime, what, instead in _OFFICE:
        if stated == mime:
            raise ListRefused(f"{name} is {what}, which is not read.", f"Save it as {instead}.")
    if "[Content_Types].xml" in files:
        raise ListRefused(
            f"{name} is an office file that is neither a workbook (XLSX) nor a text (DOCX).",
            "Save the list as XLSX or CSV.",
        )
    return "folder"


def without_common_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files by their paths below the folder in which all of them stand."""
    parts = [PurePosixPath(path).parts[:-1] for path in files]
    common = 0
    while parts and all(len(each) > common and each[common] == parts[0][common] for each in parts):
        common += 1
    if not common:
        return files
    return {"/".join(PurePosixPath(path).parts[common:]): data for path, data in files.items()}
