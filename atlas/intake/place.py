"""Where the shapes of a file lie: the system is read or asked for, never assumed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import shapely
from pyproj import CRS, Geod
from pyproj.exceptions import ProjError

from atlas.crs import (
    WGS84,
    Bounds,
    Proposal,
    geographic,
    proposals,
    shapes_to_wgs84,
    systems,
    to_wgs84,
)
from atlas.intake.model import Answers, IntakeError, Option, Question
from atlas.intake.raw import Raw
from atlas.model import Text
from atlas.notes import Note

#: west, south, east, north: the city (OpenStreetMap's boundary) and some 30 km round it
NEIGHBOURHOOD: Bounds = (119.2, 36.2, 120.7, 37.35)
#: what lies beyond these degrees lies in no planner's file
_CHINA: Bounds = (73.0, 3.0, 136.0, 54.0)
#: systems of before 2008: the parameters from them to CGCS2000 are not public
_OLD = ("krass", "xian", "beijing", "iau76", "iag", "iugg")
SWAPPED = "/swapped"
#: so many shapes are named one by one
_TOLD = 8
_ELLIPSOID = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Placed:
    """Shapes in EPSG:4326, what is to be said of their place, what must be asked instead."""

    shapes: np.ndarray | None = field(repr=False)
    notes: tuple[Note, ...] = ()
    question: Question | None = None


def place(raw: Raw, answers: Answers, area: Bounds = NEIGHBOURHOOD) -> Placed:
    """Put the shapes of a file into their place.

    Parameters
    ----------
    raw : Raw
    answers : Answers
        A ``system`` that is given is used, whatever the file says.
    area : (float, float, float, float)
        West, south, east, north in degrees: where they are expected to lie.

    Raises
    ------
    IntakeError
        When the coordinates lie nowhere, or the file's system has no public way to CGCS2000.
    """
    points = shapely.get_coordinates(raw.shapes)
    if not len(points) or not np.isfinite(points).all():
        raise IntakeError(
            "intake.no_shapes" if not len(points) else "intake.nowhere", **_sample(raw, points)
        )
    if answers.system:
        return _as_answered(raw, points, answers, area)
    if raw.crs is not None:
        return _as_stated(raw, points, raw.crs, area)
    return _asked(raw, points, Note("intake.which_system", {"file": raw.label}), area)


def _as_answered(raw: Raw, points: np.ndarray, answers: Answers, area: Bounds) -> Placed:
    system, swapped = str(answers.system), answers.swapped
    if system not in systems():
        known = ", ".join(systems())
        raise IntakeError("intake.no_system", system=system, known=known)
    if swapped is None:
        found = [p.swapped for p in proposals(points, area) if p.system == system]
        swapped = found[0] if found else False
    notes = [Note("intake.answered", {"file": raw.label, "system": _label(system)})]
    if swapped:
        notes.append(Note("intake.swapped", {"file": raw.label}))
    moved = to_wgs84(points[:, ::-1] if swapped else points, system)
    _check_all(raw, points, moved)
    shapes = shapely.force_2d(raw.shapes)
    if swapped:
        shapes = shapely.transform(shapes, lambda columns: columns[:, ::-1])
    return Placed(shapes_to_wgs84(shapes, system), (*notes, *_elsewhere(raw, moved, area)))


def _as_stated(raw: Raw, points: np.ndarray, crs: CRS, area: Bounds) -> Placed:
    named = crs.name if not raw.by_format else "WGS-84"
    said = {"file": raw.label, "system": named}
    if _is_old(crs):
        raise IntakeError("intake.old_system", **said)
    try:
        moved = geographic(points, crs)
    except ProjError as error:
        raise IntakeError("intake.unknown_system", **said) from error
    inside = _inside(moved, area)
    if raw.suspect in systems():
        why = Note("intake.suspect", {"file": raw.label, "system": _label(raw.suspect)})
        return _ask(why, [Proposal(raw.suspect, False, 1.0), Proposal(WGS84, False, 1.0)], points)
    if not inside.any():
        other = [p for p in proposals(points, area) if p.share > 0.5]
        if other:
            key = "intake.not_by_format" if raw.by_format else "intake.not_as_stated"
            return _ask(Note(key, said), other, points)
    _check_all(raw, points, moved)
    key = "intake.by_format" if raw.by_format else "intake.stated"
    shapes = shapes_to_wgs84(shapely.force_2d(raw.shapes), crs)
    return Placed(shapes, (Note(key, said), *_elsewhere(raw, moved, area)))


def _asked(raw: Raw, points: np.ndarray, why: Note, area: Bounds) -> Placed:
    found = proposals(points, area)
    if not found:
        raise IntakeError("intake.nowhere", **_sample(raw, points))
    return _ask(why, found, points)


def _ask(why: Note, found: list[Proposal], points: np.ndarray) -> Placed:
    options = tuple(
        Option(
            proposal.system + (SWAPPED if proposal.swapped else ""),
            _middle(to_wgs84(points[:, ::-1] if proposal.swapped else points, proposal.system)),
        )
        for proposal in found
    )
    return Placed(None, question=Question("system", why, options))


def _middle(moved: np.ndarray) -> str:
    lon, lat = np.nanmedian(moved, axis=0)
    return f"{lon:.4f}°E, {lat:.4f}°N"


def _label(system: str) -> Text:
    return systems()[system].label


def _is_old(crs: CRS) -> bool:
    words = f"{crs.datum.name if crs.datum else ''} {crs.ellipsoid.name if crs.ellipsoid else ''}"
    return any(word in words.lower() for word in _OLD)


def _inside(points: np.ndarray, area: Bounds) -> np.ndarray:
    west, south, east, north = area
    lon, lat = points.T
    inside: np.ndarray = (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
    return inside


def _check_all(raw: Raw, points: np.ndarray, moved: np.ndarray) -> None:
    """Raise when points lie nowhere in China, naming the shapes if others do."""
    lost = ~_inside(moved, _CHINA)
    if lost.all():
        raise IntakeError("intake.nowhere", **_sample(raw, points))
    if lost.any():
        _, owner = shapely.get_coordinates(raw.shapes, return_index=True)
        numbers = [str(row + 1) for row in np.unique(owner[lost])]
        told = ", ".join(numbers[:_TOLD]) + (" …" if len(numbers) > _TOLD else "")
        raise IntakeError("intake.some_nowhere", features=told, **_sample(raw, points[lost]))


def _elsewhere(raw: Raw, points: np.ndarray, area: Bounds) -> list[Note]:
    """Return a note when shapes lie outside of the area: how many, how far the farthest."""
    _, owner = shapely.get_coordinates(raw.shapes, return_index=True)
    outside = np.unique(owner[~_inside(points, area)])
    if not len(outside):
        return []
    west, south, east, north = area
    far = points[~_inside(points, area)]
    near_lon, near_lat = np.clip(far[:, 0], west, east), np.clip(far[:, 1], south, north)
    *_, metres = _ELLIPSOID.inv(far[:, 0], far[:, 1], near_lon, near_lat)
    values = {
        "file": raw.label,
        "count": len(outside),
        "km": math.ceil(float(np.max(metres)) / 1000),
    }
    return [Note("intake.elsewhere", values)]


def _sample(raw: Raw, points: np.ndarray) -> dict[str, str]:
    first = ", ".join(f"{value:.6g}" for value in points[0]) if len(points) else ""
    return {"file": raw.label, "sample": first}
