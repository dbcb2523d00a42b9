"""Unpacks zip archives, including nested ones, and decodes their file names."""

from __future__ import annotations

import io
import zipfile

from atlas.readers.file_limits import Allowance, check_count, limits
from atlas.readers.planners_file import LimitExceededError, ReaderError
from atlas.readers.raw_file import Member
from atlas.readers.tables.workbook import is_office
from atlas.readers.zip_errors import DAMAGED_ZIP, ENCRYPTED

_UTF8 = 0x800
#: signature of an entry in an archive's directory
_ENTRY = b"PK\x01\x02"
#: bytes unpacked at a time
_CHUNK = 1 << 20


def is_zip(content: bytes) -> bool:
    """Return whether content is a zip archive to unpack: a ``.kmz`` is, a workbook is not."""
    return content[:4] in (b"PK\x03\x04", b"PK\x05\x06") and not is_office(content)


def check_entries(name: str, content: bytes) -> None:
    """Refuse an archive whose directory alone would fill the memory.

    Raises
    ------
    LimitExceededError
    """
    # entries of nested archives are counted too, if these are stored uncompressed
    check_count(content.count(_ENTRY) // limits().archives_deep, "files", name)


def unpack(
    name: str, content: bytes, allowance: Allowance, depth: int | None = None
) -> tuple[list[Member], list[ReaderError]]:
    """Return the files of a zip archive, and errors for nested archives that cannot be unpacked.

    Folders and system files are left out. Nested archives are unpacked to ``depth`` levels in all;
    their files are named after their archive and themselves.

    Parameters
    ----------
    name : str
    content : bytes
    allowance : Allowance
        Remaining amount that may be unpacked.
    depth : int, optional

    Raises
    ------
    ReaderError
        When it is damaged or encrypted; :class:`LimitExceededError` when it is too large.
    """
    depth = limits().archives_deep if depth is None else depth
    members = _unpacked(name, content, allowance)
    if depth == 1:
        deep = [member for member in members if is_zip(member.content)]
        problems = [ReaderError("planners.deep_zip", file=f"{name}/{one.name}") for one in deep]
        return [member for member in members if member not in deep], problems
    files: list[Member] = []
    problems = []
    for member in members:
        if not is_zip(member.content):
            files.append(member)
            continue
        try:
            inner, inside = unpack(member.name, member.content, allowance, depth - 1)
        except LimitExceededError:
            raise
        except ReaderError as error:
            problems.append(error)
            continue
        files += [Member(f"{member.name}/{file.name}", file.content) for file in inner]
        problems += inside
    return files, problems


def _unpacked(name: str, content: bytes, allowance: Allowance) -> list[Member]:
    """Return the files of one archive, without unpacking nested ones."""
    check_entries(name, content)
    members: list[Member] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for info in archive.infolist():
                if info.is_dir():
                    continue
                allowance.take_file(name)
                members.append(Member(legible(info), _read(archive, info, name, allowance)))
    except ReaderError:  # a ValueError too
        raise
    except DAMAGED_ZIP as error:
        raise ReaderError("planners.bad_zip", file=name) from error
    return [m for m in members if not m.name.startswith("__MACOSX/") and not _hidden(m.name)]


def _read(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, allowance: Allowance
) -> bytes:
    """Return the content of an entry; its stated size is not trusted."""
    if info.flag_bits & ENCRYPTED:
        raise ReaderError("planners.locked_zip", file=name)
    parts = []
    with archive.open(info) as file:
        while part := file.read(_CHUNK):
            allowance.take_bytes(len(part), name)
            parts.append(part)
    return b"".join(parts)


def _hidden(name: str) -> bool:
    return name.rpartition("/")[2].startswith(".")


def legible(info: zipfile.ZipInfo) -> str:
    """Return the correctly decoded name of an entry.

    For names not flagged as UTF-8, Python assumes code page 437. Chinese systems write GBK there,
    others UTF-8 without the flag. From 3.12 on, Python replaces such a name by the entry's
    Info-ZIP Unicode path, if it has one.
    """
    replaced = info.filename != zipfile.ZipInfo(info.orig_filename).filename
    if info.flag_bits & _UTF8 or replaced:
        return info.filename
    raw = info.filename.encode("cp437")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
