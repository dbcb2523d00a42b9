"""Archives: their files, under the names that their makers gave them."""

from __future__ import annotations

import io
import zipfile
import zlib

from atlas.intake.model import IntakeError
from atlas.intake.raw import Member
from atlas.intake.tables.workbook import is_office

#: what an archive may hold
MAX_FILES = 5_000
MAX_BYTES = 500_000_000
_UTF8 = 0x800


def is_zip(content: bytes) -> bool:
    """Tell whether a file is a zip archive to unpack: a ``.kmz`` is one, a workbook is none."""
    return content[:4] in (b"PK\x03\x04", b"PK\x05\x06") and not is_office(content)


def unpack(name: str, content: bytes, depth: int = 2) -> tuple[list[Member], list[IntakeError]]:
    """Return the files of a zip archive, and why archives in it cannot be unpacked.

    Folders and what systems add to them are left out. Archives in it are unpacked as well,
    ``depth`` levels in all; their files go by the name of their archive and their own.

    Raises
    ------
    IntakeError
        When it is damaged, locked or too large.
    """
    members = _unpacked(name, content)
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
            inner, inside = unpack(member.name, member.content, depth - 1)
        except IntakeError as error:
            problems.append(error)
            continue
        files += [Member(f"{member.name}/{file.name}", file.content) for file in inner]
        problems += inside
        if len(files) > MAX_FILES or sum(len(file.content) for file in files) > MAX_BYTES:
            raise IntakeError("intake.too_large", file=name)
    return files, problems


def _unpacked(name: str, content: bytes) -> list[Member]:
    """Return the files of one archive, as they are."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if len(infos) > MAX_FILES or sum(info.file_size for info in infos) > MAX_BYTES:
                raise IntakeError("intake.too_large", file=name)
            members = [Member(legible(info), _read(archive, info, name)) for info in infos]
    # zipfile knows some ways of packing only, and says NotImplementedError of the others
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise IntakeError("intake.bad_zip", file=name) from error
    return [m for m in members if not m.name.startswith("__MACOSX/") and not _hidden(m.name)]


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    if info.flag_bits & 0x1:
        raise IntakeError("intake.locked_zip", file=name)
    with archive.open(info) as file:
        # what an entry says of its size may be a lie
        content = file.read(info.file_size + 1)
    if len(content) > info.file_size:
        raise IntakeError("intake.bad_zip", file=name)
    return content


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
