"""Locates the shapes of a file; the coordinate system is read or asked for, never assumed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from pyproj import CRS, Geod
from pyproj.exceptions import ProjError

from atlas.core.errors import Note, first_names, short
from atlas.core.model import Text
from atlas.readers.planners_file import Answers, Option, Question, ReaderError
from atlas.readers.raw_file import Raw
from atlas.spatial.city_bounds import NEIGHBOURHOOD
from atlas.spatial.crs import (
    WGS84,
    Bounds,
    Proposal,
    geographic,
    proposals,
    shapes_to_wgs84,
    systems,
    to_wgs84,
    within,
)

#: degrees: coordinates outside cannot come from a planner's file
_CHINA: Bounds = (73.0, 3.0, 136.0, 54.0)
#: CRS from before 2008, for which the transformation to CGCS2000 is not public
_OLD = ("krass", "xian", "beijing", "iau76", "iag", "iugg")
#: metres: semi-major axes of their ellipsoids, to recognise them under other names
_OLD_AXES = (6_378_140.0, 6_378_245.0)
SWAPPED = "/swapped"
_NAMELESS = ("", "unnamed", "unknown")
#: points per sample in the test of a system
_PART = 200
#: approximate number of points used to preview a system
_PREVIEWED = 1_000
_ELLIPSOID = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Placed:
    """Shapes in EPSG:4326 with notes, or a question to ask first.

    ``left_out`` holds the indices of shapes outside any valid location, such as a title frame at
    the origin.
    """

    shapes: np.ndarray | None = field(repr=False)
    notes: tuple[Note, ...] = ()
    question: Question | None = None
    left_out: tuple[int, ...] = ()


def place(raw: Raw, answers: Answers, area: Bounds = NEIGHBOURHOOD) -> Placed:
    """Transform the shapes of a file to EPSG:4326.

    Parameters
    ----------
    raw : Raw
    answers : Answers
        If ``system`` is given, it overrides the file.
    area : (float, float, float, float)
        West, south, east, north in degrees: the expected location.

    Raises
    ------
    ReaderError
        When the coordinates are invalid in any system, or the file's CRS has no public
        transformation to CGCS2000.
    """
    points = shapely.get_coordinates(raw.shapes)
    if not len(points) or not np.isfinite(points).all():
        raise ReaderError(
            "planners.no_shapes" if not len(points) else "planners.nowhere", **_sample(raw, points)
        )
    if answers.system:
        return _as_answered(raw, points, answers, area)
    if raw.crs is not None:
        return _as_stated(raw, points, raw.crs, area)
    return _asked(raw, points, Note("planners.which_system", {"file": raw.label}), area)


def _as_answered(raw: Raw, points: np.ndarray, answers: Answers, area: Bounds) -> Placed:
    system, swapped = str(answers.system), answers.swapped
    if system not in systems():
        known = ", ".join(systems())
        raise ReaderError("planners.no_system", system=system, known=known)
    if swapped is None:
        found = plausible(points, area, system) or proposals(points, _CHINA, system)
        swapped = found[0].swapped if found else False
    notes = [Note("planners.answered", {"file": raw.label, "system": _label(system)})]
    if swapped:
        notes.append(Note("planners.swapped", {"file": raw.label}))
    moved = to_wgs84(points[:, ::-1] if swapped else points, system)
    shapes = shapely.force_2d(raw.shapes)
    if swapped:
        shapes = shapely.transform(shapes, lambda columns: columns[:, ::-1])
    return _put(replace(raw, shapes=shapes), system, moved, area, notes)


def _as_stated(raw: Raw, points: np.ndarray, crs: CRS, area: Bounds) -> Placed:
    named = _name(crs) if not raw.by_format else "WGS-84"
    said = {"file": raw.label, "system": named}
    if _is_old(crs):
        raise ReaderError("planners.old_system", **said)
    try:
        moved = geographic(points, crs)
    except ProjError as error:
        raise ReaderError("planners.unknown_system", **said) from error
    inside = within(moved, area)
    if raw.suspect in systems():
        why = Note("planners.suspect", {"file": raw.label, "system": _label(raw.suspect)})
        return _ask(why, [Proposal(raw.suspect, False, 1.0), Proposal(WGS84, False, 1.0)], points)
    if not inside.any():
        other = [p for p in proposals(points, area) if p.share > 0.5]
        if other:
            key = "planners.not_by_format" if raw.by_format else "planners.not_as_stated"
            return _ask(Note(key, said), other, points)
    key = "planners.by_format" if raw.by_format else "planners.stated"
    flat = replace(raw, shapes=shapely.force_2d(raw.shapes))
    return _put(flat, crs, moved, area, [Note(key, said)])


def _put(
    raw: Raw,
    system: str | CRS,
    moved: np.ndarray,
    area: Bounds,
    notes: list[Note],
) -> Placed:
    """Return the transformed shapes, with ``None`` for those outside any valid location.

    Edges are straight in the file's system: see :func:`atlas.spatial.crs.shapes_to_wgs84`.
    """
    points, owner = shapely.get_coordinates(raw.shapes, return_index=True)
    lost = _lost(raw, points, moved, owner, area)
    if len(lost):
        first = points[owner == lost[0]]
        values = {"count": len(lost), "features": _rows(raw, lost), **_sample(raw, first)}
        notes = [*notes, Note("planners.nowhere_left_out", values)]
    kept = ~np.isin(owner, lost)
    notes = [*notes, *_elsewhere(raw, owner[kept], moved[kept], area)]
    shapes = raw.shapes.copy()
    shapes[lost] = None
    placed = shapes_to_wgs84(shapes, system)
    return Placed(placed, tuple(notes), left_out=tuple(lost.tolist()))


def _asked(raw: Raw, points: np.ndarray, why: Note, area: Bounds) -> Placed:
    found = plausible(points, area)
    if not found:
        raise ReaderError("planners.nowhere", **_sample(raw, points))
    return _ask(why, found, points)


def _ask(why: Note, found: list[Proposal], points: np.ndarray) -> Placed:
    points = points[:: max(1, len(points) // _PREVIEWED)]
    options = tuple(
        Option(
            proposal.system + (SWAPPED if proposal.swapped else ""),
            _middle(points[:, ::-1] if proposal.swapped else points, proposal.system),
        )
        for proposal in found
    )
    return Placed(None, question=Question("system", why, options))


def _middle(points: np.ndarray, system: str) -> str:
    if systems()[system].shift:  # points are shifted one by one, so only their middle
        degrees = points[within(points, (-180, -90, 180, 90))]
        points = np.median(degrees, axis=0, keepdims=True)
    lon, lat = np.nanmedian(to_wgs84(points, system), axis=0)
    return f"{lon:.4f}°E, {lat:.4f}°N"


def _label(system: str) -> Text:
    return systems()[system].label


def _name(crs: CRS) -> str:
    """Return the name of a CRS; for an unnamed one, its projection and datum."""
    if crs.name.lower() not in _NAMELESS:
        return crs.name
    made = crs.coordinate_operation
    parts = [made.method_name, *(f"{p.value:.10g}" for p in made.params if p.value)] if made else []
    datum = crs.datum.name if crs.datum else ""
    return ", ".join(part for part in (*parts, datum) if part) or crs.name


def _is_old(crs: CRS) -> bool:
    words = f"{crs.datum.name if crs.datum else ''} {crs.ellipsoid.name if crs.ellipsoid else ''}"
    axis = crs.ellipsoid.semi_major_metre if crs.ellipsoid else 0.0
    return any(word in words.lower() for word in _OLD) or axis in _OLD_AXES


def plausible(
    points: np.ndarray, area: Bounds = NEIGHBOURHOOD, system: str | None = None
) -> list[Proposal]:
    """Return the plausible systems, even if only a few of many points lie in the area."""
    found = proposals(points, area, system)
    parts = range(1, max(1, len(points) // _PART))
    rest = (proposals(points[start :: len(parts) + 1], area, system) for start in parts)
    return found or next((found for found in rest if found), [])


def _lost(
    raw: Raw, points: np.ndarray, moved: np.ndarray, owner: np.ndarray, area: Bounds
) -> np.ndarray:
    """Return the indices of shapes outside any valid location while others are valid.

    A shape that is partly outside, or would be in the area in another system, is likely a parcel
    with wrong coordinates, which is an error.
    """
    outside = ~within(moved, _CHINA)
    if outside.all():
        raise ReaderError("planners.nowhere", **_sample(raw, points))
    rows = np.unique(owner[outside])
    if not len(rows):
        return rows
    wrong = np.intersect1d(rows, owner[~outside])
    own = np.isin(owner, rows)
    for system in [key for key, known in systems().items() if known.epsg]:
        for found in (points[own], points[own][:, ::-1]):
            strange = owner[own][~within(to_wgs84(found, system), area)]
            wrong = np.union1d(wrong, np.setdiff1d(rows, strange))
    if len(wrong):
        first = points[outside & (owner == wrong[0])]
        raise ReaderError(
            "planners.some_nowhere", features=_rows(raw, wrong), **_sample(raw, first)
        )
    return rows


def _rows(raw: Raw, rows: np.ndarray) -> str:
    """Return the numbers of shapes, with their names if the reader assigned any."""
    names = list(raw.table["name"]) if "name" in raw.table.columns else [None] * len(raw.shapes)
    remarks = (f" ({short(str(names[row]))})" if names[row] else "" for row in rows)
    return first_names((f"{row + 1}" for row in rows), remarks)


def _elsewhere(raw: Raw, owner: np.ndarray, points: np.ndarray, area: Bounds) -> list[Note]:
    """Return a note on shapes outside the area: their number and the largest distance."""
    outside = np.unique(owner[~within(points, area)])
    if not len(outside):
        return []
    west, south, east, north = area
    far = points[~within(points, area)]
    near_lon, near_lat = np.clip(far[:, 0], west, east), np.clip(far[:, 1], south, north)
    *_, metres = _ELLIPSOID.inv(far[:, 0], far[:, 1], near_lon, near_lat)
    values = {
        "file": raw.label,
        "count": len(outside),
        "km": math.ceil(float(np.max(metres)) / 1000),
    }
    return [Note("planners.elsewhere", values)]


def _sample(raw: Raw, points: np.ndarray) -> dict[str, str]:
    first = ", ".join(f"{value:.6g}" for value in points[0]) if len(points) else ""
    return {"file": raw.label, "sample": first}
