"""MapInfo reader (via GDAL): TAB (``.tab .dat .map .id``) and MIF (``.mif .mid``)."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.core.errors import Note
from atlas.core.temporary_folders import temporary_folder
from atlas.readers.file_limits import Allowance
from atlas.readers.gdal_reader import (
    GDAL_ERRORS,
    SAGITTA,
    broken_shapes,
    first_line,
    known,
    read_frame,
    unknown,
)
from atlas.readers.latin1_tables import LATIN1, decoded, to_bytes
from atlas.readers.planners_file import Answers, ReaderError
from atlas.readers.raw_file import Member, Raw
from atlas.readers.text_encoding import from_utf16

_BEGINS = re.compile(rb"^(\xef\xbb\xbf)?\s*(!table|version\s+\d)", re.IGNORECASE)
_CHARSET = re.compile(rb"""(charset\s+)("?)([\w-]+)("?)""", re.IGNORECASE)
#: MapInfo's encoding names → Python's; others are ignored
_CHARSETS = {
    "windowssimpchinese": "gbk",
    "windowstradchinese": "big5",
    "utf-8": "utf-8",
    "utf8": "utf-8",
}
#: number of points of GDAL's ellipses; the last repeats the first
_ELLIPSE = 180
#: tolerance for such points as a share of the radius, since TAB rounds to a grid
_SAME = 1e-4
#: metres: larger ellipses are not refined
_LARGEST = 1e5


def read_mapinfo(parts: dict[str, Member], answers: Answers) -> Raw:
    """Return the shapes of a MapInfo table.

    Parameters
    ----------
    parts : dict of str to Member
        Its files by extension; at least ``tab`` or ``mif``.
    answers : Answers

    Raises
    ------
    ReaderError
        When a part is missing or the table cannot be read.
    """
    main = parts.get("tab") or parts["mif"]
    head = from_utf16(main.content)
    if not _BEGINS.match(head):  # GDAL would try other formats
        raise ReaderError("planners.unreadable", file=main.name, why="MapInfo")
    lacking = [suffix for suffix in ("dat", "map", "id") if suffix not in parts]
    if main.suffix == "tab" and lacking:
        lacks = ", ".join(f".{suffix}" for suffix in lacking)
        raise ReaderError("planners.no_mapinfo_part", file=main.name, lacks=lacks)
    named = _CHARSET.search(head[:4096])
    claimed = _CHARSETS.get(named.group(3).decode("ascii").lower()) if named else None
    # with “Neutral”, GDAL does not convert the bytes of texts
    neutral = _CHARSET.sub(rb"\1\2Neutral\4", head[:4096]) + head[4096:]
    with temporary_folder() as folder:
        for suffix, part in parts.items():
            content = neutral if suffix == main.suffix else part.content
            (Path(folder) / f"file.{suffix}").write_bytes(content)
        try:
            frame, lost = read_frame(Path(folder) / f"file.{main.suffix}", encoding=LATIN1)
        except GDAL_ERRORS as error:
            why = first_line(error)
            raise ReaderError("planners.unreadable", file=main.name, why=why) from error
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    names = [to_bytes(str(name)) for name in table]
    table, decision = decoded(
        *(table, names, main.name), claimed=claimed, answer=answers.encoding, trust_names=False
    )
    notes = [] if main.suffix == "tab" or "mid" in parts else [_no_mid(main)]
    notes += unknown(main.name, frame.crs) + broken_shapes(main.name, lost, len(frame))
    notes += [decision.note] if decision.note else []
    shapes = np.full(len(frame), None, dtype=object)
    left = Allowance()
    for row, shape in enumerate(frame.geometry):
        shapes[row] = _round(shape)
        left.take_shapes(shapes[row : row + 1], main.name)
    questions = (decision.question,) if decision.question else ()
    return Raw(main.name, table, shapes, known(frame.crs), notes=tuple(notes), questions=questions)


def _no_mid(main: Member) -> Note:
    return Note("planners.no_mid", {"file": main.name})


def _round(shape: BaseGeometry | None) -> BaseGeometry | None:
    """Return an ellipse that GDAL drew coarsely with a finer outline; other shapes unchanged."""
    if not isinstance(shape, shapely.Polygon) or len(shape.interiors):
        return shape
    points = shapely.get_coordinates(shape.exterior)[:-1]
    if len(points) != _ELLIPSE:
        return shape
    turn = 2 * np.pi * np.arange(_ELLIPSE) / (_ELLIPSE - 1)
    (x, a), *_ = np.linalg.lstsq(_columns(np.cos(turn)), points[:, 0])
    (y, b), *_ = np.linalg.lstsq(_columns(np.sin(turn)), points[:, 1])
    size = max(abs(a), abs(b))
    drawn = np.column_stack([x + a * np.cos(turn), y + b * np.sin(turn)])
    if not size or np.abs(drawn - points).max() > size * _SAME:
        return shape
    if size > _LARGEST:
        return shape
    count = int(np.ceil(np.pi / np.arccos(1 - min(SAGITTA / size, 0.5))))
    turn = np.linspace(0, 2 * np.pi, max(count, _ELLIPSE), endpoint=False)
    return shapely.Polygon(np.column_stack([x + a * np.cos(turn), y + b * np.sin(turn)]))


def _columns(values: np.ndarray) -> np.ndarray:
    return np.column_stack([np.ones(len(values)), values])
