"""Archives: their files, under the names that their makers gave them."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib

from atlas.intake.limits import Allowance, check_count, limits
from atlas.intake.model import IntakeError, TooMuchError
from atlas.intake.raw import Member
from atlas.intake.tables.workbook import is_office

_UTF8 = 0x800
#: begins an entry of an archive's table
_ENTRY = b"PK\x01\x02"
#: bytes that are unpacked at a time
_CHUNK = 1 << 20


def is_zip(content: bytes) -> bool:
    """Tell whether a file is a zip archive to unpack: a ``.kmz`` is one, a workbook is none."""
    return content[:4] in (b"PK\x03\x04", b"PK\x05\x06") and not is_office(content)


def check_entries(name: str, content: bytes) -> None:
    """Refuse an archive whose table alone would fill the memory.

    Raises
    ------
    TooMuchError
    """
    # those of archives within it are counted too, as far as they are not packed
    check_count(content.count(_ENTRY) // limits().archives_deep, "files", name)


def unpack(
    name: str, content: bytes, allowance: Allowance, depth: int | None = None
) -> tuple[list[Member], list[IntakeError]]:
    """Return the files of a zip archive, and why archives in it cannot be unpacked.

    Folders and what systems add to them are left out. Archives in it are unpacked as well,
    ``depth`` levels in all; their files go by the name of their archive and their own.

    Parameters
    ----------
    name : str
    content : bytes
    allowance : Allowance
        What may still be unpacked.
    depth : int, optional

    Raises
    ------
    IntakeError
        When it is damaged or locked; when it is too large, :class:`TooMuchError`.
    """
    depth = limits().archives_deep if depth is None else depth
    members = _unpacked(name, content, allowance)
    if depth == 1:
        deep = [member for member in members if is_zip(member.content)]
        problems = [IntakeError("intake.deep_zip", file=f"{name}/{one.name}") for one in deep]
        return [member for member in members if member not in deep], problems
    files: list[Member] = []
    problems = []
    for member in members:
        if not is_zip(member.content):
            files.append(member)
            continue
        try:
            inner, inside = unpack(member.name, member.content, allowance, depth - 1)
        except TooMuchError:
            raise
        except IntakeError as error:
            problems.append(error)
            continue
        files += [Member(f"{member.name}/{file.name}", file.content) for file in inner]
        problems += inside
    return files, problems


def _unpacked(name: str, content: bytes, allowance: Allowance) -> list[Member]:
    """Return the files of one archive, as they are."""
    check_entries(name, content)
    members: list[Member] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for info in archive.infolist():
                if info.is_dir():
                    continue
                allowance.take_file(name)
                members.append(Member(legible(info), _read(archive, info, name, allowance)))
    # zipfile knows some ways of packing only, and says NotImplementedError of the others
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError) as error:
        raise IntakeError("intake.bad_zip", file=name) from error
    except (NotImplementedError, EOFError, ValueError, struct.error) as error:
        if isinstance(error, IntakeError):
            raise
        raise IntakeError("intake.bad_zip", file=name) from error
    return [m for m in members if not m.name.startswith("__MACOSX/") and not _hidden(m.name)]


def _read(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, allowance: Allowance
) -> bytes:
    """Return the content of an entry; what it says of its size may be a lie."""
    if info.flag_bits & 0x1:
        raise IntakeError("intake.locked_zip", file=name)
    parts = []
    with archive.open(info) as file:
        while part := file.read(_CHUNK):
            allowance.take_bytes(len(part), name)
            parts.append(part)
    return b"".join(parts)


def _hidden(name: str) -> bool:
    return name.rpartition("/")[2].startswith(".")


def legible(info: zipfile.ZipInfo) -> str:
    """Return the name of an entry as it was written.

    Where an archive does not say that a name is UTF-8, Python takes it for the code page of
    American DOS. Chinese systems write GBK there, others UTF-8 all the same.
    """
    if info.flag_bits & _UTF8:
        return info.filename
    raw = info.filename.encode("cp437")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
