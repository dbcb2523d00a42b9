"""GML reader (via GDAL), for any text encoding."""

from __future__ import annotations

import re
from dataclasses import replace

from atlas.readers.file_limits import check_count, check_deep
from atlas.readers.gdal_reader import read_one, with_notes
from atlas.readers.planners_file import Answers, ReaderError
from atlas.readers.raw_file import Member, Raw
from atlas.readers.xml_text import decoded, has_doctype

_NAMESPACE = b"http://www.opengis.net/gml"
#: CRS notation of version 2, a link that GDAL would fetch
_LINKED = re.compile(r"http://www\.opengis\.net/gml/srs/epsg\.xml#(\d+)", re.IGNORECASE)
#: markup that would refer GDAL to other files
_FOREIGN = re.compile(r"<OGRVRT|<GDAL", re.IGNORECASE)
#: opening or closing tag; self-closing ones are not counted
_TAG = re.compile(r"<(/?)[A-Za-z_](?:[^>]*[^/>])?>")
#: columns that GDAL adds for every feature's envelope
_ENVELOPE = ["lowerCorner", "upperCorner"]


def is_gml(head: bytes) -> bool:
    """Return whether a file that begins with ``head`` is GML."""
    return head.startswith(b"<") and _NAMESPACE in head


def read_gml(file: Member, answers: Answers) -> list[Raw]:
    """Return the feature types of a GML document.

    Raises
    ------
    ReaderError
        When it cannot be read or has no shapes.
    """
    text, decision = decoded(file, answers)
    text = _LINKED.sub(r"EPSG:\1", text)
    check_count(text.count("<") + text.count("="), "markup", file.name)
    check_deep((-1 if end else 1 for end in _TAG.findall(text)), file.name)
    if has_doctype(text) or _FOREIGN.search(text):
        raise ReaderError("planners.unreadable", file=file.name, why="DOCTYPE")
    first, *rest = read_one(Member(file.name, text.encode()), "gml", DOWNLOAD_SCHEMA="NO")
    questions = (decision.question,) if decision.question else ()
    first = with_notes(first, (decision.note,) if decision.note else ())
    raws = [replace(first, questions=questions), *rest]
    return [replace(raw, table=raw.table.drop(columns=_ENVELOPE, errors="ignore")) for raw in raws]
