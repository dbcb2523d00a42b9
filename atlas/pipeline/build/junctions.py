"""Snaps the ends of schematic lines to the lines that they meet according to a source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from atlas.core.model import Meeting
from atlas.core.paths import Paths
from atlas.pipeline.build.geometry_recipes import SMOOTH_OVER_M, Recipes, Shapes
from atlas.pipeline.build.source_tables import MEETS_COLUMNS, Known, Row, read_table
from atlas.spatial.crs import to_degrees, to_metres

#: metres: maximum gap that simplification leaves between the ends of mapped lines
GAP_M = 50.0


def read_junctions(paths: Paths) -> list[Row]:
    """Return the rows of ``meets.csv``; empty without the file."""
    path = paths.sources / "meets.csv"
    return read_table(path, MEETS_COLUMNS, more=()) if path.is_file() else []


def junctions(rows: list[Row], features: Mapping[str, Row]) -> list[Meeting]:
    """Return the rows as built data.

    Parameters
    ----------
    rows : list of Row
        Of ``meets.csv``.
    features : mapping of str to Row
        Feature id → its row.

    Raises
    ------
    BuildError
        For an unknown feature id, or a word other than ``ends`` and ``crosses``.
    """
    found = []
    for row in rows:
        for column in ("a", "b"):
            if row.required(column) not in features:
                message = f"expected the id of a feature, found {row.required(column)!r}"
                raise row.error(column, message)
        how = row.required("how")
        if how not in ("ends", "crosses"):
            raise row.error("how", f"expected 'ends' or 'crosses', found {how!r}")
        found.append(Meeting.model_validate({c: row.text(c) or "" for c in MEETS_COLUMNS}))
    return found


def snap(shapes: Shapes, rows: list[Row], features: Mapping[str, Row]) -> Shapes:
    """Return the shapes with every schematic line that ``ends`` at another snapped to it.

    The nearer end moves to the nearest point of the other shape; a line that runs past it is cut
    there. Lines more accurate than :data:`SMOOTH_OVER_M` are not moved, unless the end is within
    :data:`GAP_M`: two mapped lines that were simplified separately.

    Raises
    ------
    BuildError
        When the gap is wider than the accuracy of both lines allows.
    """
    lines = dict(shapes.lines)
    shapes = replace(shapes, lines=lines)
    for row in rows:
        first, second = features[row.required("a")], features[row.required("b")]
        name = first.text("geometry_ref")
        if row.text("how") != "ends" or first.text("geometry") != "line" or name not in lines:
            continue
        known, recipes = lines[name], Recipes(shapes)
        shape = recipes.make(second)
        if shape is None:
            raise row.error("b", "expected a feature that is drawn")
        line, other = to_metres(known.shape), to_metres(shape)
        if not isinstance(line, LineString):
            continue
        gap = min(other.distance(end) for end in shapely.get_parts(line.boundary))
        if known.accuracy_m is not None and known.accuracy_m <= SMOOTH_OVER_M and gap > GAP_M:
            continue
        allowed = (known.accuracy_m or 0) + (recipes.accuracy_m(second) or 0)
        snapped = _end_at(line, other)
        moved = snapped.hausdorff_distance(line)
        if moved > allowed:
            message = f"expected them to meet within {allowed:.0f} m, found {moved:.0f} m apart"
            raise row.error("a", message)
        lines[name] = Known(to_degrees(snapped), known.accuracy_m)
    return shapes


def _end_at(line: LineString, other: BaseGeometry) -> LineString:
    """Return a line (metres) whose end nearer to another shape is moved onto it."""
    points = shapely.get_coordinates(line)
    turned = other.distance(Point(points[0])) < other.distance(Point(points[-1]))
    if turned:
        points = points[::-1]
    line, end = LineString(points), Point(points[-1])
    crossing = line.intersection(other)
    if crossing.is_empty or other.distance(end) <= GAP_M:
        points[-1] = shapely.get_coordinates(shapely.shortest_line(other, end))[0]
    else:
        last = max(line.project(Point(point)) for point in shapely.get_coordinates(crossing))
        if last > 0:
            points = shapely.get_coordinates(substring(line, 0, last))
    return LineString(np.flipud(points) if turned else points)
