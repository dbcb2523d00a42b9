"""Reader for the national parcel text (勘测定界 TXT).

The section ``[属性描述]`` gives system and zone. ``[地块坐标]`` has a line for each parcel, ending
in ``@`` (corners, area in hectares, number, name, kind …) and a line for each corner (number, ring,
X = northing, Y = easting).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from atlas.core.errors import NAMES_SHOWN, Note, first_names
from atlas.readers.planners_file import ReaderError
from atlas.readers.raw_file import Raw
from atlas.readers.tables.cell_numbers import CoarseError, number
from atlas.readers.tables.corner_points import Corner, Outline, area, line, outlines
from atlas.spatial.crs import to_degrees
from atlas.spatial.measurement import area_ha

_SECTION = re.compile(r"^[^\S\n]*\[(.+?)\][^\S\n]*$", re.MULTILINE)
#: first line of a parcel, also recognised without sections
_PARCEL = re.compile(
    r"^[^\S\n]*\d+[^\S\n]*[,，;；\t](?:[^,，;；\t\n]*[,，;；\t]){4,}[^\S\n]*@[^\S\n]*$",
    re.MULTILINE,
)
_FIELDS = ("面积", "编号", "名称", "图形属性", "图幅号", "用途", "地类编码")
#: systems whose parameters are not public: year → EPSG code
_OLD = {"80": 4610, "54": 4214}
_UNITS = {"公顷": 1.0, "亩": 1 / 15, "平方米": 1 / 10_000, "平方公里": 100.0}
#: accuracy of corners in metres, if the file states none
_EXACT_M = 0.01
#: relative tolerance for recognising an area given in another unit
_SAME_UNIT = 0.01


@dataclass
class _Parcel:
    """A parcel as in its lines."""

    row: int
    fields: list[str]
    corners: list[Corner] = field(default_factory=list)

    def get(self, place: int) -> str:
        """Return a field of its first line; empty if missing."""
        return self.fields[place] if place < len(self.fields) else ""


@dataclass
class _Section:
    """Properties and the parcels they apply to."""

    properties: dict[str, str] = field(default_factory=dict)
    parcels: list[_Parcel] = field(default_factory=list)


def is_parcel_text(text: str) -> bool:
    """Return whether a text holds parcels with corners, with or without sections."""
    return any("坐标" in name for name in _SECTION.findall(text)) or bool(_PARCEL.search(text))


def read_parcel_text(text: str, file: str) -> list[Raw]:
    """Return the parcels of a text, as one ``Raw`` per section of properties.

    Raises
    ------
    ReaderError
        When a line is invalid, naming it, or no parcel has corners.
    """
    sections = [section for section in _sections(text, file) if section.parcels]
    raws = [_raw(section, file) for section in sections]
    found = [raw for raw in raws if raw is not None]
    if not found:
        raise ReaderError("planners.too_few_corners", file=file)
    return found


def _sections(text: str, file: str) -> list[_Section]:
    found = [_Section()]
    corners = not _SECTION.search(text)
    for row, raw_line in enumerate(text.splitlines(), start=1):
        plain = unicodedata.normalize("NFKC", raw_line).strip()
        if not plain:
            continue
        head = _SECTION.match(plain)
        if head:
            corners = "坐标" in head[1]
            if not corners and found[-1].parcels:
                found.append(_Section())
            continue
        if not corners:
            key, *values = re.split("[=:]", plain, maxsplit=1)
            if values:
                found[-1].properties[key.strip()] = values[0].strip()
            continue
        _corner_line(found[-1], plain, row, file)
    return found


def _corner_line(section: _Section, plain: str, row: int, file: str) -> None:
    """Process a line of ``[地块坐标]``: the first line of a parcel, or one of its corners."""
    parted = r"[,;\t]" if re.search(r"[,;\t]", plain) else r"\s+"
    cells = [cell.strip() for cell in re.split(parted, plain)]
    if "@" in plain or _begins(cells):
        bare = [cell.removesuffix("@").strip() for cell in cells]
        section.parcels.append(_Parcel(row, bare))
        return
    if not section.parcels:
        section.parcels.append(_Parcel(row, []))
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) < 3:
        raise ReaderError("planners.bad_feature", file=file, feature=row, field="X, Y")
    try:
        # northing, then easting; some files add the height, a small number
        values = [number(cell) for cell in cells[-2:]]
        if len(cells) > 4 and abs(values[1]) < 9000 <= abs(values[0]):
            values = [number(cell) for cell in cells[-3:-1]]
            cells = cells[:-1]
    except CoarseError as error:
        raise ReaderError("planners.scientific", file=file, row=row, sample=str(error)) from error
    except ValueError as error:
        raise ReaderError(
            "planners.bad_feature", file=file, feature=row, field=", ".join(cells[-2:])[:40]
        ) from error
    ring = cells[1] if len(cells) > 3 else ""
    own = section.parcels[-1].corners
    if own and bool(ring) != bool(own[-1].ring):  # a missing cell has shifted the columns
        raise ReaderError("planners.bad_feature", file=file, feature=row, field="X, Y")
    own.append(Corner(len(own), (values[1], values[0]), cells[0], "", ring))


def _begins(cells: list[str]) -> bool:
    """Return whether a line without ``@`` is the first of a parcel, by its geometry type."""
    return len(cells) >= 5 and any(cell in ("面", "线", "点") for cell in cells[3:7])


def _raw(section: _Section, file: str) -> Raw | None:
    notes: list[Note] = []
    rows: list[dict[str, str]] = []
    shapes: list[BaseGeometry] = []
    short, told, same = [], [], 0
    for place, parcel in enumerate(section.parcels, start=1):
        name = parcel.get(3) or parcel.get(2) or f"{place}"
        shape, rings = _shape(parcel)
        if shape is None:
            short.append(name)
            continue
        short += [f"{name} ({ring})" for ring in rings]
        shapes.append(shape)
        rows.append(
            {"name": name, **{title: parcel.get(n) for n, title in enumerate(_FIELDS, start=1)}}
        )
        notes += _count_note(parcel, name, file)
        difference = _difference(parcel, shape, name, file, section.properties)
        told += [difference] if difference else []
        same += difference is None and bool(parcel.get(1)) and shape.area > 0
    if not shapes:
        return None
    if short:
        values = {"file": file, "rows": first_names(short)}
        notes.append(Note("planners.short_parcels", values))
    if same:
        notes.append(Note("planners.areas_agree", {"file": file, "count": same}))
    notes += told[:NAMES_SHOWN]
    if len(told) > NAMES_SHOWN:
        notes.append(Note("planners.more_areas_differ", {"file": file, "count": len(told)}))
    made = np.empty(len(shapes), dtype=object)
    made[:] = shapes
    table = pd.DataFrame(rows, dtype=object)
    filled = [column for column in table if table[column].astype(bool).any()]
    crs = _system(section.properties, shapely.get_coordinates(made))
    return Raw(file, table[filled], made, crs, notes=tuple(notes))


def _shape(parcel: _Parcel) -> tuple[BaseGeometry | None, list[str]]:
    """Return the shape of a parcel: an area, unless its first line says line or point.

    Also return the first corners of rings that are too short for an area.
    """
    kind = parcel.get(4)
    if not parcel.corners:
        return None, []
    if kind == "点":
        points = [corner.point for corner in parcel.corners]
        return shapely.Point(points[0]) if len(points) == 1 else shapely.MultiPoint(points), []
    found = outlines(parcel.corners)
    whole = Outline("", tuple(ring for outline in found for ring in outline.rings))
    if kind == "线":
        return line(whole), []
    few = [ring for ring in whole.rings if len({corner.point for corner in ring}) < 3]
    return area(whole), [ring[0].label for ring in few]


def _count_note(parcel: _Parcel, name: str, file: str) -> list[Note]:
    said = parcel.get(0)
    count = len(parcel.corners)
    distinct = len({(corner.ring, corner.point) for corner in parcel.corners})
    if not said.isdigit() or int(said) in (count, distinct):
        return []
    values = {"file": file, "name": name, "stated": said, "found": count}
    return [Note("planners.corners_missing", values)]


def _difference(
    parcel: _Parcel, shape: BaseGeometry, name: str, file: str, properties: dict[str, str]
) -> Note | None:
    """Return a note if the stated area differs from the measured one beyond the accuracy."""
    text = parcel.get(1)
    if not text or not shape.area:
        return None
    try:
        stated = number(text)
    except ValueError:
        return None
    measured = _measured(shape)
    digits = len(text.partition(".")[2])
    exact = _exact(properties)
    allowed = 0.5 * 10.0**-digits + shape.length * exact / 10_000
    off = min(measured, key=lambda value: abs(value - stated))
    if abs(off - stated) <= allowed:
        return None
    values: dict[str, Any] = {"file": file, "name": name, "stated": text}
    values |= {"measured": f"{off:,.4f}", "change": f"{stated - off:+,.4f}"}
    for unit, hectares in _UNITS.items():
        if hectares != 1 and abs(stated * hectares - off) <= _SAME_UNIT * off:
            values |= {"unit": unit, "change": f"{stated * hectares - off:+,.4f}"}
            return Note("planners.area_in_unit", values)
    return Note("planners.area_differs", values)


def _measured(shape: BaseGeometry) -> list[float]:
    """Return the area in hectares in the file's plane and, approximately, on the ellipsoid."""
    plane = shape.area / 10_000
    east = shapely.get_coordinates(shape)[:, 0]
    bare = shapely.transform(shape, lambda xy: np.column_stack([xy[:, 0] % 1e6, xy[:, 1]]))
    if east.min() < 1000:  # degrees
        return [area_ha(shape)]
    return [plane, area_ha(to_degrees(bare))]


def _exact(properties: dict[str, str]) -> float:
    try:
        return min(max(float(properties.get("精度", "")), 0.001), 1.0)
    except ValueError:
        return _EXACT_M


def _system(properties: dict[str, str], points: np.ndarray) -> CRS | None:
    """Return the CRS given by the properties; ``None`` if they leave it open."""
    named = properties.get("坐标系", "")
    for year, code in _OLD.items():
        if re.search(rf"(?<!\d)(19)?{year}(?!\d)", named):
            return CRS.from_epsg(code)
    zone = re.search(r"\d+", properties.get("带号", ""))
    width = re.search(r"[36]", properties.get("几度分带", ""))
    if not zone or not width or not re.search("2000|CGCS", named, re.IGNORECASE):
        return None
    number_ = int(zone[0])
    first, last = (25, 45) if width[0] == "3" else (13, 23)
    if not first <= number_ <= last or np.abs(points).max() <= 360:
        return None
    prefixed = points[:, 0].mean() > 1e6
    base = {("3", True): 4513, ("3", False): 4534, ("6", True): 4491, ("6", False): 4502}
    return CRS.from_epsg(base[width[0], prefixed] + number_ - first)
